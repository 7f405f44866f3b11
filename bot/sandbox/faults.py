"""Faults on demand: what goes wrong, how often, and the bookkeeping of which call it hits.

A fault names a Web API method ("chat.postMessage", "chat.*", "response_url", "upload") or a delivery to the
bot ("deliver:block_actions", "deliver:*"). The API route and the deliverer ask `Faults.strike` once per call
and then do what the fault says; this module only decides. Chance is seeded, so a run can be repeated.
"""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

DELIVERY = "deliver:"

API_EFFECTS = ("delay", "cut_before", "cut_after", "429", "500", "garbage", "lag", "refused")
DELIVERY_EFFECTS = ("delay", "cut_before", "cut_after", "duplicate", "hold")


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    `method` is a glob over method names, or over `deliver:` and a kind of payload: slash_commands,
    block_actions, block_suggestion, view_submission, view_closed, or an event's type. `effect` is one of

    - for calls: delay (done and answered `seconds` later), cut_before and cut_after (the TCP connection is
      closed without an answer, before or after the call took effect), 429 (not accepted, with `Retry-After:
      retry_after`, a number or any text; without the header where it is empty), 500 (without effect), garbage
      (took effect, the answer is no JSON), lag (history leaves out what is younger than `seconds`), refused
      (without effect, with Slack's word `error`);
    - for deliveries: delay, duplicate, hold (sent after the next delivery, or after `seconds`), cut_before
      (the connection is lost and the payload with it), cut_after (it is lost once the payload was sent).

    The fault skips the first `skip` matching calls and then strikes `times` times (None: until cleared), each
    time with `probability`, drawn from a generator seeded with `seed`.
    Raises ValueError where the effect does not exist for that kind of call, or a number makes no sense.
    """

    method: str
    effect: str
    seconds: float = 1.0
    retry_after: int | str = 1
    error: str = "token_revoked"
    times: int | None = 1
    skip: int = 0
    probability: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        known = DELIVERY_EFFECTS if self.is_delivery else API_EFFECTS
        if self.effect not in known:
            raise ValueError(f"{self.method!r} cannot have {self.effect!r}: choose one of {', '.join(known)}")
        negative = isinstance(self.retry_after, int) and self.retry_after < 0
        if self.seconds < 0 or negative or self.skip < 0 or not 0 <= self.probability <= 1:
            raise ValueError("seconds, retry_after and skip are not negative, probability is from 0 to 1")

    @property
    def is_delivery(self) -> bool:
        """Whether it concerns what is sent to the bot, rather than what the bot calls."""
        return self.method.startswith(DELIVERY)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Fault":
        """Read a fault from the door. Raises ValueError with a sentence where a field is unknown or wrong."""
        unknown = set(body) - {field.name for field in fields(cls)}
        if unknown or not {"method", "effect"} <= set(body):
            raise ValueError(
                f"a fault has method and effect; unknown here: {', '.join(sorted(unknown)) or '-'}"
            )
        try:
            return cls(**body)
        except TypeError as error:
            raise ValueError(f"a field of the fault has the wrong type: {error}") from error


class _Armed:
    """A fault that was set, with what is left of it."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.to_skip = fault.skip
        self.left = fault.times
        self._random = random.Random(fault.seed)  # noqa: S311  (chance for tests, not for secrets)

    def strikes(self, name: str) -> bool:
        """Whether this call is hit; counts it."""
        if self.left == 0 or not fnmatchcase(name, self.fault.method):
            return False
        if self.to_skip:
            self.to_skip -= 1
            return False
        if self._random.random() >= self.fault.probability:
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Faults:
    """The faults that are set, in the order they were set; the first that strikes a call is applied."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []

    def add(self, fault: Fault) -> None:
        """Set a fault."""
        self._armed.append(_Armed(fault))

    def clear(self) -> None:
        """Forget all faults."""
        self._armed.clear()

    def strike(self, name: str) -> Fault | None:
        """The fault that hits this call of `name`, if any; used-up faults are dropped."""
        struck = next((armed for armed in self._armed if armed.strikes(name)), None)
        self._armed = [armed for armed in self._armed if armed.left != 0]
        return struck.fault if struck else None

    def as_json(self) -> list[dict[str, Any]]:
        """What is set and how often it still strikes, for the door."""
        return [{**asdict(armed.fault), "left": armed.left} for armed in self._armed]
