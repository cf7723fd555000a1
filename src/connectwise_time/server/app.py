"""Build the MCP server around a desk."""

from collections.abc import Callable, Collection

from mcp.server.caching import CacheHint

from connectwise_time import __version__
from connectwise_time.server.absent import TimeServer
from connectwise_time.server.completions import add_completions
from connectwise_time.server.desks import Desks, OpenDesk
from connectwise_time.server.icon import ICON
from connectwise_time.server.instructions import (
    MUST_ASK,
    PLANNERS,
    READ_ONLY,
    SANDBOX,
    instructions_for,
)
from connectwise_time.server.prompts import add_prompts, jobs_for
from connectwise_time.server.resources import add_resources
from connectwise_time.server.tools import SETS, all_tools

NAME = "connectwise-time"


def build_server(
    open_desk: OpenDesk,
    *,
    read_only: bool = False,
    sandbox: bool = False,
    must_ask: bool = False,
    toolsets: Collection[str] = tuple(SETS),
    unfinished: Callable[[], bool] = lambda: False,
) -> TimeServer:
    """The MCP server.

    Args:
        open_desk: Opens the desk, at the first call that needs it.
        read_only: Leave the writing tools out.
        sandbox: Say from the start, and in refusals too, that this is the sandbox.
        must_ask: Do what moves money only when a person was asked, never by a second call.
        toolsets: Names of the sets whose tools there are.
        unfinished: Whether writes of an earlier time are unresolved; asked once, at the start.
    """
    tools = all_tools(read_only=read_only, toolsets=toolsets)
    names = {tool.name for tool in tools}
    desks = Desks(open_desk, must_ask=must_ask, sandbox=sandbox, unfinished=unfinished)
    server = TimeServer(
        NAME,
        title="ConnectWise time",
        description="Log, find, review, submit and approve time in ConnectWise PSA (unofficial).",
        instructions="".join(
            [
                instructions_for(names),
                READ_ONLY if read_only else MUST_ASK if must_ask and names & PLANNERS else "",
                SANDBOX if sandbox else "",
            ]
        ),
        version=__version__,
        icons=[ICON],
        tools=tools,
        lifespan=desks.lifespan,
        log_level="WARNING",
        # The lists of tools, prompts and resources never change while the server runs.
        subscriptions=False,
        cache_hints={
            "tools/list": CacheHint(ttl_ms=300_000, scope="public"),
            "prompts/list": CacheHint(ttl_ms=300_000, scope="public"),
            "resources/list": CacheHint(ttl_ms=300_000, scope="public"),
            "resources/templates/list": CacheHint(ttl_ms=300_000, scope="public"),
        },
    )
    add_resources(server, desks)
    add_prompts(server, names)
    add_completions(server, desks, jobs_for(names))
    return server
