"""Members, their zones and calendars, and the rights of the keys."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from connectwise_time.connectwise import lookups, purposes, wire, wire_settings
from connectwise_time.connectwise.asking import Asking
from connectwise_time.connectwise.lookups import Levels
from connectwise_time.domain.models import Calendar, Holiday, Member
from connectwise_time.domain.sheets import Rights
from connectwise_time.domain.zones import zone_named
from connectwise_time.errors import NotFound, NotPermitted

_LONGEST_IDENTIFIER = 60
_LISTED = (
    "id,identifier,firstName,lastName,licenseClass,inactiveFlag,timeZone,timeApprover/id,"
    "timeApprover/name,reportsTo/id,reportsTo/name,calendar/id,dailyCapacity,"
    "requireTimeSheetEntryFlag,timeSheetStartDate,hireDate,inactiveDate"
)


class People(Asking):
    """Who there is, and when they work."""

    async def me(self) -> Member:
        """The member whose keys these are, whole."""
        with self._exchange.patience():
            body = await self._one("/system/myMembers", wire.Member, purposes.ME)
            return await self._with_zone(body)

    async def member(self, identifier: str) -> Member | None:
        """One member by identifier; None where there is none.

        Where the keys may not see members whole, the brief form is given, without a zone
        (reference §3: `/system/info/members` needs less).
        """
        if not _could_be_identifier(identifier):
            return None
        with self._exchange.patience():
            name = quote(identifier, safe="")
            body = await self._if_allowed(f"/system/members/{name}", wire.Member, purposes.MEMBERS)
            if body is None:
                path = f"/system/info/members/{name}"
                body = await self._maybe(path, wire.Member, purposes.MEMBERS)
            # A number is read as an id by ConnectWise: that is somebody else.
            if body is None or body.identifier.casefold() != identifier.casefold():
                return None
            return await self._with_zone(body)

    async def members(self) -> Sequence[Member]:
        """Everybody with zone, inactive ones too; without zones where the keys may see less."""
        with self._exchange.patience():
            try:
                bodies = await self._all(
                    "/system/members", wire.Member, purposes.MEMBERS, fields=_LISTED
                )
            except (NotPermitted, NotFound):
                short = await self._all("/system/info/members", wire.Member, purposes.MEMBERS)
                return [lookups.member(body) for body in short]
            better = await self._better_names(bodies)
        return [lookups.member(better(body)) for body in bodies]

    async def _better_names(
        self, bodies: "Sequence[wire.Member]"
    ) -> "Callable[[wire.Member], wire.Member]":
        """How to name the zones of members: those behind set-ups whose own name means nothing."""
        if not any(_is_riddle(body) for body in bodies):
            return lambda body: body
        try:
            setups = await self._all(
                "/system/timeZoneSetups", wire_settings.TimeZoneSetup, purposes.ZONE
            )
        except (NotPermitted, NotFound):
            return lambda body: body
        names = {setup.id: _meaningful(setup) for setup in setups}

        def better(body: "wire.Member") -> "wire.Member":
            name = names.get(body.time_zone.id) if body.time_zone and body.time_zone.id else None
            return _named_zone(body, name) if name and _is_riddle(body) else body

        return better

    async def calendar(self, number: int) -> Calendar | None:
        """A calendar's working hours; None where there is none, or it may not be seen."""
        path = f"/schedule/calendars/{int(number)}"
        body = await self._if_allowed(path, wire_settings.Calendar, purposes.CALENDAR)
        return lookups.calendar(body) if body else None

    async def holidays(self, holiday_list: int) -> Sequence[Holiday] | None:
        """The holidays of a list; None where it may not be seen."""
        path = f"/schedule/holidayLists/{int(holiday_list)}/holidays"
        found = await self._all_if_allowed(path, wire_settings.Holiday, purposes.CALENDAR)
        if found is None:
            return None
        return [day for row in found if (day := lookups.holiday(row)) is not None]

    async def permissions(self) -> Mapping[str, Levels] | None:
        """The rights of the keys by function; None where ConnectWise does not tell them."""
        told = await self._security()
        return None if told is None else dict(lookups.levels(row) for row in told)

    async def rights(self) -> Rights:
        """What the keys may do to time; None for each right that ConnectWise does not tell."""
        return lookups.rights(await self._security() or ())

    async def _security(self) -> Sequence[wire_settings.SecurityRow] | None:
        return await self._all_if_allowed(
            "/system/mySecurity", wire_settings.SecurityRow, purposes.RIGHTS
        )

    async def _with_zone(self, body: "wire.Member") -> Member:
        """The member, with a zone that means something, where one can be found.

        A zone set-up carries whatever name the tenant gave it; the zone behind it has the
        system's own name.
        """
        found = lookups.member(body)
        setup = body.time_zone.id if body.time_zone else None
        if setup is None or (found.zone and zone_named(found.zone)):
            return found
        path = f"/system/timeZoneSetups/{setup}"
        told = await self._if_allowed(path, wire_settings.TimeZoneSetup, purposes.ZONE)
        better = _meaningful(told) if told else None
        return lookups.member(_named_zone(body, better)) if better else found


def _could_be_identifier(text: str) -> bool:
    """Whether the text can be one part of a path: dots alone or a slash would lead elsewhere."""
    plain = text.isprintable() and not set(text) & set("/\\%?#")
    return plain and text.strip(". ") != "" and len(text) <= _LONGEST_IDENTIFIER


def _is_riddle(body: "wire.Member") -> bool:
    """Whether the member has a zone whose name tells nothing."""
    return bool(body.time_zone and not zone_named(body.time_zone.name or ""))


def _meaningful(setup: wire_settings.TimeZoneSetup) -> str | None:
    """The name of a zone set-up that tells which zone it is, if one does."""
    names = (setup.time_zone.name if setup.time_zone else None, setup.name)
    return next((name for name in names if name and zone_named(name)), None)


def _named_zone(body: "wire.Member", name: str) -> "wire.Member":
    return body.model_copy(update={"time_zone": wire.Ref(name=name)})
