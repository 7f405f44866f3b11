"""The vault: tokens of workspaces, encrypted under keys that never enter the database.

Fernet (AES-128 in CBC mode with an HMAC-SHA256, https://github.com/fernet/spec), by the library cryptography.
The first key seals; any opens, so that a new key is put first, and the old one taken away once everything is
sealed anew.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_STATE: Final = b"install"  # a token, opened, is never this
_STATE_SECONDS: Final = 600


class CannotOpen(Exception):  # noqa: N818 - what happened, told in a sentence
    """None of the keys opens what was sealed; the text says what to do."""


class Vault:
    """Seals and opens texts. keys: as the setting POLLINATE_TOKEN_KEYS has them, at least one."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._newest = Fernet(keys[0])
        self._any = MultiFernet([Fernet(key) for key in keys])

    def seal(self, text: str) -> str:
        """Return a text encrypted under the first key."""
        return self._newest.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Return what was sealed. Raises CannotOpen."""
        try:
            return self._any.decrypt(sealed).decode()
        except InvalidToken as refusal:
            raise CannotOpen(
                "A workspace's token cannot be decrypted: put the key that was in use when it was kept back"
                " into POLLINATE_TOKEN_KEYS, behind the newest, or have the bot installed there anew."
            ) from refusal

    def is_under_newest(self, sealed: str) -> bool:
        """Whether a text is sealed under the first key."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return False
        return True


class States:
    """The `state` of an installation under way: it says when it was begun, and nobody else can make one.

    That it comes back to the browser that began it is seen by a cookie, so nothing has to be kept of it.
    """

    def __init__(self, keys: Sequence[str], clock: Callable[[], datetime]) -> None:
        self._any = MultiFernet([Fernet(key) for key in keys])
        self._clock = clock

    def issue(self, *_: object, **__: object) -> str:
        """Return a new state."""
        return self._any.encrypt_at_time(_STATE, self._now()).decode()

    def consume(self, state: str) -> bool:
        """Whether a state was issued here, and less than ten minutes ago."""
        try:
            return self._any.decrypt_at_time(state, _STATE_SECONDS, self._now()) == _STATE
        except (InvalidToken, ValueError):  # the latter where it is no text of base64's
            return False

    def _now(self) -> int:
        return int(self._clock().timestamp())


def new_key() -> str:
    """Return a new random key."""
    return Fernet.generate_key().decode()
