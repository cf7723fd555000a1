"""Links to elsewhere are listed for a person, whole; and the commands of CONTRIBUTING are all."""

import pytest

import links
from docs.pages import ROOT, every_page, name_of, read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](https://a.example/x#y), <https://b>", ["https://a.example/x#y", "https://b"]),
        ("| a |\n|---|\n| [it](http://c.example) |", ["http://c.example"]),
        ("![p](https://d/p.png) [r]\n\n[r]: https://e", ["https://d/p.png", "https://e"]),
        ("[a](https://a.example) [b](https://a.example)", ["https://a.example"]),
        ("`https://code.example` [near](page.md#there) [mail](mailto:a@b.example)", []),
        ("```sh\n[no](https://code.example)\n```", []),
    ],
)
def test_what_leads_to_another_host_is_found_and_code_is_no_link(
    text: str, found: list[str]
) -> None:
    assert links.links(text) == found


def test_every_page_is_looked_at_and_named_below_its_addresses() -> None:
    looked_at = set(links.pages(ROOT))
    assert {page for page in every_page() if ".github" not in page.parts} <= looked_at
    told = links.listing(ROOT)
    for page in every_page():
        for address in links.links(read(page)):
            _, _, below = told.partition(f"{address}\n")
            named = below.splitlines()
            until = next((n for n, line in enumerate(named) if line[0] != " "), len(named))
            assert f"  {name_of(page)}" in named[:until]


def test_contributing_tells_of_every_script() -> None:
    rows = read(ROOT / "CONTRIBUTING.md")
    commands = [
        file.name
        for file in (ROOT / "scripts").iterdir()
        if file.is_file() and not file.suffix and not file.name.startswith("_")
    ]
    assert commands
    assert [name for name in sorted(commands) if f"| `scripts/{name}` |" not in rows] == []
