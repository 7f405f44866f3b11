"""Socket Mode: two connections, of which either is enough; one that goes silent is made anew."""

import base64
import hashlib
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.sandbox import Sandbox
from bot.watchdog import PATIENCE, Watchdog
from tests.processes import environ_of, running
from tests.sandbox_bot import Bot, hurried


def test_the_bot_holds_two_connections_and_answers_whichever_is_asked(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path)
        with running("run", environ=environ, folder=tmp_path) as found:
            found.until("Pollinate is ready")
            slack.wait_connected(2)
            assert all(slack.person("rosa").types("/needpartner help").ok for _ in range(4))
            assert found.end() == 0


@contextmanager
def mute() -> Iterator[str]:
    """A server that takes a WebSocket and never says a word on it."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def take() -> None:
            connection, _ = listener.accept()
            taken.append(connection)
            [key] = re.findall(r"Sec-WebSocket-Key: (\S+)", connection.recv(4096).decode())
            digest = hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()  # noqa: S324
            head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            accept = base64.b64encode(digest).decode()
            connection.sendall(f"{head}Sec-WebSocket-Accept: {accept}\r\n\r\n".encode())

        thread = threading.Thread(target=take)
        thread.start()
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}/?"
        thread.join()
        for each in taken:
            each.close()


def test_a_connection_on_which_no_pong_ever_came_is_made_anew() -> None:
    time = [0.0]
    with Sandbox(rates=False) as slack, mute() as nowhere:
        bot = Bot(slack)
        client = SocketModeHandler(bot.app, bot.app_token).client
        with hurried(slack, client):
            client.wss_uri = nowhere
            client.connect()
            silent = client.session_id()
            dog = Watchdog(client, seconds=lambda: time[0])
            time[0] = PATIENCE
            dog.look()
            assert client.session_id() == silent
            time[0] += 1
            dog.look()
            assert client.session_id() != silent
            slack.wait_connected()
            assert slack.person("rosa").types("/needpartner say hello").text == "hello"
