"""Texts in any language with a stemmer are read by its rules, and function words bring nobody nearer."""

import unicodedata

import pytest
import snowballstemmer

from matching.affinity import Texts, affinity, nearest, shared_terms
from matching.stop_words import STOP_WORDS
from matching.words import letters

# Two forms of a word that the stemmer of the language brings together and the English one does not.
INFLECTED = {
    "danish": ("sygeplejersker", "sygeplejerskerne"),
    "dutch": ("verpleegsters", "verpleegster"),
    "finnish": ("sairaaloissa", "sairaaloista"),
    "french": ("hospitalisation", "hospitalisations"),
    "german": ("Krankenhäusern", "Krankenhäuser"),
    "hindi": ("किताबें", "किताबों"),
    "italian": ("paziente", "pazienti"),
    "portuguese": ("hospitalização", "hospitalizações"),
    "russian": ("больницы", "больница"),
    "spanish": ("enfermera", "enfermeras"),
    "swedish": ("sjuksköterskor", "sjuksköterskorna"),
    "turkish": ("hastaneler", "hastane"),
}
FUNCTION_WORDS = {
    "dutch": ("Het is voor de mensen met een idee", "De tuin is voor een school met het"),
    "french": ("Nous aidons dans les villages avec des vélos", "Les jardins et avec nous dans des écoles"),
    "german": ("Wir sind für die Pflege zu Hause", "Die Felder sind für uns und wir"),
    "italian": ("La cura per gli anziani che sono a casa", "Gli orti sono per la scuola che"),
    "portuguese": ("O cuidado com as pessoas que não são vistas", "As hortas que são para o bairro com não"),
    "spanish": ("El cuidado de los mayores que están en casa", "Los huertos que están en el barrio de"),
}


@pytest.mark.parametrize("language", snowballstemmer.algorithms())
def test_every_language_reads_every_text(language: str) -> None:
    texts = ["", "🐝", "İSTANBUL ıı", "ß", "a" * 40_000, "हिन्दी العربية ελληνικά русский", "\ud800"]
    near = affinity([[text] for text in texts], [texts], language)
    assert near.shape == (7, 1)
    assert near[5, 0] > 0.3
    assert near[1, 0] == near[4, 0] == 0


@pytest.mark.parametrize("language", INFLECTED)
def test_inflection_is_taken_off_by_the_rules_of_the_language(language: str) -> None:
    one, other = INFLECTED[language]
    assert affinity([[one]], [[other]], language)[0, 0] == pytest.approx(1.0)
    assert shared_terms([one], [other], language=language) == (one[0].lower() + one[1:],)


def test_the_language_makes_a_difference() -> None:
    apart = [name for name, (one, other) in INFLECTED.items() if affinity([[one]], [[other]])[0, 0] == 0]
    assert len(apart) >= 8, "the English stemmer would do as well"


@pytest.mark.parametrize("language", FUNCTION_WORDS)
def test_function_words_bring_nobody_nearer(language: str) -> None:
    one, other = FUNCTION_WORDS[language]
    assert affinity([[one]], [[other]], language)[0, 0] == 0
    assert shared_terms([one], [other], language=language) == ()
    assert affinity([[one]], [[other]])[0, 0] > 0, "the English list would do as well"


def test_lists_of_stop_words_are_for_languages_with_a_stemmer_and_written_as_they_are_looked_up() -> None:
    assert set(STOP_WORDS) <= set(snowballstemmer.algorithms())
    for language, words in STOP_WORDS.items():
        broken = [
            word for word in words if letters(word) != word or unicodedata.normalize("NFKC", word) != word
        ]
        assert not broken, language


def swedish(shared: str, people: int) -> list[list[str]]:
    """People who write of different things, all with one word in common."""
    return [
        [f"{shared} {'abcdefghij'[person // 10]}{'klmnopqrst'[person % 10]}na"] for person in range(people)
    ]


def test_without_a_list_what_many_say_brings_nobody_nearer() -> None:
    many, few = swedish("eller", 100), swedish("eller", 20)
    assert affinity(many, many, "swedish")[0, 1] == 0
    assert affinity(many, many, "swedish")[0, 0] == pytest.approx(1.0)
    assert affinity(few, few, "swedish")[0, 1] > 0, "of few texts nobody knows what everyone says"
    assert affinity([*many, ["biodling"]], [*many, ["biodlingen"]], "swedish")[-1, -1] == pytest.approx(1.0)


def test_without_a_list_short_words_are_no_evidence() -> None:
    assert shared_terms(["Bin och träd"], ["Träd och rötter"], language="swedish") == ("träd",)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_accents_typed_apart_are_the_same_letters(form: str) -> None:
    typed = unicodedata.normalize(form, "Qualité des métiers, Häuser")  # type: ignore[arg-type]
    near = affinity([["qualité métiers häuser"]], [[typed]], "french")
    assert near[0, 0] == pytest.approx(1.0)
    assert all(term in typed for term in shared_terms([typed], ["métier"], language="french"))
    assert len(shared_terms([typed], ["métier"], language="french")) == 1


def test_sharp_s_and_capitals_are_the_same_letters() -> None:
    near = affinity([["Straße"]], [["STRASSE"], ["strasse"]], "german")
    assert near.ravel().tolist() == pytest.approx([1.0, 1.0])


def test_a_dotted_capital_is_a_capital() -> None:
    assert affinity([["İzmir"]], [["izmir"]], "turkish")[0, 0] == pytest.approx(1.0)


def test_without_a_list_many_empty_texts_are_read_too() -> None:
    assert not affinity([["", "🐝"]] * 150, [[""]] * 10, "swedish").any()


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    for ask in (
        lambda: affinity([["a"]], [["b"]], "klingon"),
        lambda: nearest([["a"]], [["b"]], 1, "klingon"),
        lambda: Texts([], [], "klingon"),
        lambda: shared_terms(["a"], ["b"], language="klingon"),
    ):
        with pytest.raises(ValueError, match=r"'klingon'.*arabic.*english.*yiddish"):
            ask()
