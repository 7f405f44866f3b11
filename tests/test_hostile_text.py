"""Whatever stands in a form's texts, sent past Slack's client, is kept or refused, and never pings."""

from collections.abc import Iterator

import pytest

from tests.journey_acts import captured, deliver, from_the_bot
from tests.profiles import NASTY
from tests.stage import Stage, staged
from tests.storage_place import ENGINES, new_place, url_of

TEXTS = {
    "need_form": ("venture", "problem", "idea"),
    "offer_form": ("new_organisation", "challenge", "values", "outside_ideas"),
}


@pytest.mark.parametrize("nasty", [text[:80] for text in NASTY], ids=range(len(NASTY)))
def test_hostile_text_in_every_field_goes_through_every_screen(shared: Stage, nasty: str) -> None:
    taken = [submit(shared, form, nasty) for form in TEXTS]
    shared.to_next_cycle()
    for handle, command in (("rosa", "/needpartner"), ("amir", "/offerpartner")):
        assert shared.person(handle).opens_home().plain
        assert shared.person(handle).types(f"{command} status").ok
        form = shared.form(handle)
        form.close()
    assert shared.person("ada").types("/partneradmin preview").ok
    with shared.bot.store.read(shared.bot.workspace) as act:
        assert act.parked_letters() == []
    said = from_the_bot(shared)
    assert shared.slack.pings() == []
    assert "<!channel>" not in said
    assert "<@U0EVE>" not in said
    assert "<https://example.test|click>" not in said
    assert any(taken) or not nasty.strip("\u200b"), "nothing of it was taken"


@pytest.fixture(scope="module", params=ENGINES)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage on each engine, on which both forms have been sent once."""
    with (
        new_place(request.param) as place,
        staged(tmp_path_factory.mktemp("hostile"), http=True, database=url_of(place)) as stage,
    ):
        stage.enrol("rosa", "amir")
        yield stage


def submit(stage: Stage, form: str, text: str) -> bool:
    """Send a form again with this in all its texts; whether it was kept."""
    handle = "rosa" if form == "need_form" else "amir"
    payload = captured(stage, "view_submission", form)
    assert payload["user"]["id"] == stage.person(handle).id
    values = payload["view"]["state"]["values"]
    for field in TEXTS[form]:
        values[field] = {"value": {"type": "plain_text_input", "value": text}}
    return bool(deliver(stage, payload)["response_action"] == "update")
