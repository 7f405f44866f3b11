"""Every sentence can be read in every language the bot speaks, and every screen is made of such sentences.

A language made here wraps each sentence in ⟦…⟧ and makes it 40 % longer; what people type is Cyrillic. So a
letter of ours outside the brackets is English that nobody can translate.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot import dialogs, directory, forms, labels, language, vocabulary, wording
from bot.cards import (
    cards_message,
    consent_message,
    invitation_message,
    note_message,
    pairings_text,
    unmet_message,
)
from bot.figures import figures_of
from bot.ghosting import silence_message
from bot.home import home_view, status_text
from bot.languages.__main__ import FOLDER, gathered, updated
from bot.proof_cards import proof_message, proof_question_message
from bot.questions import questions_message, rung_form
from bot.records import (
    CycleSummary,
    DeclineReason,
    Draft,
    FollowUp,
    Halt,
    HomeTab,
    Invitation,
    Invited,
    KeyNumbers,
    Known,
    Met,
    ProofCard,
    ProofState,
    Question,
    Review,
    Rung,
    Sought,
    Standing,
    State,
)
from bot.report import pictures_of, summary_of
from bot.review_cards import review_message
from matching.people import Barrier, Evidence, Mandate, Suggestion
from matching.reasons import MANDATE_WORDS, NEED_WORDS
from matching.refusals import BARRIER_WORDS, shut_out
from matching.sentences import Sentence, all_of
from matching.taxonomy import Region, Sector, Taxonomy, Term
from tests.profiles import AMIR, CARD, NOON, ROSA
from tests.slack_limits import complaints_about_message, complaints_about_view
from tests.test_report import SOME

CATALOGUES = sorted(FOLDER.glob("*.po"))
MARKS = re.compile(r"\*|`[^`]*`|\n|:\w+:|{\w+}")


def messages(path: Path) -> Iterator[Message]:
    with path.open("rb") as file:
        yield from (message for message in read_po(file, locale=path.stem) if message.id)


def forms_of(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_sentence_is_translated_and_the_catalogue_stands_as_it_is_gathered(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == updated(path, gathered()), "make languages"
    missing = [message.id for message in messages(path) if not all(forms_of(message.string or ""))]
    assert missing == []
    assert [message.id for message in messages(path) if message.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_placeholders_and_marks_are_those_of_the_english(path: Path) -> None:
    for message in messages(path):
        told, said = forms_of(message.id), forms_of(message.string)
        for english, translation in zip(told, said, strict=True):
            assert sorted(MARKS.findall(english)) == sorted(MARKS.findall(translation)), translation


# --- every screen --------------------------------------------------------------------------------------

PLACES = Taxonomy(
    (Sector("health", "Здоровье"), Sector("social_care", "Забота")),
    (Region("nationwide", "Страна"), Region("cornwall", "Корнуолл", "nationwide")),
    (Term("idea", "Идея"), Term("pilot", "Проба"), Term("proven", "Опыт")),
    (Term("charity", "Фонд"), Term("company", "Фирма")),
)
INNOVATOR = replace(ROSA, venture="Сёстры", problem="Беда", idea="Мысль")
ORGANISATION = replace(AMIR.organisation, name="Век", values="Люди", outside_ideas="Автобус", kind="charity")
CHAMPION = replace(AMIR, organisation=ORGANISATION, challenge="Задача")
REASONS = (
    Sentence("They need {needs}; you offer {offer}.", needs=all_of(NEED_WORDS.values()), offer="то"),
    Sentence(
        "{mandate}, and your organisation has taken up outside ideas before.",
        mandate=MANDATE_WORDS[Mandate.BUDGET],
    ),
    Sentence("Every champion is behind a barrier: {barriers}.", barriers=(BARRIER_WORDS[Barrier.STAGE],)),
)
SHOWN = replace(CARD, innovator=INNOVATOR, champion=CHAMPION, reasons=REASONS)
CARDS = [
    *(replace(SHOWN, id=f"s{n}", state=state) for n, state in enumerate(State)),
    replace(SHOWN, id="a", state=State.DECLINED, decline_reason=DeclineReason.TOO_EARLY),
    replace(SHOWN, id="b", state=State.POSTPONED, postponed_until=date(2026, 6, 1)),
    replace(SHOWN, id="c", state=State.ACCEPTED, conversation="G1", rung=Rung.PILOT),
    replace(SHOWN, id="d", handed_by="U0BO"),
]
DRAFTED = [replace(SHOWN, id=f"r{n}", state=State.DRAFTED) for n in range(9)]
MET = [replace(SHOWN, id=f"m{n}", state=State.ACCEPTED, standing=each) for n, each in enumerate(Standing)]
ASKED = [
    FollowUp(f"f{n}", SHOWN, person, question, "t", "a", answer)
    for n, (person, question, answer) in enumerate(
        [
            ("U0ROSA", Question.MET, None),
            ("U0AMIR", Question.RUNG, None),
            *(("U0ROSA", Question.MET, met) for met in Met),
            ("U0ROSA", Question.RUNG, Rung.PILOT),
        ]
    )
]
PROOFS = [
    ProofCard(
        *(f"p{n}", "s1", state, "U0ROSA", "U0AMIR", "Сёстры", "Век", "Мысль", Rung.SCALED),
        Evidence(100_000, 2_200_000, 1_400),
        frozenset(agreed),
    )
    for n, (state, agreed) in enumerate((s, a) for s in ProofState for a in ((), ("U0ROSA",)))
]
INVITATIONS = [Invitation("i", "s", "i1", "U0NEW", "U0AMIR", "o1", "Век", state) for state in Invited]
TAB = HomeTab("U0ROSA", NOON, next_cycle=NOON, channel="C1")
TABS = [
    TAB,
    replace(TAB, innovator=INNOVATOR, cards=tuple(MET), questions=tuple(ASKED[:2]), searching=True),
    replace(TAB, innovator=replace(INNOVATOR, paused=True), innovator_paused_until=date(2026, 6, 1)),
    replace(TAB, person="U0AMIR", champion=CHAMPION, cards=tuple(CARDS), next_cycle=None),
    replace(TAB, person="U0AMIR", champion=CHAMPION, cards=tuple(MET), proofs=tuple(PROOFS)),
    replace(
        *(TAB,),
        admin=True,
        last_cycle=CycleSummary("c", date(2026, 2, 24), NOON, 12, 8, 1_234, 2),
        results=KeyNumbers(5, 1, 2, 3, 1),
        disagreements=2,
        halt=Halt(NOON, "U0ADA"),
    ),
    replace(TAB, admin=True),
]


def views() -> Iterator[dict[str, Any]]:
    """Every modal and every Home tab."""
    yield from (home_view(tab, PLACES) for tab in TABS)
    yield from (forms.need_form(known, PLACES) for known in (None, INNOVATOR))
    yield from (forms.offer_form(known, PLACES) for known in (None, CHAMPION))
    yield dialogs.decline_form(SHOWN)
    yield dialogs.postpone_form(SHOWN)
    yield dialogs.colleague_form(SHOWN, [CHAMPION])
    yield dialogs.colleague_form(SHOWN, [])
    yield dialogs.forget_form()
    yield from (dialogs.need_saved(INNOVATOR, when) for when in (NOON, None))
    yield from (dialogs.offer_saved(CHAMPION, when) for when in (NOON, None))
    yield from (rung_form(cards, "U0ROSA", "£") for cards in ([SHOWN], MET))
    yield directory.picking_form()
    yield directory.change_form(Known(ORGANISATION, 2), PLACES)
    yield directory.merge_form(Known(ORGANISATION, 2), Known(ORGANISATION, 1))
    yield dialogs.notice(wording.HELP_TITLE, wording.HELP_NEED, wording.HELP_OFFER, wording.HELP_ADMIN)


def posts() -> Iterator[Any]:
    """Every message that a screen draws."""
    yield from (cards_message([card], PLACES, until=date(2026, 3, 9)) for card in CARDS)
    yield cards_message([replace(SHOWN, id=f"s{n}") for n in range(5)], PLACES)
    yield from (consent_message(card) for card in CARDS)
    yield note_message(SHOWN, PLACES)
    yield from (unmet_message(SHOWN, to_champion=side) for side in (True, False))
    yield from map(invitation_message, INVITATIONS)
    yield questions_message(ASKED)
    yield from (proof_message(proof, "£") for proof in PROOFS)
    yield from (proof_question_message(proof, "U0ROSA", "C1", "EUR") for proof in PROOFS)
    yield from (silence_message(ended=ended) for ended in (True, False))
    swaps = dict(zip((card.id for card in CARDS), Sought, strict=False))
    for state in Review:
        for page, by in ((0, None), (1, "U0ADA")):
            draft = Draft("c", state, date(2026, 3, 3), NOON, page, 3, 2, by)
            yield review_message(draft, [*CARDS, *DRAFTED], swaps, [SHOWN], [(INNOVATOR, shut_out(1, 1))])


def texts() -> Iterator[str]:
    """What is told without blocks, and what pictures say."""
    yield from (status_text(tab, PLACES) for tab in TABS)
    yield pairings_text(
        [(INNOVATOR, CHAMPION, Suggestion("i1", "c1", 0.5, "good", REASONS))], [(INNOVATOR, shut_out(3, 2))]
    )
    rows = replace(
        SOME,
        ventures=tuple(replace(each, name="Сёстры") for each in SOME.ventures),
        told=tuple(replace(each, organisation_name="Век") for each in SOME.told),
    )
    yield summary_of(rows, "£")
    for picture in pictures_of(figures_of(rows), "£"):
        yield f"{picture.title}\n{picture.subtitle}"
        yield from (f"{bar.label}: {bar.text}" for bar in picture.bars)


def sentences() -> Iterator[str]:
    """What is read by name, or said with a count."""
    for module in (wording, labels, vocabulary):
        for name in (name for name in vars(module) if name[0] != "_" and name.isupper()):
            told = getattr(module, name)
            yield from told.values() if isinstance(told, dict) else [told]
    for count in (0, 1, 2):
        yield vocabulary.and_more(count)
        yield wording.goes_on(count)
        yield wording.directory_entry("Век", count)
        yield wording.passed_on(count)
    yield wording.trouble("1")
    yield labels.too_long(600, 1_000)


def read_in(thing: object) -> Iterator[str]:
    """Yield every text of a view or message that a person reads."""
    if isinstance(thing, dict):
        if thing.get("type") in ("plain_text", "mrkdwn"):
            yield thing["text"]
        for each in thing.values():
            yield from read_in(each)
    elif isinstance(thing, list):
        for each in thing:
            yield from read_in(each)


def outside(text: str) -> str:
    """Return the letters of ours that stand outside the brackets of the made-up language."""
    text = re.sub(r"⟦[^⟦⟧\n]*·…", "", text)  # cut to its room
    while (inner := re.sub("⟦[^⟦⟧]*⟧", "", text)) != text:
        text = inner
    return "".join(re.findall("[A-Za-z]", re.sub(r"<[@#][^>]*>|EUR", "", text)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue of a language that shows what is translated; it goes by the name of Esperanto."""
    made = Catalog(locale="eo")
    for message in filter(lambda each: each.id, gathered()):
        wrapped = tuple(f"⟦{each}{'·' * (len(each) * 2 // 5)}⟧" for each in forms_of(message.id))
        made.add(message.id, wrapped if isinstance(message.id, tuple | list) else wrapped[0])
    written = BytesIO()
    write_po(written, made)
    path = tmp_path_factory.mktemp("languages")
    (path / "eo.po").write_bytes(written.getvalue())
    return path


