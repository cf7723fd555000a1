"""What all tests share: they are to be quick, so that they are run."""

import gc
import json
import os
from collections.abc import Generator, Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator
from mcp.server.mcpserver.resources import ResourceTemplate

# How long an example takes says something of who else works on the machine, and nothing of ours.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")
# Elsewhere, what processes do is done in the tests' own process too, where it is measured.
_MEASURED_PROCESSES = ("tests/cli/", "tests/hosts/")
_LONGEST = ("tests/simulation/", "tests/crash/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure the coverage of each test by its first case, and begin with what takes longest.

    A test runs two thirds longer while it is measured, and its other cases go the same ways for
    the most part: the figure is lower than the truth by that, never higher. A story of a minute
    that comes last leaves all workers but one without work.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(_LONGEST))
    seen = set()
    for item in items:
        function, _, _ = item.nodeid.partition("[")
        if function in seen:
            item.add_marker("no_cover")
        seen.add(function)


def pytest_collection_finish() -> None:
    """What was imported is there for good: it is not looked through again and again for garbage."""
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool | None, bool | None]:
    """Leave processes unmeasured that tests start: each would need two thirds longer to start."""
    asked = [name for name in os.environ if name.startswith("COV")]
    measured = item.nodeid.startswith(_MEASURED_PROCESSES)
    hidden = {} if measured else {name: os.environ.pop(name) for name in asked}
    try:
        return (yield)
    finally:
        os.environ.update(hidden)


@pytest.fixture(scope="session", autouse=True)
def _each_schema_is_checked_once() -> Iterator[None]:
    """Let clients check a tool's output schema once, not each for itself.

    It takes longer than all calls of most tests; what is answered is checked each time.
    """
    checked: set[str] = set()
    check = Draft202012Validator.check_schema

    def check_once(schema: Any) -> None:
        said = json.dumps(schema, sort_keys=True)
        if said not in checked:
            check(schema)
            checked.add(said)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Draft202012Validator, "check_schema", check_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _each_template_is_made_once() -> Iterator[None]:
    """Let servers share what pydantic makes of a resource template: it holds no state."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ResourceTemplate, "from_function", cache(ResourceTemplate.from_function))
        yield
