"""Every resource of the sandbox, by the path that serves it."""

from connectwise_time.sandbox.fields import Resource
from connectwise_time.sandbox.tables import catalogue, customers, people, service, time

RESOURCES: dict[str, Resource] = {
    resource.path: resource
    for resource in (*people.ALL, *customers.ALL, *service.ALL, *catalogue.ALL, *time.ALL)
}
