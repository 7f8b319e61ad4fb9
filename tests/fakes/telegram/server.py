"""The fake's sockets: a Bot API server on loopback, in a thread of its own, with faults."""

from __future__ import annotations

import asyncio
import copy
import json
import re
import socket
import struct
import threading
import time
from contextlib import suppress
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from tests.fakes.telegram.contract import specification
from tests.fakes.telegram.faults import BlackHole, Fault, Faults, HalfOpen, Reset, Slow, Status
from tests.fakes.telegram.markup import Json, RefusalError
from tests.fakes.telegram.profile import METHODS, allow
from tests.fakes.telegram.world import Call, Pending, World

_TEXTS = {
    "text", "url", "secret_token", "parse_mode", "inline_message_id", "callback_query_id", "inline_query_id",
    "guest_query_id", "language_code", "description", "short_description", "name", "next_offset", "action",
}  # fmt: skip
_SECRET = "X-Telegram-Bot-Api-Secret-Token"


class Server:
    """Serves `world` until closed; `breaches` tells what did not fit the Bot API's description, where that is known."""

    def __init__(self, world: World, faults: Faults, *, port: int = 0, redelivery: float = 0.05) -> None:
        self.world = world
        self.faults = faults
        self.breaches: list[str] = []
        self.port = port
        self._redelivery = redelivery
        self._started = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="telegram", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._started.wait(60)
        if self._failed is not None:
            raise self._failed

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(60)
        assert not self._thread.is_alive(), "the fake's server did not end"

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._failed = error
        finally:
            self._started.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        self._news, self._post_news = asyncio.Event(), asyncio.Event()
        self._poll: asyncio.Future[None] | None = None
        application = web.Application(client_max_size=4 << 20)
        application.router.add_route("*", "/bot{token}/{method}", self._handle)
        runner = web.AppRunner(application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        self.world.on_news = self._tell
        self._started.set()
        async with ClientSession(timeout=ClientTimeout(total=5)) as session:
            delivering = asyncio.create_task(self._deliver(session))
            await self._closing.wait()
            self.world.on_news = lambda: None
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)
        await runner.cleanup()

    def _tell(self) -> None:
        for news in (self._news, self._post_news):
            self._loop.call_soon_threadsafe(news.set)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"]
        if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
            return _refused(RefusalError("Not Found", 404))
        if token != self.world.token or (self.world.logged_out and method != "logOut"):
            return _refused(RefusalError("Unauthorized", 401))
        parameters = await _parameters(request)
        fault = self.faults.next(method)
        if isinstance(fault, Slow):
            await asyncio.sleep(fault.seconds)
        elif fault is not None and not fault.done:
            return await self._strike(fault, request)
        answer = await self._answer(method, parameters)
        return await self._strike(fault, request) if fault and not isinstance(fault, Slow) else answer

    async def _answer(self, method: str, parameters: Json) -> web.Response:
        if method == "getUpdates":
            return await self._updates(parameters)
        called = time.monotonic()
        with self.world.changed:
            try:
                if method not in METHODS:
                    raise RefusalError("Not Found", 404)
                result = copy.deepcopy(METHODS[method](self.world, parameters))
            except KeyError as missing:
                return self._refuse(
                    method, parameters, called, RefusalError(f"Bad Request: {missing.args[0]} is empty")
                )
            except RefusalError as refusal:
                return self._refuse(method, parameters, called, refusal)
            self.world.calls.append(Call(method, parameters, called, result))
            self._compare(method, parameters, result)
            self.world.changed.notify_all()
        return web.json_response({"ok": True, "result": result})

    def _refuse(self, method: str, parameters: Json, called: float, refusal: RefusalError) -> web.Response:
        self.world.calls.append(Call(method, parameters, called, refusal=refusal.description))
        self.world.changed.notify_all()
        return _refused(refusal)

    def _compare(self, method: str, parameters: Json, result: Any) -> None:
        if (described := specification()) is not None:
            self.breaches += described.call(method, parameters) + described.result(method, result)

    async def _updates(self, parameters: Json) -> web.Response:
        if self.world.hook.url:
            said = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
            return _refused(RefusalError(f"{said} webhook first", 409))
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        with self.world.changed:
            self._compare("getUpdates", parameters, [])
            allow(self.world, parameters)
            self.world.confirm(parameters.get("offset", 0))
        limit = max(1, min(100, parameters.get("limit", 100)))
        self._poll = mine = self._loop.create_future()
        ends = self._loop.time() + min(parameters.get("timeout", 0), 50)
        try:
            while True:
                self._news.clear()
                batch = self.world.waiting(limit)
                if batch or self._loop.time() >= ends or self._closing.is_set():
                    # Joined as text, because a test may have put something into it that is no JSON.
                    texts = ",".join(pending.raw for pending in batch)
                    return web.Response(text=f'{{"ok":true,"result":[{texts}]}}', content_type="application/json")
                await self._something(mine, ends - self._loop.time())
                if mine.done():
                    said = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is"
                    return _refused(RefusalError(f"{said} running", 409))
        finally:
            mine.cancel()

    async def _something(self, poll: asyncio.Future[None], seconds: float) -> None:
        """Wait until there is news, another poll, the end, or nothing for so long."""
        events = [asyncio.ensure_future(event.wait()) for event in (self._news, self._closing)]
        try:
            waiting: list[asyncio.Future[Any]] = [*events, poll]
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for event in events:
                event.cancel()

    async def _deliver(self, session: ClientSession) -> None:
        """Deliver to the webhook, several at a time, each update until it is taken as often as it should be."""
        flying: dict[int, asyncio.Task[None]] = {}
        while True:
            with self.world.changed:
                self._post_news.clear()
                flying = {name: task for name, task in flying.items() if not task.done()}
                for pending in self.world.updates if self.world.hook.url else []:
                    if pending.id not in flying and len(flying) < self.world.hook.connections:
                        flying[pending.id] = asyncio.create_task(self._post(session, pending))
            with suppress(TimeoutError):
                async with asyncio.timeout(0.02):
                    await self._post_news.wait()

    async def _post(self, session: ClientSession, pending: Pending) -> None:
        hook = self.world.hook
        headers = {"Content-Type": "application/json"} | ({_SECRET: hook.secret} if hook.secret else {})
        failure = "Connection refused"
        try:
            async with session.post(hook.url, data=pending.raw.encode("utf-8", "replace"), headers=headers) as answer:
                if 200 <= answer.status < 300:
                    self.world.taken(pending)
                    self._loop.call_soon(self._post_news.set)
                    return
                failure = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (ClientError, TimeoutError):
            pass
        with self.world.changed:
            hook.failed_at, hook.failure = int(time.time()), failure
            self.world.changed.notify_all()
        await asyncio.sleep(self._redelivery)

    async def _strike(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        match fault:
            case Status():
                return web.Response(status=fault.code, text=fault.body, content_type=fault.kind)
            case Reset():
                if request.transport is not None:
                    raw: socket.socket = request.transport.get_extra_info("socket")
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    request.transport.abort()
                return web.Response()
            case HalfOpen():
                answer = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "100"})
                await answer.prepare(request)
                await answer.write(b'{"ok":tr')
            case BlackHole() | Slow():
                pass
        await self._closing.wait()
        return web.Response(status=500)


async def _parameters(request: web.Request) -> Json:
    if request.content_type == "application/json":
        body = await request.text()
        return dict(json.loads(body)) if body else {}
    given = dict(request.query) | {name: str(value) for name, value in (await request.post()).items()}
    return {name: value if name in _TEXTS else _typed(value) for name, value in given.items()}


def _typed(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _refused(refusal: RefusalError) -> web.Response:
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)
