"""The sandbox posts, changes and removes messages as Slack does, files and response URLs among them."""

from typing import Any

import pytest
from slack_sdk.webhook import WebhookClient

from bot.sandbox.workspace import Channel, Event
from tests.sandbox_place import HELLO, Place, error, refusal


def test_a_message_is_posted_with_its_metadata_and_found_in_history(slack: Place) -> None:
    client, key = slack.client(), {"event_type": "outbox", "event_payload": {"key": "k1"}}
    posted = client.chat_postMessage(channel=slack.general.id, text="hi", blocks=[HELLO], metadata=key)
    plain = client.conversations_history(channel=slack.general.id)["messages"]
    full = client.conversations_history(channel=slack.general.id, include_all_metadata=True)["messages"]
    assert [each["ts"] for each in plain] == [posted["ts"]]
    assert "metadata" not in plain[0]
    assert full[0]["metadata"] == key
    assert full[0]["bot_id"] == slack.workspace.app.bot_id
    assert full[0]["blocks"][0]["block_id"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [("C0NOWHERE", "channel_not_found"), ("#nowhere", "channel_not_found"), ("quiet", "not_in_channel"),
     ("archived", "is_archived"), ("private", "channel_not_found"), ("gone", "channel_not_found"),
     ("bot", "cannot_dm_bot")],
)  # fmt: skip
def test_the_bot_posts_only_where_it_may(slack: Place, target: str, expected: str) -> None:
    space = slack.workspace
    archived = space.add_channel("old", [slack.me])
    archived.is_archived, slack.zoe.deleted = True, True
    private = space.direct(slack.rosa.id, slack.amir.id)
    places = {"quiet": slack.quiet.id, "archived": archived.id, "private": private.id, "gone": slack.zoe.id}
    place = {**places, "bot": slack.me}.get(target, target)
    assert error(slack.client().chat_postMessage, channel=place, text="hi") == expected


def test_a_person_is_written_to_in_their_direct_message(slack: Place) -> None:
    posted = slack.client().chat_postMessage(channel=slack.rosa.id, text="hi")
    assert posted["channel"] == slack.workspace.direct(slack.me, slack.rosa.id).id


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"text": "  "}, "no_text"),
        ({"blocks": "no json", "text": "hi"}, "invalid_blocks_format"),
        ({"blocks": [HELLO] * 51, "text": "hi"}, "invalid_blocks"),
        ({"text": "hi", "metadata": "no json"}, "invalid_metadata_format"),
        ({"text": "hi", "metadata": {"event_type": "a"}}, "invalid_metadata_schema"),
        ({"text": "hi", "metadata": {"event_type": "a", "event_payload": {"k": "x" * 8_000}}},
         "metadata_too_large"),
        ({"text": "hi", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"text": 5}, "invalid_arguments"),
        ({"text": "hi", "unfurl_links": "perhaps"}, "invalid_arguments"),
    ],
)  # fmt: skip
def test_what_slack_would_not_post_is_refused(slack: Place, arguments: dict[str, Any], expected: str) -> None:
    body = {"channel": slack.general.id, **arguments}
    assert error(slack.client().api_call, api_method="chat.postMessage", json=body) == expected
    assert not slack.general.messages


def test_a_refusal_of_blocks_says_where_and_why(slack: Place) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}
    body = refusal(slack.client().chat_postMessage, channel=slack.general.id, text="hi", blocks=[HELLO, long])
    said = "must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    assert body["errors"] == [said]
    assert body["response_metadata"]["messages"] == [f"[ERROR] {said}"]


def test_text_is_shortened_after_forty_thousand_characters(slack: Place) -> None:
    posted = slack.client().chat_postMessage(channel=slack.general.id, text="x" * 40_005)
    assert len(posted["message"]["text"]) == 40_000


