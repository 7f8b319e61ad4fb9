"""Which characters a statement may hold, and how a value is shown in a message.

Readers must see what reviewers saw: what reorders, hides or vanishes is refused; joiners and
direction marks are allowed where the script needs them. Nothing is ever changed or normalised.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_NEVER = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 without tab and line feed
    r"\u202a-\u202e\u2066-\u2069"  # bidirectional embeddings, overrides and isolates
    r"\u2061-\u2064\u206a-\u206f\ufeff\ufff9-\ufffd\ufffe\uffff\ufdd0-\ufdef"
    r"\u115f\u1160\u3164\uffa0"  # fillers that look like nothing
    r"\ud800-\udfff\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_SOMETIMES = r"\u00ad\u061c\u200b-\u200f\u2060\ufe00-\ufe0f\U000e0100-\U000e01ef"
_BREAKS = r"\u2028\u2029"

NEVER = re.compile(f"[{_NEVER}]")
_LOOK_AT = re.compile(f"[{_NEVER}{_SOMETIMES}]")
# Written as they are, these would be changed by YAML or missed by the eye; escaped they are carried.
_RAW = re.compile(rf"[\t{_BREAKS}]|\r(?!\n)|(?!\r)[{_NEVER}]")
_SUSPICIOUS = re.compile(rf"[\\{_NEVER}{_SOMETIMES}]")
MORE_LINES = re.compile(rf"[\n\t{_BREAKS}]")

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_JOINING = re.compile("[\u0600-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u18af\u1b00-\u1b7f\ufb50-\ufefc]")
_SPACELESS = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_EMOJI = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")

_DIRECTION_MARKS = "\u200e\u200f\u061c"
_CONTROLS = {0x00: "null", 0x09: "tab", 0x0A: "line feed", 0x0D: "carriage return", 0x1B: "escape"}


def named(character: str) -> str:
    """The character as messages name it: ``U+202E (right-to-left override)``."""
    code = ord(character)
    name = unicodedata.name(character, "").lower() or _CONTROLS.get(code)
    if name is None:
        name = "half a character" if 0xD800 <= code <= 0xDFFF else "control character"
        name = "tag character" if code >= 0xE0000 else name
    return f"U+{code:04X} ({name})"


def shown(value: str, limit: int = 60) -> str:
    """`value` in double quotes on one line, escaped where invisible, cut after `limit` code points."""
    head = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value[:limit])
    return f'"{head}…"' if len(value) > limit else f'"{head}"'


def inside(path: str, key: str) -> str:
    """The dotted path of `key` in `path`, fit for one line of a message."""
    word = key if len(key) <= 80 and key.isprintable() else shown(key)
    return f"{path}.{word}" if path else word


def mend_for(character: str) -> str:
    """What to write instead of a refused character."""
    if character == "\t":
        return "write spaces"
    if character in "\r\x85\u2028\u2029":
        return "write a plain line break"
    if character in "\ufffc\ufffd":
        return "write what was lost here in an earlier conversion"
    return "remove it"


def refused_in_file(text: str) -> Iterator[tuple[int, str]]:
    """Positions and characters that no file may hold, not even in a comment."""
    return ((found.start(), found.group()) for found in _RAW.finditer(text))


def without_refused(text: str) -> str:
    """The file's text without them, line by line as before, so that the rest can still be checked."""
    return _RAW.sub(" ", text)


def suspicious(text: str) -> bool:
    """Whether any value of this file may hold what `refused_in_value` looks for."""
    return _SUSPICIOUS.search(text) is not None


def refused_in_value(value: str) -> tuple[int, str] | None:
    """The first position and character that this value may not hold, or None."""
    right_to_left: bool | None = None
    for found in _LOOK_AT.finditer(value):
        at, character = found.start(), found.group()
        if character in _DIRECTION_MARKS:
            if right_to_left is None:  # searched once, for a text may hold many marks
                right_to_left = _RIGHT_TO_LEFT.search(value) is not None
            if not right_to_left:
                return at, character
        elif not _needed(value, at, character):
            return at, character
    return None


def _needed(value: str, at: int, character: str) -> bool:
    before, after = value[at - 1 : at] if at else "", value[at + 1 : at + 2]
    match character:
        case "\u200c" | "\u200d":
            joined = _JOINING.match(before) or _JOINING.match(after)
            return joined is not None or (character == "\u200d" and _EMOJI.match(before) is not None)
        case "\u200b" | "\u2060":
            # A place to break a line is harmless beside a dash; inside a word it hides the word.
            return not (before.isalnum() and after.isalnum()) or _SPACELESS.match(before) is not None
        case "\u00ad":
            return before.isalpha() and after.isalpha()
        case _ if "\ufe00" <= character <= "\ufe0f":
            return before.isprintable() and not before.isspace() and not "\ufe00" <= before <= "\ufe0f"
        case _ if "\U000e0100" <= character <= "\U000e01ef":
            return _IDEOGRAPH.match(before) is not None
    return False
