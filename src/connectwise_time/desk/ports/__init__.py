"""What the desk needs from outside, as Protocols: ConnectWise, ledgers, hands, clock, reader."""

from connectwise_time.desk.ports.backend import Backend
from connectwise_time.desk.ports.clock import Clock
from connectwise_time.desk.ports.crew import Bell, Crew
from connectwise_time.desk.ports.journal import Journal
from connectwise_time.desk.ports.ledger import PlanLedger
from connectwise_time.desk.ports.reader import Reader

__all__ = ["Backend", "Bell", "Clock", "Crew", "Journal", "PlanLedger", "Reader"]
