"""What several tests stand on: a sandbox's Web API, the bot on its stage, an empty store."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import Act, Store
from tests.memory_disk import work_in_memory
from tests.postgres_place import stop_server
from tests.sandbox_place import Place, Server
from tests.stage import Stage, staged
from tests.storage_place import ENGINES, OURS, Engine, new_place, new_store

# Files of few tests that take long. Begun last, as xdist has it by itself, each would run on alone.
_LONG = (
    "test_one_off_commands",
    "test_papers",
    "test_matching_all_pairs",
    "test_sandbox_command",
    "test_whole_story_in_browser",
    "test_progress",
    "test_faults_rows",
    "test_storage_outbox_orders",
    "test_replayed",
    "test_sandbox_page_legible",
    "test_matching_rivals",
    "test_makefile",
    "test_power_cut",
    "test_home_in_browser",
)


def pytest_configure() -> None:
    """Have tests write to memory, where there is room."""
    work_in_memory()


def pytest_xdist_auto_num_workers() -> int:
    """Take two processes a core: half of their time the tests wait, for browsers and for other processes."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long."""
    items.sort(key=lambda item: item.path.stem not in _LONG)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def slack(server: Server) -> Place:
    return server.serve(Place())


@pytest.fixture
def _old_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite keeps a rollback journal, as where there is only a library too old for a write-ahead log."""
    monkeypatch.setattr("bot.storage.sqlite.WRITES_AHEAD", False)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path, http=True) as stage:
        yield stage


@pytest.fixture(scope="session", autouse=True)
def _no_server_stays() -> Iterator[None]:
    yield
    stop_server()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn: whoever asks for it, or for a store, is tested on both."""
    found: Engine = request.param
    return found


@pytest.fixture
def place(engine: Engine) -> Iterator[Path | str]:
    """Where a store may be made: an empty place of either engine."""
    with new_place(engine) as made:
        yield made


@pytest.fixture
def store(engine: Engine) -> Iterator[Store]:
    with new_store(engine) as made:
        yield made


@pytest.fixture
def sqlite_store() -> Iterator[Store]:
    with new_store("sqlite") as made:
        yield made


@pytest.fixture
def act(store: Store) -> Iterator[Act]:
    with store.begin(OURS) as open_act:
        yield open_act
