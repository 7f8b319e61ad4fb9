"""Commands that tell what was asked: gaps, report."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.opening import model_of, root_of
from bot.commands.terminal import count, waiting
from bot.settings import Settings
from indexer.statement import VerbaleError

if TYPE_CHECKING:
    from bot.learning.gaps import Gap
    from bot.registry.opening import Registry
    from indexer.store import Snapshot

_DAYS = 30
"""Without `--since`: so many days up to the last."""


class ReportingError(VerbaleError):
    """The days asked for make no sense, or the page cannot be written."""


def gaps(chosen: argparse.Namespace, settings: Settings) -> int:
    """Show what was asked in vain, grouped by meaning."""
    from bot.learning.gaps import gap_as_json
    from indexer.store import open_snapshot

    since, until = _days(chosen)
    root = root_of(chosen, settings)
    snapshot = open_snapshot(root)
    registry = _registry(settings)
    try:
        found = _gaps(registry, snapshot, root, settings, since, until)
    finally:
        registry.close()
    if chosen.json:
        print(json.dumps({"gaps": [gap_as_json(gap) for gap in found]}, ensure_ascii=False))
        return 0
    for gap in found:
        _show(gap)
    asked = sum(gap.count for gap in found)
    print(f"{count(asked, 'question')} asked in vain, in {count(len(found), 'group')}", file=sys.stderr)
    if not found and not settings["log_questions"]:
        print("questions are not kept; set VERBALE_LOG_QUESTIONS=1 where the bot runs", file=sys.stderr)
    return 0


def report(chosen: argparse.Namespace, settings: Settings) -> int:
    """Write a page on what was asked and answered."""
    from bot.learning import labels
    from bot.learning.figures import Known, Period, figures_of
    from bot.learning.page import page_of
    from bot.learning.telling import PLATFORMS, Subject, report_of
    from bot.wording import LANGUAGES, wording
    from indexer.store import open_snapshot

    since, until = _days(chosen)
    root = root_of(chosen, settings)
    snapshot = open_snapshot(root)
    words = wording(chosen.language or settings.language)
    ministry = snapshot.contents.ministry
    registry = _registry(settings)
    try:
        known = Known(tuple(PLATFORMS), LANGUAGES, tuple(ministry.topics), tuple(labels.outcomes(words)))
        figures = figures_of(registry.counts, Period(since, until), known)
        kept = _gaps(registry, snapshot, root, settings, since, until)
    finally:
        registry.close()
    found = kept if kept or settings["log_questions"] else None
    page = page_of(report_of(figures, Subject(ministry, snapshot.by_id, found, datetime.now(UTC)), words), words)
    _write(chosen.output, page)
    asked = count(sum(figures.days.values()), "question")
    print(f"{asked} of {since.isoformat()} to {until.isoformat()} written to {chosen.output}", file=sys.stderr)
    return 0


def _registry(settings: Settings) -> Registry:
    """The registry that platforms wrote; none is made here, nor a key. Raises `RegistryError`."""
    from bot.registry.looking import demand_database
    from bot.serving.composing import SECRET_KEY, registry_of

    demand_database(settings.database)
    key = settings.registry / SECRET_KEY
    if not settings.secret("secret_key") and not key.exists():
        raise ReportingError(
            f"there is no secret key {key}, and VERBALE_SECRET_KEY is not set; give that of the platforms' service"
        )
    return registry_of(settings)


def _days(chosen: argparse.Namespace) -> tuple[date, date]:
    """The first and the last day asked for; days are those of UTC, as counted. Raises `ReportingError`."""
    until = chosen.until or datetime.now(UTC).date()
    since = chosen.since or until - timedelta(days=_DAYS - 1)
    if since > until:
        raise ReportingError(f"--since {since.isoformat()} is later than --until {until.isoformat()}; exchange them")
    return since, until


def _gaps(
    registry: Registry, snapshot: Snapshot, root: Path, settings: Settings, since: date, until: date
) -> tuple[Gap, ...]:
    read = registry.questions.read(since, until)
    if read.unreadable:
        left = count(read.unreadable, "question")
        print(
            f"verbale: {left} left out, sealed with another secret key; add the earlier one to VERBALE_SECRET_KEY",
            file=sys.stderr,
        )
    if not read.kept:
        return ()  # no need to load the model for that
    with waiting("grouping what was asked in vain"):
        from bot.desk import demand_same_model
        from bot.learning.gaps import gaps_of

        model = model_of(root, settings)
        demand_same_model(snapshot, model)
        return gaps_of(read.kept, snapshot, model, datetime.now(UTC))


def _show(gap: Gap) -> None:
    languages = ", ".join(f"{code} {number}" for code, number in gap.languages.items())
    outcomes = ", ".join(f"{name} {number}" for name, number in gap.outcomes.items())
    print(f"{gap.count} × {gap.example}")
    print(f"    {languages}; {outcomes}")
    for near in gap.nearest:
        print(f"    {near.confidence:.2f} {near.statement}: {near.title}")


def _write(file: Path, page: str) -> None:
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise ReportingError(f"{file} cannot be written ({error.strerror}); name another file with -o") from None
