"""The bot's own process stays light whatever is clicked: what is heavy is done in processes that end."""

import re
from pathlib import Path

from bot.sandbox import Person, Sandbox
from tests.processes import environ_of, running
from tests.stage import BOT, CARD_BUTTONS, story

HEAVY = ("numpy", "pandas", "scipy", "ortools", "matplotlib", "sklearn")
MEGABYTES = 120


def enrol(person: Person, command: str) -> None:
    """Fill somebody's form with their own story."""
    assert person.types(command).ok
    form = person.modal()
    assert form is not None
    assert form.fill(story(person.handle)).submit().ok
    person.modals()[-1].close()


def has_cards(person: Person) -> bool:
    return [message.buttons for message in person.messages(BOT)] == [CARD_BUTTONS]


def test_forms_home_cards_and_a_colleague_load_nothing_heavy(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        ada, kwame, yusuf, noor = map(slack.person, ("ada", "kwame", "yusuf", "noor"))
        environ = environ_of(slack, tmp_path, POLLINATE_ADMINS=ada.id)
        with running("run", environ=environ, folder=tmp_path) as found:
            found.until("Pollinate is ready")
            enrol(kwame, "/needpartner")
            enrol(yusuf, "/offerpartner")
            enrol(noor, "/offerpartner")
            kwame.opens_home()
            assert ada.types("/partneradmin run").ok
            slack.eventually(lambda: any(map(has_cards, (yusuf, noor))), 60)
            asked = yusuf if has_cards(yusuf) else noor
            assert asked.messages(BOT)[-1].click("A colleague").ok
            assert asked.modal()
            process = Path("/proc") / str(found.process.pid)
            mapped = (process / "maps").read_text(encoding="utf-8")
            held = re.findall(r"VmRSS:\s+(\d+) kB", (process / "status").read_text(encoding="utf-8"))
            assert found.end() == 0
    assert [name for name in HEAVY if f"/{name}/" in mapped] == []
    assert int(held[0]) / 1000 < MEGABYTES
