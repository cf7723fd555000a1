import pytest

from connectwise_time.sandbox import World
from connectwise_time.sandbox.errors import Refusal
from connectwise_time.sandbox.intake import intake
from connectwise_time.sandbox.tables import RESOURCES


def test_a_declared_maximum_is_named_in_the_flaw(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        intake(RESOURCES["service/tickets"], {"summary": "x" * 101}, world.labels)
    (flaw,) = refused.value.flaws
    assert (flaw.code, flaw.field) == ("MaxLengthField", "summary")
    assert flaw.message == "The field summary must be a string with a maximum length of 100."


def test_all_flaws_are_told_at_once(world: World) -> None:
    body = {"timeStart": "x", "timeEnd": "y", "workType": {"id": 99}, "member": {"identifier": "z"}}
    with pytest.raises(Refusal) as refused:
        intake(RESOURCES["time/entries"], body, world.labels)
    assert [flaw.field for flaw in refused.value.flaws] == [
        "timeStart",
        "timeEnd",
        "workType/id",
        "member/identifier",
    ]


def test_two_names_of_one_column_do_not_hide_each_other(world: World) -> None:
    body = {"locationId": 2, "location": None}
    assert intake(RESOURCES["time/entries"], body, world.labels) == {"location_id": 2}
