"""The sandbox opens, reads and lists conversations and people as Slack does."""

from typing import Any

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.methods import answer
from tests.sandbox_place import Place, error


def test_the_same_people_share_one_conversation(slack: Place) -> None:
    client = slack.client()
    one = client.conversations_open(users=slack.rosa.id)
    again = client.conversations_open(users=[slack.rosa.id])
    group = client.conversations_open(users=f"{slack.rosa.id},{slack.amir.id}")
    same = client.conversations_open(users=[slack.amir.id, slack.rosa.id])
    assert one["channel"]["id"] == again["channel"]["id"] != group["channel"]["id"]
    assert group["channel"]["id"] == same["channel"]["id"]
    assert same["already_open"]
    assert set(slack.workspace.channels[group["channel"]["id"]].members) == {
        slack.me, slack.rosa.id, slack.amir.id
    }  # fmt: skip


@pytest.mark.parametrize(
    ("people", "expected"),
    [([], "users_list_not_supplied"), (["U0NOBODY"], "user_not_found"), (["zoe"], "user_disabled"),
     (["rosa", "zoe"], "user_disabled"), (["bot"], "invalid_user_combination"),
     (["crowd"], "too_many_users")],
)  # fmt: skip
def test_conversations_that_cannot_be_opened(slack: Place, people: list[str], expected: str) -> None:
    slack.zoe.deleted = True
    crowd = [slack.workspace.add_user(name=f"p{n}", real_name=f"P{n}").id for n in range(9)]
    known = {"zoe": [slack.zoe.id], "rosa": [slack.rosa.id], "bot": [slack.me], "crowd": crowd}
    users = [user for word in people for user in known.get(word, [word])]
    assert error(slack.client().conversations_open, users=users) == expected


def test_opening_needs_the_scope_of_its_kind() -> None:
    workspace = Place(("im:write",))
    people = {"users": f"{workspace.rosa.id},{workspace.amir.id}"}
    token = workspace.workspace.app.bot_token
    one = answer(workspace.workspace.grants, "conversations.open", token, {"users": workspace.rosa.id})
    group = answer(workspace.workspace.grants, "conversations.open", token, people)
    assert one.body["ok"]
    assert (group.body["error"], group.body["needed"]) == ("missing_scope", "mpim:write")


def _fill(slack: Place, count: int) -> list[str]:
    return [slack.workspace.post(slack.general, slack.rosa.id, f"m{n}").ts for n in range(count)]


def test_history_is_read_in_pages_newest_first(slack: Place) -> None:
    posted, client = _fill(slack, 25), slack.client()
    found: list[str] = []
    for page in client.conversations_history(channel=slack.general.id, limit=10):
        found += [each["ts"] for each in page["messages"]]
    assert found == posted[::-1]
    assert error(client.conversations_history, channel=slack.general.id, limit=1_000) == "invalid_limit"
    assert error(client.conversations_history, channel=slack.general.id, cursor="?") == "invalid_cursor"


def test_history_keeps_to_the_span_asked_for(slack: Place) -> None:
    posted, client = _fill(slack, 6), slack.client()
    span: dict[str, Any] = {"channel": slack.general.id, "oldest": posted[1], "latest": posted[4]}
    inner = client.conversations_history(**span)["messages"]
    whole = client.conversations_history(**span, inclusive=True)["messages"]
    assert [each["ts"] for each in inner] == [posted[3], posted[2]]
    assert [each["ts"] for each in whole] == posted[1:5][::-1]
    assert error(client.conversations_history, channel=slack.general.id, oldest="soon") == "invalid_ts_oldest"


def test_history_leaves_replies_and_the_still_unsettled_out(slack: Place) -> None:
    client, channel = slack.client(), slack.general.id
    ts = client.chat_postMessage(channel=channel, text="hi")["ts"]
    client.chat_postMessage(channel=channel, text="reply", thread_ts=ts)
    slack.seconds += 10
    client.chat_postMessage(channel=channel, text="just now")
    slack.faults.add(Fault("conversations.history", "lag", seconds=5.0))
    assert [each["text"] for each in client.conversations_history(channel=channel)["messages"]] == ["hi"]


def test_history_is_for_members(slack: Place) -> None:
    client = slack.client()
    assert error(client.conversations_history, channel=slack.quiet.id) == "not_in_channel"
    assert client.conversations_join(channel=slack.quiet.id)["channel"]["is_member"]
    assert client.conversations_history(channel=slack.quiet.id)["messages"] == []
    direct = client.conversations_open(users=slack.rosa.id)["channel"]["id"]
    assert error(client.conversations_join, channel=direct) == "method_not_supported_for_channel_type"


def test_conversations_are_described_and_listed(slack: Place) -> None:
    client = slack.client()
    direct = client.conversations_open(users=slack.rosa.id)["channel"]["id"]
    slack.workspace.direct(slack.rosa.id, slack.amir.id)
    info = client.conversations_info(channel=slack.general.id)["channel"]
    assert (info["name"], info["is_member"], info["num_members"]) == ("general", True, 4)
    assert client.conversations_info(channel=direct)["channel"]["user"] == slack.rosa.id
    members = client.conversations_members(channel=slack.general.id, limit=3)
    assert len(members["members"]) == 3
    assert members["response_metadata"]["next_cursor"]
    listed = client.conversations_list(types="public_channel,im")["channels"]
    assert [each["id"] for each in listed] == [slack.general.id, slack.quiet.id, direct]
    assert error(client.conversations_list, types="secret") == "invalid_types"


def test_people_are_described_and_listed(slack: Place) -> None:
    client = slack.client()
    person = client.users_info(user=slack.rosa.id)["user"]
    assert (person["name"], person["real_name"], person["tz"]) == ("rosa", "Rosa", "Europe/London")
    assert {each["name"] for each in client.users_list()["members"]} == {"pollinate", "rosa", "amir", "zoe"}
    assert error(client.users_info, user="U0NOBODY") == "user_not_found"


def test_unread_counts_what_others_wrote_since(slack: Place) -> None:
    space, channel = slack.workspace, slack.general
    _fill(slack, 2)
    space.read(channel, slack.amir.id)
    _fill(slack, 3)
    assert (space.unread(channel, slack.amir.id), space.unread(channel, slack.zoe.id)) == (3, 5)
    assert space.unread(channel, slack.rosa.id) == 0
