"""A workspace's own settings: an admin changes them in a form, and they hold at once.

How they come to hold is in `bot.app`; what they mean, in `config.own_settings`.
"""

from typing import Any

from slack_bolt import Ack, App

from bot import dialogs, settings_form, slack_ids, vocabulary, wording
from bot.occasion import Occasion, Refusal
from bot.proof_cards import channel_mention
from bot.records import Kind
from config.own_settings import own
from config.settings import Settings


def open_form(occasion: Occasion, trigger: str) -> None:
    """Show an admin what holds. Raises Refusal."""
    _check_admin(occasion)
    with occasion.read() as act:
        texts = act.own_settings()
    occasion.messenger.open_view(trigger, settings_form.form(occasion.settings, texts))


def save(occasion: Occasion, environment: Settings, view: dict[str, Any]) -> str:
    """Keep what an admin has filled in, and say what holds now. Raises Refusal, and answers.Refused."""
    _check_admin(occasion)
    texts = settings_form.read(view, environment, occasion.person)
    wanted = own(environment, texts)
    with occasion.begin() as act:
        before = own(environment, act.own_settings())
        changed = act.keep_own_settings(texts, occasion.person, occasion.now)
        if not changed:
            return wording.SETTINGS_AS_THEY_WERE
        if view.get("private_metadata") != settings_form.as_of(before):
            raise Refusal(wording.SETTINGS_MEANWHILE)
        act.record(occasion.person, "changed settings", " ".join(changed), occasion.now)
        for person in {occasion.person, *(before.admins ^ wanted.admins)}:
            act.queue(Kind.HOME, person, occasion.now)
    occasion.wake()
    return _saved(before, wanted, changed)


def _saved(before: Settings, wanted: Settings, changed: list[str]) -> str:
    """Say what holds now, and where the bot has to be invited."""
    said = wording.SETTINGS_SAVED.format(names=settings_form.names(changed))
    channels = {wanted.channel, wanted.review_channel} - {before.channel, before.review_channel, ""}
    if not channels:
        return said
    mentions = vocabulary.enumeration(sorted(channel_mention(each) for each in channels))
    return f"{said}\n{wording.SETTINGS_INVITE.format(channels=mentions)}"


def _check_admin(occasion: Occasion) -> None:
    if not occasion.admin:
        raise Refusal(wording.NOT_AN_ADMIN)


def _clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    open_form(occasion, body["trigger_id"])
    ack()


def _submitted(ack: Ack, view: dict[str, Any], occasion: Occasion, environment: Settings) -> None:
    said = save(occasion, environment, view)
    ack(response_action="update", view=dialogs.notice(wording.SETTINGS, said))


def register(app: App) -> None:
    """Listen to the form and its button on the Home tab; its command is among the admins' (`bot.admin`)."""
    app.action(slack_ids.ADMIN_SETTINGS)(_clicked)
    app.view(slack_ids.SETTINGS_FORM)(_submitted)
