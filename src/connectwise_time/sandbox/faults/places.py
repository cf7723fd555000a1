"""Where in a TOML file something stands: tomllib tells lines only of broken syntax."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from connectwise_time.sandbox.faults.checks import Mistake


class Places:
    """The lines of a file, for saying where a mistake is."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._lines = text.splitlines()

    @contextmanager
    def named(self, table: str, number: int = 1) -> Iterator[None]:
        """Say file, line, table and field with any mistake inside.

        Args:
            table: The table's name; empty for what stands before all tables.
            number: Which of the tables of that name, from 1.

        Raises:
            Mistake: The one raised inside, with its place.
        """
        try:
            yield
        except Mistake as mistake:
            line = self._line(table, number, mistake.field)
            place = [self._name]
            place += [f"line {line}"] if line else []
            place += [f"rule {number}"] if table == "rule" else []
            problem = f"{', '.join(place)}: {mistake.problem}"
            raise Mistake(mistake.field, problem, mistake.remedy) from mistake

    def _line(self, table: str, number: int, field: str) -> int:
        """The field's line, else that of its table's heading; 0 if neither is found."""
        begin = self._heading(table, number) if table else 0
        if begin is None:
            return 0
        for at in range(begin, len(self._lines)):
            if self._lines[at].lstrip().startswith("[") and table:
                break
            if field and re.match(rf"\s*{re.escape(field)}\s*=", self._lines[at]):
                return at + 1
        return begin

    def _heading(self, table: str, number: int) -> int | None:
        """The number of the heading's line, from 1, which is the index of the one below."""
        wanted = re.compile(rf"\s*\[\[?\s*{table}\s*\]")
        found = [at for at, line in enumerate(self._lines, start=1) if wanted.match(line)]
        return found[number - 1] if number <= len(found) else None
