"""What the command `check` says, line by line: what is right, what to know, what to mend and how.

It looks on after a mistake wherever the next thing can still be told. Nothing is changed but the database's
shape, as at every start; nothing is printed here. No line holds a token, a secret or what somebody typed.
"""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from bot import calendar, embedding, slack_app
from bot.address import app_named, found_at
from bot.letters import cut_off, undelivered
from bot.messenger import Messenger, Token
from bot.model_files import ModelUnusable
from bot.records import Workspace
from bot.refusals import Gone, NotSent, Refused, Unclear
from bot.storage import DatabaseUnusable, Store
from bot.storage.migrations import STEPS
from bot.terminal import app_token_refused, bot_token_refused, silent
from config.own_settings import own, unreadable
from config.settings import Settings, SettingsError, read_settings
from config.taxonomy import TaxonomyError, read_taxonomy
from config.weights import WeightsError, read_weights

_PATIENCE: Final = 10  # seconds that an answer of Slack's may take
_NOTED: Final = timedelta(seconds=60)  # how far a clock may be off unnoticed
_REFUSED: Final = timedelta(seconds=300)  # from here on signatures are too old, or of the future
_UNSEEN: Final = (NotSent, Unclear, Refused)


class State(StrEnum):
    """What a line says: nothing to do, something to know, or something to mend."""

    OK = "ok"
    NOTE = "note"
    FIX = "fix"


class Line(NamedTuple):
    """One thing that was looked at, and what was found."""

    state: State
    subject: str
    text: str

    def __str__(self) -> str:
        return f"{self.state:<4} {self.subject}: {self.text}"


def _ok(subject: str, text: str) -> Line:
    return Line(State.OK, subject, text)


def _note(subject: str, text: str) -> Line:
    return Line(State.NOTE, subject, text)


def _fix(subject: str, text: str) -> Line:
    return Line(State.FIX, subject, text)


def check(env_file: Path, clock: Callable[[], datetime], url: str = "") -> Iterator[Line]:
    """Yield each line as soon as it is known. url: the public address to be asked."""
    try:
        settings = read_settings(env_file)
    except SettingsError as trouble:
        yield from (_fix("settings", mistake) for mistake in trouble.mistakes)
        yield from _files()
        return
    way_in = "Socket Mode" if settings.socket_mode else f"HTTP on port {settings.port}"
    yield _ok("settings", f"{way_in}, for many workspaces" if settings.many else way_in)
    yield from (_note("settings", warning) for warning in settings.warnings)
    yield from _files()
    if settings.model is not None:
        yield _model(settings.model)
    yield from _database(settings)
    if settings.many:
        yield from _installations(settings, clock)
        ours = settings
    else:
        ours = yield from _slack(settings, clock)
    if url or not settings.socket_mode:
        yield _address(settings, url, clock())
    yield from _time(ours, clock())


def _files() -> Iterator[Line]:
    """Look into the files an admin may change."""
    for name, read in (("taxonomy", read_taxonomy), ("weights", read_weights)):
        try:
            read()
            yield _ok(name, f"config/{name}.toml can be read")
        except (TaxonomyError, WeightsError) as trouble:
            yield _fix(name, str(trouble))


def _model(model: str) -> Line:
    try:
        embedding.check(model)
    except ModelUnusable as trouble:
        return _fix("model", f"{trouble} Until then, texts are compared by words.")
    return _ok("model", "texts are compared by meaning")


# Slack


def _slack(settings: Settings, clock: Callable[[], datetime]) -> Generator[Line, None, Settings]:
    """Ask Slack about all it can tell; a token that is refused tells nothing of people and channels.

    Returns the settings that count in the token's workspace, as far as they can be seen.
    """
    messenger = Messenger(settings.bot_token, settings.api_url, patience=_PATIENCE)
    workspace, bot_id = None, ""
    try:
        token = messenger.token()
        workspace, now = token.workspace, clock()
        bot_id = token.bot_id
        yield _ok("bot token", f"it is that of the bot {token.bot} in team {token.workspace.team}")
        yield _scopes(token)
        yield _clock(token, now)
    except (Refused, Gone) as refusal:
        yield _fix("bot token", bot_token_refused(refusal))
    except (NotSent, Unclear) as failure:
        yield _fix("Slack", silent(settings.api_url, failure))
        return settings
    if settings.socket_mode:
        yield _app_token(settings, messenger, bot_id)
    if workspace is None:
        return settings
    try:
        with closing(Store(settings.database)) as store:
            return (yield from _inside(messenger, settings, store, workspace))
    except DatabaseUnusable:  # which was told already
        return settings


