"""The fake's sockets: Discord's REST and gateway on loopback, in a thread of their own, with faults."""

from __future__ import annotations

import asyncio
import copy
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import web

from tests.fakes.discord.faults import Answer, BlackHole, Fault, Faults, HalfOpen, Reset, Slow, Status
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.rest import OPERATIONS, Operation
from tests.fakes.discord.world import Call, Json, RefusalError, World

PREFIX = "/api/v10"
_TOKENLESS = ("interaction_token", "webhook_token")
_BODY = ("POST", "PUT", "PATCH")


class Server:
    """Serves `world` until closed."""

    def __init__(self, world: World, faults: Faults, *, port: int = 0) -> None:
        self.world = world
        self.faults = faults
        self.port = port
        self._started = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="discord", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._started.wait(60)
        if self._failed is not None:
            raise self._failed

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(60)
        assert not self._thread.is_alive(), "the fake's server did not end"

    def on_gateway(self, work: Callable[[Gateway], Coroutine[Any, Any, None]]) -> None:
        """Do something on the gateway's loop, and wait for it."""
        asyncio.run_coroutine_threadsafe(work(self.gateway), self._loop).result(60)

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
        self.gateway = Gateway(self.world)
        application = web.Application(client_max_size=4 << 20)
        for name, (method, path, operation) in OPERATIONS.items():
            application.router.add_route(method, PREFIX + path, self._serving(name, method, operation))
        application.router.add_get(f"{PREFIX}/gateway/bot", self._serving("get_bot_gateway", "GET", self._gateway_bot))
        application.router.add_get("/gateway", self.gateway.connect)
        application.router.add_get("/gateway/", self.gateway.connect)
        application.router.add_route("*", "/{rest:.*}", self._nothing)
        runner = web.AppRunner(application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        self.port = runner.addresses[0][1]
        self.gateway.address = f"ws://127.0.0.1:{self.port}/gateway"
        self._started.set()
        await self._closing.wait()
        self.world.on_event = lambda guild, kind, event: None
        await self.gateway.drop()
        for one in list(self.gateway.sockets):
            one.abort()
        await runner.cleanup()

    def _gateway_bot(self, world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
        starts = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        return 200, {"url": self.gateway.address, "shards": world.shards, "session_start_limit": starts}

    def _serving(
        self, name: str, method: str, operation: Operation
    ) -> Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            body = await _body(request) if method in _BODY else None
            fault = self.faults.next(name)
            if isinstance(fault, Slow) and not fault.done:
                await asyncio.sleep(fault.seconds)
            elif fault is not None and not fault.done:
                self._keep(name, request, body, time.monotonic(), getattr(fault, "code", 0), None)
                return await self._strike(fault, request)
            answer = self._do(name, operation, request, body)
            if isinstance(fault, Slow) and fault.done:
                await asyncio.sleep(fault.seconds)
            return await self._strike(fault, request) if fault and not isinstance(fault, Slow) else answer

        return handle

    def _do(self, name: str, operation: Operation, request: web.Request, body: Any) -> web.Response:
        called, path = time.monotonic(), dict(request.match_info)
        with self.world.changed:
            try:
                if not any(token in path for token in _TOKENLESS):
                    self._demand_token(request)
                status, result = operation(self.world, path, body, dict(request.query))
                result = copy.deepcopy(result)
            except RefusalError as refusal:
                status, result = refusal.status, refusal.body
            except (KeyError, TypeError, AttributeError) as mistake:
                status, result = 400, {"message": f"Invalid Form Body ({mistake!r})", "code": 50035}
            self._keep(name, request, body, called, status, result)
        return _json(status, result)

    def _demand_token(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bot {self.world.token}":
            raise RefusalError(401, 0, "401: Unauthorized")

    def _keep(self, name: str, request: web.Request, body: Any, at: float, status: int, result: Any) -> None:
        with self.world.changed:
            self.world.calls.append(Call(name, dict(request.match_info), copy.deepcopy(body), at, status, result))
            self.world.changed.notify_all()

    async def _nothing(self, request: web.Request) -> web.Response:
        self._keep(f"{request.method} {request.path}", request, None, time.monotonic(), 404, None)
        return _json(404, {"message": "404: Not Found", "code": 0})

    async def _strike(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        match fault:
            case Answer() | Status():
                headers = dict(fault.headers) if isinstance(fault, Answer) else {}
                plain = {"Content-Type": fault.kind} | headers
                return web.Response(status=fault.code, body=fault.body.encode(), headers=plain)
            case Reset():
                if request.transport is not None:
                    raw: socket.socket = request.transport.get_extra_info("socket")
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    request.transport.abort()
                return web.Response()
            case HalfOpen():
                answer = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "100"})
                await answer.prepare(request)
                await answer.write(b'{"id":"')
            case BlackHole() | Slow():
                pass
        await self._closing.wait()
        return web.Response(status=500)


async def _body(request: web.Request) -> Any:
    if request.content_type == "multipart/form-data":
        for part in [part async for part in await request.multipart()]:
            if getattr(part, "name", None) == "payload_json":
                return json.loads(await part.text())  # type: ignore[union-attr]  # it has a name: it is a field
        return {}
    text = await request.text()
    return json.loads(text) if text else {}


def _json(status: int, result: Any) -> web.Response:
    """With the content type exactly as Discord writes it: discord.py compares the text."""
    if status == 204:
        return web.Response(status=204)
    return web.Response(
        status=status,
        body=json.dumps(result).encode(),
        headers={"Content-Type": "application/json", "Via": "1.1 google"},
    )
