"""The unit files, as systemd's own tools judge them; whether the bot works under them, `test_units_running` tells."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.deploy.tools import needs

UNITS = sorted((CHECKOUT / "deploy" / "systemd").glob("*.service"))
WORST = 2.0


def lines(unit: Path) -> list[str]:
    return unit.read_text(encoding="utf-8").splitlines()


def test_there_is_a_unit_for_every_service() -> None:
    assert [unit.name for unit in UNITS] == [f"verbale-{name}.service" for name in ("discord", "telegram", "watch")]


@needs("systemd-analyze")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_service_may_do_little(unit: Path) -> None:
    command = [
        "systemd-analyze",
        "security",
        "--offline=true",
        f"--threshold={WORST * 10:.0f}",
        "--no-pager",
        str(unit),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    exposure = re.search(rf"Overall exposure level for {unit.name}: ([\d.]+)", ended.stdout)
    assert exposure is not None, ended.stdout
    assert float(exposure[1]) <= WORST


@needs("systemd-analyze")
def test_systemd_understands_every_line(tmp_path: Path) -> None:
    program = tmp_path / "verbale"
    program.write_text("#!/bin/sh\n", encoding="ascii")
    program.chmod(0o755)
    for unit in UNITS:
        there = unit.read_text(encoding="utf-8").replace("/opt/verbale/bin/verbale", str(program))
        (tmp_path / unit.name).write_text(there, encoding="utf-8")
    names = [str(tmp_path / unit.name) for unit in UNITS]
    ended = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout + ended.stderr) == (0, "")


def test_the_restrictions_of_all_are_the_same() -> None:
    restricted = [
        lines(unit)[lines(unit).index("NoNewPrivileges=yes") : lines(unit).index("[Install]")] for unit in UNITS
    ]
    assert restricted[0] == restricted[1] == restricted[2]
    assert len(restricted[0]) > 25


@pytest.mark.parametrize("name", ["telegram", "discord"])
def test_a_bot_gets_its_secrets_as_credentials_and_cannot_write_the_store(name: str) -> None:
    unit = lines(CHECKOUT / "deploy" / "systemd" / f"verbale-{name}.service")
    assert [line for line in unit if line.startswith("LoadCredential=")] == [
        f"LoadCredential=token:/etc/verbale/secrets/{name}-token",
        "LoadCredential=secret-key:/etc/verbale/secrets/secret-key",
    ]
    settings = next(line for line in unit if "_TOKEN_FILE" in line)
    port = {"telegram": 9101, "discord": 9102}[name]
    assert settings == (
        f"Environment=VERBALE_{name.upper()}_TOKEN_FILE=%d/token VERBALE_SECRET_KEY_FILE=%d/secret-key "
        f"VERBALE_METRICS_PORT={port}"
    )
    assert "ReadOnlyPaths=-/var/lib/verbale/store" in unit
    assert "InaccessiblePaths=-/srv/verbale/knowledge" in unit


def test_watch_reads_the_knowledge_and_never_the_registry() -> None:
    unit = lines(CHECKOUT / "deploy" / "systemd" / "verbale-watch.service")
    assert "ReadOnlyPaths=-/srv/verbale/knowledge" in unit
    assert "InaccessiblePaths=-/var/lib/verbale/registry" in unit
    assert {"Type=notify", "WatchdogSec=5min"} <= set(unit)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_git_reads_the_knowledge_that_belongs_to_another_user(tmp_path: Path) -> None:
    unit = lines(CHECKOUT / "deploy" / "systemd" / "verbale-watch.service")
    (line,) = [line for line in unit if line.startswith("Environment=GIT_CONFIG_COUNT")]
    told = dict(word.split("=", 1) for word in line.removeprefix("Environment=").split())
    assert told["GIT_CONFIG_VALUE_0"] == "/srv/verbale/knowledge"
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    for place in (tmp_path, tmp_path / ".git"):
        os.chown(place, 12345, 12345)
    bare = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_SYSTEM": "/dev/null"}
    asked = ["git", "-C", str(tmp_path), "rev-parse", "--show-toplevel"]
    refused = subprocess.run(asked, env=bare, capture_output=True, text=True, check=False)
    assert "dubious ownership" in refused.stderr
    here = told | {"GIT_CONFIG_VALUE_0": str(tmp_path)}
    read = subprocess.run(asked, env=bare | here, capture_output=True, text=True, check=False)
    assert (read.stdout, read.stderr) == (f"{tmp_path}\n", "")
