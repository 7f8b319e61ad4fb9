"""What comes from the gateway, on its way into the inbox: the parts put together for as long as a bot is served."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.frontends.discord.arrivals import Arrivals, Deciding, Patience
from bot.frontends.discord.callbacks import Callbacks
from bot.frontends.discord.client import Client
from bot.frontends.discord.endpoints import Endpoint
from bot.frontends.discord.shelf import Inbox, Shelf


@asynccontextmanager
async def receiving(
    client: Client,
    endpoint: Endpoint,
    inbox: Inbox,
    deciding: Deciding,
    *,
    arrived: Callable[[], None],
    count: Callable[[str], None] = lambda event: None,
    took: Callable[[str, float], None] = lambda stage, seconds: None,
    patience: Patience | None = None,
) -> AsyncIterator[Arrivals]:
    """Take what the client is told, until the block is left; what has come by then is stored and answered first.

    Enter it before `client.connected`, so that it is left after the last event. `arrived`, `count` and `took` are those
    of `Arrivals`.
    """
    shelf = Shelf(str(client.application_id), inbox)
    async with Callbacks(endpoint) as callbacks:
        arrivals = Arrivals(shelf, callbacks, deciding, arrived=arrived, count=count, took=took, patience=patience)
        client.take, client.count = arrivals.take, count
        try:
            yield arrivals
        finally:
            await arrivals.settle()
            shelf.close()
