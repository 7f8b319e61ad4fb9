"""The command that examines an installation: doctor."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import UTC, datetime

from bot.commands.opening import root_of
from bot.commands.terminal import count
from bot.settings import Settings


def doctor(chosen: argparse.Namespace, settings: Settings) -> int:
    """Tell how everything stands, and what to do; 1 where something is wrong."""
    from bot.examining.examination import examine
    from bot.examining.finding import Standing

    found = []
    for finding in examine(root_of(chosen, settings), settings, now):
        found.append(finding)
        if not chosen.json:
            print(f"{finding.standing.value:8}{finding.check:11}{finding.told}", flush=True)
    counted = Counter(finding.standing for finding in found)
    wrong, warnings = counted[Standing.WRONG], counted[Standing.WARNING]
    if chosen.json:
        checks = [{"check": f.check, "standing": f.standing.value, "told": f.told} for f in found]
        print(
            json.dumps({"well": not wrong, "wrong": wrong, "warnings": warnings, "checks": checks}, ensure_ascii=False)
        )
    else:
        amiss = f"{wrong} wrong" if wrong else "nothing is wrong"
        print(f"{amiss}, {count(warnings, 'warning')}")
    return 1 if wrong else 0


def now() -> datetime:
    """This machine's clock."""
    return datetime.now(UTC)
