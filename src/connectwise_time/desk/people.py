"""Who is who, and whose clock counts."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.desk.remembered import Remembered
from connectwise_time.domain.models import Member
from connectwise_time.domain.names.matching import Aliases, Naming, choose, words_of
from connectwise_time.domain.summary import ZoneOf
from connectwise_time.domain.zones import zone_named
from connectwise_time.errors import NotFound, Refused

_MYSELF = frozenset({("me",), ("myself",), ("i",)})


class People:
    """Members by name, and their zones.

    Args:
        backend: Where members come from.
        clock: Tells how old a remembered answer is.
        me: Identifier of who "me" is; None for the member whose key is used.
        my_zone: The zone of "me", where it is set by hand.
        machine_zone: For those whose own zone is not known.
        aliases: The house's own names for members.
    """

    def __init__(
        self,
        backend: Backend,
        clock: Clock,
        *,
        me: str | None,
        my_zone: ZoneInfo | None,
        machine_zone: ZoneInfo,
        aliases: Aliases | None = None,
    ) -> None:
        self._backend = backend
        self._my_identifier = me
        self._my_zone = my_zone
        self._machine_zone = machine_zone
        self._aliases = aliases or {}
        self._me = Remembered(self._fetch_me, clock)
        self._everybody = Remembered(backend.members, clock)
        self._whole: dict[str, Remembered[Member]] = {}
        self._clock = clock

    async def me(self) -> Member:
        """Who "me" is."""
        return await self._me.get()

    async def _fetch_me(self) -> Member:
        if self._my_identifier is None:
            return await self._backend.me()
        found = await self._backend.member(self._my_identifier)
        if found is None:
            raise NotFound(
                # Not by its value: it may be a key that was put there by mistake.
                "ConnectWise has no member with the identifier that CONNECTWISE_MEMBER gives.",
                remedy="Correct CONNECTWISE_MEMBER: it is the identifier one logs in with.",
            )
        return found

    async def everybody(self) -> Sequence[Member]:
        """All members, briefly, inactive ones too."""
        return await self._everybody.get()

    async def name_of(self, number: int | None) -> str:
        """The name of a member by id; empty where there is none such."""
        return next((m.name for m in await self._everybody.get() if m.id == number), "")

    async def by_id(self, number: int) -> Member | None:
        """The whole record of a member; None where there is none such."""
        me = await self.me()
        if number == me.id:
            return me
        found = next((m for m in await self._everybody.get() if m.id == number), None)
        return await self._whole_record(found) if found else None

    async def find(self, words: str, *, for_new: bool = False) -> Member:
        """The member that is meant, as the member list tells it.

        Args:
            words: A name, an identifier, an e-mail address or an id; "me" is me.
            for_new: For new time: somebody inactive is not meant where an active one is.
        """
        me = await self.me()
        if words_of(words) in _MYSELF or words.strip().casefold() == me.identifier.casefold():
            return me
        found = choose(
            words,
            await self._everybody.get(),
            what="member",
            names=lambda member: (member.name, member.identifier),
            usable=lambda member: member.active or not for_new,
            naming=Naming.PEOPLE,
            aliases=self._aliases,
        )
        return me if found.id == me.id else found

    async def author(self, words: str | None) -> Member:
        """Whose time is logged: the whole record.

        Raises:
            Refused: It is an API member, who has no time sheet, or somebody inactive.
        """
        member = await self.me() if words is None else await self.find(words, for_new=True)
        if not member.active:
            raise Refused(f"{member.name} is inactive.", remedy="Name an active member.")
        if member.id != (await self.me()).id:
            member = await self._whole_record(member)
        if member.api_only:
            raise Refused(
                f"{member.identifier} is an API member, which has no timesheet.",
                remedy="Name the member whose time it is, or have CONNECTWISE_MEMBER set.",
            )
        return member

    async def _whole_record(self, member: Member) -> Member:
        async def fetch() -> Member:
            return await self._backend.member(member.identifier) or member

        kept = self._whole.setdefault(member.identifier, Remembered(fetch, self._clock))
        return await kept.get()

    async def zone(self, member: Member) -> ZoneInfo:
        """The zone of a member's clock."""
        me = await self.me()
        if member.id == me.id and self._my_zone is not None:
            return self._my_zone
        known = zone_named(member.zone) if member.zone else None
        if known is not None:
            return known
        return self._machine_zone if member.id == me.id else await self.zone(me)

    async def zone_of(self, number: int | None) -> ZoneInfo:
        """The zone of a member by id; "me"'s where it is not known."""
        me = await self.me()
        if number is None or number == me.id:
            return await self.zone(me)
        return (await self.zones())(number)

    async def zones(self) -> ZoneOf:
        """The zones of everybody, by member id."""
        me = await self.me()
        mine = await self.zone(me)
        others = [member for member in await self._everybody.get() if member.id != me.id]
        known = {member.id: await self.zone(member) for member in others}
        return lambda number: known.get(number, mine) if number is not None else mine
