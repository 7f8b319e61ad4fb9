"""Bytes as text: in the encoding that they declare, else in the one that they are most likely in."""

from __future__ import annotations

import charset_normalizer
from w3lib.encoding import html_to_unicode

_SAMPLE = 200_000
# As browsers do: a reference such as &#150; means what Windows-1252 has there.
_WINDOWS = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}


def decoded(data: bytes, declared: str = "") -> str:
    """The text of `data`: by its byte order mark, by `declared` (a content type), by what it says itself, or guessed.

    What cannot be decoded becomes U+FFFD, which no statement may hold. Null characters do, too; line ends become line
    feeds.
    """
    _, text = html_to_unicode(declared or None, data, auto_detect_fun=_likely, default_encoding="utf-8")
    return text.removeprefix("\ufeff").replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")


def as_browsers_show(text: str) -> str:
    """The text with control characters read as those of Windows-1252."""
    return text.translate(_WINDOWS) if any("\x80" <= c <= "\x9f" for c in text) else text


def _likely(data: bytes) -> str | None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        best = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
        return None if best is None else best.encoding
    return "utf-8"