def test_timestamps_grow_even_when_the_clock_stands(slack: Place) -> None:
    now = slack.workspace.clock()
    slack.workspace.clock = lambda: now
    client = slack.client()
    ts = [client.chat_postMessage(channel=slack.general.id, text="hi")["ts"] for _ in range(5)]
    assert ts == sorted(set(ts))


def test_an_update_changes_words_and_keeps_blocks_that_it_does_not_name(slack: Place) -> None:
    client, channel = slack.client(), slack.general.id
    ts = client.chat_postMessage(channel=channel, text="hi", blocks=[HELLO])["ts"]
    kept = client.chat_update(channel=channel, ts=ts, text="hello")["message"]
    bare = client.chat_update(channel=channel, ts=ts, text="hello", blocks=[])["message"]
    assert (kept["text"], kept["blocks"][0]["text"]) == ("hello", HELLO["text"])
    assert kept["edited"]["user"] == slack.me
    assert "blocks" not in bare


def test_only_the_bots_own_messages_can_be_changed(slack: Place) -> None:
    client, channel = slack.client(), slack.general
    theirs = slack.workspace.post(channel, slack.rosa.id, "mine").ts
    whisper = client.chat_postEphemeral(channel=channel.id, user=slack.rosa.id, text="psst")["message_ts"]
    own = client.chat_postMessage(channel=channel.id, text="own")["ts"]
    change = {"channel": channel.id, "text": "new"}
    assert error(client.chat_update, ts=theirs, **change) == "cant_update_message"
    assert error(client.chat_update, ts=whisper, **change) == "message_not_found"
    assert error(client.chat_update, ts=own, channel=channel.id, text="x" * 4_001) == "msg_too_long"
    assert error(client.chat_delete, ts=theirs, channel=channel.id) == "cant_delete_message"
    client.chat_delete(ts=own, channel=channel.id)
    assert error(client.chat_delete, ts=own, channel=channel.id) == "message_not_found"
    assert [each["text"] for each in client.conversations_history(channel=channel.id)["messages"]] == ["mine"]


def test_an_ephemeral_message_is_for_one_member(slack: Place) -> None:
    client, channel = slack.client(), slack.general
    client.chat_postEphemeral(channel=channel.id, user=slack.rosa.id, text="psst")
    assert [each.text for each in slack.workspace.visible(channel, slack.rosa.id)] == ["psst"]
    assert slack.workspace.visible(channel, slack.amir.id) == []
    stranger = slack.workspace.add_user(name="kim", real_name="Kim")
    asked = {"channel": channel.id, "text": "psst"}
    assert error(client.chat_postEphemeral, user=stranger.id, **asked) == "user_not_in_channel"
    assert error(client.chat_postEphemeral, user="U0NOBODY", **asked) == "user_not_found"


def test_a_link_leads_to_a_message(slack: Place) -> None:
    client, channel = slack.client(), slack.general.id
    ts = client.chat_postMessage(channel=channel, text="hi")["ts"]
    link = client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"]
    assert link == f"{slack.workspace.address}/archives/{channel}/p{ts.replace('.', '')}"
    assert error(client.chat_getPermalink, channel=channel, message_ts="1.0") == "message_not_found"


def test_news_of_messages_reaches_whoever_listens(slack: Place) -> None:
    heard: list[Event] = []
    stop = slack.workspace.hear(heard.append)
    client = slack.client()
    posted = client.chat_postMessage(channel=slack.rosa.id, text="hi")
    client.chat_update(channel=posted["channel"], ts=posted["ts"], text="ho")
    stop()
    client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert [each.subscription for each in heard] == ["message.im", "message.im"]
    assert heard[1].body["subtype"] == "message_changed"
    assert heard[1].body["previous_message"]["text"] == "hi"


def test_a_file_is_uploaded_in_three_steps(slack: Place) -> None:
    done = slack.client().files_upload_v2(
        filename="report.csv", content="a,b\n1,2\n", title="Report", channel=slack.general.id,
        initial_comment="Here it is",
    )  # fmt: skip
    kept = slack.workspace.uploads[done["file"]["id"]]
    message = next(iter(slack.general.messages.values()))
    assert (kept.content, kept.title) == (b"a,b\n1,2\n", "Report")
    assert (message.text, message.file_ids) == ("Here it is", [kept.id])


