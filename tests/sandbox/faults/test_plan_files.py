"""Plans of faults as files: what they mean, how a wrong one is refused, and the one in the docs."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from connectwise_time.cli.command import main
from connectwise_time.sandbox import World
from connectwise_time.sandbox.faults import (
    Concurrency,
    FixedWindow,
    Mistake,
    Refuse,
    Rows,
    Rule,
    Status,
    TokenBucket,
    read_faults,
)
from connectwise_time.sandbox.faults.checks import fields_of
from connectwise_time.sandbox.faults.limits import LIMITS
from connectwise_time.sandbox.faults.reading import CHOICES, FAULTS
from support.certificates import shown
from support.hours import ENTRIES, an_hour, client_of

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "docs" / "reference" / "faults.toml"
PAGE = (ROOT / "docs" / "reference" / "sandbox.md").read_text(encoding="utf-8")


def plan(folder: Path, text: str) -> Path:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_says_what_python_says(tmp_path: Path) -> None:
    path = plan(
        tmp_path,
        """
        seed = 3
        [[rule]]
        fault = "status"
        code = 429
        retry_after = "soon"
        method = ["POST", "PATCH"]
        nth = [1, 3]
        [[rule]]
        fault = "rows"
        delete = [7]
        [[rule]]
        fault = "refuse"
        """,
    )
    faults = read_faults(path)
    assert faults.seed == 3
    assert faults.rules == (
        Rule(Status(429, retry_after="soon"), ("POST", "PATCH"), nth=(1, 3)),
        Rule(Rows(delete=(7,))),
        Rule(Refuse()),
    )
    assert faults.gate is None


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("kind = 'token_bucket'\nrate = 1.5", TokenBucket(1.5)),
        ("kind = 'fixed_window'\nrequests = 60\nseconds = 60", FixedWindow(60, 60)),
        ("kind = 'concurrency'\nmost = 4\ntells = 'date'", Concurrency(4, "date")),
    ],
)
def test_a_file_can_hide_a_limit(tmp_path: Path, text: str, limit: object) -> None:
    gate = read_faults(plan(tmp_path, f"[limit]\n{text}")).gate
    assert gate
    assert gate.limit == limit


def test_a_file_can_show_a_certificate_that_lies_beside_it(tmp_path: Path) -> None:
    shown(tmp_path)
    text = "[tls]\ncertificate = 'certificate.pem'\nkey = 'key.pem'"
    assert read_faults(plan(tmp_path, text)).needs_proxy


RULE = "[[rule]]\nfault = 'silent'\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("seed = ?", "is no TOML: Invalid value (at line 1, column 8)"),
        ("seed = 'x'", "plan.toml, line 1: seed is 'x'. Give a whole number."),
        ("sed = 1", "plan.toml, line 1: sed is unknown here. There are seed, limit, tls, rule."),
        ("rule = 1", "line 1: rule is not a list of tables. Begin each with [[rule]]."),
        ("rule = [{fault = 'x'}]", "plan.toml, rule 1: fault is 'x'. Give one of late_commit,"),
        ("[[rule]]\n", "plan.toml, line 1, rule 1: fault is missing. Give one of"),
        (f"{RULE}\n\n{RULE}nht = 1", "line 7, rule 2: nht is unknown here. There are fault,"),
        (f"{RULE}nth = 1.5", "line 3, rule 1: nth is 1.5. Give a whole number from 1 on"),
        (f"{RULE}method = 'post'", "line 3, rule 1: method is 'post'. Give a verb of GET,"),
        (f"{RULE}path = 5", "line 3, rule 1: path is 5. Give a path below the API's base"),
        (f"{RULE}committed = 'yes'", "committed is 'yes'. Give true or false."),
        ("[[rule]]\nfault = 'status'", "line 1, rule 1: code is missing. Give it."),
        ("[limit]\nkind = 'x'", "line 2: kind is 'x'. Give one of token_bucket,"),
        ("[limit]\nkind = 'token_bucket'\nrate = 0", "line 3: rate is 0. Give a number above 0."),
        ("limit = 1", "line 1: limit is no table."),
        ("[tls]\nkey = 'no.pem'", "line 1: The certificate cannot be loaded"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place_and_what_to_write(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(Mistake) as refused:
        read_faults(plan(tmp_path, text))
    assert says in str(refused.value)
    assert refused.value.remedy


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match=r"none\.toml cannot be read \(FileNotFoundError\)"):
        read_faults(tmp_path / "none.toml")
    (tmp_path / "plan.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Mistake, match="UnicodeDecodeError"):
        read_faults(tmp_path / "plan.toml")


def test_the_command_refuses_a_wrong_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sandbox", "--faults", str(plan(tmp_path, f"{RULE}nth = 0"))]) == 2
    assert capsys.readouterr().err == (
        "connectwise-time: plan.toml, line 3, rule 1: nth is 0. "
        "Give a whole number from 1 on, or a list of them.\n"
    )


def test_the_command_says_that_the_proxys_port_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = plan(tmp_path, "[[rule]]\nfault = 'refuse'")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["sandbox", "--faults", str(path), "--port", port]) == 2
    assert "Give another --port" in capsys.readouterr().err


@contextmanager
def running(path: Path, *options: str) -> Iterator[str]:
    """Where the sandbox answers, started by hand with that plan."""
    command = [sys.executable, "-m", "connectwise_time", "sandbox", "--until-eof"]
    with subprocess.Popen(
        [*command, "--faults", str(path), *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        settings: dict[str, Any] = json.loads(process.stdout.readline())
        yield settings["CONNECTWISE_SITE"]
        _, err = process.communicate(input="", timeout=20)
    assert (process.returncode, err) == (0, "")


def test_the_example_of_the_page_is_the_bad_day_that_it_describes(tmp_path: Path) -> None:
    world = World.open(tmp_path / "psa.sqlite")  # only for its clock
    with running(EXAMPLE) as origin, client_of(origin) as client:

        def post(notes: str) -> int:
            return client.post(ENTRIES, json=an_hour(world, notes)).status_code

        def found() -> list[str]:
            query = {"pageSize": "1000", "conditions": "notes like '% entry'"}
            return [row["notes"] for row in client.get(ENTRIES, params=query).json()]

        assert post("first entry") == 201
        with pytest.raises(httpx2.ReadError):
            post("second entry")
        with pytest.raises(httpx2.ReadError):
            post("third entry")
        assert post("fourth entry") == 504
        assert found() == ["first entry", "second entry"]
        assert found() == ["first entry", "second entry", "fourth entry"]
        assert [client.get(f"{ENTRIES}/{key}").status_code for key in (2, 3, 4, 5)] == [
            *(200, 403, 403, 200)
        ]
        # Its rate limit is not tried here: whether this machine asks that fast is no claim of ours.
    world.close()


def test_the_command_serves_without_a_proxy_and_with_tls_where_the_plan_says_so(
    tmp_path: Path,
) -> None:
    with running(plan(tmp_path, RULE + "times = 1\nmethod = 'PUT'")) as origin:
        assert client_of(origin).get("/time/workTypes").status_code == 200
    good = shown(tmp_path)
    text = "[tls]\ncertificate = 'certificate.pem'\nkey = 'key.pem'"
    with running(plan(tmp_path, text)) as origin:
        assert origin.startswith("https://127.0.0.1:")
        with client_of(origin, trusting=good.trusting) as client:
            assert client.get("/time/workTypes").status_code == 200


def test_the_page_names_every_fault_and_every_field() -> None:
    for name, kind in {**FAULTS, **LIMITS}.items():
        [row] = [line for line in PAGE.splitlines() if line.startswith(f"| `{name}`")]
        for field in fields_of(kind):
            if field != "tells":
                assert f"`{field}" in row, (name, field)
    for name in CHOICES:
        assert f"| `{name}` |" in PAGE
