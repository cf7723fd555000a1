"""The command line, as a person and as a program use it."""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from mcp import Client
from mcp.types import TextContent

from connectwise_time import __version__
from connectwise_time.cli import main
from connectwise_time.cli.doctor import doctor
from connectwise_time.cli.serving import caller_of, journal_in, open_desk, serve, site_of
from connectwise_time.desk import operations
from connectwise_time.domain.entries import Written
from connectwise_time.domain.operations import State
from connectwise_time.domain.proof import LATE
from connectwise_time.errors import NotConfigured
from connectwise_time.sandbox.faults import ResetBeforeForward, Rule
from connectwise_time.server.app import build_server
from connectwise_time.settings import Settings
from support.calls import AT_ANY_TIME
from support.operations import ENTRY, SENT, later
from support.proxied import proxied
from support.served import Served, served


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_answer_without_the_sdk(option: str) -> None:
    code = (
        "import sys\nfrom connectwise_time.cli import main\n"
        f"try:\n    main(['{option}'])\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = {'mcp', 'pydantic', 'httpx2', 'starlette'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert ("connectwise-time" if option == "--help" else __version__) in done.stdout


@pytest.mark.parametrize("arguments", [["bogus"], ["sandbox", "--port", "70000"]])
def test_a_wrong_call_ends_with_two_and_says_what_is_wrong(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_the_sandbox_command_tells_its_settings_and_ends_with_its_input() -> None:
    command = [sys.executable, "-m", "connectwise_time", "sandbox", "--until-eof"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        settings = json.loads(process.stdout.readline())
        site = settings["CONNECTWISE_SITE"]
        assert site.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{site}/login/companyinfo/sandbox") as answer:  # noqa: S310  # loopback
            assert json.load(answer)["CompanyID"] == "sandbox"
        _, err = process.communicate(input="", timeout=20)
    assert process.returncode == 0
    assert err == ""


def test_the_demo_does_the_main_job_and_tells_how_to_connect(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    monkeypatch.setenv("CONNECTWISE_TIME_DATA", str(own))
    assert main(["demo"]) == 0
    assert not own.exists(), "practice data got into a person's journal"
    out = capsys.readouterr().out
    for tool in (
        *("find_tickets", "create_time_entry", "search_time", "update_time_entry"),
        *("delete_time_entry", "review_timesheet", "submit_timesheet"),
        *("list_approvals", "reject_entries", "approve_entries"),
        *("draft_time", "create_time_entries", "list_timers", "stop_timer"),
    ):
        assert f"{tool}(" in out
    assert "was sent back by Morgan Smith" in out
    assert out.count("Now submitted (PendingApproval)") == 3
    assert "Quinn: The first one ended at ten." in out
    assert "✗ More than one work type fits." in out
    assert "Claude Desktop" in out
    assert "claude mcp add" in out
    told = " ".join(out.split()).casefold()
    for found in re.finditer(r'"?notes"?[=:] ?"([^"]+)"', told):
        said = " ".join(re.findall(r"── \w+: (.+?) [a-z_]+\(", told[: found.start()]))
        assert found[1].rstrip(".") in said, f"nobody said {found[1]}"
    assert "which tickets has contoso about mail?" in told
    assert "the relay, 54321. log an hour and a half" in told


def diagnosis(sandbox: Served, capsys: pytest.CaptureFixture[str], **changed: str) -> str:
    code = doctor({**sandbox.environ(), **changed})
    out = capsys.readouterr().out
    assert code == (1 if "FAULT" in out else 0)
    return out


def test_the_doctor_finds_nothing_wrong_with_good_settings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with served() as sandbox:
        out = diagnosis(sandbox, capsys, **sandbox.environ("manager"))
    checks = [line.split()[1] for line in out.splitlines()]
    assert checks == [
        *("settings", "house", "journal", "site", "key", "member", "permissions", "rights"),
        *("clock", "time"),
    ]
    assert all(line.startswith("ok") for line in out.splitlines()), out


def test_the_doctor_names_each_fault_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with served() as sandbox:
        wrong_key = diagnosis(sandbox, capsys, CONNECTWISE_PRIVATE_KEY="canary")
        assert "FAULT key" in wrong_key
        assert "private key" in wrong_key
        assert "canary" not in wrong_key
        nobody = diagnosis(sandbox, capsys, CONNECTWISE_MEMBER="nobody")
        assert "FAULT member" in nobody
        secret = diagnosis(sandbox, capsys, CONNECTWISE_MEMBER="SECRETKEY123")
        assert "CONNECTWISE_MEMBER (SE…, 12 characters)" in secret
        assert "SECRET" not in secret
        api = diagnosis(sandbox, capsys, **sandbox.environ("api"))
        assert "FAULT member" in api
        assert "set CONNECTWISE_MEMBER" in api
        reading = diagnosis(sandbox, capsys, **sandbox.environ("api"), CONNECTWISE_READ_ONLY="1")
        assert "FAULT" not in reading
        assert "warn  member       timebot is an API member" in reading
        reader = diagnosis(sandbox, capsys, **sandbox.environ("readonly"))
        assert "allow add, edit, delete" in reader
        quiet = diagnosis(sandbox, capsys, **sandbox.environ("readonly"), CONNECTWISE_READ_ONLY="1")
        assert "FAULT" not in quiet
        nowhere = diagnosis(sandbox, capsys, CONNECTWISE_SITE="http://127.0.0.1:1")
        assert "FAULT site" in nowhere
        few = diagnosis(sandbox, capsys, CONNECTWISE_TOOLSETS="review,log")
        assert "may write, toolsets log, review" in few.splitlines()[0]
    assert doctor({}) == 1
    assert "FAULT settings" in capsys.readouterr().out
    with pytest.raises(NotConfigured):
        serve({"CONNECTWISE_TOOLSETS": "logs"}, sandbox=True)
    assert doctor({"CONNECTWISE_TOOLSETS": "logs"}) == 1
    assert "CONNECTWISE_TOOLSETS must be all, or some of log, review" in capsys.readouterr().out


def test_the_doctor_tells_an_approver_who_may_not_approve(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with served() as sandbox:
        keys = sandbox.environ("no_approval")
        out = diagnosis(sandbox, capsys, **keys, CONNECTWISE_TOOLSETS="review,approve,report")
        assert "warn  rights       Time & Expense > Time Approval: edit is None" in out
        assert "approve_entries and reject_entries are refused" in out
        assert "not checked: My Company" in out
        logging = diagnosis(sandbox, capsys, **keys, CONNECTWISE_TOOLSETS="log,review")
        assert "Time Approval" not in logging
        assert "ok    rights" in logging


async def lose_an_answer(environ: dict[str, str]) -> str:
    """Log an hour whose answer and whose entry nobody can see; answers what the model is told."""
    settings = Settings.from_env(environ)
    server = build_server(lambda: open_desk(settings, journal_in(settings)))
    async with Client(server) as client:
        hour = {"ticket": 54321, "date": "yesterday", "start": "09:00", "hours": 1}
        wish = {**hour, "operation_id": "lost-hour", "accept": AT_ANY_TIME}
        answer = await client.call_tool("create_time_entry", wish)
        [content] = answer.content
        assert isinstance(content, TextContent)
        return content.text


def test_the_doctor_shows_what_is_unresolved_and_how_to_resolve_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "CALL_SECONDS", 8.0)  # it looks for so long
    lost = Rule(ResetBeforeForward(), "POST", "/time/entries")
    with served() as sandbox, proxied(sandbox, lost) as line:
        told = anyio.run(lose_an_answer, line.environ())
        assert 'check_operation("lost-hour")' in told
        out = diagnosis(sandbox, capsys, CONNECTWISE_SITE=line.origin)
        journal = next(row for row in out.splitlines() if row.split()[1] == "journal")
    assert journal.startswith("warn  journal")
    assert "1 unresolved" in journal
    assert "lost-hour (log 1 h on ServiceTicket" in journal
    assert "check_operation tells" in journal


def test_the_doctor_takes_a_folder_from_nobody(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shared, mine = tmp_path / "shared", tmp_path / "mine"
    shared.mkdir()
    shared.chmod(0o1777)
    mine.mkdir()
    mine.chmod(0o755)
    with served() as sandbox:
        out = diagnosis(sandbox, capsys, CONNECTWISE_TIME_DATA=str(shared))
        assert "FAULT journal" in out
        assert f"{shared} in CONNECTWISE_TIME_DATA (a new one inside" in out
        assert "ok    journal" in diagnosis(sandbox, capsys, CONNECTWISE_TIME_DATA=str(mine))
    assert (shared.stat().st_mode & 0o7777, mine.stat().st_mode & 0o7777) == (0o1777, 0o755)
    assert list(shared.iterdir()) == []


def test_the_doctor_shows_a_journal_that_cannot_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    with served() as sandbox:
        Path(sandbox.data, "journal.sqlite").write_bytes(b"no database" * 1000)
        out = diagnosis(sandbox, capsys)
        assert "FAULT journal" in out
        assert "ok    site" in out
        reading = diagnosis(sandbox, capsys, CONNECTWISE_READ_ONLY="1")
        assert "warn  journal" in reading


def test_a_port_that_is_taken_and_data_that_are_none_are_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["sandbox", "--port", str(taken.getsockname()[1])]) == 2
    assert "Give another --port" in capsys.readouterr().err
    corrupt = tmp_path / "data"
    corrupt.write_text("no database " * 100)
    assert main(["sandbox", "--data", str(corrupt)]) == 2
    assert "Give another --data FILE" in capsys.readouterr().err


def test_the_doctor_shows_what_came_late_and_what_other_keys_left_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def leave(environ: dict[str, str]) -> None:
        settings = Settings.from_env(environ)
        site = site_of(settings.origin, settings.company)
        late = replace(
            SENT,
            id="very-late",
            site=site,
            caller=caller_of(settings),
            state=State.DONE,
            outcome=Written(replace(ENTRY, id=4711)),
            why=LATE,
            due=SENT.began,
        )
        lost = replace(SENT, site=site, caller="others", work=later(60), state=State.UNKNOWN)
        with closing(journal_in(settings)) as kept:
            for operation in (late, lost):
                begun = replace(operation, state=State.SENDING, outcome=None)
                assert await kept.journal.begin(begun, beside=frozenset()) is None
                await kept.journal.end(operation)

    with served() as sandbox:
        anyio.run(leave, sandbox.environ())
        out = diagnosis(sandbox, capsys)
    journal = next(row for row in out.splitlines() if row.split()[1] == "journal")
    assert journal.startswith("warn  journal")
    assert f"Operation very-late: {LATE} It is stored as entry 4711" in journal
    assert "1 unresolved of other keys" in journal


def test_a_bad_file_of_the_house_keeps_the_server_from_starting_and_is_shown_by_the_doctor(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "house.toml"
    file.write_text('[aliases.work_typ]\nrmt = "Remote"\n')
    with served() as sandbox:
        out = diagnosis(sandbox, capsys, CONNECTWISE_TIME_FILE=str(file))
        [line] = [line for line in out.splitlines() if " house " in line]
        assert line.startswith("FAULT")
        assert "aliases.work_typ, which is unknown" in line
        for settings in ({**sandbox.environ()}, {}):
            with pytest.raises(NotConfigured, match=r"aliases\.work_typ"):
                serve(settings | {"CONNECTWISE_TIME_FILE": str(file)}, sandbox=not settings)
        file.write_text('[aliases.work_type]\nrmt = "Remote"\n')
        out = diagnosis(sandbox, capsys, CONNECTWISE_TIME_FILE=str(file))
        assert f"names of your own: 1 for work_type in your file {file}" in out


def test_the_doctor_names_each_name_that_stands_for_nothing_and_the_guards_that_are_set(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "house.toml"
    file.write_text(
        """
        [aliases.work_type]
        phone = "Remote"
        far = "Remote Support"
        [aliases.member]
        boss = "msmith"
        nobody = "Nobody At All"
        [aliases.company]
        us = "Nowhere Ltd"
        them = "Contoso Ltd"
        [aliases.location]
        moon = "Moon Office"
        [guards]
        day_hours = 10
        weak_notes = false
        [findings]
        days_late = 5
        late_entry = false
        [timers]
        forgotten_hours = 8
        """
    )
    with served() as sandbox:
        out = diagnosis(sandbox, capsys, CONNECTWISE_TIME_FILE=str(file))
    [house] = [line for line in out.splitlines() if line.split()[1] == "house"]
    assert house.endswith(
        "; guards: day_hours 10 (usually 12), weak_notes off"
        "; findings: days_late 5 (usually 3), late_entry off"
        "; timers: forgotten_hours 8 (usually 10)"
    )
    [names] = [line for line in out.splitlines() if line.split()[1] == "names"]
    assert names.startswith("warn")
    for what in ("Remote Support", "Nobody At All", "Nowhere Ltd", "Moon Office"):
        assert f'"{what}", which does not exist.' in names
    for good in ("phone", "boss", "them"):
        assert f'"{good}"' not in names


def test_the_doctor_finds_good_names_good_and_says_what_it_did_not_look_at(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "house.toml"
    file.write_text(
        '[aliases.work_type]\n"on prem" = "On-site"\n[aliases.agreement]\nams = "Managed"\n'
    )
    with served() as sandbox:
        out = diagnosis(sandbox, capsys, CONNECTWISE_TIME_FILE=str(file))
    [names] = [line for line in out.splitlines() if line.split()[1] == "names"]
    assert names.startswith("ok")
    assert names.endswith("not looked at: agreement")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "day_full = false",
            "which cannot be turned off (line 2). Correct it (docs/reference/guards.md",
        ),
        ("day_hours = 99", "must be from 1 to 24 (line 2). Correct it (docs/reference/guards.md"),
    ],
)
def test_a_bad_guard_is_told_with_the_page_of_guards(
    text: str, told: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "house.toml"
    file.write_text(f"[guards]\n{text}\n")
    with served() as sandbox:
        out = diagnosis(sandbox, capsys, CONNECTWISE_TIME_FILE=str(file))
    [line] = [line for line in out.splitlines() if " house " in line]
    assert line.startswith("FAULT")
    assert f"Your file {file} has guards." in line
    assert told in line


@pytest.mark.parametrize("arguments", [["sandbox"], ["sandbox", "--until-eof"], ["demo"]])
def test_a_reader_that_leaves_is_no_fault(arguments: list[str]) -> None:
    assert unread(arguments, {}) == ""


def test_a_reader_that_leaves_the_doctor_is_no_fault() -> None:
    with served() as sandbox:
        assert unread(["doctor"], sandbox.environ()) == ""


def test_a_host_that_leaves_before_the_sandbox_is_ready_sees_no_fault() -> None:
    command = [sys.executable, "-m", "connectwise_time", "serve", "--sandbox"]
    done = subprocess.run(command, input="", capture_output=True, text=True, check=False)
    assert done.stderr == ""


def unread(arguments: list[str], environ: dict[str, str]) -> str:
    """What is said on stderr where nobody reads the output."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "connectwise_time", *arguments],
        stdin=subprocess.PIPE,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        env=os.environ | environ,
        check=False,
    )
    os.close(writer)
    assert done.returncode == 141
    return done.stderr
