"""The demo company: Brightwater IT, an MSP of thirteen people, with ids that never change.

Read on in demo_company.py (people, catalogue), demo_work.py (customers, tickets), demo_contracts.py
(customers with odd names, agreements), demo_time.py and demo_catch_up.py (a week to put right).
"""

from datetime import date

from connectwise_time.sandbox.seed import (
    demo_catch_up,
    demo_company,
    demo_contracts,
    demo_time,
    demo_work,
)
from connectwise_time.sandbox.seed.planting import Planter
from connectwise_time.sandbox.store import Store


def plant(store: Store, today: date, week_starts: int = 0) -> None:
    """The company, and its time up to today; weeks begin on a weekday, Monday 0."""
    company(store, today, week_starts)
    planter = Planter(store, today)
    demo_time.plant(planter)
    demo_catch_up.plant(planter)


def company(store: Store, today: date, week_starts: int = 0) -> None:
    """Everything but time: the same for every seed."""
    planter = Planter(store, today, week_starts)
    demo_company.plant(planter)
    demo_work.plant(planter)
    demo_contracts.plant(planter)
    planter.periods()
