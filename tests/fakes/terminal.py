"""A person at a terminal: a program runs in a pseudo-terminal, and its screen can be read."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

ENTER, UP, TAB, CTRL_C, CTRL_D = "\r", "\x1b[A", "\t", "\x03", "\x04"


class _Display(pyte.Screen):
    """A screen that answers what programs ask of a terminal, and shows dim text as bright black."""

    def __init__(self, columns: int, rows: int, keyboard: int) -> None:
        self._keyboard = keyboard
        super().__init__(columns, rows)

    def write_process_input(self, data: str) -> None:
        os.write(self._keyboard, data.encode())

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        # pyte knows no dim text.
        if not private:
            super().select_graphic_rendition(*(90 if attr == 2 else attr for attr in attrs))


class Terminal:
    """Runs `command`; `raw` is all that it has written, `lines` what stands on the screen now."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, columns: int = 80, rows: int = 40
    ) -> None:
        self._pid, self._master = pty.fork()
        if self._pid == 0:
            try:
                signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored where the tests run in the background
                os.execvpe(command[0], list(command), dict(environment))
            finally:
                # Reached only when there is no such program: a second copy of the caller must not go on.
                os._exit(127)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.raw = b""
        self.status: int | None = None
        self.display = _Display(columns, rows, self._master)
        self._stream = pyte.ByteStream(self.display)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.status is None:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._master)

    @property
    def lines(self) -> list[str]:
        """The screen without trailing spaces and empty lines at its foot."""
        return "\n".join(line.rstrip() for line in self.display.display).rstrip("\n").split("\n")

    @property
    def current(self) -> str:
        """The line of the cursor."""
        return self.display.display[self.display.cursor.y].rstrip()

    def type(self, text: str) -> None:
        """Press the keys of `text`."""
        os.write(self._master, text.encode())

    def until(self, shown: str) -> None:
        """Watch until a line of the screen is exactly `shown`; AssertionError with the screen otherwise."""
        self.watch(lambda: shown in self.lines, shown)

    def shows(self, *lines: str) -> None:
        """Watch until the whole screen is exactly `lines`; AssertionError with the screen otherwise."""
        self.watch(lambda: self.lines == list(lines), "\n".join(lines))

    def watch(self, seen: Callable[[], bool], expected: str = "something else", seconds: float = 60.0) -> None:
        """Watch until `seen` holds; AssertionError with the screen when it does not come."""
        end = time.monotonic() + seconds
        while not seen():
            if time.monotonic() > end or not self._watch(0.05):
                now = "\n".join(self.lines)
                raise AssertionError(f"expected on the screen:\n{expected}\n\nbut it shows:\n{now}")

    def leave(self, seconds: float = 60.0) -> int:
        """Watch until the program ends; its exit status."""
        end = time.monotonic() + seconds
        while self._watch(0.05):
            if time.monotonic() > end:
                raise AssertionError("still running:\n" + "\n".join(self.lines))
        _, status = os.waitpid(self._pid, 0)
        self.status = os.waitstatus_to_exitcode(status)
        return self.status

    def _watch(self, seconds: float) -> bool:
        """Take in what the program writes; False when it has closed the terminal."""
        if select.select([self._master], [], [], seconds)[0]:
            try:
                written = os.read(self._master, 65536)
            except OSError:
                return False
            if not written:
                return False
            self.raw += written
            self._stream.feed(written)
        return True
