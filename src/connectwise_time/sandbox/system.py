"""Routes about the tenant and the caller: company info, version, my member."""

from connectwise_time.sandbox.calls import Answer, Call
from connectwise_time.sandbox.credentials import COMPANY
from connectwise_time.sandbox.query.paging import chosen_fields
from connectwise_time.sandbox.tables import RESOURCES
from connectwise_time.sandbox.world import World

CODEBASE = "v2026_1/"
VERSION = "v2026.1.110500"
OLD_VERSION = "v2025.8.98120"


def version_of(world: World) -> str:
    """The version that the world says it is."""
    return OLD_VERSION if world.switches.older_than_2025_16 else VERSION


def company_info(world: World, company: str) -> dict[str, str] | None:
    """GET /login/companyinfo/{company}, no auth; null for an unknown one (§5 [B])."""
    if company.lower() != COMPANY:
        return None
    return {
        "CompanyName": "Brightwater IT",
        "Codebase": CODEBASE,
        "VersionCode": version_of(world),
        "VersionNumber": version_of(world),
        "CompanyID": COMPANY,
        "IsCloud": "True",
        "SiteUrl": "sandbox.example",
    }


def info(call: Call) -> Answer:
    """GET /system/info: connectivity and version (§3 [A])."""
    body = {
        "version": version_of(call.world),
        "isCloud": True,
        "serverTimeZone": "Eastern Standard Time",
        "licenseBits": [{"name": "TimeAndExpense", "activeFlag": True}],
        "cloudRegion": "NA",
        "maxWorkFlowRecordsAllowed": 2000,
    }
    return call.json(body)


def my_member(call: Call) -> Answer:
    """GET /system/myMembers: the caller, a single object and no list (§3 [A])."""
    chosen = chosen_fields(call.query.get("fields", ""))
    return call.json(call.bodies.one(RESOURCES["system/myMembers"], call.caller.id, chosen))
