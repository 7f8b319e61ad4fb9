"""From material to a draft's file: its fields in their order, its id, its place, and its writing."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from indexer.drafting.material import Material
from indexer.files.folder import LARGEST_FILE, STATEMENTS_FOLDER
from indexer.files.forms import DRAFT, LONGEST_LINE, slug_of
from indexer.files.writing import Fields, as_yaml
from indexer.statement import Kind, Ministry, VerbaleError

COMMENT = """\
# A draft: nobody is shown it. Compare it with its source and do what stands under to_do; `verbale check` names what
# else is missing. To publish it, delete to_do, the line with the status, and these three lines. The id, which is also
# the file's name, is its name for ever: if another one is better, change both now.
"""
WHOLE_COMMENT = """\
# A draft: nobody is shown it. To publish it, delete the line with the status and these two. The id, which is also the
# file's name, is its name for ever: if another one is better, change both now.
"""
_NO_ID = slug_of("")
_ID_LENGTH = 60
_SEVERAL = re.compile(r"[a-z0-9]+-[a-z0-9]+")


class CannotDraftError(VerbaleError):
    """A draft cannot be written where it should be."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What whoever asks for drafts decides about all of them; None where the sources decide."""

    topics: tuple[str, ...] = ()
    kind: Kind | None = None
    issuer: str = ""


def draft_fields(
    name: str, materials: Sequence[Material], wishes: Wishes, ministry: Ministry | None, more: Sequence[str] = ()
) -> Fields:
    """The fields of a draft; the first of `materials` is the original, `more` are further things to do.

    What is not known is left out, so that `verbale check` names it.
    """
    original = materials[0]
    issuer, doubt = _issuer(original, wishes, ministry)
    to_do = [*([] if wishes.kind else ["kind: it is a guess; write what it is"]), *doubt, *more]
    for material in materials:
        prefix = f"{material.language or 'unknown'}: " if len(materials) > 1 else ""
        to_do.extend(prefix + doubt for doubt in material.to_do)
    fields: dict[str, str | Sequence[str] | Fields] = {"status": DRAFT}
    if to_do:
        fields["to_do"] = [_fit(what) for what in dict.fromkeys(to_do)]
    fields |= {"id": name, "kind": str(wishes.kind or Kind.STATEMENT)}
    fields |= {"original": original.language} if original.language else {}
    fields |= {"issuer": issuer} if issuer else {}
    fields |= {"published": original.published.isoformat()} if original.published else {}
    fields |= {"topics": list(wishes.topics)} if wishes.topics else {}
    return {**fields, "versions": {material.language or "xx": _version(material) for material in materials}}


def _version(material: Material) -> Fields:
    written = {"title": material.title, "source": material.source, "text": material.text}
    return {key: value for key, value in written.items() if value}


def _issuer(original: Material, wishes: Wishes, ministry: Ministry | None) -> tuple[str, list[str]]:
    if wishes.issuer or original.issuer:
        return wishes.issuer or original.issuer, []
    if ministry is None:
        return "", []
    name = ministry.name.get(original.language) or next(iter(ministry.name.values()))
    return name, ["issuer: the source names none; this is the ministry's name"]


def _fit(what: str) -> str:
    """A line that a to-do may be."""
    line = " ".join(what.split())
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def name_for(materials: Sequence[Material], taken: Collection[str]) -> str:
    """An id that is not taken: of a title in Latin letters, else of the address, else of the day."""
    english = sorted(materials, key=lambda material: material.language != "en")
    found = [
        slug_of(material.title) for material in english if material.title.isascii() or _mostly_latin(material.title)
    ]
    for material in materials:
        parts = [unquote(part) for part in urlsplit(material.source).path.split("/") if part]
        found.extend(slug_of(part.rsplit(".", 1)[0]) for part in reversed(parts))
    day = materials[0].published
    likely = next((name for name in found if name != _NO_ID and _SEVERAL.match(name)), "")
    name = _short(likely) or ("draft" if day is None else f"draft-{day.isoformat()}")
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(other for other in numbered if other not in taken)


def _mostly_latin(title: str) -> bool:
    letters = [c for c in title if c.isalpha()]
    return bool(letters) and sum(c < "\u0250" for c in letters) >= 0.8 * len(letters)


def _short(name: str) -> str:
    """At most sixty characters, cut between two words."""
    return name if len(name) <= _ID_LENGTH else name[: _ID_LENGTH + 1].rpartition("-")[0] or name[:_ID_LENGTH]


def place_of(fields: Fields) -> Path:
    """Where in the knowledge folder the draft belongs: under its first topic."""
    topics = fields.get("topics", [])
    folder = STATEMENTS_FOLDER / topics[0] if isinstance(topics, list) and topics else STATEMENTS_FOLDER
    return folder / f"{fields['id']}.yaml"


def write_draft(folder: Path, fields: Fields) -> Path:
    """Write the draft into the knowledge folder, whole or not at all, and never over another file.

    Returns its path relative to `folder`.

    Raises:
        CannotDraftError: there is such a file, the folder cannot be written, or the draft is too large.

    """
    place = place_of(fields)
    data = ((COMMENT if "to_do" in fields else WHOLE_COMMENT) + as_yaml(fields)).encode()
    if len(data) > LARGEST_FILE:
        raise CannotDraftError(
            "the draft would be larger than 1 MiB; a statement is shorter: name the page of one alone"
        )
    if not folder.is_dir():
        raise CannotDraftError(f"there is no knowledge folder {folder}; make it, or name the right one (--into)")
    try:
        _write_new(folder, place, data)
    except FileExistsError:
        raise CannotDraftError(f"there is already a file {place}; choose another id, or remove that file") from None
    except OSError as error:
        raise CannotDraftError(f"cannot write {folder / place} ({error.strerror}); nothing was written") from error
    return place


def _write_new(folder: Path, place: Path, data: bytes) -> None:
    target = folder / place
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the statements, where no check looks: half a draft is never seen among them.
    opened, waiting = tempfile.mkstemp(dir=folder, prefix=".draft-")
    try:
        with os.fdopen(opened, "wb") as file:
            os.fchmod(file.fileno(), 0o644)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(waiting, target)  # unlike a rename, this fails where there is a file already
    finally:
        with suppress(OSError):
            Path(waiting).unlink()
