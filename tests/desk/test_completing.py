"""Every beginning of every word of a name offers it, and what is offered is taken for it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from connectwise_time.desk.beginnings import Offer
from connectwise_time.desk.completing import Completing
from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.domain.house import AliasTable, House
from connectwise_time.domain.names.spelling import words_of
from connectwise_time.domain.statuses import statuses_said
from connectwise_time.sandbox import World
from support.sandboxes import a_world, desk_on

pytestmark = pytest.mark.anyio


Listed = Callable[[Completing, str], Awaitable[Offer]]
KINDS: dict[str, tuple[Listed, Callable[[TimeDesk, str], Awaitable[Any]]]] = {
    "work type": (Completing.work_types, lambda desk, name: desk.catalog.work_type(name)),
    "work role": (Completing.work_roles, lambda desk, name: desk.catalog.work_role(name)),
    "charge code": (Completing.charge_codes, lambda desk, name: desk.catalog.charge_code(name)),
    "company": (Completing.companies, lambda desk, name: desk.catalog.company(name)),
    "member": (Completing.members, lambda desk, name: desk.people.find(name, for_new=True)),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_every_beginning_of_a_word_offers_the_name_and_the_name_is_taken(kind: str) -> None:
    listed, taken = KINDS[kind]
    with a_world() as world:
        async with desk_on(world) as desk:
            every = (await listed(desk.completing, "")).values
            assert len(every) == len(set(every)) > 3
            for name in every:
                assert name in (await taken(desk, name)).name
                for word in words_of(name):
                    beginnings = [word[: n + 1] for n in range(len(word))]
                    for typed in (*beginnings, word.upper()):
                        assert name in (await listed(desk.completing, typed)).values, typed


async def test_two_of_one_name_are_offered_with_their_ids(world: World) -> None:
    rows = [row for row in world.rows("company/companies") if row["name"].startswith("Contoso")]
    for row in rows:
        world.set_field("company/companies", row["id"], name="Contoso Ltd")
    async with desk_on(world) as desk:
        offered = (await desk.completing.companies("contoso")).values
        assert offered == tuple(f"{row['id']} Contoso Ltd" for row in rows)
        assert (await desk.completing.companies(f"{rows[1]['id']} cont")).values == offered[1:]
        for row, name in zip(rows, offered, strict=True):
            assert (await desk.catalog.company(name)).id == row["id"]


@pytest.mark.parametrize("dialect", ["psa", "documented"])
async def test_every_status_that_is_offered_exists_in_the_dialect(
    world: World, dialect: str
) -> None:
    async with desk_on(world, dialect=dialect) as desk:
        offered = (await desk.completing.statuses("")).values
    documented = dialect == "documented"
    assert len(offered) == len({word.casefold() for word in offered}) == (7 if documented else 18)
    for word in offered:
        assert statuses_said(word, documented=documented)


async def test_typing_on_asks_connectwise_no_more(world: World) -> None:
    async with desk_on(world) as desk:
        for typed in ("", "c", "co"):
            await desk.completing.companies(typed)
            await desk.completing.work_types(typed)
            await desk.completing.members(typed)
        asked = len(world.requests)
        for typed in ("con", "cont", ""):
            await desk.completing.companies(typed)
            await desk.completing.work_types(typed)
            await desk.completing.members(typed)
        assert len(world.requests) == asked


async def test_a_name_of_the_houses_own_typed_whole_offers_what_it_stands_for(world: World) -> None:
    house = House(
        {AliasTable.COMPANY: {"ctso": "Contoso Ltd"}, AliasTable.MEMBER: {"boss": "msmith"}}
    )
    async with desk_on(world, house=house) as desk:
        assert (await desk.completing.companies("CTSO")).values == ("Contoso Ltd",)
        assert (await desk.completing.companies("cts")).values == ()
        assert (await desk.completing.members("boss")).values == ("Morgan Smith",)


async def test_a_ticket_costs_two_questions_where_its_words_are_there_and_at_most_seven(
    world: World,
) -> None:
    async with desk_on(world) as desk:
        await desk.completing.tickets("")
        for typed, most in (("mail", 2), ("54", 0), ("nothing like that", 7)):
            asked = len(world.requests)
            await desk.completing.tickets(typed)
            assert len(world.requests) - asked <= most, typed
