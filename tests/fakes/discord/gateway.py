"""The fake's gateway: sessions with their events, sockets that come and go, and what Discord says to them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.fakes.discord.world import Channel, Guild, Identified, Json, World

_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME, _RECONNECT, _INVALID, _HELLO, _ACK = 0, 1, 2, 6, 7, 9, 10, 11
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
_GUILDS = 1


@dataclass(eq=False)
class Session:
    """What one IDENTIFY began; its events are kept for a RESUME. `sent` counts those that went to the socket."""

    id: str
    shard: tuple[int, int]
    intents: int
    events: list[Json] = field(default_factory=list, repr=False)
    sent: int = 0
    socket: Socket | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def tell(self, kind: str, data: Json) -> None:
        self.events.append({"op": _DISPATCH, "t": kind, "s": len(self.events) + 1, "d": data})


class Socket:
    """One connection, with its compression."""

    def __init__(self, request: web.Request) -> None:
        self.request = request
        self.ws = web.WebSocketResponse(autoping=True, compress=False)
        self._deflate = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None

    async def send(self, message: Json) -> None:
        text = json.dumps(message)
        if self._deflate is None:
            await self.ws.send_str(text)
        else:
            data = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
            await self.ws.send_bytes(data)

    def abort(self) -> None:
        if self.request.transport is not None:
            self.request.transport.abort()


class Gateway:
    """Lives on the server's loop; `event` may be called from any thread, under the world's lock."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.address = ""
        self.sessions: dict[str, Session] = {}
        self.sockets: list[Socket] = []
        self.open = True
        self.replayed = 0
        self.beats = 0
        self._loop = asyncio.get_running_loop()
        world.on_event = self.event

    def event(self, guild: int | None, kind: str, data: Json) -> None:
        """Tell every session whose shard it is."""
        for session in self.sessions.values():
            if _shard_of(guild, session.shard[1]) == session.shard[0]:
                session.tell(kind, data)
        self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for session in self.sessions.values():
            session.news.set()

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it ends."""
        if not self.open:
            return web.Response(status=503)
        socket = Socket(request)
        await socket.ws.prepare(request)
        self.sockets.append(socket)
        pumping: asyncio.Task[None] | None = None
        try:
            await socket.send({"op": _HELLO, "d": {"heartbeat_interval": int(self.world.heartbeat * 1000)}})
            async for message in socket.ws:
                if message.type != WSMsgType.TEXT:
                    continue
                session = await self._said(socket, json.loads(message.data))
                if session is not None and pumping is None:
                    pumping = asyncio.create_task(self._pump(session, socket))
        except (ConnectionError, RuntimeError):
            pass  # it was dropped while something was being sent
        finally:
            if pumping is not None:
                pumping.cancel()
                await asyncio.gather(pumping, return_exceptions=True)
            self.sockets.remove(socket)
            for session in self.sessions.values():
                session.socket = None if session.socket is socket else session.socket
        return socket.ws

    async def _said(self, socket: Socket, message: Json) -> Session | None:
        if message["op"] == _HEARTBEAT:
            self.beats += 1
            await socket.send({"op": _ACK})
        elif message["op"] == _IDENTIFY:
            return await self._identify(socket, message["d"])
        elif message["op"] == _RESUME:
            return await self._resume(socket, message["d"])
        return None

    async def _identify(self, socket: Socket, given: Json) -> Session | None:
        shard = tuple(given.get("shard") or (0, 1))
        refusal = self._refusal(given, shard)
        if refusal is not None:
            await socket.ws.close(code=refusal, message=b"refused")
            return None
        session = Session(secrets.token_hex(8), (shard[0], shard[1]), given["intents"], socket=socket)
        with self.world.changed:
            mine = [one for one in self.world.guilds.values() if one.joined and _shard_of(one.id, shard[1]) == shard[0]]
            ready = {
                "v": 10,
                "user": self.world.bot,
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
                "session_id": session.id,
                "resume_gateway_url": self.address,
                "shard": list(shard),
                "application": {"id": str(self.world.application), "flags": 0},
                "private_channels": [],
            }
            session.tell("READY", ready)
            for guild in mine if session.intents & _GUILDS else []:
                session.tell("GUILD_CREATE", self.guild_json(guild))
            self.sessions[session.id] = session
            self._note("identify", session)
        return session

    def _refusal(self, given: Json, shard: tuple[Any, ...]) -> int | None:
        """The code with which Discord closes the socket."""
        if given["token"] != self.world.token:
            return 4004
        if given.get("intents") is None or given["intents"] & PRIVILEGED:
            return 4014
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            return 4010
        return 4011 if shard[1] < self.world.shards else None

    async def _resume(self, socket: Socket, given: Json) -> Session | None:
        session = self.sessions.get(given["session_id"])
        if session is None or given["token"] != self.world.token:
            await socket.send({"op": _INVALID, "d": False})
            return None
        with self.world.changed:
            if session.socket is not None:
                session.socket.abort()
            session.socket = socket
            session.sent = max(0, given["seq"] - self.replayed)
            session.tell("RESUMED", {})
            self._note("resume", session)
        return session

    def _note(self, kind: str, session: Session) -> None:
        noted = Identified(kind, session.intents, session.shard, session.id, time.monotonic())
        self.world.identified.append(noted)
        self.world.changed.notify_all()

    async def _pump(self, session: Session, socket: Socket) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            while session.socket is socket:
                session.news.clear()
                while session.sent < len(session.events) and session.socket is socket:
                    event = session.events[session.sent]
                    session.sent += 1
                    await socket.send(event)
                    with self.world.changed:
                        self.world.changed.notify_all()
                await session.news.wait()

    async def say(self, op: int, data: object = None) -> None:
        for socket in list(self.sockets):
            with contextlib.suppress(ConnectionError, RuntimeError):  # one that is just being closed
                await socket.send({"op": op, "d": data})

    async def invalidate(self, *, resumable: bool) -> None:
        """INVALID_SESSION; the sessions are forgotten unless `resumable`."""
        if not resumable:
            with self.world.changed:
                self.sessions.clear()
        await self.say(_INVALID, resumable)

    async def reconnect(self) -> None:
        await self.say(_RECONNECT)

    async def drop(self, shard: int | None = None) -> None:
        """Cut the sockets off, without a word."""
        for session in self.sessions.values():
            if session.socket is not None and shard in (None, session.shard[0]):
                session.socket.abort()
                session.socket = None

    async def end(self, code: int = WSCloseCode.GOING_AWAY) -> None:
        for socket in list(self.sockets):
            await socket.ws.close(code=code)

    def guild_json(self, guild: Guild) -> Json:
        """A GUILD_CREATE."""
        inside = [channel for channel in self.world.channels.values() if channel.guild == guild.id]
        everyone = {"id": str(guild.id), "name": "@everyone", "permissions": "0", "position": 0, "color": 0}
        everyone |= {"hoist": False, "managed": False, "mentionable": False, "flags": 0}
        return {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "owner_id": "1",
            "roles": [everyone],
            "emojis": [],
            "stickers": [],
            "features": ["COMMUNITY"],
            "preferred_locale": guild.locale,
            "verification_level": 0,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_flags": 0,
            "member_count": 3,
            "members": [],
            "presences": [],
            "voice_states": [],
            "channels": [channel.json for channel in inside if not _is_thread(channel)],
            "threads": [channel.json for channel in inside if _is_thread(channel)],
            "unavailable": False,
        }


def _shard_of(guild: int | None, count: int) -> int:
    return 0 if guild is None else (guild >> 22) % count


def _is_thread(channel: Channel) -> bool:
    return channel.type in (10, 11, 12)
