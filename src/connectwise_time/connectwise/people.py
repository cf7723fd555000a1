"""Members, their zones and calendars, and the rights of the keys."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from connectwise_time.connectwise import lookups, purposes, wire, wire_settings
from connectwise_time.connectwise.asking import Asking
from connectwise_time.connectwise.lookups import Levels
from connectwise_time.connectwise.requests import rows
from connectwise_time.domain.models import Member, Workday
from connectwise_time.domain.zones import zone_named
from connectwise_time.errors import NotFound, NotPermitted

_LONGEST_IDENTIFIER = 60


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
        """Everybody, briefly, inactive ones too."""
        rows_ = await self._all("/system/info/members", wire.Member, purposes.MEMBERS)
        return [lookups.member(row) for row in rows_]

    async def workday(self, calendar: int, weekday: int) -> Workday | None:
        """A calendar's hours on a weekday (Monday is 0); None on a free day, or if unseen."""
        path = f"/schedule/calendars/{int(calendar)}"
        body = await self._if_allowed(path, wire_settings.Calendar, purposes.CALENDAR)
        return lookups.workday(body, weekday) if body else None

    async def permissions(self) -> Mapping[str, Levels] | None:
        """The rights of the keys by function; None where ConnectWise does not tell them."""
        request = rows("/system/mySecurity", purposes.RIGHTS)
        try:
            page = await self._page(request, wire_settings.SecurityRow)
        except (NotPermitted, NotFound):
            return None
        return dict(lookups.levels(row) for row in page)

    async def _with_zone(self, body: wire.Member) -> Member:
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
        names = [told.time_zone.name if told and told.time_zone else None, told and told.name]
        better = next((name for name in names if name and zone_named(name)), None)
        return lookups.member(_named_zone(body, better)) if better else found


def _could_be_identifier(text: str) -> bool:
    """Whether the text can be one part of a path: dots alone or a slash would lead elsewhere."""
    plain = text.isprintable() and not set(text) & set("/\\%?#")
    return plain and text.strip(". ") != "" and len(text) <= _LONGEST_IDENTIFIER


def _named_zone(body: wire.Member, name: str) -> wire.Member:
    return body.model_copy(update={"time_zone": wire.Ref(name=name)})
