"""What a check warns of: no mistakes, so that nothing is held up, but likely ones that staff should look at.

A warning is a `Problem` like any other; only its list is another. No model and no network are needed here: links are
followed by `indexer.advice.pages`, on request only.
"""

from __future__ import annotations

from datetime import datetime

from indexer.advice.likeness import near_duplicates
from indexer.advice.probes import on_probes
from indexer.advice.sources import on_sources
from indexer.advice.standing import InForce, in_force
from indexer.advice.succession import rivals
from indexer.advice.terms import ahead, ending
from indexer.advice.translations import on_translations
from indexer.advice.words import on_words
from indexer.loading import Loaded
from indexer.statement import Problem

__all__ = ["InForce", "advise", "in_force"]


def advise(loaded: Loaded, now: datetime) -> tuple[Problem, ...]:
    """All warnings, sorted by file and line; about statements that could be read, and are or will be in force."""
    standing = in_force(loaded, now)
    found = [
        *on_sources(standing),
        *on_translations(standing),
        *on_words(standing),
        *near_duplicates(standing),
        *rivals(standing),
        *ending(standing, now),
        *ahead(standing, now),
        *on_probes(loaded, now),
    ]
    return tuple(sorted(found, key=lambda p: (p.file, p.line, p.field, p.found)))
