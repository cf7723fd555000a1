"""The vendor's document: where it lies beside the checkout, all requests of these tests fit it."""

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from connectwise_time.connectwise import wire
from connectwise_time.connectwise.wire import TimeEntry, Wire

if TYPE_CHECKING:
    from connectwise.conftest import Document


@pytest.fixture
def spec(document: "Document | None") -> "Document":
    if document is None:
        pytest.skip(
            "openapi-time.json is not beside the checkout: requests are not held against it"
        )
    return document


def test_time_entries_have_exactly_the_vendors_62_fields(spec: "Document") -> None:
    known = spec.spec["components"]["schemas"]["TimeEntry"]["properties"]
    assert set(TimeEntry.__annotations__) == set(known)
    assert len(TimeEntry.__annotations__) == 62


@pytest.mark.parametrize(
    ("model", "schemas"),
    [
        (wire.TimeSheet, ["TimeSheet"]),
        (wire.Audit, ["TimeEntryAudit", "TimeSheetAudit"]),
        (wire.Success, ["SuccessResponse"]),
        (wire.WorkType, ["WorkType"]),
        (wire.WorkRole, ["WorkRole"]),
        (wire.ChargeCode, ["ChargeCode"]),
        (wire.Ticket, ["Ticket", "ProjectTicket"]),
        (wire.Member, ["Member", "MyMember", "MemberInfo", "MyMemberInfo"]),
        (wire.Company, ["Company"]),
        (wire.Agreement, ["Agreement"]),
        (wire.Activity, ["Activity"]),
    ],
)
def test_a_model_has_exactly_the_vendors_fields(
    spec: "Document", model: type[Wire], schemas: list[str]
) -> None:
    known = [set(spec.spec["components"]["schemas"][name]["properties"]) for name in schemas]
    assert {field.alias for field in model.model_fields.values()} == set().union(*known)


def test_a_model_takes_what_the_vendor_says_its_fields_hold(spec: "Document") -> None:
    schemas = spec.spec["components"]["schemas"]
    for model, name in (
        (wire.TimeSheet, "TimeSheet"),
        (wire.Audit, "TimeEntryAudit"),
        (wire.Audit, "TimeSheetAudit"),
        (wire.WorkType, "WorkType"),
        (wire.WorkRole, "WorkRole"),
        (wire.ChargeCode, "ChargeCode"),
        (wire.Ticket, "Ticket"),
        (wire.Ticket, "ProjectTicket"),
        (wire.Member, "Member"),
        (wire.Member, "MyMember"),
        (wire.Company, "Company"),
        (wire.Agreement, "Agreement"),
        (wire.Activity, "Activity"),
    ):
        whole = {key: example(schemas, kind) for key, kind in schemas[name]["properties"].items()}
        read = model.model_validate(whole)
        assert set(read.model_dump(by_alias=True, exclude_unset=True)) == set(whole)
        assert model.model_validate({"id": 1, "unknown": 1}).model_fields_set == {"id"}


def example(schemas: dict[str, Any], kind: dict[str, Any]) -> Any:
    """Something that the vendor's schema allows."""
    if "$ref" in kind:
        within = schemas[kind["$ref"].rsplit("/", 1)[-1]]["properties"]
        return {key: example(schemas, part) for key, part in within.items()}
    if kind["type"] == "array":
        return [example(schemas, kind["items"])]
    plain = {"integer": 7, "number": 7.5, "boolean": True, "object": {}}
    return kind.get("enum", [plain.get(kind["type"], "text")])[0]


def test_secrets_of_members_are_not_in_a_repr() -> None:
    told = {"password": "hush", "token": "hush", "clientId": "hush", "corelyticsPassword": "hush"}
    member = wire.Member.model_validate({"id": 1, **told})
    assert "hush" not in f"{member!r} {member}"


def test_large_models_are_not_imported_and_none_is_built_before_it_is_used() -> None:
    program = """
import sys
import connectwise_time.connectwise
from connectwise_time.connectwise.wire import Wire
large = {"wire_companies", "wire_members", "wire_sheets", "wire_tickets"}
print(sorted(large & {name.rpartition(".")[2] for name in sys.modules}))
print([m.__name__ for m in Wire.__subclasses__() if m.__pydantic_complete__])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["[]", "[]"]


@pytest.mark.parametrize(
    "request_",
    [
        httpx2.Request("GET", "http://x/v4_6_release/apis/3.0/time/entry"),
        httpx2.Request("PUT", "http://x/v4_6_release/apis/3.0/time/entries"),
        httpx2.Request("GET", "http://x/v4_6_release/apis/3.0/time/entries?order=id"),
        httpx2.Request("POST", "http://x/v4_6_release/apis/3.0/time/entries", json={"start": "x"}),
        httpx2.Request(
            "PATCH",
            "http://x/v4_6_release/apis/3.0/time/entries/1",
            json=[{"op": 1, "path": "notes"}],
        ),
    ],
    ids=["path", "verb", "parameter", "field", "operation"],
)
def test_a_request_that_does_not_fit_is_noticed(spec: "Document", request_: httpx2.Request) -> None:
    with pytest.raises(Exception, match=r"no such path|takes no|unknown|is not of type"):
        spec.check(request_)
