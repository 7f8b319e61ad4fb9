"""Addresses that cannot be those of the text: front pages, and pages of other statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from indexer.advice.sorts import FRONT_PAGE, SHARED_PAGE
from indexer.advice.standing import InForce
from indexer.files.forms import LANGUAGES
from indexer.statement import Problem


def on_sources(standing: Sequence[InForce]) -> Iterator[Problem]:
    """One page may show a statement in several languages, but not several statements."""
    first: dict[str, str] = {}
    for one in standing:
        for version in one.statement.versions:
            field = f"versions.{version.language}.source"
            line = one.located.line("versions", version.language, "source")
            if is_front_page(version.source):
                yield FRONT_PAGE.at(one.located.file, line, field)
            elif first.setdefault(version.source, one.statement.id) != one.statement.id:
                yield SHARED_PAGE.at(one.located.file, line, field, other=first[version.source])


def is_front_page(link: str) -> bool:
    """Whether an address names no page: nothing after the host, or only a language or ``index.html``."""
    parts = urlsplit(link)
    steps = [step for step in parts.path.lower().split("/") if step and not step.startswith("index.")]
    return not parts.query and (not steps or (len(steps) == 1 and steps[0] in LANGUAGES))
