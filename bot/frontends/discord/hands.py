"""Carrying out steps, one at a time.

discord.py sends, and keeps to Discord's limits. Left to itself it repeats whatever got an answer in the 500s, up to
four times: what answers an interaction goes through `Once`, so that the inbox counts every sending. What is written
into a channel has a nonce.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Self, cast

import discord
from aiohttp import ClientSession, ClientTimeout, DummyCookieJar
from discord.http import HTTPClient, Route
from discord.webhook.async_ import AsyncWebhookAdapter

from bot.frontends.discord.endpoints import Endpoint
from bot.frontends.discord.layout import Payload, payload
from bot.frontends.discord.once import Once
from bot.frontends.discord.outcome import RefusedError, outcome
from bot.frontends.discord.steps import Crosspost, Fill, Follow, Open, Post, Remove, Step
from bot.serving.outcome import Later, Outcome, Perhaps, Sent, Stale, Unreachable

_SECONDS = 15.0
"""For one request that answers an interaction."""
_PATIENCE = 45.0
"""Seconds for all that discord.py does with one request of the bot's own, its pauses and repetitions within."""
_CROSSPOSTED, _OPENED = 40033, 160004
_ARCHIVED_AFTER: Final = 1440  # minutes without a message
_COUNTED = {Sent: "sent", Later: "retried", Perhaps: "unknown", Stale: "stale", Unreachable: "unreachable"}


class Hands:
    """Carries out steps, as a context. `http` is that of a client which has logged in.

    `count` is called with ``sent``, ``retried``, ``unknown``, ``stale``, ``unreachable`` and ``refused``.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        http: HTTPClient,
        seconds: float = _SECONDS,
        count: Callable[[str], None] = lambda event: None,
    ) -> None:
        self._endpoint = endpoint
        self._http = http
        self._seconds = seconds
        self._count = count
        self._adapter = AsyncWebhookAdapter()  # type: ignore[no-untyped-call]  # discord.py's own
        for name in ("discord.http", "discord.webhook.async_"):
            # Below this level they tell addresses with tokens, and what members are told.
            logging.getLogger(name).setLevel(logging.WARNING)

    async def __aenter__(self) -> Self:
        timeout = ClientTimeout(total=self._seconds)
        jar = DummyCookieJar()
        self._session = ClientSession(connector=self._endpoint.connector(), cookie_jar=jar, timeout=timeout)
        # discord.py asks nothing of a session but `request`.
        self._once = cast("ClientSession", Once(self._session))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def carry_out(self, step: Step) -> Outcome[int | None]:
        """What became of a step, with the number of the message or thread that stands then. Raises `RefusedError`."""
        try:
            found = await outcome(self._do(step), harmless=not isinstance(step, Follow | Post))
        except RefusedError:
            self._count("refused")
            raise
        self._count(_COUNTED[type(found)])
        return found

    async def _do(self, step: Step) -> int | None:
        match step:
            case Fill(hook, page):
                changed = await self._adapter.edit_original_interaction_response(
                    hook.application, hook.token, session=self._once, payload=payload(page)
                )
                return int(changed["id"])
            case Follow(hook, page, private):
                said = await self._adapter.execute_webhook(
                    hook.application,
                    hook.token,
                    session=self._once,
                    payload=payload(page, private=private),
                    wait=True,
                    with_components=True,
                )
                return None if said is None else int(said["id"])
            case Remove():
                await self._remove(step)
                return None
            case Post() | Crosspost() | Open():
                async with asyncio.timeout(_PATIENCE):
                    return await self._as_bot(step)

    async def _remove(self, step: Remove) -> None:
        hook = step.hook
        if step.message is None:
            await self._adapter.delete_original_interaction_response(hook.application, hook.token, session=self._once)
        else:
            await self._adapter.delete_webhook_message(hook.application, hook.token, step.message, session=self._once)

    async def _as_bot(self, step: Post | Crosspost | Open) -> int:
        match step:
            case Post(channel, page, nonce):
                route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
                body: Payload = payload(page) | {"nonce": nonce, "enforce_nonce": True}
                return int((await self._http.request(route, json=body))["id"])
            case Crosspost(channel, message):
                with _standing(_CROSSPOSTED):
                    await self._http.publish_message(channel, message)
                return message
            case Open(channel, message, name):
                with _standing(_OPENED):
                    await self._http.start_thread_with_message(
                        channel, message, name=name, auto_archive_duration=_ARCHIVED_AFTER
                    )
                return message


@contextmanager
def _standing(code: int) -> Iterator[None]:
    """A refusal with `code` only says that what is asked for stands already."""
    try:
        yield
    except discord.HTTPException as error:
        if error.code != code:
            raise
