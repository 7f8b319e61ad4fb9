"""The forms of values: how a written string becomes what a dataclass holds, or is refused.

A form is a scalar, a list, a map or a record; `indexer.files.schema` says which field has which form,
`indexer.loading` reads nodes by them.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from indexer.files import dates, links
from indexer.files.characters import MORE_LINES, shown
from indexer.files.mistakes import (
    BAD_EMAIL,
    BAD_ID,
    BAD_KIND,
    BAD_LANGUAGE,
    BAD_PHONE,
    BAD_STATUS,
    LINE_BREAK,
    LONG_ID,
    NO_WORDS,
    TOO_LONG,
    AmissError,
)
from indexer.statement import Kind

LONGEST_ID = 80
LONGEST_LINE = 300
LONGEST_QUESTION = 500
LONGEST_TEXT = 200_000
DRAFT = "draft"

# ISO 639-1, all 183 codes.
LANGUAGES = tuple(
    re.findall(
        "[a-z]{2}",
        "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de "
        "dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia "
        "id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo "
        "lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl "
        "ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk "
        "tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu",
    )
)
_LANGUAGES = frozenset(LANGUAGES)
# Country codes and names that people write for a language.
_MEANT = {"cn": "zh", "jp": "ja", "gr": "el", "ua": "uk", "cz": "cs", "dk": "da", "al": "sq", "ir": "fa"}
_THREE = {"deu": "de", "ger": "de", "spa": "es", "zho": "zh", "chi": "zh", "fra": "fr", "fre": "fr"}

_SLUG = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{1,38}[0-9]")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,63}")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. `read` raises `AmissError`; `prose` when a comment behind it would cut off words."""

    read: Callable[[str], object]
    meant: str
    example: str
    schema: Mapping[str, object]
    prose: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values, read as a tuple."""

    item: Scalar


@dataclass(frozen=True, slots=True)
class MapOf:
    """A map. With `keyed`, its values are records that take the key as their first field, in a tuple."""

    keys: Scalar
    values: Form
    keyed: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of a dataclass, `make`."""

    make: Callable[..., object]
    fields: Mapping[str, Form]
    required: tuple[str, ...]


Form = Scalar | ListOf | MapOf | Record


def nearest(value: str, known: Iterable[str]) -> str | None:
    """The one of `known` that is most like `value`, if any is much like it."""
    return next(iter(difflib.get_close_matches(value[:100].lower(), known, n=1, cutoff=0.7)), None)


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """The mend for a word that is none of `known`."""
    words = sorted(known)
    if (near := nearest(value, words)) is not None:
        return f"did you mean {near}?"
    return f"write one of: {', '.join(words)}" if words else "take it out"


def slug_of(value: str) -> str:
    """The nearest id to `value`: ASCII, lower-case, hyphens; ``my-statement-2025`` when nothing is left."""
    plain = unicodedata.normalize("NFKD", value[:200]).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_ID].strip("-") or "my-statement-2025"


def read_id(value: str) -> str:
    """An id of a statement, a topic or a signpost."""
    if _SLUG.fullmatch(value) is None:
        raise AmissError(BAD_ID, value=shown(value), example=slug_of(value))
    if len(value) > LONGEST_ID:
        raise AmissError(LONG_ID, length=f"{len(value):,}")
    return value


def read_kind(value: str) -> Kind:
    """A kind, by its exact name."""
    try:
        return Kind(value)
    except ValueError:
        near = slug_of(value)
        raise AmissError(BAD_KIND, value=shown(value), mend=did_you_mean(near, Kind)) from None


def read_status(value: str) -> str:
    """The one status that a file may name: nobody sees it."""
    if value != DRAFT:
        raise AmissError(BAD_STATUS, value=shown(value))
    return value


def read_language(value: str) -> str:
    """A language by its ISO 639-1 code, in lower case and without a region."""
    if value in _LANGUAGES:
        return value
    head = re.split("[-_]", value.lower(), maxsplit=1)[0]
    head = _MEANT.get(head, _THREE.get(head, head[:2] if len(head) == 3 else head))
    mend = f"write {head}" if head in _LANGUAGES else "write the two letters of ISO 639-1, such as en"
    raise AmissError(BAD_LANGUAGE, value=shown(value), mend=mend)


def _words(what: str, limit: int, *, lines: bool) -> Callable[[str], str]:
    """A reader of prose: never empty, at most `limit` code points, one line unless `lines`."""

    def read(value: str) -> str:
        if not any(map(str.isalnum, value)):
            raise AmissError(NO_WORDS, what=what)
        if len(value) > limit:
            raise AmissError(TOO_LONG, what=what, length=f"{len(value):,}", limit=f"{limit:,}")
        if not lines and MORE_LINES.search(value) is not None:
            raise AmissError(LINE_BREAK, what=what)
        return value

    return read


def _read_phone(value: str) -> str:
    if _PHONE.fullmatch(value) is None:
        raise AmissError(BAD_PHONE, value=shown(value))
    return value


def _read_email(value: str) -> str:
    if len(value) > LONGEST_LINE or _EMAIL.fullmatch(value) is None:
        raise AmissError(BAD_EMAIL, value=shown(value))
    return value


def _prose(what: str, limit: int, example: str, *, lines: bool = False) -> Scalar:
    schema = {"type": "string", "minLength": 1, "maxLength": limit}
    return Scalar(_words(what, limit, lines=lines), "a text", example, schema, prose=True)


def _exact(read: Callable[[str], object], meant: str, example: str, **schema: object) -> Scalar:
    return Scalar(read, meant, example, {"type": "string", **schema})


ID = _exact(read_id, "an id", "flood-warning-2025", pattern=f"^{_SLUG.pattern}$", maxLength=LONGEST_ID)
KIND = _exact(read_kind, "a kind", "position", enum=[str(kind) for kind in Kind])
STATUS = _exact(read_status, "a status", DRAFT, enum=[DRAFT])
LANGUAGE = _exact(read_language, "a language", "en", pattern=f"^({'|'.join(LANGUAGES)})$")
MOMENT = _exact(dates.read_moment, "a date", "2025-03-14", pattern=dates.PATTERN)
LINK = _exact(links.read_link, "an address", links.EXAMPLE, pattern=links.LINK_PATTERN, maxLength=links.LONGEST)
HOST = _exact(links.read_host, "a host", "www.example.org", pattern=links.HOST_PATTERN)
PHONE = _exact(_read_phone, "a telephone number", '"+999 20 555 0100"', pattern=f"^{_PHONE.pattern}$")
EMAIL = _exact(_read_email, "an e-mail address", "press@example.org", pattern=f"^{_EMAIL.pattern}$")
LINE = _prose("value", LONGEST_LINE, "Ministry of Foreign Affairs")
TITLE = _prose("title", LONGEST_LINE, "Flood warning on the river")
QUESTION = _prose("question", LONGEST_QUESTION, "Who warns of floods?")
TEXT = _prose("text", LONGEST_TEXT, "|-, and the text on the lines below, indented", lines=True)
