"""The sandbox opens, pushes, updates and publishes views as Slack does."""

from typing import Any

from tests.sandbox_place import HELLO, Place, error, refusal

MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": [HELLO]}
HOME = {"type": "home", "blocks": [HELLO]}


def test_a_trigger_opens_one_view_within_three_seconds(slack: Place) -> None:
    client, space, rosa = slack.client(), slack.workspace, slack.rosa.id
    trigger = space.mint_trigger(rosa).id
    opened = client.views_open(trigger_id=trigger, view=MODAL)["view"]
    assert [view.id for view in space.modals[rosa]] == [opened["id"]]
    assert error(client.views_open, trigger_id=trigger, view=MODAL) == "exchanged_trigger_id"
    assert error(client.views_open, trigger_id="1.2.3", view=MODAL) == "invalid_trigger_id"
    late = space.mint_trigger(rosa).id
    slack.seconds += 3
    assert error(client.views_open, trigger_id=late, view=MODAL) == "expired_trigger_id"


def test_a_refused_view_does_not_use_the_trigger_up(slack: Place) -> None:
    client, trigger = slack.client(), slack.workspace.mint_trigger(slack.rosa.id).id
    body = refusal(client.views_open, trigger_id=trigger, view={**MODAL, "hash": "1"})
    assert body["response_metadata"]["messages"] == [
        "[ERROR] invalid additional property: hash [json-pointer:/view]"
    ]
    assert client.views_open(trigger_id=trigger, view=MODAL)["ok"]


def test_two_views_can_be_pushed_upon_the_root(slack: Place) -> None:
    client, space, rosa = slack.client(), slack.workspace, slack.rosa.id
    root = client.views_open(trigger_id=space.mint_trigger(rosa).id, view=MODAL)["view"]
    assert (
        error(client.views_push, trigger_id=space.mint_trigger(rosa).id, view=MODAL) == "invalid_trigger_id"
    )
    top = root
    for _ in range(2):
        trigger = space.mint_trigger(rosa, top["id"]).id
        pushed = client.views_push(trigger_id=trigger, view=MODAL)["view"]
        assert (pushed["previous_view_id"], pushed["root_view_id"]) == (top["id"], root["id"])
        top = pushed
    fourth = space.mint_trigger(rosa, top["id"]).id
    assert error(client.views_push, trigger_id=fourth, view=MODAL) == "push_limit_reached"


def test_a_view_is_updated_while_it_is_open_and_not_behind_ones_back(slack: Place) -> None:
    client, space, rosa = slack.client(), slack.workspace, slack.rosa.id
    view = client.views_open(
        trigger_id=space.mint_trigger(rosa).id, view={**MODAL, "external_id": "mine"}
    )["view"]  # fmt: skip
    newer = client.views_update(external_id="mine", view=MODAL, hash=view["hash"])["view"]
    assert (newer["id"], newer["external_id"]) == (view["id"], "mine")
    assert error(client.views_update, view_id=view["id"], view=MODAL, hash=view["hash"]) == "hash_conflict"
    assert error(client.views_update, view_id=view["id"], view=HOME) == "invalid_arguments"
    space.close_view(rosa)
    assert error(client.views_update, view_id=view["id"], view=MODAL) == "not_found"


def test_an_external_id_names_one_view(slack: Place) -> None:
    client, space = slack.client(), slack.workspace
    named = {**MODAL, "external_id": "mine"}
    client.views_open(trigger_id=space.mint_trigger(slack.rosa.id).id, view=named)
    second = space.mint_trigger(slack.amir.id).id
    assert error(client.views_open, trigger_id=second, view=named) == "duplicate_external_id"


def _asking(block_id: str) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "value"}
    label = {"type": "plain_text", "text": "Name"}
    return {"type": "input", "block_id": block_id, "label": label, "element": element}


def test_an_update_keeps_what_was_typed_into_inputs_that_stay(slack: Place) -> None:
    client, space, rosa = slack.client(), slack.workspace, slack.rosa.id
    form = {**MODAL, "submit": {"type": "plain_text", "text": "Save"}}
    both = {**form, "blocks": [_asking("a"), _asking("b")]}
    view = client.views_open(trigger_id=space.mint_trigger(rosa).id, view=both)["view"]
    typed = {"value": {"type": "plain_text_input", "value": "Bees"}}
    space.modals[rosa][0].state = {"a": typed, "b": typed}
    one = {**form, "blocks": [_asking("b")]}
    assert client.views_update(view_id=view["id"], view=one)["view"]["state"]["values"] == {"b": typed}


def test_home_is_published_again_under_the_same_id(slack: Place) -> None:
    client, rosa = slack.client(), slack.rosa.id
    first = client.views_publish(user_id=rosa, view=HOME)["view"]
    second = client.views_publish(user_id=rosa, view=HOME, hash=first["hash"])["view"]
    assert first["id"] == second["id"]
    assert error(client.views_publish, user_id=rosa, view=HOME, hash=first["hash"]) == "hash_conflict"
    assert error(client.views_publish, user_id=rosa, view=MODAL) == "invalid_arguments"
    assert error(client.views_publish, user_id="U0NOBODY", view=HOME) == "user_not_found"


def test_a_view_above_250_kilobytes_is_refused(slack: Place) -> None:
    heavy = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_000}}
    view = {"type": "home", "blocks": [heavy] * 90}
    assert error(slack.client().views_publish, user_id=slack.rosa.id, view=view) == "view_too_large"
