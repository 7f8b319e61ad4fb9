"""What a look that failed is written down as."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.logbook import entry
from bot.publishing import TurnedWorseError
from bot.tending.record import MOST_PROBLEMS, Build, Result
from indexer.build import KnowledgeError
from indexer.statement import VerbaleError

_log = logging.getLogger(__name__)


def of_the_folder(error: Exception) -> bool:
    """Whether only an edit can mend it."""
    return isinstance(error, KnowledgeError | TurnedWorseError)


def failure(error: Exception, now: datetime, version: str | None) -> Build:
    """The look at `now` that ended with `error`, `version` being in use; an error of the program's own is logged."""
    match error:
        case KnowledgeError():
            lines = tuple(map(str, error.problems))
        case TurnedWorseError():
            lines = tuple(map(str, error.worse))
        case VerbaleError():
            lines = ()
        case _:
            beside = entry("build-failed", error=type(error).__name__)
            _log.error("a build failed for a reason of the program's own", exc_info=error, extra=beside)
            return Build(now, Result.FAILED, version, f"{type(error).__name__}; the log says where")
    return Build(now, Result.FAILED, version, str(error), lines[:MOST_PROBLEMS], len(lines))
