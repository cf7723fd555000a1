"""What the page of settings shows of the doctor is what it prints on practice data."""

import os
import re
from pathlib import Path

import pytest

from connectwise_time.cli.doctor import doctor
from connectwise_time.house import FILE
from docs.pages import ROOT, read
from support.served import served

PAGE = ROOT / "docs" / "reference" / "settings.md"
_SHOWN = re.compile(r"(?<=```text\n)ok    settings.*?(?=```)", re.DOTALL)
# What is another one each time; the page shows one.
_SITE, _FOLDER, _NOW = "http://127.0.0.1:8765", "/srv/connectwise-time", "now Sat 22:32"


def test_the_doctors_lines_on_the_page_are_what_it_prints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with served() as site:
        (Path(site.data) / FILE).touch()
        code = doctor(site.environ())
        told = capsys.readouterr().out.replace(site.origin, _SITE).replace(site.data, _FOLDER)
    told = re.sub(r"\bnow \w{3} \d\d:\d\d\b", _NOW, told)
    # The wire's clock has whole seconds, and a busy machine takes some.
    told = re.sub(r"\bwithin \d+ s\b", "within 1 s", told)
    assert code == 0
    page = read(PAGE)
    if os.environ.get("SNAP"):
        PAGE.write_text(_SHOWN.sub(lambda _: told, page), encoding="utf-8")
    assert _SHOWN.findall(read(PAGE)) == [told], "scripts/snap writes it anew"
