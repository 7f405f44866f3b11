"""What the commands share: how one fails in a sentence."""


class Unusable(Exception):  # noqa: N818 - what happened, told in a sentence
    """A command cannot go on; the text says what to do."""


def bot_token_refused(error: object) -> str:
    """Say that Slack refused the bot's token, and what to do."""
    return (
        f"Slack refused the bot's token ({error}). Copy the Bot User OAuth Token, xoxb-..., from the"
        " app's page OAuth & Permissions into SLACK_BOT_TOKEN."
    )


def app_token_refused(error: object) -> str:
    """Say that Slack refused the app-level token, and what to do."""
    return (
        f"Slack refused the app-level token ({error})."
        " Make one with the scope connections:write on the app's page Basic Information, and copy it,"
        " xapp-..., into SLACK_APP_TOKEN."
    )


def silent(api_url: str, failure: object) -> str:
    """Say that Slack does not answer, and what to do."""
    return f"Slack does not answer at {api_url} ({failure}). Check the network, and try again."
