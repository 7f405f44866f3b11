"""What several tests of the sandbox's Web API stand on: a server, and a fresh workspace behind it."""

from collections.abc import Iterator

import pytest

from tests.sandbox_place import Place, Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def slack(server: Server) -> Place:
    return server.serve(Place())
