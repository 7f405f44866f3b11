"""Profiles: the two forms, their subcommands, the Home tab, pausing and being forgotten."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from slack_bolt import Ack, App

from bot import calendar, dialogs, forms, home, labels, slack_ids, vocabulary, wording
from bot.answers import MOST_INTRODUCTIONS, Refused
from bot.blocks import clean, typed
from bot.colleagues import take_up
from bot.drawings import Publish
from bot.ghosting import end_silence
from bot.introductions import close_open_cards, withdraw
from bot.leaving import hand_on, leave
from bot.my_data import ask_for_mine
from bot.news import why
from bot.occasion import Occasion, Refusal
from bot.pauses import read_pause
from bot.proposals import answered
from bot.records import HomeTab, Kind
from bot.storage import Act, Side, new_id
from config.settings import Settings
from matching.people import Champion, Innovator
from matching.taxonomy import Taxonomy

_Profile = TypeVar("_Profile", Innovator, Champion)

_WORD_ROOM = 60

_COMMAND: Mapping[Side, str] = {"innovator": slack_ids.NEED, "champion": slack_ids.OFFER}


def home_tab(act: Act, person: str, now: datetime, settings: Settings) -> HomeTab:
    """Gather all that a person's Home tab shows."""
    admin = person in settings.admins
    local = now.astimezone(settings.timezone)
    innovator = act.innovator(person)
    innovator_until, champion_until = (act.paused_until(side, person) for side in _COMMAND)
    return HomeTab(
        person=person,
        now=local,
        innovator=_awake(innovator, innovator_until, local.date()),
        champion=_awake(act.champion(person), champion_until, local.date()),
        innovator_paused_until=innovator_until,
        champion_paused_until=champion_until,
        cards=tuple(act.cards_of_person(person)),
        next_cycle=calendar.next_cycle(now, settings.cycle, settings.timezone, settings.country),
        admin=admin,
        last_cycle=act.cycle_summary() if admin else None,
        results=act.key_numbers() if admin else None,
        halt=act.halted(),
        questions=tuple(act.questions_for(person)),
        proofs=tuple(act.proofs_of(person)) if settings.channel else (),
        channel=settings.channel,
        disagreements=len(act.disagreements()) if admin else 0,
        draft=act.draft() if admin else None,
        review_channel=settings.review_channel,
        searching=innovator is not None and act.searching(innovator.id),
    )


def _awake(profile: _Profile | None, until: date | None, today: date) -> _Profile | None:
    """Return a profile as it is today: the row of a pause that is over changes only with the next cycle."""
    over = until is not None and until <= today
    return replace(profile, paused=False) if profile and over else profile


def draw_home(act: Act, person: str, now: datetime, *, settings: Settings, taxonomy: Taxonomy) -> Publish:
    """Draw a person's Home tab."""
    return Publish(person, home.home_view(home_tab(act, person, now, settings), taxonomy, settings.currency))


def drawings(
    settings: Settings, taxonomy: Taxonomy
) -> Mapping[Kind, Callable[[Act, str, datetime], Publish]]:
    """Return how this module's letters are drawn."""
    return {Kind.HOME: partial(draw_home, settings=settings, taxonomy=taxonomy)}


def open_form(occasion: Occasion, side: Side, trigger: str) -> None:
    """Open a profile form, filled with what is known."""
    with occasion.read() as act:
        if side == "innovator":
            own = act.innovator(occasion.person)
            known = own or act.proposed_innovator(occasion.person)
            currency = occasion.settings.currency
            view = forms.need_form(known, occasion.taxonomy, currency, proposed=own is None)
        else:
            offered = act.champion(occasion.person) or act.proposed_champion(occasion.person)
            view = forms.offer_form(offered, occasion.taxonomy)
    occasion.messenger.open_view(trigger, view)


def save_need(occasion: Occasion, values: dict[str, Any]) -> dict[str, Any]:
    """Keep a submitted /needpartner form with its consent; return the modal that says what happens next.

    Raises answers.Refused with every mistake by field.
    """
    told = forms.read_need(values, id=new_id(), person=occasion.person, taxonomy=occasion.taxonomy)
    with occasion.begin() as act:
        act.end_pauses(occasion.today)
        kept = act.save_innovator(told, occasion.now)
        answered(act, occasion.person, "innovator", occasion.now)
        if act.introductions_of(kept.id) >= kept.wanted:
            close_open_cards(act, kept.id, occasion.now)
        _keep_traces(act, occasion, kept.id)
    return dialogs.need_saved(kept, _next_cycle(occasion))


def save_offer(occasion: Occasion, values: dict[str, Any]) -> dict[str, Any]:
    """Keep a submitted /offerpartner form, as `save_need` does."""
    told = forms.read_offer(values, id=new_id(), person=occasion.person, taxonomy=occasion.taxonomy)
    with occasion.begin() as act:
        act.end_pauses(occasion.today)
        try:
            kept = act.save_champion(told, occasion.now)
            answered(act, occasion.person, "champion", occasion.now)
        except LookupError as unknown:
            raise Refused({slack_ids.ORGANISATION: labels.CHOICE_UNKNOWN}) from unknown
        take_up(act, kept, occasion.now)
        _keep_traces(act, occasion, kept.id)
    return dialogs.offer_saved(kept, _next_cycle(occasion))


