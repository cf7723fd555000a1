import pytest

from connectwise_time.desk import operations


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was lost is looked for every half second: absence is proved no earlier, but waited
    for less long than with pauses made for a horizon of minutes."""
    monkeypatch.setattr(operations, "_PAUSES", (0.5,) * 80)
