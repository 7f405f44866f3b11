"""What the journeys up the ladder share: two people who have been introduced, their answers, the rows."""

from bot.sandbox import Shown
from tests.journey_acts import messages, modal, query
from tests.stage import Stage

PILOT = {"Invested in it": 100_000, "Saved by it": 2_200_000, "People reached by it": 1_100}


def introduce(stage: Stage, innovator: str = "rosa", champion: str = "amir") -> None:
    """Enrol two people and let the champion accept."""
    stage.enrol(innovator, champion)
    stage.to_next_cycle()
    stage.click(champion, "Accept")


def question(stage: Stage, handle: str) -> Shown:
    """The one message in which somebody is asked about their introductions."""
    [asked] = [each for each in messages(stage, handle) if each.plain.startswith("How is it going?")]
    return asked


def asked(stage: Stage, handle: str) -> list[str]:
    """The buttons of all that somebody is asked."""
    found = [each for each in messages(stage, handle) if each.plain.startswith("How is it going?")]
    return [button for each in found for button in each.buttons]


def answer(stage: Stage, handle: str, button: str, nth: int = 0) -> None:
    """Click an answer in the latest message that asks, and let what follows be sent."""
    seen = [each for each in messages(stage, handle) if button in each.buttons][-1].click(button, nth)
    assert seen.ok, seen.text
    stage.due()


def tell(stage: Stage, handle: str, rung: str, **figures: object) -> str:
    """Tell a rung in the form that the Home tab opens, with figures by their labels; return the thanks."""
    assert stage.person(handle).opens_home().click("Tell us how it goes").ok
    return submit(stage, handle, rung, **figures)


def submit(stage: Stage, handle: str, rung: str, **figures: object) -> str:
    """Fill the open form for a rung and send it; return the thanks."""
    told = {label.replace("_", " "): value for label, value in figures.items()}
    submitted = modal(stage.person(handle)).fill({"How far you have come": rung, **told}).submit()
    assert submitted.ok, submitted.errors
    thanks = modal(stage.person(handle))
    thanks.close()
    stage.due()
    return thanks.texts[0]


def ladder(stage: Stage) -> list[tuple[str, str]]:
    """The rung of every introduction, and how sure it is, in the order they were opened."""
    return query(stage, "SELECT rung, standing FROM introductions ORDER BY opened_at")


def home(stage: Stage, handle: str) -> str:
    """What somebody's Home tab says without being opened."""
    shown = stage.person(handle).home()
    assert shown is not None
    return shown.plain
