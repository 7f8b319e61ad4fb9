"""What an examination finds: one line on one thing, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How a thing stands. `SKIPPED`: it is not set up, or could not be looked at from here."""

    WELL = "well"
    SKIPPED = "skipped"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """`told` says what was found and, of what is not well, what to do."""

    check: str
    standing: Standing
    told: str


def well(check: str, told: str) -> Finding:
    """It is as it should be."""
    return Finding(check, Standing.WELL, told)


def skipped(check: str, told: str) -> Finding:
    """It is not set up, or cannot be looked at."""
    return Finding(check, Standing.SKIPPED, told)


def warning(check: str, told: str) -> Finding:
    """It should be looked at."""
    return Finding(check, Standing.WARNING, told)


def wrong(check: str, told: str) -> Finding:
    """It must be mended."""
    return Finding(check, Standing.WRONG, told)
