"""Reports: logged time split by up to three things, measured, added up and cut to what fits."""

from connectwise_time.domain.reports.capacity import Capacity, Workday, capacity_of
from connectwise_time.domain.reports.dimensions import AGES, TIMES, GroupBy, Means
from connectwise_time.domain.reports.measures import Measure, Sums, parts_for
from connectwise_time.domain.reports.tally import Tally
from connectwise_time.domain.reports.tree import Line, Report, report_of, shortened

__all__ = [
    "AGES",
    "TIMES",
    "Capacity",
    "GroupBy",
    "Line",
    "Means",
    "Measure",
    "Report",
    "Sums",
    "Tally",
    "Workday",
    "capacity_of",
    "parts_for",
    "report_of",
    "shortened",
]
