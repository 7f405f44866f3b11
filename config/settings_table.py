"""The table of every setting: its name, its default, one sentence on it, and what a text of it means.

How the table is read stands in `config.settings`, what a text means in `config.values`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from config import values


@dataclass(frozen=True)
class Setting:
    """One row of the table; `field` is its name in `Settings`, and the default is text as admins write it.

    own: whether a workspace may have its own (`config.own_settings`).
    """

    name: str
    field: str
    default: str
    sentence: str
    parse: Callable[[str], Any]
    own: bool = False


SETTINGS: Final = (
    Setting(
        "SLACK_BOT_TOKEN",
        "bot_token",
        "",
        "The bot's token, xoxb-...; needed unless SLACK_CLIENT_ID is set.",
        values.bot_token,
    ),
    Setting(
        "SLACK_APP_TOKEN",
        "app_token",
        "",
        "The app-level token, xapp-...; with it the bot uses Socket Mode and needs no public address.",
        values.app_token,
    ),
    Setting(
        "SLACK_SIGNING_SECRET",
        "signing_secret",
        "",
        "The app's signing secret; needed for HTTP, which is used where there is no app-level token.",
        values.signing_secret,
    ),
    Setting(
        "SLACK_CLIENT_ID",
        "client_id",
        "",
        "The app's client id; with it any workspace can install the bot at /slack/install, and none has a"
        " token here.",
        values.client_id,
    ),
    Setting(
        "SLACK_CLIENT_SECRET",
        "client_secret",
        "",
        "The app's client secret; needed with SLACK_CLIENT_ID.",
        values.client_secret,
    ),
    Setting(
        "POLLINATE_URL",
        "url",
        "",
        "The bot's public address, https://bot.example.org; needed with SLACK_CLIENT_ID.",
        values.own_url,
    ),
    Setting(
        "POLLINATE_TOKEN_KEYS",
        "token_keys",
        "",
        "Keys that encrypt the workspaces' tokens, with commas between; the first is in use. `python -m bot"
        " key` makes one; needed with SLACK_CLIENT_ID.",
        values.token_keys,
    ),
    Setting(
        "PORT", "port", "3000", "The port on which HTTP requests are awaited.", values.whole_number(1, 65535)
    ),
    Setting(
        "SLACK_API_URL",
        "api_url",
        "https://slack.com/api/",
        "Where Slack's methods are found; changed for the sandbox only.",
        values.api_url,
    ),
    Setting(
        "DATABASE_URL",
        "database_url",
        "sqlite:///pollinate.db",
        "A SQLite file (four slashes before an absolute path), or postgresql://user:password@host/name.",
        values.database_url,
    ),
    Setting(
        "POLLINATE_ADMINS",
        "admins",
        "",
        "User ids of those who may use /partneradmin, separated by commas.",
        values.user_ids,
        own=True,
    ),
    Setting(
        "POLLINATE_CYCLE",
        "cycle",
        "tue 09:00",
        "The day and time of the weekly cycle, in the time zone below.",
        values.cycle_time,
        own=True,
    ),
    Setting(
        "POLLINATE_TIMEZONE",
        "timezone",
        "Europe/London",
        "The workspace's time zone, by its IANA name.",
        values.time_zone,
        own=True,
    ),
    Setting(
        "POLLINATE_QUIET_HOURS",
        "quiet_hours",
        "20-8",
        "Hours in which nobody is written to unasked, in each person's own time zone; none for none.",
        values.quiet_hours,
        own=True,
    ),
    Setting(
        "POLLINATE_QUIET_WEEKENDS",
        "quiet_weekends",
        "no",
        "Whether Saturdays and Sundays are quiet all day: yes or no.",
        values.yes_or_no,
        own=True,
    ),
    Setting(
        "POLLINATE_COUNTRY",
        "country",
        "",
        "The country whose holidays are kept, such as GB or GB-ENG; empty: no holidays.",
        values.country,
        own=True,
    ),
    Setting(
        "POLLINATE_DAILY_CAP",
        "daily_cap",
        "2",
        "How many messages a person gets unasked in one day at most.",
        values.whole_number(1, 20),
        own=True,
    ),
    Setting(
        "POLLINATE_CHANNEL",
        "channel",
        "",
        "The id of the channel where proof cards are celebrated, C...; invite the bot there. Empty: none.",
        values.channel_id,
        own=True,
    ),
    Setting(
        "POLLINATE_REVIEW",
        "review",
        "no",
        "Whether admins look at each cycle, in the channel below, before it goes out: yes or no.",
        values.yes_or_no,
        own=True,
    ),
    Setting(
        "POLLINATE_REVIEW_CHANNEL",
        "review_channel",
        "",
        "The id of a channel of admins alone, where a drafted cycle waits, C...; invite the bot there.",
        values.channel_id,
        own=True,
    ),
    Setting(
        "POLLINATE_CURRENCY",
        "currency",
        "£",
        "The sign or code written before sums of money, at most three letters.",
        values.currency,
        own=True,
    ),
    Setting(
        "POLLINATE_REST_MONTHS",
        "rest_months",
        "6",
        "Months before a declined pair may be suggested again.",
        values.whole_number(1, 60),
        own=True,
    ),
    Setting(
        "POLLINATE_NUDGE_DAYS",
        "nudge_days",
        "3",
        "Days after which a champion who has not answered is reminded, once.",
        values.whole_number(1, 365),
        own=True,
    ),
    Setting(
        "POLLINATE_EXPIRY_DAYS",
        "expiry_days",
        "6",
        "Days after which a card that nobody answered goes to the next best champion.",
        values.whole_number(1, 365),
        own=True,
    ),
    Setting(
        "POLLINATE_QUIET_SECONDS",
        "quiet_seconds",
        "60",
        "Seconds to wait before a post that Slack did not answer is looked up in the history.",
        values.whole_number(1, 3600),
    ),
    Setting(
        "POLLINATE_BACKUP_DAYS",
        "backup_days",
        "35",
        "Days that backups are kept; none older is restored, and erasures are remembered as long.",
        values.whole_number(1, 3650),
    ),
    Setting(
        "POLLINATE_KEEP_PROFILES_MONTHS",
        "keep_profiles_months",
        "24",
        "Months without an act after which a person is asked whether to stay, and then erased.",
        values.whole_number(1, 120),
        own=True,
    ),
    Setting(
        "POLLINATE_KEEP_SUGGESTIONS_MONTHS",
        "keep_suggestions_months",
        "24",
        "Months after which suggestions that came to nothing become counts; at least the rest above.",
        values.whole_number(1, 120),
        own=True,
    ),
    Setting(
        "POLLINATE_KEEP_AUDIT_MONTHS",
        "keep_audit_months",
        "24",
        "Months that the audit trail is kept; at least as long as inactive profiles.",
        values.whole_number(1, 120),
        own=True,
    ),
    Setting(
        "POLLINATE_KEEP_STOPPED_MONTHS",
        "keep_stopped_months",
        "3",
        "Months after which everything is erased of a workspace that lets the bot in no more.",
        values.whole_number(1, 120),
        own=True,
    ),
    Setting(
        "POLLINATE_LANGUAGE",
        "language",
        "english",
        "The language people write in, by the name of its Snowball stemmer. If the bot speaks it, it is the"
        " language of channels, and of people whose own the bot does not speak.",
        values.language,
        own=True,
    ),
    Setting(
        "POLLINATE_MODEL",
        "model",
        "",
        "A sentence model that compares texts by meaning: its folder, or a package; empty: by words.",
        values.model,
    ),
    Setting(
        "POLLINATE_MONITOR_PORT",
        "monitor_port",
        "",
        "A port for an operator's tools: /livez, /readyz and /metrics; keep it inside. Empty: none.",
        values.whole_number(1, 65535),
    ),
    Setting(
        "POLLINATE_HEARTBEAT_URL",
        "heartbeat_url",
        "",
        "The address of a dead man's switch, asked once a minute while all is done in time; empty: none.",
        values.web_address,
    ),
    Setting(
        "SENTRY_DSN",
        "sentry_dsn",
        "",
        "The DSN of a Sentry project that errors are reported to, by kind and place alone; empty: none.",
        values.web_address,
    ),
    Setting("POLLINATE_LOG", "log", "info", "How much is logged: debug, info or warning.", values.log_level),
)
