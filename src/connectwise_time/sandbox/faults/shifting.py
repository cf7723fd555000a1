"""Rows that come and go between two requests."""

from connectwise_time.sandbox.faults.checks import listed
from connectwise_time.sandbox.faults.kinds import Rows
from connectwise_time.sandbox.store import Store
from connectwise_time.sandbox.tables import RESOURCES


def shift(store: Store, fault: Rows) -> None:
    """Remove and copy rows, past every rule, in one turn. What is not there is passed over."""
    table = RESOURCES[fault.resource].table
    with store.turn():
        for key in listed(fault.copy):
            if row := store.one(table, key):
                store.insert(table, {name: value for name, value in row.items() if name != "id"})
        for key in listed(fault.delete):
            store.delete(table, key)
