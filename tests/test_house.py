from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.house import AliasTable, House
from connectwise_time.errors import NotConfigured
from connectwise_time.house import house_said, read_house


def test_names_of_the_house_are_read_for_each_list() -> None:
    house = house_said(
        """
        [aliases.work_type]
        rmt = "Remote Support"
        "Stör-Fall" = 8
        [aliases.company]
        ctso = "Contoso Ltd"
        """
    )
    assert house.called(AliasTable.WORK_TYPE) == {"rmt": "Remote Support", "storfall": "8"}
    assert house.called(AliasTable.COMPANY) == {"ctso": "Contoso Ltd"}
    assert house.called(AliasTable.MEMBER) == {}


def test_bounds_of_the_house_are_read_and_warnings_turned_off() -> None:
    guards = house_said(
        """
        [guards]
        day_hours = 9.5
        outside_minutes = 0
        weak_notes = false
        overlap = true
        """
    ).guards
    assert (guards.day_hours, guards.outside_minutes) == (9.5, 0)
    assert guards.off == {"weak_notes"}


def test_bounds_of_findings_are_read_and_rules_turned_off() -> None:
    findings = house_said(
        """
        [findings]
        days_late = 5
        missing_minutes = 0
        weak_notes = false
        overlaps = true
        """
    ).findings
    assert (findings.days_late, findings.missing_minutes) == (5, 0)
    assert findings.off == {"weak_notes"}


def test_ages_of_reports_are_read() -> None:
    assert house_said("[reports]\nages = [\n14,\n30]").reports.ages == (14, 30)
    assert house_said("[reports]\n").reports.ages == (30, 60, 90)


def test_an_empty_file_says_nothing() -> None:
    assert house_said("# nothing yet\n") == House()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[aliases.work_type\nx = 1", "line 1"),
        ('[alias.work_type]\nrm = "R"', "has alias, which is unknown: known are aliases"),
        ('[aliases.worktype]\nrm = "R"', "has aliases.worktype, which is unknown"),
        ('[aliases]\nrmt = "Remote"', "has aliases.rmt, which is unknown"),
        ("aliases = 3", "aliases, which must be a table"),
        ("guards = true", "guards, which must be a table"),
        (
            "[guards]\nday_full = false",
            "has guards.day_full, a hard stop, which cannot be turned off",
        ),
        ("[guards]\nday_ful = false", "has guards.day_ful, which is unknown"),
        ("[guards]\nday_hours = true", "guards.day_hours, which must be a number"),
        ("[guards]\nday_hours = 25", "guards.day_hours, which must be from 1 to 24"),
        ("[guards]\noutside_minutes = -1", "must be from 0 to 720"),
        ("timers = 8", "timers, which must be a table"),
        ("[timers]\nforgotten = 8", "has timers.forgotten, which is unknown"),
        ("[timers]\nforgotten_hours = '8'", "timers.forgotten_hours, which must be a number"),
        ("[timers]\nforgotten_hours = 25", "timers.forgotten_hours, which must be from 1 to 24"),
        ("[guards]\nholiday = 0", "guards.holiday, which must be true or false"),
        ("[reports]\nage = [3]", "has reports.age, which is unknown: known are ages"),
        ("[reports]\nages = 30", "reports.ages, which must be a list of 1 to 10 numbers"),
        ("[reports]\nages = []", "reports.ages, which must be a list of 1 to 10 numbers"),
        ("[reports]\nages = [30, 0.5]", "reports.ages, whose days must be whole numbers"),
        ("[reports]\nages = [true]", "reports.ages, whose days must be whole numbers"),
        ("[reports]\nages = [60,\n30]", "reports.ages, which must be in order, each but once"),
        (
            "[findings]\ndays_lat = 3",
            "has findings.days_lat, which is unknown: known are days_late",
        ),
        ("[findings]\ndays_late = -1", "findings.days_late, which must be from 0 to 365"),
        ("[findings]\ncapacity_hours = '8'", "findings.capacity_hours, which must be a number"),
        ("[findings]\noverlaps = 0", "findings.overlaps, which must be true or false"),
        ("findings = 1", "findings, which must be a table"),
        ('[aliases]\nmember = "jo"', "aliases.member, which must be a table"),
        ("[aliases.work_type]\nrmt = 1.5", "aliases.work_type.rmt, which must stand for"),
        ("[aliases.work_type]\nrmt = true", "aliases.work_type.rmt, which must stand for"),
        ("[aliases.work_type]\nrmt = 0", "aliases.work_type.rmt, which must stand for"),
        ('[aliases.work_type]\nrmt = " "', "aliases.work_type.rmt, which must stand for"),
        ('[aliases.work_type]\nr = "Remote"', "aliases.work_type.r: an alias has a word"),
        ('[aliases.work_type]\n17 = "Remote"', "aliases.work_type.17: an alias has a word"),
        (
            '[aliases.work_type]\nrmt = "A"\nRMT = "B"',
            "aliases.work_type.RMT, which is the same as aliases.work_type.rmt",
        ),
        ('[aliases.work_type]\nrmt = "A"\nrmt = "B"', "Cannot overwrite a value"),
    ],
)
def test_what_the_file_may_not_say_is_refused_where_it_stands(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=r"^(has|is)") as refusal:
        house_said(text)
    assert fault in str(refusal.value)


