"""The command line, as a person and as a program use it."""

import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from connectwise_time import __version__
from connectwise_time.cli import main
from connectwise_time.cli.doctor import doctor
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
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["demo"]) == 0
    out = capsys.readouterr().out
    for tool in (
        *("find_tickets", "create_time_entry", "search_time", "update_time_entry"),
        *("delete_time_entry", "review_timesheet", "submit_timesheet"),
        *("list_approvals", "reject_entries", "approve_entries"),
    ):
        assert f"{tool}(" in out
    assert "was sent back by Morgan Smith" in out
    assert out.count("Now submitted (PendingApproval)") == 2
    assert "✗ More than one work type fits." in out
    assert "Claude Desktop" in out
    assert "claude mcp add" in out


def diagnosis(sandbox: Served, capsys: pytest.CaptureFixture[str], **changed: str) -> str:
    code = doctor({**sandbox.environ(), **changed})
    out = capsys.readouterr().out
    assert code == (1 if "FAULT" in out else 0)
    return out


def test_the_doctor_finds_nothing_wrong_with_good_settings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with served() as sandbox:
        out = diagnosis(sandbox, capsys)
    checks = [line.split()[1] for line in out.splitlines()]
    assert checks == ["settings", "site", "key", "member", "permissions", "clock", "time"]
    assert all(line.startswith("ok") for line in out.splitlines()), out


def test_the_doctor_names_each_fault_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with served() as sandbox:
        wrong_key = diagnosis(sandbox, capsys, CONNECTWISE_PRIVATE_KEY="canary")
        assert "FAULT key" in wrong_key
        assert "private key" in wrong_key
        assert "canary" not in wrong_key
        nobody = diagnosis(sandbox, capsys, CONNECTWISE_MEMBER="nobody")
        assert "FAULT member" in nobody
        api = diagnosis(sandbox, capsys, **sandbox.environ("api"))
        assert "set CONNECTWISE_MEMBER" in api
        reader = diagnosis(sandbox, capsys, **sandbox.environ("readonly"))
        assert "allow add, edit, delete" in reader
        quiet = diagnosis(sandbox, capsys, **sandbox.environ("readonly"), CONNECTWISE_READ_ONLY="1")
        assert "FAULT" not in quiet
        nowhere = diagnosis(sandbox, capsys, CONNECTWISE_SITE="http://127.0.0.1:1")
        assert "FAULT site" in nowhere
    assert doctor({}) == 1
    assert "FAULT settings" in capsys.readouterr().out


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
