"""A workspace's own settings: an admin changes them in Slack, and they hold at once and everywhere."""

from bot import settings_form, wording
from bot.app import Premises, build
from bot.cycle import suggest_here
from bot.sandbox import Form
from config.own_settings import OWN
from config.taxonomy import read_taxonomy
from config.weights import read_weights
from tests.journey_acts import cycles, modal, query
from tests.stage import Stage
from tests.storage_place import run


def keep(stage: Stage, **texts: str) -> None:
    """Keep own settings as another process would."""
    told = {f"POLLINATE_{name}": text for name, text in texts.items()}
    with stage.bot.store.begin(stage.bot.workspace) as act:
        act.keep_own_settings(told, stage.person("ada").id, stage.slack.clock())


def kept(stage: Stage) -> dict[str, str]:
    return dict(query(stage, "SELECT name, text FROM own_settings"))


def status(stage: Stage, handle: str = "ada") -> str:
    return stage.person(handle).types("/partneradmin status").text.replace("*", "")


def opened(stage: Stage, handle: str = "ada") -> Form:
    """Open the form by the command."""
    assert stage.person(handle).types("/partneradmin settings").ok
    return modal(stage.person(handle))


def save(stage: Stage, handle: str = "ada", **changes: object) -> str:
    """Save the form but for `changes`: labels with spaces as underscores; return what was said."""
    form = opened(stage, handle)
    told = form.fill({label.replace("_", " "): value for label, value in changes.items()}).submit()
    assert told.ok, (told.errors, told.trouble)
    assert told.modal
    said = "\n".join(told.modal.texts)
    told.modal.close()
    return said


def test_what_an_admin_saves_holds_at_once_and_stands_in_the_form(stage: Stage) -> None:
    layla, general = stage.person("layla").id, stage.slack.announcement_channel()
    ada = stage.person("ada")
    assert "Tuesday 3 March at 09:00" in status(stage)
    said = save(
        stage,
        Day_and_time_of_the_cycle="wed 10:00",
        Time_zone="America/New_York",
        Organisers=[ada.id, layla],
        Announcement_channel=[general],
        Review_of_each_cycle="Yes",
        Review_channel=[general],
    )
    assert "From now on this holds: Organisers, " in said
    assert "Invite me to" in said
    for handle in ("ada", "layla"):
        assert "Wednesday 4 March at 10:00" in status(stage, handle)
    form = opened(stage)
    assert form.labels["Day and time of the cycle"].value == "Wednesday 10:00"
    assert form.labels["Announcement channel"].value == [general]
    assert form.labels["Organisers"].value == sorted([ada.id, layla])
    assert "Set here so far: Organisers" in "\n".join(form.texts)
    form.close()
    assert query(stage, "SELECT person, act, subject FROM audit WHERE act = 'changed settings'") == [
        (ada.id, "changed settings", " ".join(sorted(kept(stage))))
    ]
    stage.bot.send_due()
    assert stage.person("layla").opens_home().click("Settings").ok
    assert modal(stage.person("layla")).title == "Settings"


def test_what_the_environment_says_is_not_kept_and_an_emptied_field_means_it(stage: Stage) -> None:
    assert "so nothing was changed" in save(
        stage, Currency="£", Quiet_weekends="No", Time_zone="Europe/London"
    )
    assert kept(stage) == {}
    save(stage, Currency="kr", Days_until_a_card_ends="9")
    assert kept(stage) == {"POLLINATE_CURRENCY": "kr", "POLLINATE_EXPIRY_DAYS": "9"}
    save(stage, Currency=None)
    assert opened(stage).labels["Currency"].value == "£"
    assert stage.bot.settings.expiry_days == 9


def test_what_cannot_be_is_told_at_its_field_and_nothing_is_kept(stage: Stage) -> None:
    form = opened(stage)
    wrong = form.fill(
        {
            "Day and time of the cycle": "someday",
            "Time zone": "Londn",
            "Organisers": [stage.person("layla").id],
            "Review of each cycle": "Yes",
            "Days until a reminder": "6",
        }
    ).submit()
    assert wrong.errors == {
        "Day and time of the cycle": "What you wrote is 'someday': write a day and a time of 24 hours, such"
        " as tue 09:00.",
        "Time zone": "What you wrote is 'Londn', which is no time zone: did you mean Europe/London?",
        "Organisers": wording.ADMINS_WITHOUT_YOU,
        "Review channel": wording.REVIEW_CHANNEL_MISSING,
        "Days until a reminder": wording.NUDGE_TOO_LATE,
    }
    assert kept(stage) == {}


def test_an_older_form_does_not_undo_what_another_admin_has_saved(stage: Stage) -> None:
    older = opened(stage)
    keep(stage, CURRENCY="kr")
    refused = older.fill({"Quiet hours": "none"}).submit()
    assert list(refused.errors.values()) == [wording.SETTINGS_MEANWHILE]
    assert kept(stage) == {"POLLINATE_CURRENCY": "kr"}


def test_the_form_has_every_setting_that_may_be_a_workspaces_own() -> None:
    fields = [field for fields in settings_form.GROUPS.values() for field in fields]
    assert sorted(fields) == sorted(setting.field for setting in OWN.values())
    assert {*fields} == {*wording.SETTINGS_LABELS} == {*wording.SETTINGS_HINTS}


def test_what_another_process_has_saved_holds_at_the_next_request_and_tick(stage: Stage) -> None:
    keep(stage, CYCLE="wed 10:00", ADMINS=stage.person("layla").id)
    assert "Only the organisers" in status(stage)
    assert "Wednesday 4 March at 10:00" in status(stage, "layla")
    keep(stage, CURRENCY="kr")
    stage.bot.send_due()
    assert stage.bot.settings.currency == "kr"


def test_own_settings_hold_after_a_restart_even_where_one_cannot_be_read_any_more(stage: Stage) -> None:
    keep(stage, CYCLE="wed 10:00", CURRENCY="kr")
    run(stage.bot.store, "UPDATE own_settings SET text = 'someday' WHERE name = 'POLLINATE_CYCLE'")
    given = stage.bot.premises.settings, read_taxonomy(), read_weights(), stage.slack.clock, suggest_here
    settings = build(Premises(*given)).settings
    assert (str(settings.cycle), settings.currency) == ("Tuesday 09:00", "kr")


def test_a_cycle_before_its_day_was_changed_is_not_made_up_for(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    stage.pass_time(days=3)  # Friday
    keep(stage, CYCLE="thu 09:00")
    stage.due()
    assert [day for day, _ in cycles(stage)] == ["2026-03-03"]
    stage.pass_time(days=6)
    assert [day for day, _ in cycles(stage)] == ["2026-03-03", "2026-03-12"]
