"""The big tenant, some way off: each request is answered so many seconds after it came.

What the sandbox needs for it is a part of these seconds: what more it takes is the client's affair.

far_sandbox.py SECONDS: prints the settings of the owner's keys, ends when standard input does.
"""

import json
import sys

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectwise_time.sandbox import (
    CREDENTIALS,
    World,
    build_sandbox,
    input_ended,
    serve_sandbox,
)


class Far:
    """An app that is so many seconds away."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Do it, wait for the rest of the time, then answer."""
        due = anyio.current_time() + self._seconds
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self._app(scope, receive, keep)
        await anyio.sleep_until(due)
        for message in answer:
            await send(message)


def tell(port: int) -> None:
    company, public_key, private_key, client_id = CREDENTIALS["owner"]
    settings = {
        "CONNECTWISE_SITE": f"http://127.0.0.1:{port}",
        "CONNECTWISE_COMPANY": company,
        "CONNECTWISE_PUBLIC_KEY": public_key,
        "CONNECTWISE_PRIVATE_KEY": private_key,
        "CONNECTWISE_CLIENT_ID": client_id,
    }
    print(json.dumps(settings), flush=True)


if __name__ == "__main__":
    far = Far(build_sandbox(World.open(seed="large")), float(sys.argv[1]))
    serve_sandbox(far, on_ready=tell, until=input_ended)
