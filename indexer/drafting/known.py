"""What a knowledge folder holds already, so that nothing is drafted twice: by address, and by text.

A file has no address, and a page may have several; a text tells both. White space, signs and capitals do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rapidfuzz import fuzz

from indexer.drafting.material import Material
from indexer.files.parsing import Entries, Value
from indexer.loading import Loaded, Located

_LIKE = 80.0
"""From this likeness on (0 to 100), whoever checks a draft is told of the other."""


@dataclass(frozen=True, slots=True)
class _Text:
    """One version, with only letters and digits of its text and title; `published` as it is written in the file."""

    text: str
    title: str
    published: str
    file: Path


class Holdings:
    """The statements and drafts of a folder, and those that are written meanwhile."""

    def __init__(self, loaded: Loaded) -> None:
        self.names = {file.stem for file in loaded.files} | {draft.file.stem for draft in loaded.drafts}
        self.drafts = {draft.file for draft in loaded.drafts}
        self._sources: dict[str, Path] = {}
        self._texts: list[_Text] = []
        for located in (*loaded.statements, *(draft.located for draft in loaded.drafts)):
            if located is not None:
                self._take(located)

    def _take(self, located: Located) -> None:
        published = _written(located.node, "published")
        for _, entries in located.versions():
            fields = {key: node.text for key, (_, node) in entries.items() if isinstance(node, Value)}
            if "source" in fields:
                self._sources[bare(fields["source"])] = located.file
            self._texts.append(
                _Text(_plain(fields.get("text", "")), _plain(fields.get("title", "")), published, located.file)
            )

    def add(self, name: str, file: Path, materials: Sequence[Material]) -> None:
        """A draft that was just written."""
        self.names.add(name)
        self.drafts.add(file)
        for one in materials:
            self._texts.append(_Text(_plain(one.text), _plain(one.title), _day(one.published), file))
            if one.source:
                self._sources[bare(one.source)] = file

    def at(self, address: str) -> Path | None:
        """The file of a statement or a draft with this address."""
        return self._sources.get(bare(address)) if address else None

    def same(self, material: Material) -> Path | None:
        """The file that says the same under the same title on the same day, as far as the material tells these two."""
        text, title, day = _plain(material.text), _plain(material.title), _day(material.published)
        found = (
            one.file
            for one in self._texts
            if one.text == text and title in ("", one.title) and (not day or one.published[:10] in ("", day))
        )
        return next(found, None) if text else None

    def doubts(self, material: Material) -> list[str]:
        """What to do about the file whose text is the most alike, where one is alike."""
        text, best, file = _plain(material.text), _LIKE, Path()
        for one in self._texts if text else ():
            alike = fuzz.ratio(text, one.text, score_cutoff=best)
            if alike > best:
                best, file = alike, one.file
        if best == _LIKE:
            return []
        return [f"text: it is much like that of {file} ({best:.0f} %); if the two are one statement, keep one of them"]


def bare(address: str) -> str:
    """An address without what does not change where it leads."""
    return address.partition("#")[0].rstrip("/").removeprefix("https://").removeprefix("http://")


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _day(published: date | None) -> str:
    return "" if published is None else published.isoformat()


def _written(node: Entries, key: str) -> str:
    _, found = node.entries.get(key, (0, None))
    return found.text if isinstance(found, Value) else ""
