"""The log's events: every call of the log tells one of the list, each of the list is told, and the runbook has it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.logbook import EVENTS, entry
from tests.conftest import CHECKOUT

RUNBOOK = CHECKOUT / "deploy" / "RUNBOOK.md"
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def calls(file: Path) -> Iterator[tuple[ast.Call, ast.AST]]:
    """Calls of the module's log, each with the function that it stands in."""
    for within in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(within, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(within):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in ("_log", "log", "logger", "logging")
                and node.func.attr in LEVELS
            ):
                yield node, within


def told(call: ast.Call, within: ast.AST) -> str | None:
    """The event of a call: in ``entry("…")`` itself, or in a name that it was given just before."""
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "extra"), None)
    if isinstance(given, ast.Name):
        assigned = {
            node.lineno: node.value
            for node in ast.walk(within)
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == given.id
            and node.lineno < call.lineno
        }
        given = assigned[max(assigned)] if assigned else None
    if not isinstance(given, ast.Call) or not given.args or not isinstance(given.args[0], ast.Constant):
        return None
    name = given.func.attr if isinstance(given.func, ast.Attribute) else getattr(given.func, "id", "")
    return str(given.args[0].value) if name in ("entry", "_entry") else None


def everywhere() -> Iterator[tuple[str, str | None]]:
    """Each place of a call, and its event."""
    seen = set()
    for file in sorted((CHECKOUT / "bot").rglob("*.py")):
        for call, within in calls(file):
            place = f"{file.relative_to(CHECKOUT)}:{call.lineno}"
            if place not in seen:
                seen.add(place)
                yield place, told(call, within)


def test_every_call_of_the_log_tells_an_event_of_the_list() -> None:
    assert {place: event for place, event in everywhere() if event not in EVENTS} == {}


def test_each_event_of_the_list_is_told_somewhere() -> None:
    assert set(EVENTS) - {event for _, event in everywhere()} == {"library"}


def test_the_runbook_lists_the_events_and_no_others() -> None:
    logs = re.search(r"^## Logs\n(.*?)(?=^## |\Z)", RUNBOOK.read_text(encoding="utf-8"), re.M | re.S)
    assert logs is not None
    listed = [name for cell in re.findall(r"^\| (`.*?) \|", logs[1], re.M) for name in re.findall(r"`([a-z-]+)`", cell)]
    assert sorted(listed) == sorted(EVENTS)


@pytest.mark.parametrize("source", ['_log.info("x")', '_log.info("x", extra={"event": "paused"})', '_log.info("x", y)'])
def test_a_call_without_an_event_is_found(tmp_path: Path, source: str) -> None:
    file = tmp_path / "x.py"
    file.write_text(f"def work():\n    {source}\n", encoding="utf-8")
    assert [told(*call) for call in calls(file)] == [None]


def test_an_entry_is_what_a_call_of_the_log_takes() -> None:
    assert entry("paused") == {"event": "paused", "beside": {}}
    assert entry("update-failed", platform="telegram", sort="message", error="KeyError", attempt=2) == {
        "event": "update-failed",
        "beside": {"platform": "telegram", "sort": "message", "error": "KeyError", "attempt": 2},
    }