def _keep_traces(act: Act, occasion: Occasion, profile: str) -> None:
    act.keep_consent(occasion.person, occasion.as_shown(lambda: wording.CONSENT_SHOWN), occasion.now)
    act.record(occasion.person, "saved a profile", profile, occasion.now)
    act.queue(Kind.HOME, occasion.person, occasion.now)


def _next_cycle(occasion: Occasion) -> datetime:
    settings = occasion.settings
    return calendar.next_cycle(occasion.now, settings.cycle, settings.timezone, settings.country)


def pause(occasion: Occasion, side: Side, until: str) -> str:
    """Pause a profile and say so; open cards are closed, and a champion's go to others. Raises Refusal."""
    try:
        day = read_pause(until, occasion.today)
    except ValueError as unreadable:
        raise Refusal(str(unreadable).format(command=_COMMAND[side])) from unreadable
    with occasion.begin() as act:
        if not act.pause(side, occasion.person, day, occasion.now):
            raise Refusal(_nobody(side))
        innovator, champion, passed_on = act.innovator(occasion.person), act.champion(occasion.person), 0
        if side == "innovator" and innovator:
            close_open_cards(act, innovator.id, occasion.now)
        if side == "champion" and champion:
            passed_on = hand_on(act, champion, occasion.now)
        act.record(occasion.person, "paused", side, occasion.now)
        act.queue(Kind.HOME, occasion.person, occasion.now)
    occasion.wake()
    said = wording.PAUSED_NOW if day is None else wording.PAUSED_NOW_UNTIL
    paused = said.format(day=vocabulary.day(day) if day else "", command=_COMMAND[side])
    return "\n".join((paused, *((wording.passed_on(passed_on),) if passed_on else ())))


def _nobody(side: Side) -> str:
    return wording.NO_INNOVATOR if side == "innovator" else wording.NO_CHAMPION


def resume(occasion: Occasion, side: Side, _told: str = "") -> str:
    """End a pause and say so. Raises Refusal."""
    with occasion.begin() as act:
        profile = act.innovator(occasion.person) if side == "innovator" else act.champion(occasion.person)
        if profile is None:
            raise Refusal(_nobody(side))
        if not profile.paused:
            raise Refusal(wording.NOT_PAUSED)
        act.resume(side, occasion.person, occasion.now)
        end_silence(act, occasion.person, occasion.now)
        act.record(occasion.person, "resumed", side, occasion.now)
        act.queue(Kind.HOME, occasion.person, occasion.now)
    occasion.wake()
    return wording.RESUMED


def set_capacity(occasion: Occasion, _side: Side, told: str) -> str:
    """Set how many introductions a cycle a champion takes, and say so. Raises Refusal."""
    if told not in {str(count) for count in range(1, MOST_INTRODUCTIONS + 1)}:
        raise Refusal(wording.CAPACITY_UNREADABLE)
    with occasion.begin() as act:
        if not act.set_capacity(occasion.person, int(told), occasion.now):
            raise Refusal(wording.NO_CHAMPION)
        act.record(occasion.person, "set capacity", told, occasion.now)
        act.queue(Kind.HOME, occasion.person, occasion.now)
    occasion.wake()
    return wording.CAPACITY_SET.format(most=wording.at_most_suggestions(int(told)))


def status(occasion: Occasion, _side: Side, _told: str = "") -> str:
    """Say where things stand for a person."""
    with occasion.read() as act:
        return home.status_text(
            home_tab(act, occasion.person, occasion.now, occasion.settings), occasion.taxonomy
        )


def forget(occasion: Occasion) -> str:
    """Erase all that is held of a person in one step, and say so; messages that show them are redrawn."""
    with occasion.begin() as act:
        held = erase(act, occasion.person, occasion.now)
    occasion.wake()
    return wording.FORGOTTEN if held else wording.NOTHING_TO_FORGET


def erase(act: Act, person: str, now: datetime) -> bool:
    """Erase all that is held of a person, and have redrawn what shows them. False where nothing was held."""
    act.redraw_about(person, now)
    for other in act.counterparts(person):
        act.queue(Kind.HOME, other, now)
    held = act.erase_profiles(person, now)
    act.queue(Kind.HOME, person, now)
    return held


def _my_data(occasion: Occasion, _side: Side, _told: str = "") -> str:
    return ask_for_mine(occasion)


def _help(_occasion: Occasion, side: Side, _told: str = "") -> str:
    return wording.HELP_NEED if side == "innovator" else wording.HELP_OFFER


