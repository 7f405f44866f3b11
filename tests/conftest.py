"""What several tests stand on: a sandbox's Web API, the bot on its stage, an empty store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import Act, Store
from tests.sandbox_place import Place, Server
from tests.stage import Stage, staged
from tests.storage_place import OURS, new_store


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def slack(server: Server) -> Place:
    return server.serve(Place())


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path, http=True) as stage:
        yield stage


@pytest.fixture
def store() -> Iterator[Store]:
    with new_store() as made:
        yield made


@pytest.fixture
def act(store: Store) -> Iterator[Act]:
    with store.begin(OURS) as open_act:
        yield open_act
