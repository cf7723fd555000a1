"""Tickets by the words of a person, and names of the house's own, through the tools."""

import re
from typing import Any

import pytest
from mcp import Client

from connectwise_time.domain.house import House
from connectwise_time.house import house_said
from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.sandboxes import desk_on

pytestmark = pytest.mark.anyio
HOUSE = house_said(
    """
    [aliases.company]
    ctso = "Contoso Ltd"
    [aliases.work_type]
    rmt = "Remote"
    regular = "Remote"
    gone = "Remote Assistance"
    [aliases.member]
    boss = "msmith"
    [aliases.location]
    city = "New York Office"
    """
)


def tickets_in(text: str) -> list[str]:
    return re.findall(r"^(#\d+)\t", text, re.MULTILINE)


def asked(world: World) -> list[str]:
    return [f"{r.method} {r.path.split('apis/3.0')[-1]}" for r in world.requests]


async def of_house(world: World, house: House, tool: str, **arguments: Any) -> dict[str, Any]:
    async with Client(build_server(lambda: desk_on(world, house=house))) as client:
        return await Caller(client)(tool, **arguments)


async def refused_in_house(world: World, house: House, tool: str, **arguments: Any) -> str:
    async with Client(build_server(lambda: desk_on(world, house=house))) as client:
        return await Caller(client).refused(tool, **arguments)


async def test_an_hour_by_words_takes_two_calls(call: Caller, world: World) -> None:
    await call("find_tickets", text="contoso mail relay")
    assert tickets_in(call.text) == ["#54321"]
    before = len(world.entries())
    entry = await call("create_time_entry", ticket=54321, hours=0.5, notes="Relay", work_type="OT")
    assert entry["work_type"]["name"] == "Overtime"
    assert len(world.entries()) == before + 1


async def test_words_that_stand_in_tickets_cost_two_questions(call: Caller, world: World) -> None:
    await call("find_tickets", mine=True)  # learns who "me" is
    before = len(world.requests)
    await call("find_tickets", text="contoso mail relay")
    assert sorted(asked(world)[before:]) == ["GET /project/tickets", "GET /service/tickets"]


async def test_words_that_stand_nowhere_cost_five_questions(call: Caller, world: World) -> None:
    await call("find_tickets", mine=True)
    before = len(world.requests)
    await call("find_tickets", text="contoso submarine")
    assert len(asked(world)[before:]) == 5
    await call("find_tickets", text="fabrikam submarine")
    assert len(asked(world)[before:]) == 5 + 4  # the companies are remembered


async def test_mine_come_before_newer_ones_of_others(call: Caller) -> None:
    await call("find_tickets", text="mail")
    rows = [line for line in call.text.splitlines() if line.startswith("#")]
    mine = ["\tmine\t" in row for row in rows]
    assert True in mine
    assert False in mine
    assert mine == sorted(mine, reverse=True)


async def test_it_is_said_how_the_words_were_read(call: Caller) -> None:
    await call("find_tickets", text="the contoso mail tickets")
    [reading] = [line for line in call.text.splitlines() if line.startswith("Read as")]
    assert '"contoso" company Contoso Ltd' in reading
    assert '"mail" in the summary' in reading
    assert "the" not in re.findall(r'"(\w+)"', reading)


@pytest.mark.parametrize(
    ("text", "ticket"),
    [
        ("ticket 54321", "#54321"),
        ("ticket #54321", "#54321"),
        ("Contoso's relay", "#54321"),
        ("relay, contoso", "#54321"),
        ("Réláy", "#54321"),  # ConnectWise compares accents, people do not
        ("wifi survey", "#54327"),
        ("TailspinToys switch", None),
    ],
)
async def test_a_ticket_is_found_however_its_words_are_spelt(
    call: Caller, text: str, ticket: str | None
) -> None:
    answer = await call("find_tickets", text=text)
    assert "Left out" not in call.text
    assert ticket is None or (answer["found"] == 1 and tickets_in(call.text) == [ticket])


async def test_a_word_alone_is_found_in_another_spelling(call: Caller) -> None:
    await call("find_tickets", text="wifi")
    assert "#54327" in tickets_in(call.text)  # "Wi-Fi survey of the warehouse"


@pytest.mark.parametrize("text", ["e-mail server", "mails server"])
async def test_letters_across_words_are_no_word_of_a_ticket(call: Caller, text: str) -> None:
    assert (await call("find_tickets", text=text))["found"] == 0  # of "Move the mail server"
    assert "Nearest" in call.text


async def test_a_company_in_the_words_may_be_named_by_its_initials(
    call: Caller, world: World
) -> None:
    there = {
        f"#{t['id']}"
        for kind in ("service/tickets", "project/tickets")
        for t in world.rows(kind)
        if t["company"]["name"] == "Adventure Works" and not t.get("closedFlag")
    }
    await call("find_tickets", text="AW", limit=50)
    assert set(tickets_in(call.text)) == there


async def test_a_company_in_the_words_may_have_a_name_of_the_house_s_own(world: World) -> None:
    answer = await of_house(world, HOUSE, "find_tickets", text="ctso relay")
    assert answer["found"] == 1
    assert "#54321" in answer["text"]


async def test_where_nothing_fits_the_nearest_are_shown_and_none_counts_as_found(
    call: Caller,
) -> None:
    answer = await call("find_tickets", text="contoso mial realy")
    assert answer["found"] == 0
    assert "Nearest (ask whether it is meant)" in call.text
    assert tickets_in(call.text)[0] == "#54321"


async def test_a_closed_ticket_that_fits_is_shown_as_closed_and_not_as_found(call: Caller) -> None:
    answer = await call("find_tickets", text="phishing")
    assert answer["found"] == 0
    assert "Nearest, closed" in call.text
    assert "open=false" in call.text