_LONG = """# names

[aliases.company]
ctso = "Contoso Ltd"
note = '''
[guards]
day_hours = 99
'''

[guards]
overlap = true
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[guards]\nday_hours = 25", 2),
        ("[timers]\nforgotten_hours = 0", 2),
        ("[guards]\r\n# usual\r\nday_hours = 25\r\noverlap = true\r\n", 3),
        ("guards.overlap = true\nguards.day_hours = 0", 2),
        ("\nguards = {overlap = true, day_hours = 25}\n", 2),
        ("[guards]\nday_hours = [\n  25,\n]\noverlap = true", 2),
        (_LONG + "weak_notes = 1\n", 12),
        (_LONG + "weak_note = false\nholidays = false\n", 12),
        (_LONG + "[extras]\nx = 1\n", 12),
        ("alias = 1\n" + _LONG, 1),
        (_LONG + "[aliases.member]\n'1' = 1\n", 13),
        (_LONG + "\n".join(f"# {n}" for n in range(5000)) + "\nday_hours = 0\n", 5012),
    ],
)
def test_what_the_file_may_not_say_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ValueError, match=rf" \(line {line}\)$"):
        house_said(text)


@given(st.text(max_size=80))
def test_whatever_a_file_says_is_read_or_refused_in_words(text: str) -> None:
    try:
        house_said(text)
    except ValueError as fault:
        assert str(fault).startswith(("has ", "is no TOML"))  # noqa: PT017  # or nothing is raised


def test_a_missing_file_says_nothing_unless_it_was_named(tmp_path: Path) -> None:
    assert read_house(tmp_path / "none.toml", needed=False) == House()
    with pytest.raises(NotConfigured, match=r"none\.toml is not there"):
        read_house(tmp_path / "none.toml", needed=True)


def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "house.toml"
    file.write_bytes(b"\xff")
    for path, why in ((file, "not UTF-8"), (tmp_path, "cannot be read")):
        with pytest.raises(NotConfigured) as refusal:
            read_house(path, needed=False)
        assert why in str(refusal.value)
        assert str(path) in str(refusal.value)
        assert "CONNECTWISE_TIME_FILE" in refusal.value.remedy
    file.write_text("#" * 65_537)
    with pytest.raises(NotConfigured, match="larger than 64 KB"):
        read_house(file, needed=False)


def test_the_mark_that_editors_put_first_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "connectwise-time.toml"
    file.write_bytes(b"\xef\xbb\xbf[guards]\nday_hours = 10\n")
    assert read_house(file, needed=True).guards.day_hours == 10


def test_a_number_without_end_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"^has a number of too many digits \(line 3\)$"):
        house_said(f"[guards]\n# at most\nday_hours = {'9' * 5000}\n[reports]\n")
