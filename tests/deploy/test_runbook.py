"""What the runbook tells an operator to type exists: commands, settings, files, sections."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import pytest

from bot.cli import parser
from bot.frontends.discord.events import CREATE_THREADS, SEND, SEND_IN_THREADS, VIEW
from bot.options import KNOWN, SECRETS
from tests.conftest import CHECKOUT

DEPLOY = CHECKOUT / "deploy"
RUNBOOK = (DEPLOY / "RUNBOOK.md").read_text(encoding="utf-8")
SPANS = [*re.findall(r"`([^`\n]+)`", RUNBOOK), *re.findall(r"`(verbale [^`]+)`", RUNBOOK)]
BLOCKS = re.findall(r"^ *```\n(.*?)^ *```", RUNBOOK, re.M | re.S)


def commands() -> Iterator[str]:
    """What follows `verbale` wherever it is run, alone or behind docker, sudo or sh -c."""
    for written in [*SPANS, *(line for block in BLOCKS for line in block.splitlines())]:
        for found in re.findall(r"(?:^|[ /])verbale ([a-z].*?)(?:'? *\\?)$", written):
            yield " ".join(found.split())


def test_commands_are_found_where_they_are_written() -> None:
    assert {"status", "rollback", "gaps", "doctor", "resume", "telegram discord", 'pause --reason "…"'} <= set(
        commands()
    )


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_each_command_is_one_of_the_program(command: str) -> None:
    chosen = parser().parse_args(shlex.split(command))
    assert callable(chosen.run)


def test_each_setting_exists() -> None:
    there = {f"VERBALE_{name.upper()}" for name in KNOWN} | {f"VERBALE_{name.upper()}_FILE" for name in SECRETS}
    assert set(re.findall(r"VERBALE_[A-Z_]+[A-Z]", RUNBOOK)) - there == set()


def test_each_file_and_section_that_is_named_exists() -> None:
    files = set(re.findall(r"`((?:deploy|prometheus|grafana|tests)/[\w./-]+\.(?:sh|yaml|json|py))`", RUNBOOK))
    assert {"deploy/install.sh", "prometheus/alerts.yaml"} <= files
    assert {name for name in files if not ((DEPLOY / name).exists() or (CHECKOUT / name).exists())} == set()
    sections = {
        re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in re.findall(r"^#+ (.*)$", RUNBOOK, re.M)
    }
    linked = set(re.findall(r"\]\(#([\w-]+)\)", RUNBOOK))
    assert "verbaletwice" in linked
    assert linked - sections == set()


def test_what_an_operator_asks_for_has_its_section() -> None:
    titles = re.findall(r"^## (.*)$", RUNBOOK, re.M)
    assert titles == [
        "Install with containers",
        "Install with systemd",
        "The first tokens",
        "Statements and releases",
        "Rotate a token or the key",
        "Turn it off for good, and delete everything",
        "Backup and restore",
        "Alarms",
        "Logs",
        "What it costs",
    ]


def test_the_invitation_asks_for_what_the_bot_uses_and_no_more() -> None:
    (asked,) = re.findall(r"scope=bot\+applications\.commands&permissions=(\d+)", RUNBOOK)
    assert int(asked) == VIEW | SEND | SEND_IN_THREADS | CREATE_THREADS
