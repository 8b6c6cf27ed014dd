"""What the connector before this one could do at best: the floor, with a new httpx client for each call.

That connector cannot be run here. It is known to have made a client per call, which loads the certificates anew, and to
have taken about as long as that alone does; whatever else it did is left out, so it was slower than this.

    STUB=http://127.0.0.1:9002 uvicorn --factory tests.benchmarks.new_client:create_new_client
"""

import os
from typing import Any

import httpx

from tests.benchmarks.floor import HEADERS, Floor


class _NewClient(Floor):
    async def fetch(self) -> bytes:
        async with httpx.AsyncClient() as client:
            return (await client.get(self.url, headers=HEADERS)).content


def create_new_client() -> Any:
    """Build it in front of the stub named by the variable STUB."""
    return _NewClient(os.environ["STUB"])
