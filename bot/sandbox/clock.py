"""The workspace's clock: real time, moved forward on request, so that a week passes at a click."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Gives the time of day in UTC; runs on from `start` (now if None), or stands still if `frozen`."""

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        self._ahead = (start - datetime.now(UTC)) if start else timedelta()
        self._stands = (start or datetime.now(UTC)) if frozen else None

    def __call__(self) -> datetime:
        """The time now: aware, UTC."""
        return self._stands or (datetime.now(UTC) + self._ahead)

    @property
    def ahead(self) -> timedelta:
        """How far it is ahead of real time."""
        return self() - datetime.now(UTC)

    def advance(self, by: timedelta) -> None:
        """Move forward. Raises ValueError where `by` is negative: a workspace's time never runs back."""
        if by < timedelta():
            raise ValueError("The clock only moves forward.")
        if self._stands:
            self._stands += by
        self._ahead += by

    def move_to(self, moment: datetime) -> None:
        """Move forward to a moment (aware). Raises ValueError where it has passed."""
        self.advance(moment.astimezone(UTC) - self())