def _inside(
    messenger: Messenger, settings: Settings, store: Store, workspace: Workspace
) -> Generator[Line, None, Settings]:
    """Look at what a workspace has set for itself, its admins and channels; return what counts there."""
    with store.read(workspace, patience=10) as act:
        texts = act.own_settings()
    ours = own(settings, texts)
    yield from _own(texts, ours, _name(workspace))
    yield from (_admin(messenger, person) for person in sorted(ours.admins))
    yield from _channels(ours, messenger)
    return ours


def _own(texts: Mapping[str, str], ours: Settings, team: str) -> Iterator[Line]:
    """Tell what a workspace has set for itself."""
    if texts:
        yield _note("own settings", f"team {team} has set {', '.join(texts)}, by /partneradmin settings")
    for name in unreadable(texts):
        yield _fix("own settings", f"{name} of team {team} cannot be read any more: an admin sets it anew")
    if ours.review and not ours.review_channel:
        yield _fix("own settings", f"team {team} reviews each cycle, but nowhere: an admin chooses a channel")


def _installations(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Line]:
    """Ask Slack in each workspace that has installed the bot."""
    from bot.bots import begins_with
    from bot.messenger import Registrar
    from bot.tokens import Tokens
    from bot.vault import Vault

    registrar = Registrar(settings.client_id, settings.client_secret, settings.api_url)
    try:
        with closing(Store(settings.database)) as store:
            tokens = Tokens(store, Vault(settings.token_keys), registrar, clock)
            there = [workspace for workspace, since in store.installed().items() if since]
            if not there:
                yield _note("installations", f"none yet: open {settings.url}{slack_app.INSTALL}")
            for workspace in there:
                messenger = Messenger(tokens.of(workspace), settings.api_url)
                if (yield from _let_in(messenger, workspace, clock)):
                    with store.read(workspace, patience=10) as act:
                        begun = begins_with(settings, act.installation())
                    ours = yield from _inside(messenger, begun, store, workspace)
                    if not ours.admins:
                        yield _fix(
                            "admins", f"team {_name(workspace)} has none: have the bot installed there again"
                        )
    except DatabaseUnusable:
        return  # it was told above


def _let_in(
    messenger: Messenger, workspace: Workspace, clock: Callable[[], datetime]
) -> Generator[Line, None, bool]:
    """Look whether a workspace lets the bot in; return whether it does."""
    name = _name(workspace)
    try:
        token = messenger.token()
    except (Refused, Gone) as refusal:
        yield _fix(f"team {name}", f"its token is refused ({refusal}): have the bot installed there again")
        return False
    except (NotSent, Unclear) as failure:
        yield _note(f"team {name}", f"whether its token is good could not be seen ({failure})")
        return False
    yield _ok(f"team {name}", f"lets in the bot {token.bot}")
    yield _scopes(token)
    yield _clock(token, clock())
    return True


def _name(workspace: Workspace) -> str:
    return workspace.team or workspace.enterprise


def _scopes(token: Token) -> Line:
    """Compare what the app may with what it needs."""
    if token.scopes is None:
        return _note("scopes", "Slack did not say which ones are granted")
    needed = slack_app.scopes()
    missing, surplus = sorted(needed - token.scopes), sorted(token.scopes - needed)
    if missing:
        return _fix(
            "scopes",
            f"{', '.join(missing)} missing: add them on the app's page OAuth & Permissions (or put what"
            " `python -m bot manifest` prints on its page App Manifest), and reinstall the app",
        )
    if surplus:
        return _note("scopes", f"{', '.join(surplus)} granted and not needed: better taken away")
    return _ok("scopes", f"all {len(needed)} that are needed, and no other")


def _clock(token: Token, now: datetime) -> Line:
    """Compare this machine's clock with Slack's."""
    if token.told_at is None:
        return _note("clock", "Slack's answer does not say what time it is there")
    off = abs(now - token.told_at)
    seconds = f"{off.total_seconds():.0f} seconds"
    if off > _REFUSED:
        return _fix(
            "clock", f"{seconds} off: what Slack signs is refused; switch on the system's time service"
        )
    if off > _NOTED:
        return _note("clock", f"{seconds} off: switch on the system's time service")
    return _ok("clock", "it goes with Slack's")


def _app_token(settings: Settings, messenger: Messenger, bot_id: str) -> Line:
    """See whether the app-level token opens a connection, of the bot's own app; none is opened."""
    try:
        address = Messenger(settings.app_token, settings.api_url, patience=_PATIENCE).connection()
    except (Refused, Gone) as refusal:
        return _fix("app-level token", app_token_refused(str(refusal)))
    except (NotSent, Unclear) as failure:
        return _note("app-level token", f"whether it opens a connection could not be seen ({failure})")
    return of_one_app(app_named(address, settings.app_token), _app_of(messenger, bot_id))


