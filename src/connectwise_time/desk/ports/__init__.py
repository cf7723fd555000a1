"""What the desk needs from outside, as Protocols: ConnectWise, ledgers, hands, a clock."""

from connectwise_time.desk.ports.backend import Backend
from connectwise_time.desk.ports.clock import Clock
from connectwise_time.desk.ports.crew import Bell, Crew
from connectwise_time.desk.ports.journal import Journal
from connectwise_time.desk.ports.ledger import PlanLedger

__all__ = ["Backend", "Bell", "Clock", "Crew", "Journal", "PlanLedger"]
