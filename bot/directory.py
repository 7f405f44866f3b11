"""The organisers' forms for organisations: which one, what is to change, what a merge will do in numbers."""

from typing import Any, Final

from slack_sdk.models.blocks import (
    ExternalDataSelectElement,
    InputBlock,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    StaticSelectElement,
)

from bot import fields, labels, wording
from bot import slack_ids as ids
from bot.answers import LONGEST_NAME, Answers
from bot.blocks import OPTION_ROOM, modal, plain, section, typed
from bot.records import Known
from matching.people import Organisation
from matching.taxonomy import Taxonomy

_NAME_ROOM: Final = 200
_MOST_CAP: Final = 1000


def picking_form() -> dict[str, Any]:
    """Ask which organisation is meant."""
    picker = _picker(labels.ORGANISATION_HINT, ids.ORGANISATION, labels.ORGANISATION, optional=False)
    return modal(
        ids.PICKING_FORM, wording.ORGANISATIONS, [picker], wording.DIRECTORY_CLOSE, wording.DIRECTORY_NEXT
    )


def read_picked(view: dict[str, Any]) -> str:
    """Return the id of the organisation picked: a hint, to be checked."""
    return Answers(view["state"]["values"]).picked(ids.ORGANISATION, ids.ORGANISATION_PICKER)


def change_form(known: Known, taxonomy: Taxonomy) -> dict[str, Any]:
    """Show an organisation and what an admin may change of it; its id travels in private_metadata."""
    organisation = known.organisation
    kinds = [Option(text=plain(kind.name, OPTION_ROOM), value=kind.key) for kind in taxonomy.kinds]
    name = PlainTextInputElement(
        action_id=ids.VALUE, max_length=LONGEST_NAME, initial_value=plain(organisation.name, LONGEST_NAME)
    )
    kind = StaticSelectElement(
        action_id=ids.VALUE,
        placeholder=labels.CHOOSE_ONE,
        options=kinds,
        initial_option=next((each for each in kinds if each.value == organisation.kind), None),
    )
    cap = NumberInputElement(
        action_id=ids.VALUE,
        is_decimal_allowed=False,
        min_value=0,
        max_value=_MOST_CAP,
        initial_value=organisation.cap,
    )
    blocks = [
        section(wording.directory_entry(typed(organisation.name, _NAME_ROOM), known.champions)),
        fields.labelled(ids.NEW_ORGANISATION, labels.ORGANISATION_NAME, name),
        fields.labelled(ids.KIND, labels.KIND, kind),
        fields.labelled(ids.CAP, labels.CAP, cap, labels.CAP_HINT, optional=True),
        _picker(labels.MERGE_HINT, ids.MERGE, labels.MERGE, optional=True),
    ]
    return modal(
        ids.CHANGE_FORM,
        wording.ORGANISATIONS,
        blocks,
        wording.DIRECTORY_CLOSE,
        wording.DIRECTORY_SAVE,
        metadata=organisation.id,
    )


def read_change(view: dict[str, Any], taxonomy: Taxonomy) -> tuple[Organisation, str]:
    """Read a submitted change: the organisation as it shall be, and the id of the one to merge it into.

    That id is empty where nothing is to be merged. Raises answers.Refused with every mistake.
    """
    answers = Answers(view["state"]["values"])
    name = answers.name(ids.NEW_ORGANISATION, labels.ANSWER_MISSING)
    kind = answers.choice(ids.KIND, [each.key for each in taxonomy.kinds])
    cap = answers.amount(ids.CAP)
    if cap is not None and cap > _MOST_CAP:
        answers.refuse(ids.CAP, labels.NUMBER_WRONG)
    answers.finish()
    changed = Organisation(str(view.get("private_metadata") or ""), name, kind, cap=cap)
    return changed, answers.picked(ids.MERGE, ids.ORGANISATION_PICKER)


def merge_form(gone: Known, into: Known) -> dict[str, Any]:
    """Say in numbers what a merge will do, and ask; both ids travel in private_metadata."""
    said = wording.merge_text(
        typed(gone.organisation.name, _NAME_ROOM),
        typed(into.organisation.name, _NAME_ROOM),
        gone.champions,
        gone.champions + into.champions,
    )
    return modal(
        ids.MERGE_FORM,
        wording.MERGE_TITLE,
        [section(said)],
        wording.MERGE_BACK,
        wording.MERGE_SUBMIT,
        metadata=f"{gone.organisation.id} {into.organisation.id}",
    )


def read_merge(view: dict[str, Any]) -> tuple[str, str]:
    """Return the ids of the organisation that goes and the one that stays: hints, to be checked."""
    gone, _, into = str(view.get("private_metadata") or "").partition(" ")
    return gone, into


def _picker(hint: str, field: str, label: str, *, optional: bool) -> InputBlock:
    element = ExternalDataSelectElement(
        action_id=ids.ORGANISATION_PICKER, placeholder=labels.TYPE_A_NAME, min_query_length=0
    )
    return fields.labelled(field, label, element, hint, optional=optional)
