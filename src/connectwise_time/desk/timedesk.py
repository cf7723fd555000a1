"""The desk: the one object through which tools and resources act."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.finding import Finding
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend, Clock, Receipts
from connectwise_time.desk.writing import Writing


class TimeDesk:
    """Logs, finds, corrects and deletes time.

    Args:
        backend: ConnectWise.
        receipts: Keeps what was written, by operation id.
        clock: Tells the present.
        new_id: Mints operation ids.
        me: Identifier of who "me" is; None for the member whose key is used.
        my_zone: The zone of "me", where it is set by hand.
        machine_zone: For those whose own zone is not known.
    """

    def __init__(
        self,
        backend: Backend,
        receipts: Receipts,
        *,
        clock: Clock,
        new_id: Callable[[], str],
        me: str | None = None,
        my_zone: ZoneInfo | None = None,
        machine_zone: ZoneInfo,
    ) -> None:
        self.clock = clock
        self.people = People(backend, clock, me=me, my_zone=my_zone, machine_zone=machine_zone)
        self.catalog = Catalog(backend, clock)
        self.finding = Finding(backend, self.people, self.catalog, clock)
        self.writing = Writing(
            backend, receipts, self.people, self.catalog, clock=clock, new_id=new_id
        )