async def test_where_nothing_is_near_nothing_is_shown(call: Caller) -> None:
    assert (await call("find_tickets", text="zzyzx quuxqux"))["found"] == 0
    assert tickets_in(call.text) == []


async def test_names_of_the_house_s_own_are_understood(world: World) -> None:
    entry = await of_house(
        world,
        HOUSE,
        "create_time_entry",
        ticket=54321,
        hours=0.5,
        notes="Relay",
        work_type="RMT",
        location="city",
    )
    assert entry["work_type"] == {"id": 5, "name": "Remote"}
    found = await of_house(world, HOUSE, "search_time", member="boss", period="last month")
    assert "Morgan Smith" in found["text"]


async def test_an_exact_name_is_not_overridden_by_one_of_the_house_s_own(world: World) -> None:
    entry = await of_house(
        world, HOUSE, "create_time_entry", ticket=54321, hours=0.5, notes="x", work_type="Regular"
    )
    assert entry["work_type"]["name"] == "Regular"


async def test_a_name_of_the_house_s_own_for_nothing_is_refused(world: World) -> None:
    before = world.entries()
    text = await refused_in_house(
        world, HOUSE, "create_time_entry", ticket=54321, hours=0.5, notes="x", work_type="gone"
    )
    assert 'stands for the work type "Remote Assistance", which does not exist' in text
    assert "CONNECTWISE_TIME_FILE" in text
    assert world.entries() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"work_type": "Engineer"}, "It is a work role: 4 Engineer"),
        ({"work_role": "Remote"}, "It is a work type: 5 Remote"),
        ({"work_type": "MTNG - Meetings"}, "It is a charge code: 1 MTNG - Meetings"),
        ({"work_type": "emergency"}, "9 Emergency On-site, 8 Emergency Remote"),
        ({"work_role": "senior engineer"}, "4 Engineer"),
        ({"member": "J Smith"}, "4 Joan Smith, 3 John Smith"),
        ({"member": "lee fox"}, "inactive"),
    ],
)
async def test_what_is_not_clear_is_refused_with_the_choices_and_stores_nothing(
    call: Caller, world: World, arguments: dict[str, Any], said: str
) -> None:
    before = world.entries()
    text = await call.refused("create_time_entry", ticket=54321, hours=0.5, notes="x", **arguments)
    assert said in text
    assert world.entries() == before


@pytest.mark.parametrize("ticket", ["#54321", "54321", "ticket 54321", " Ticket #54321 "])
async def test_a_ticket_s_number_may_come_as_people_write_it(
    call: Caller, world: World, ticket: str
) -> None:
    answer = await call("create_time_entry", ticket=ticket, hours=0.5, notes="Checked the relay")
    assert answer["ticket"]["id"] == world.entries()[-1]["ticket"]["id"] == 54321


@pytest.mark.parametrize("ticket", ["contoso mail", "#", "-54321", "54321 or 54322", "5.4e4", ""])
async def test_a_ticket_in_words_is_refused_with_where_its_number_is_found(
    call: Caller, world: World, ticket: str
) -> None:
    before = world.entries()
    wish = {"ticket": ticket, "hours": 0.5, "notes": "Checked the relay"}
    for tool, given in (("create_time_entry", wish), ("create_time_entries", {"entries": [wish]})):
        assert "find_tickets finds it by words" in await call.refused(tool, **given)
    assert "find_tickets" in await call.refused("search_time", ticket=ticket)
    assert world.entries() == before


async def test_it_is_said_how_the_company_was_read(call: Caller) -> None:
    await call("find_tickets", company="contoso", text="relay")
    assert '"contoso" company Contoso Ltd' in call.text
    assert (await call("find_tickets", company="contoso", text="zzyzx quuxqux"))["found"] == 0
    assert '"contoso" company Contoso Ltd' in call.text


@pytest.mark.parametrize("word", ["thing", "stuff", "issue", "problem"])
async def test_a_word_that_only_fills_is_left_out_where_the_others_fit(
    call: Caller, word: str
) -> None:
    answer = await call("find_tickets", text=f"the contoso relay {word}")
    assert answer["found"] == 1
    assert tickets_in(call.text) == ["#54321"]
    assert f'Left out: "{word}".' in call.text


async def test_a_word_that_fills_counts_where_a_summary_has_it(call: Caller, world: World) -> None:
    world.set_field("service/tickets", 54322, summary="Contoso mail relay issue")
    await call("find_tickets", text="relay issue")
    assert tickets_in(call.text) == ["#54322"]
    assert "Left out" not in call.text


async def test_words_that_fill_are_all_that_is_said(call: Caller) -> None:
    await call("find_tickets", text="the thing")
    assert "Left out" not in call.text


async def test_other_spellings_are_looked_for_without_words_that_fill(call: Caller) -> None:
    answer = await call("find_tickets", text="wifi survey thing")
    assert answer["found"] == 1
    assert tickets_in(call.text) == ["#54327"]
    assert 'Left out: "thing".' in call.text


@pytest.mark.parametrize("words", ["onboarding", "onboarded", "onboards"])
async def test_another_form_of_a_word_offers_the_ticket(call: Caller, words: str) -> None:
    await call("find_tickets", text=words)
    assert "Nearest" in call.text
    assert tickets_in(call.text) == ["#54329"]


async def test_who_asks_for_their_own_in_words_learns_how(call: Caller) -> None:
    await call("find_tickets", text="my tickets")
    assert tickets_in(call.text) == []
    assert "mine=true alone to list one's own" in call.text
