"""What was just said, kept in memory only: for follow-ups some minutes, for edits as long as they may be made.

Gone with the process. Then a follow-up is read as a question of its own, and an edited question is answered anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Generic, TypeVar

from bot.reply import Earlier
from bot.serving.house import Visitor

FOLLOWED = timedelta(minutes=10)
EDITED = timedelta(hours=48)
_MOST = 10_000

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Fading(Generic[Key, Value]):
    """A mapping whose entries are gone after a while; of more than `most` the oldest go first."""

    def __init__(self, lasts: timedelta, clock: Callable[[], datetime], most: int = _MOST) -> None:
        self._lasts = lasts
        self._clock = clock
        self._most = most
        self._entries: OrderedDict[Key, tuple[datetime, Value]] = OrderedDict()

    def put(self, key: Key, value: Value) -> None:
        self._entries[key] = (self._clock(), value)
        self._entries.move_to_end(key)
        if len(self._entries) > self._most:
            self._entries.popitem(last=False)
        self._fade()

    def get(self, key: Key) -> Value | None:
        self._fade()
        found = self._entries.get(key)
        return None if found is None else found[1]

    def drop(self, true: Callable[[Key, Value], bool]) -> None:
        """Forget the entries of which `true` says so."""
        for key in [key for key, (_, value) in self._entries.items() if true(key, value)]:
            del self._entries[key]

    def _fade(self) -> None:
        before = self._clock() - self._lasts
        while self._entries and next(iter(self._entries.values()))[0] <= before:
            self._entries.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """The messages that answer a question, a digest of the question, and who asked it."""

    messages: tuple[int, ...]
    digest: bytes
    person: int


class Memory:
    """Of all chats of one platform; for one thread. Chats, persons and messages by the platform's numbers."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._last: Fading[tuple[int, int], Earlier] = Fading(FOLLOWED, clock)
        self._shown: Fading[tuple[int, int], tuple[int, Earlier]] = Fading(FOLLOWED, clock)
        self._answers: Fading[tuple[int, int], Answer] = Fading(EDITED, clock)
        self._once: Fading[tuple[int, int | str], bool] = Fading(EDITED, clock)

    def remember(self, visitor: Visitor, question: int, text: str, messages: tuple[int, ...]) -> None:
        """Message `question`, in which the visitor said `text`, was answered by `messages`."""
        self._answers.put((visitor.chat, question), Answer(messages, _digest(text), visitor.person))

    def lean(self, chat: int, person: int, earlier: Earlier, messages: tuple[int, ...]) -> None:
        """What `person` says next, or somebody in reply to `messages`, may lean on `earlier`."""
        self._last.put((chat, person), earlier)
        for message in messages:
            self._shown.put((chat, message), (person, earlier))

    def earlier(self, chat: int, person: int, follows: int | None, *, alone: bool) -> Earlier | None:
        """What a question leans on: what it replies to, else the person's last one, if the two are `alone`."""
        if follows is not None:
            found = self._shown.get((chat, follows))
            return None if found is None else found[1]
        return self._last.get((chat, person)) if alone else None

    def noting(self, visitor: Visitor, question: int, text: str, earlier: Earlier | None) -> Noting:
        """To be called with the messages that answer `question` once they are sent; see `remember` and `lean`."""
        return Noting(self, visitor, question, text, earlier)

    def answer(self, chat: int, question: int) -> Answer | None:
        """How message `question` was answered."""
        return self._answers.get((chat, question))

    def is_same(self, answer: Answer, text: str) -> bool:
        """Whether `text` is the question that `answer` belongs to."""
        return answer.digest == _digest(text)

    def first_time(self, chat: int, thing: int | str) -> bool:
        """Whether this is asked for the first time about a message, or about an album."""
        if self._once.get((chat, thing)):
            return False
        self._once.put((chat, thing), True)
        return True

    def forget(self, visitor: Visitor) -> None:
        """Drop what the visitor said, here and elsewhere; of what others said in the same chat nothing."""
        person = visitor.person
        self._last.drop(lambda key, _: key[1] == person)
        self._shown.drop(lambda _, shown: shown[0] == person)
        self._answers.drop(lambda _, answer: answer.person == person)
        if visitor.private:
            self._once.drop(lambda key, _: key[0] == visitor.chat)


@dataclass(frozen=True, slots=True)
class Noting:
    """Remembers an answer; `done` are its messages' numbers, None for what is no message."""

    memory: Memory
    visitor: Visitor
    question: int
    text: str = field(repr=False)
    earlier: Earlier | None = field(repr=False)

    def __call__(self, done: Sequence[int | None]) -> None:
        messages = tuple(message for message in done if message is not None)
        chat, person = self.visitor.chat, self.visitor.person
        self.memory.remember(self.visitor, self.question, self.text, messages)
        if self.earlier is not None:
            self.memory.lean(chat, person, self.earlier, messages)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
