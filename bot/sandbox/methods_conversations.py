"""conversations.*: opening direct and group messages, joining, reading who and what is there."""

from __future__ import annotations

from collections.abc import Iterator

from bot.sandbox.access import SCOPE_WORDS, find_channel, find_person, find_readable
from bot.sandbox.bodies import Body, channel_body, message_body
from bot.sandbox.calls import Call, Method, flag, names, number, require_scopes, text
from bot.sandbox.pages import cursor_at, limit_of, page, read_cursor
from bot.sandbox.rates import TIER_2, TIER_3, TIER_4
from bot.sandbox.refusals import SlackError
from bot.sandbox.workspace import Channel, Message, Workspace

GROUP_PEOPLE = 8
KINDS = {"public_channel": "public", "im": "im", "mpim": "mpim", "private_channel": None}


def _open(workspace: Workspace, call: Call) -> Body:
    known = set(workspace.channels)
    channel = _opened(workspace, call)
    body: Body = {"channel": {"id": channel.id}}
    if call.get("return_im"):
        body["channel"] = channel_body(channel, workspace.app, workspace.team_id)
    old = channel.id in known
    return body | ({"no_op": True, "already_open": True} if old else {})


def _opened(workspace: Workspace, call: Call) -> Channel:
    if "channel" in call.arguments:
        channel = find_channel(workspace, call["channel"])
        if channel.kind == "public":
            raise SlackError("method_not_supported_for_channel_type")
        return channel
    people = _invited(workspace, call)
    me = workspace.app.bot_user
    if len(people) == 1:
        require_scopes(workspace, ["im:write"])
        return workspace.direct(me, find_person(workspace, people[0]).id)
    require_scopes(workspace, ["mpim:write"])
    return workspace.group([me, *(find_person(workspace, each).id for each in people)])


def _invited(workspace: Workspace, call: Call) -> list[str]:
    """The people asked for, each once and without the bot itself."""
    people = [each for each in dict.fromkeys(call.get("users", ())) if each != workspace.app.bot_user]
    if not call.get("users"):
        raise SlackError("users_list_not_supplied")
    if not people:
        raise SlackError("invalid_user_combination")
    if len(people) > GROUP_PEOPLE:
        raise SlackError("too_many_users")
    return people


def _history(workspace: Workspace, call: Call) -> Body:
    channel = find_readable(workspace, call["channel"], "history")
    if workspace.app.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    limit = limit_of(call, 100)
    found = []
    for message in _newest_first(workspace, channel, call):
        found.append(message)
        if len(found) > limit:
            break
    shown, more = found[:limit], len(found) > limit
    with_metadata = call.get("include_all_metadata", False)
    app, team = workspace.app, workspace.team_id
    body: Body = {
        "messages": [
            _named(workspace, message_body(each, app, team, metadata=with_metadata)) for each in shown
        ],
        "has_more": more,
        "pin_count": 0,
    }
    return body | ({"response_metadata": {"next_cursor": cursor_at(shown[-1].ts)}} if more else {})


def _named(workspace: Workspace, body: Body) -> Body:
    """A message with what a history tells of its files."""
    for file in body.get("files", ()):
        upload = workspace.uploads[file["id"]]
        file |= {"name": upload.name, "title": upload.title, "size": upload.length}
    return body


def _newest_first(workspace: Workspace, channel: Channel, call: Call) -> Iterator[Message]:
    """The messages in the span asked for that everybody sees, replies left out, newest first."""
    settled = workspace.ticks() - call.lag
    oldest, latest, start = _instant(call, "oldest"), _instant(call, "latest"), read_cursor(call)
    inclusive = call.get("inclusive", False)
    for message in reversed(channel.messages.values()):
        moment = float(message.ts)
        if oldest is not None and (moment < oldest or (moment == oldest and not inclusive)):
            return
        hidden = message.ephemeral_to is not None or message.thread_ts not in (None, message.ts)
        late = latest is not None and (moment > latest or (moment == latest and not inclusive))
        if not (hidden or late or message.landed > settled or (start and message.ts >= start)):
            yield message


def _instant(call: Call, name: str) -> float | None:
    """A timestamp argument in seconds; None where it was not given, or is 0 as Slack's default is."""
    try:
        return float(call.get(name) or 0) or None
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _info(workspace: Workspace, call: Call) -> Body:
    channel = find_readable(workspace, call["channel"], "read")
    return {"channel": channel_body(channel, workspace.app, workspace.team_id)}


def _members(workspace: Workspace, call: Call) -> Body:
    channel = find_readable(workspace, call["channel"], "read")
    members, cursor = page(channel.members, call)
    return {"members": members, "response_metadata": {"next_cursor": cursor}}


def _list(workspace: Workspace, call: Call) -> Body:
    kinds = call.get("types") or ("public_channel",)
    if any(kind not in KINDS for kind in kinds):
        raise SlackError("invalid_types")
    wanted = {KINDS[kind] for kind in kinds}
    words = [SCOPE_WORDS.get(KINDS[kind] or "", "groups") for kind in kinds]
    require_scopes(workspace, [f"{word}:read" for word in words])
    channels = [c for c in workspace.channels.values() if c.kind in wanted and _known(workspace, c, call)]
    shown, cursor = page(channels, call)
    return {
        "channels": [channel_body(each, workspace.app, workspace.team_id) for each in shown],
        "response_metadata": {"next_cursor": cursor},
    }


def _known(workspace: Workspace, channel: Channel, call: Call) -> bool:
    if channel.is_archived and call.get("exclude_archived"):
        return False
    return channel.kind == "public" or workspace.app.bot_user in channel.members


def _join(workspace: Workspace, call: Call) -> Body:
    channel = find_channel(workspace, call["channel"])
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    already = workspace.app.bot_user in channel.members
    workspace.join(channel, workspace.app.bot_user)
    body: Body = {"channel": channel_body(channel, workspace.app, workspace.team_id)}
    warning = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return body | (warning if already else {})


_CHANNEL = {"channel": text}
_PAGES = {"cursor": text, "limit": number}

METHODS = (
    Method(
        "conversations.open",
        _open,
        TIER_3,
        optional={"users": names, "channel": text, "return_im": flag},
    ),
    Method(
        "conversations.history",
        _history,
        TIER_3,
        required=_CHANNEL,
        optional={
            **_PAGES,
            "oldest": text,
            "latest": text,
            "inclusive": flag,
            "include_all_metadata": flag,
        },
    ),
    Method(
        "conversations.info",
        _info,
        TIER_3,
        required=_CHANNEL,
        optional={"include_locale": flag, "include_num_members": flag},
    ),
    Method("conversations.members", _members, TIER_4, required=_CHANNEL, optional=_PAGES),
    Method(
        "conversations.list",
        _list,
        TIER_2,
        optional={**_PAGES, "types": names, "exclude_archived": flag, "team_id": text},
        needs_team=True,
    ),
    Method("conversations.join", _join, TIER_3, required=_CHANNEL, scopes=("channels:join",)),
)
