"""People as Slack knows them: their language, their time zone, who is a guest, who has left.

Whoever acts or has a profile is asked about: soon after the first act, once a day from then on, and whenever
Slack tells of a change. Nobody waits for it: until Slack has answered, the workspace's own zone counts. What
`bot.manners` needs to decide when a message may arrive is gathered here, and in which language it is drawn.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from slack_bolt import Ack, App

from bot import calendar, slack_ids
from bot.drawings import Draw, Drawing, Publish, Share
from bot.language import ENGLISH, language_for, language_named, speaking, spoken
from bot.leaving import deactivated
from bot.logs import log_of
from bot.manners import Had, Manners, day_began
from bot.manners import arrival as decided
from bot.messenger import Messenger, member_of
from bot.occasion import Occasion
from bot.records import ONCE_A_CYCLE, UNASKED, File, Letter, Member, Workspace
from bot.refusals import CutOff, Gone, NotSent, Refused, Unclear
from bot.storage import Act, DatabaseUnusable, Store
from config.settings import Settings

_A_DAY: Final = timedelta(days=1)
# Slack allows a hundred such questions a minute; the ticker asks every five seconds, at times earlier.
_AT_ONCE: Final = 5

Met = dict[str, Member | None]  # who has acted since they were last written down, and what Slack has said

log = log_of(__name__)


def note(met: Met, person: str, body: dict[str, Any]) -> None:
    """Note that a person acted, so that Slack is asked about them; whoever asks to be forgotten is not."""
    if (body.get("view") or {}).get("callback_id") == slack_ids.FORGET_FORM:
        met.pop(person, None)
    elif acts(body):
        met.setdefault(person, None)


def acts(body: dict[str, Any]) -> bool:
    """Whether somebody did something here; Slack also tells of people who never did."""
    return bool(body.get("event", {}).get("type") != "user_change")


def refresh(
    store: Store,
    workspace: Workspace,
    messenger: Messenger,
    now: datetime,
    met: Met,
    keep: Collection[str],
) -> None:
    """Ask Slack about those who have acted since, and about some of those it was not asked about for a day.

    Of people without a profile nothing is kept for longer, but for those to keep.
    """
    with store.read(workspace, patience=10) as act:
        if act.stopped() or not (met or act.members_to_ask(now - _A_DAY, 1)):
            return
    newcomers = dict(met.popitem() for _ in range(len(met)))
    with store.begin(workspace, patience=10) as act:
        for person in newcomers:
            act.meet(person)
        due = act.members_to_ask(now - _A_DAY, _AT_ONCE)
        asked = [person for person in due if person in keep or not act.drop_passer_by(person)]
    told = _told(messenger, asked, newcomers)
    if told:
        with store.begin(workspace, patience=10) as act:
            for person, member in told.items():
                if member:
                    _keep(act, member, now)
                else:
                    act.asked_in_vain(person, now)


def _told(messenger: Messenger, asked: Sequence[str], newcomers: Met) -> dict[str, Member | None]:
    """Return who these people are, as far as Slack says so now."""
    told: dict[str, Member | None] = {}
    try:
        for person in asked:
            told[person] = newcomers.get(person) or _asked(messenger, person)
    except (NotSent, Unclear, CutOff) as failure:
        log.info("who is who could not be asked", why=str(failure))
    return told


def _keep(act: Act, told: Member, now: datetime) -> None:
    """Keep what Slack says of somebody; nobody is left waiting for who can no longer log in."""
    known = act.member(told.person)
    act.keep_member(told, now)
    if told.deactivated and not (known and known.deactivated):
        deactivated(act, told.person, now)


def _asked(messenger: Messenger, person: str) -> Member | None:
    """Return what Slack says of a person; None where it says nothing to us."""
    try:
        return messenger.member(person)
    except CutOff:
        raise
    except (Gone, Refused) as refusal:
        log.info("Slack does not say who somebody is", why=str(refusal))
        return None


def language_read(
    store: Store,
    workspace: Workspace,
    messenger: Messenger,
    person: str,
    met: Met,
    settings_now: Callable[[Act], Settings],
) -> str:
    """Return the language of somebody who acts; about whom we do not know, Slack is asked at once.

    So whoever is new reads their first form in their own language. What Slack says is noted in `met`. The
    settings are looked at by the way: a person waits, and each look at a busy database takes its time.
    """
    ours = spoken()
    try:
        with store.read(workspace) as act:
            ours = language_named(settings_now(act).language)
            locale = act.language_of(person)
            ask = not locale and not act.stopped()
        if ask:
            told = met.get(person) or messenger.member(person)
            met[person], locale = told, told.locale
        return language_for(locale, ours)
    except (DatabaseUnusable, NotSent, Unclear, Gone, Refused):
        return ours


def in_their_language(draw: Draw, settings: Settings) -> Draw:
    """Return how a letter is drawn in the language of whoever it is for, who is known once it is drawn."""

    def drawn(act: Act, subject: str, now: datetime) -> Drawing:
        drawing = draw(act, subject, now)
        language = _language_of(act, _readers(drawing), settings)
        if drawing is None or language == spoken():
            return drawing
        with speaking(language):
            drawing = draw(act, subject, now)
        if isinstance(drawing, Share):
            return replace(drawing, make=_saying(language, drawing.make))
        return drawing

    return drawn


def _readers(drawing: Drawing) -> Collection[str]:
    if isinstance(drawing, Publish):
        return (drawing.person,)
    return drawing.people if drawing else ()


def _language_of(act: Act, readers: Collection[str], settings: Settings) -> str:
    """Return the language all of these read, else English; channels and the unknown read the workspace's."""
    ours = language_named(settings.language)
    read = {language_for(act.language_of(reader), ours) for reader in readers} or {ours}
    return read.pop() if len(read) == 1 else ENGLISH


