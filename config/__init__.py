"""What admins may change: settings, the taxonomy and the Slack app's manifest."""
