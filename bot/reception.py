"""The reception: takes each request of Slack's, finds whose workspace it is from, hands it to the stories.

Bolt chooses the listener; each gets the `Occasion` of its act. Requests from anywhere else are refused.
"""

from collections.abc import Callable
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse

from bot import (
    admin,
    colleagues,
    error_door,
    ghosting,
    halts,
    installations,
    introductions,
    my_data,
    news,
    organisations,
    outcomes,
    own_settings,
    people,
    profiles,
    proofs,
    proposals,
    retention,
    review,
    wording,
)
from bot.language import language_named, speak, spoken
from bot.logs import log_of, quiet_logger
from bot.occasion import Occasion, Refusal
from bot.pulse import Pulse
from bot.records import Workspace

if TYPE_CHECKING:
    from bot.app import Bot

# Everything that listens; the table of rights has a line for each of its listeners.
STORIES = (
    profiles,
    introductions,
    colleagues,
    news,
    outcomes,
    ghosting,
    proofs,
    my_data,
    proposals,
    retention,
    admin,
    halts,
    organisations,
    own_settings,
    review,
    people,
    installations,
)

# From a workspace to what the bot does there; None where it is not ours.
Find = Callable[[Workspace], "Bot | None"]

log = log_of(__name__)


class _Requests(App):
    """Takes each request in a context of its own, where its person's language is spoken, and times it."""

    def __init__(self, pulse: Pulse, **parts: Any) -> None:  # noqa: ANN401 - as Bolt takes them
        super().__init__(**parts, logger=quiet_logger(), process_before_response=True)
        self._pulse = pulse

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Have a request answered."""
        with self._pulse.answering():
            return copy_context().run(super().dispatch, req)


def reception(find: Find, pulse: Pulse, **parts: Any) -> App:  # noqa: ANN401 - as Bolt takes them
    """Return the Bolt app with every listener; `parts` say how Bolt is to know who it speaks for."""
    bolt = _Requests(pulse, **parts)
    _give_occasion(bolt, find)
    error_door.register(bolt)
    for story in STORIES:
        story.register(bolt)
    return bolt


def _give_occasion(bolt: App, find: Find) -> None:
    """Hand every listener the occasion of its act; requests from another workspace are refused."""

    @bolt.middleware
    def occasion(request: BoltRequest, context: BoltContext, next: Callable[[], Any]) -> None:
        bot = find(_asking(context))
        if bot is None or not _is_at_home(request, bot.workspace):
            log.warning("a request from another workspace was refused", team=context.team_id)
            raise Refusal(wording.OTHER_WORKSPACE)
        person = context.user_id or ""
        speak(language_named(bot.settings.language))
        if person and people.acts(request.body):
            speak(
                people.language_read(bot.store, bot.workspace, bot.usher, person, bot.met, bot.settings_now)
            )
        context["occasion"] = Occasion(
            workspace=bot.workspace,
            person=person,
            language=spoken(),
            before_them=request.body.get("view") or request.body.get("message"),
            request=request.headers.get("x-slack-signature", [""])[0],
            now=bot.clock(),
            store=bot.store,
            messenger=bot.messenger,
            settings=bot.settings,
            taxonomy=bot.taxonomy,
            wake=bot.ticker.wake,
        )
        context["decide"] = bot.decide
        context["environment"] = bot.environment
        if person:
            people.note(bot.met, person, request.body)
        next()


def _asking(context: BoltContext) -> Workspace:
    """Return the workspace a request is from; where the app is installed for an organisation, that is it."""
    organisation_wide = context.is_enterprise_install and context.enterprise_id
    return Workspace(context.enterprise_id or "", "" if organisation_wide else context.team_id or "")


def _is_at_home(request: BoltRequest, ours: Workspace) -> bool:
    """Whether a request comes from one of a workspace's own people.

    In an enterprise they may belong to several teams. Outside of one their team has to be ours: with Slack
    Connect, guests of another workspace see our messages.
    """
    person = request.body.get("user")
    home = person.get("team_id") if isinstance(person, dict) else None
    return home in (None, ours.team) or bool(ours.enterprise)
