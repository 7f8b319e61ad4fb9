"""A bounded queue in which chats take turns: whoever asks a hundred questions waits behind nobody's one."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Turns(Generic[Thing]):
    """At most `most` things, `each` of one chat. For one event loop, or one thread."""

    def __init__(self, most: int, each: int) -> None:
        self._most = most
        self._each = each
        self._count = 0
        self._chats: OrderedDict[str, deque[Thing]] = OrderedDict()

    def __len__(self) -> int:
        return self._count

    def put(self, chat: str, thing: Thing) -> bool:
        """Add it behind the chat's others; False where there is no room."""
        waiting = self._chats.get(chat)
        if self._count >= self._most or (waiting is not None and len(waiting) >= self._each):
            return False
        self._chats.setdefault(chat, deque()).append(thing)
        self._count += 1
        return True

    def take(self) -> Thing | None:
        """The oldest of the chat whose turn it is; None where there is none."""
        if not self._chats:
            return None
        chat, waiting = self._chats.popitem(last=False)
        thing = waiting.popleft()
        self._count -= 1
        if waiting:
            self._chats[chat] = waiting
        return thing
