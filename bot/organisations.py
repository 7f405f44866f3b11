"""Organisations: an admin renames one, sets its kind and its cap, or merges two that are the same.

A merge is one transaction and cannot be undone, so it is confirmed with what it will do in numbers.
"""

from typing import Any

from slack_bolt import Ack, App

from bot import dialogs, directory, labels, slack_ids, wording
from bot.answers import Refused
from bot.blocks import typed
from bot.occasion import Occasion, Refusal
from bot.records import Kind, Known
from bot.storage import Act
from matching.people import Organisation

_NAME_ROOM = 200


def change(occasion: Occasion, changed: Organisation) -> str:
    """Keep an organisation's name, kind and cap, and say so. Raises Refusal, and answers.Refused."""
    _check_admin(occasion)
    with occasion.begin() as act:
        known = _known(act, changed.id)
        if not act.change_organisation(changed):
            raise Refused({slack_ids.NEW_ORGANISATION: labels.NAME_TAKEN})
        act.record(occasion.person, "changed an organisation", known.organisation.id, occasion.now)
        _redraw(act, occasion, known.organisation.id)
    occasion.wake()
    return wording.ORGANISATION_CHANGED.format(organisation=typed(changed.name, _NAME_ROOM))


def merge(occasion: Occasion, gone: str, into: str) -> str:
    """Merge one organisation into another, and say so. Raises Refusal."""
    _check_admin(occasion)
    with occasion.begin() as act:
        leaving, staying = _two(act, gone, into)
        act.merge_organisations(gone, into, occasion.now)
        act.record(occasion.person, "merged an organisation", into, occasion.now)
        _redraw(act, occasion, into)
    occasion.wake()
    return wording.MERGED.format(
        gone=typed(leaving.organisation.name, _NAME_ROOM), into=typed(staying.organisation.name, _NAME_ROOM)
    )


def _two(act: Act, gone: str, into: str) -> tuple[Known, Known]:
    if gone == into:
        raise Refusal(wording.MERGE_SAME)
    return _known(act, gone), _known(act, into)


def _known(act: Act, organisation: str) -> Known:
    known = act.known_organisation(organisation)
    if known is None:
        raise Refusal(wording.ORGANISATION_GONE)
    return known


def _redraw(act: Act, occasion: Occasion, organisation: str) -> None:
    """Have everything drawn again that shows an organisation."""
    for person in act.people_of_organisation(organisation):
        act.redraw_about(person, occasion.now)
        act.queue(Kind.HOME, person, occasion.now)


def _check_admin(occasion: Occasion) -> None:
    if not occasion.admin:
        raise Refusal(wording.NOT_AN_ADMIN)


def open_picker(occasion: Occasion, trigger: str) -> None:
    """Ask an admin which organisation is meant."""
    _check_admin(occasion)
    occasion.messenger.open_view(trigger, directory.picking_form())


def _clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    open_picker(occasion, body["trigger_id"])
    ack()


def _picked(ack: Ack, view: dict[str, Any], occasion: Occasion) -> None:
    _check_admin(occasion)
    with occasion.read() as act:
        known = _known(act, directory.read_picked(view))
    ack(response_action="update", view=directory.change_form(known, occasion.taxonomy))


def _change_submitted(ack: Ack, view: dict[str, Any], occasion: Occasion) -> None:
    _check_admin(occasion)
    changed, into = directory.read_change(view, occasion.taxonomy)
    said = change(occasion, changed)
    told = dialogs.notice(wording.ORGANISATIONS, said)
    if into:
        with occasion.read() as act:
            told = directory.merge_form(*_two(act, changed.id, into))
    ack(response_action="update", view=told)


def _merge_submitted(ack: Ack, view: dict[str, Any], occasion: Occasion) -> None:
    told = merge(occasion, *directory.read_merge(view))
    ack(response_action="update", view=dialogs.notice(wording.ORGANISATIONS, told))


def register(app: App) -> None:
    """Listen to the organisers' forms for organisations; their command is in `bot.admin`."""
    app.action(slack_ids.ADMIN_ORGANISATIONS)(_clicked)
    app.view(slack_ids.PICKING_FORM)(_picked)
    app.view(slack_ids.CHANGE_FORM)(_change_submitted)
    app.view(slack_ids.MERGE_FORM)(_merge_submitted)