def test_an_upload_cannot_skip_a_step(slack: Place) -> None:
    client = slack.client()
    asked = client.files_getUploadURLExternal(filename="a.csv", length=3)
    done: dict[str, Any] = {"files": [{"id": asked["file_id"]}]}
    assert error(client.files_completeUploadExternal, **done) == "file_not_found"
    assert not slack.workspace.receive_upload(asked["file_id"], b"four")
    assert slack.workspace.receive_upload(asked["file_id"], b"abc")
    assert error(client.files_completeUploadExternal, **done, channel_id=slack.quiet.id) == "not_in_channel"
    assert client.files_completeUploadExternal(**done)["files"][0]["size"] == 3


def _door(slack: Place, channel: Channel, message_ts: str | None = None) -> WebhookClient:
    url = slack.workspace.mint_response_url(channel.id, slack.rosa.id, message_ts)
    return WebhookClient(url, retry_handlers=[])


def _answer(door: WebhookClient, **payload: object) -> tuple[int, str]:
    answered = door.send_dict(payload)
    return answered.status_code, answered.body


def test_a_response_url_is_good_for_five_answers(slack: Place) -> None:
    door = _door(slack, slack.quiet)
    assert [_answer(door, text="hi") for _ in range(5)] == [(200, "ok")] * 5
    assert _answer(door, text="hi") == (404, "used_url")
    assert len(slack.workspace.visible(slack.quiet, slack.rosa.id)) == 5
    assert slack.workspace.visible(slack.quiet, slack.amir.id) == []


def test_a_response_url_is_good_for_half_an_hour(slack: Place) -> None:
    door = _door(slack, slack.quiet)
    slack.seconds += 30 * 60
    assert _answer(door, text="hi") == (404, "expired_url")
    door.url += "0"
    assert _answer(door, text="hi") == (404, "expired_url")


def test_a_response_replaces_or_removes_what_was_clicked(slack: Place) -> None:
    channel, space = slack.general, slack.workspace
    clicked = space.post(channel, slack.me, "asking", [HELLO])
    door = _door(slack, channel, clicked.ts)
    assert door.send(text="done", replace_original=True).body == "ok"
    assert (clicked.text, clicked.blocks) == ("done", [])
    assert door.send(text="all", response_type="in_channel").body == "ok"
    assert door.send(delete_original=True).body == "ok"
    assert [each.text for each in space.visible(channel, slack.amir.id)] == ["all"]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [({"text": ""}, "no_text"), ({"words": "hi"}, "invalid_payload"),
     ({"text": "hi", "response_type": "loud"}, "invalid_payload"),
     ({"text": "hi", "blocks": [{"type": "input"}]}, "invalid_blocks")],
)  # fmt: skip
def test_a_response_that_slack_cannot_use_is_refused(
    slack: Place, payload: dict[str, object], expected: str
) -> None:
    assert _answer(_door(slack, slack.general), **payload) == (400, expected)
    assert not slack.general.messages


def test_somebody_who_left_is_still_written_to_but_not_anew(slack: Place) -> None:
    client = slack.client()
    direct = client.conversations_open(users=slack.zoe.id)["channel"]["id"]
    slack.zoe.deleted = True
    assert client.chat_postMessage(channel=direct, text="hi")["ok"]
    assert client.chat_postMessage(channel=slack.zoe.id, text="hi")["channel"] == direct
    assert error(client.conversations_open, users=slack.zoe.id) == "user_disabled"


def test_too_much_text_in_the_blocks_of_one_message_is_refused(slack: Place) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_000}}
    call = {"channel": slack.general.id, "text": "hi", "blocks": [long] * 5}
    assert error(slack.client().chat_postMessage, **call) == "msg_blocks_too_long"
