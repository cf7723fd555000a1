"""Keys that were not accepted: for a while they are not tried again. Pure."""

from http import HTTPStatus

from connectwise_time.connectwise.answers import Answer

REST_SECONDS = 30.0


class Keys:
    """Remembers the answer that the keys are not accepted; time is given."""

    def __init__(self) -> None:
        self._refused: tuple[float, Answer] | None = None

    def note(self, answer: Answer, now: float) -> None:
        """An answer came."""
        if answer.status == HTTPStatus.UNAUTHORIZED:
            self._refused = now + REST_SECONDS, answer

    def refused(self, now: float) -> Answer | None:
        """What ConnectWise answered a moment ago, and would answer again; None: try them."""
        if self._refused is None or now >= self._refused[0]:
            return None
        return self._refused[1]
