"""Pollinate in Slack: the story stage by stage, its screens, its storage and the way in and out of Slack."""
