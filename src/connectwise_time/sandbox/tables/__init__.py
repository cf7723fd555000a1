"""Every resource of the sandbox, by the path that serves it."""

from connectwise_time.sandbox.fields import Resource
from connectwise_time.sandbox.tables import (
    audits,
    catalogue,
    customers,
    people,
    service,
    time,
    traces,
)

RESOURCES: dict[str, Resource] = {
    resource.path: resource
    for area in (people, customers, service, catalogue, time, audits, traces)
    for resource in area.ALL
}