def of_one_app(app: str, bots: str) -> Line:
    """Say whether the app-level token is of the bot's own app; either may be unknown, and empty."""
    if app and bots and app != bots:
        return _fix(
            "app-level token",
            f"it is of the app {app}, and SLACK_BOT_TOKEN of the app {bots}: copy both from one app's pages",
        )
    return _ok("app-level token", "it opens connections of Socket Mode")


def _app_of(messenger: Messenger, bot_id: str) -> str:
    """Return the id of the bot's app; nothing where that cannot be seen."""
    try:
        return messenger.app_of(bot_id) if bot_id else ""
    except (*_UNSEEN, Gone):
        return ""


def _address(settings: Settings, url: str, now: datetime) -> Line:
    """Ask the bot at its public address what Slack asks it, signed as Slack signs."""
    if settings.socket_mode:
        return _note("public address", "none is needed: SLACK_APP_TOKEN is set, so the bot calls Slack")
    if not url:
        return _note(
            "public address", "not asked: start the bot, then add --url and its address, https://..."
        )
    is_right, text = found_at(url, settings.signing_secret, now)
    return (_ok if is_right else _fix)("public address", text)


def _admin(messenger: Messenger, person: str) -> Line:
    remedy = "take it out of POLLINATE_ADMINS or /partneradmin settings, or put the right one there"
    try:
        member = messenger.member(person)
    except Gone:
        return _fix("admins", f"{person} is nobody in this workspace: {remedy}")
    except _UNSEEN as failure:
        return _note("admins", f"who {person} is could not be seen ({failure})")
    if member.bot:
        return _fix("admins", f"{person} is a bot: {remedy}")
    if member.deactivated:
        return _fix("admins", f"{person} is deactivated: {remedy}")
    return _ok("admins", f"{person} may use /partneradmin")


def _channels(settings: Settings, messenger: Messenger) -> Iterator[Line]:
    """Look whether the bot is in each channel of the settings."""
    for name, channel in (
        ("POLLINATE_CHANNEL", settings.channel),
        ("POLLINATE_REVIEW_CHANNEL", settings.review_channel if settings.review else ""),
    ):
        if channel:
            yield _channel(messenger, name, channel)


def _channel(messenger: Messenger, name: str, channel: str) -> Line:
    try:
        messenger.look_into(channel)
    except Gone as trouble:
        return _fix(name, f"the bot cannot post in {channel} ({trouble}): invite it there, or correct the id")
    except _UNSEEN as failure:
        return _note(name, f"whether the bot is in {channel} could not be seen ({failure})")
    return _ok(name, f"the bot is in {channel}")


# the database, and time


def _database(settings: Settings) -> Iterator[Line]:
    """Bring the database to today's shape, try it out, and tell what waits in it."""
    try:
        with closing(Store(settings.database)) as store:
            taken = store.migrate()
            store.try_to_write()
            yield _ok("database", f"{store.name} is writable and up to date{_grown(taken)}")
            for name in store.unsafe_settings():
                remedy = "is off, so a power cut may take what was acknowledged; switch it on"
                yield _note("database", f"{name} {remedy}")
            yield from _waiting(store)
    except DatabaseUnusable as trouble:
        yield _fix("database", str(trouble))


def _grown(taken: list[str]) -> str:
    """Say which steps the database lacked."""
    if len(taken) == len(STEPS):
        return "; it was made just now"
    return f"; it lacked {', '.join(taken)}" if taken else ""


def _waiting(store: Store) -> Iterator[Line]:
    """Tell of each workspace what keeps it from going on by itself."""
    yield from (_note("workspaces", said) for said in cut_off(store))
    for workspace in store.workspaces():
        with store.read(workspace, patience=10) as act:
            parked, halted = act.parked_letters(), act.halted()
        for letter in parked:
            yield _note("letters", f"{undelivered(letter)}; see `python -m bot letters`")
        if halted:
            yield _note("halt", f"team {workspace.team} is paused: an admin goes on by /partneradmin resume")


def _time(settings: Settings, now: datetime) -> Iterator[Line]:
    zone = settings.timezone
    yield _ok("time zone", f"{zone.key}, where it is {now.astimezone(zone):%A, %H:%M %Z}")
    upcoming = calendar.next_cycle(now, settings.cycle, zone, settings.country)
    yield _ok("next cycle", f"{upcoming:%A %d %B %Y, %H:%M %Z}")