_Answer = Callable[[Occasion, Side, str], str]
_COMMON: Mapping[str, _Answer] = {
    "status": status,
    "pause": pause,
    "resume": resume,
    "why": why,
    "mydata": _my_data,
    "help": _help,
}
_WORDS: Mapping[Side, Mapping[str, _Answer]] = {
    "innovator": {**_COMMON, "withdraw": lambda occasion, _side, _told: withdraw(occasion)},
    "champion": {
        **_COMMON,
        "capacity": set_capacity,
        "leave": lambda occasion, _side, _told: leave(occasion),
    },
}


def _command(side: Side) -> Callable[[Ack, dict[str, Any], Occasion], None]:
    """Return the listener of a side's command: the form, or the answer to a subcommand."""

    def listener(ack: Ack, command: dict[str, Any], occasion: Occasion) -> None:
        word, _, told = command.get("text", "").strip().partition(" ")
        if not word:
            open_form(occasion, side, command["trigger_id"])
            ack()
        elif word.lower() == "forget":
            occasion.messenger.open_view(command["trigger_id"], dialogs.forget_form())
            ack()
        else:
            ack(_answer(occasion, side, word, told.strip()))

    return listener


def _answer(occasion: Occasion, side: Side, word: str, told: str) -> str:
    known = _WORDS[side].get(word.lower())
    if known is None:
        shown = typed(word, _WORD_ROOM)
        raise Refusal(wording.UNKNOWN_WORD.format(word=shown, command=_COMMAND[side]))
    return known(occasion, side, told)


def _submitted(
    save: Callable[[Occasion, dict[str, Any]], dict[str, Any]],
) -> Callable[[Ack, dict[str, Any], Occasion], None]:
    """Return the listener of a profile form: saved and thanked, or sent back with its mistakes."""

    def listener(ack: Ack, view: dict[str, Any], occasion: Occasion) -> None:
        thanks = save(occasion, view["state"]["values"])
        ack(response_action="update", view=thanks)
        occasion.wake()

    return listener


def _forget_submitted(ack: Ack, occasion: Occasion) -> None:
    ack(response_action="update", view=dialogs.notice(wording.FORGET_TITLE, forget(occasion)))


def _form_button(side: Side) -> Callable[[Ack, dict[str, Any], Occasion], None]:
    def listener(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
        open_form(occasion, side, body["trigger_id"])
        ack()

    return listener


def _side_of(body: dict[str, Any]) -> Side:
    """Return which profile a Home button is about; anything but the two words is the innovator's."""
    return "champion" if body["actions"][0].get("value") == "champion" else "innovator"


def _pause_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    pause(occasion, _side_of(body), "")
    ack()


def _leave_clicked(ack: Ack, occasion: Occasion) -> None:
    leave(occasion)
    ack()


def _resume_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    resume(occasion, _side_of(body))
    ack()


def _withdraw_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    told = withdraw(occasion)
    occasion.messenger.open_view(body["trigger_id"], dialogs.notice(wording.WITHDRAW, told))
    ack()


def _forget_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    occasion.messenger.open_view(body["trigger_id"], dialogs.forget_form())
    ack()


def _help_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    parts = [wording.HOME_WELCOME_STEPS, wording.HELP_NEED, wording.HELP_OFFER]
    parts += [wording.HELP_ADMIN] if occasion.admin else []
    occasion.messenger.open_view(body["trigger_id"], dialogs.notice(wording.HELP_TITLE, *parts))
    ack()


def _organisations_typed(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    with occasion.read() as act:
        known = act.organisations_like(clean(str(body.get("value", ""))))
    ack(**forms.organisation_options(known))


def _home_opened(ack: Ack, event: dict[str, Any], occasion: Occasion) -> None:
    ack()
    if event.get("tab", "home") != "home":
        return
    with occasion.read() as act:
        drawn = draw_home(
            act, occasion.person, occasion.now, settings=occasion.settings, taxonomy=occasion.taxonomy
        )

    occasion.messenger.publish_home(drawn.person, drawn.view)


def register(app: App) -> None:
    """Listen to both commands, both forms, the Home tab and its buttons."""
    app.command(slack_ids.NEED)(_command("innovator"))
    app.command(slack_ids.OFFER)(_command("champion"))
    app.view(slack_ids.NEED_FORM)(_submitted(save_need))
    app.view(slack_ids.OFFER_FORM)(_submitted(save_offer))
    app.view(slack_ids.FORGET_FORM)(_forget_submitted)
    app.options(slack_ids.ORGANISATION_PICKER)(_organisations_typed)
    app.event("app_home_opened")(_home_opened)
    app.action(slack_ids.OPEN_NEED)(_form_button("innovator"))
    app.action(slack_ids.OPEN_OFFER)(_form_button("champion"))
    app.action(slack_ids.PAUSE)(_pause_clicked)
    app.action(slack_ids.RESUME)(_resume_clicked)
    app.action(slack_ids.LEAVE)(_leave_clicked)
    app.action(slack_ids.WITHDRAW)(_withdraw_clicked)
    app.action(slack_ids.FORGET)(_forget_clicked)
    app.action(slack_ids.HELP)(_help_clicked)