@pytest.fixture
def made_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Speak that language."""
    with monkeypatch.context() as elsewhere, language.speaking("eo"):
        elsewhere.setattr(language, "_FOLDER", folder)
        language.say("Done")  # reads the catalogue, which is kept
        yield


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize("every", [views, posts, texts, sentences])
def test_no_screen_holds_english_that_is_not_translated(every: Callable[[], Iterator[Any]]) -> None:
    for thing in every():
        if isinstance(thing, str):
            read = [thing]
        elif isinstance(thing, dict):
            read = list(read_in(thing))
        else:
            read = [thing.text, *read_in(thing.blocks)]
        for text in read:
            assert not outside(text), text


def complaints() -> list[str]:
    """Tell what Slack would refuse of all that; a mention of the announcement channel is meant."""
    found = [each for view in views() for each in complaints_about_view(view)]
    found += [each for post in posts() for each in complaints_about_message(post.text, post.blocks)]
    return [each for each in found if not ("typed markup" in each or each.startswith("text:"))]


@pytest.mark.parametrize("spoken", language.languages())
def test_every_screen_keeps_slacks_limits_in_every_language(spoken: str) -> None:
    with language.speaking(spoken):
        assert complaints() == []


@pytest.mark.usefixtures("made_up")
def test_every_screen_keeps_slacks_limits_where_sentences_are_much_longer() -> None:
    assert complaints() == []


def test_a_button_says_the_same_word_as_the_text_that_names_it() -> None:
    for spoken in language.languages():
        with language.speaking(spoken):
            for word in (wording.ACCEPT, wording.NOT_NOW, wording.DECLINE):
                assert f"*{word}*" in wording.CARDS_INTRO
            assert f"*{labels.WANTED}*" in wording.WHY_ENOUGH
            assert f"*{wording.HAND_OVER}*" in labels.SOMEBODY_MISSING
            assert f"*{wording.PAUSE}*" in wording.FORGET_TEXT
            assert f"*{wording.NOT_NOW}*" in wording.CAPACITY_GONE