def _saying(language: str, make: Callable[[], Sequence[File]]) -> Callable[[], Sequence[File]]:
    """Return how files are made in a language, later."""

    def made() -> Sequence[File]:
        with speaking(language):
            return make()

    return made


def arrival(act: Act, letter: Letter, person: str, now: datetime, *, settings: Settings) -> datetime:
    """Return when a letter that was not posted yet may arrive at its person: now, or later."""
    if letter.kind not in UNASKED:
        return now
    # gather
    act.address_person(letter, person)
    zone = act.zone_of(person) or settings.timezone
    began, today = act.began(), day_began(now, zone)
    weekly = settings.cycle, settings.timezone, settings.country
    served = letter.kind in ONCE_A_CYCLE and began and act.arrived(person, ONCE_A_CYCLE, began, letter)
    had = Had(
        today=act.arrived(person, UNASKED, today, letter),
        next_cycle=calendar.next_cycle(now, *weekly) if served else None,
    )
    not_before = _own_hour(act, letter.subject, zone, settings) or now
    # decide
    return decided(now, not_before, zone, had, manners(settings))


def manners(settings: Settings) -> Manners:
    """Return what the settings say of manners."""
    return Manners(
        settings.quiet_hours,
        settings.quiet_weekends,
        settings.country,
        settings.timezone,
        settings.daily_cap,
    )


def _own_hour(act: Act, subject: str, zone: ZoneInfo, settings: Settings) -> datetime | None:
    """Return when the cycle's hour comes where somebody is, on the day the cycle ran.

    None for what is of no cycle, and of one that an admin ran before its hour: that is not waited for.
    """
    cycle, of_a_cycle, _ = subject.partition(":")
    began = act.began(cycle) if of_a_cycle else None
    if began is None:
        return None
    day = began.astimezone(settings.timezone).date()
    if began < calendar.moment_on(day, settings.cycle, settings.timezone):
        return None
    return calendar.moment_on(day, settings.cycle, zone)


def _changed(ack: Ack, event: dict[str, Any], occasion: Occasion) -> None:
    """Keep what Slack tells of somebody who is known here; of others nothing is looked at."""
    told = member_of(event["user"])
    with occasion.begin() as act:
        known = act.member(told.person)
        if known is not None and known != told:
            _keep(act, told, occasion.now)
    occasion.wake()
    ack()


def register(app: App) -> None:
    """Listen to changes of people."""
    app.event("user_change")(_changed)
