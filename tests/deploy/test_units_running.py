"""The unit files under a real systemd: the real bots with the real model answer under their restrictions."""

from __future__ import annotations

import json
import re
import shlex
import sys
import sysconfig
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from indexer.embedding import fingerprint
from tests.bot.frontends.telegram.program import free_port
from tests.conftest import CHECKOUT, MODEL, SAMPLE
from tests.deploy.machine import Machine, missing
from tests.fakes.contents import make, publish_made
from tests.fakes.discord import FakeDiscord, shown
from tests.fakes.telegram import FakeTelegram

UNITS = CHECKOUT / "deploy" / "systemd"
PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
PLACES = "LD_LIBRARY_PATH=/opt/python/lib PYTHONPATH=/opt/checkout:/opt/packages"
LAUNCHER = f'#!/bin/sh\n{PLACES} exec /opt/python/bin/{PYTHON} -m bot "$@"\n'
"""In place of the installed program: this checkout, with the Python and the packages of whoever runs the tests."""
SECRET_KEY = "a-key-of-forty-characters-for-the-tests-1"
QUESTION = "Does Marenia oppose the death penalty?"
SENTENCE = "Marenia opposes the death penalty in all cases and without exception."
WATCH = "verbale-watch.service"
NO_MORE_RIGHTS = {"CapEff": "0000000000000000", "CapBnd": "0000000000000000", "NoNewPrivs": "1", "Seccomp": "2"}

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as made:
        yield made


@pytest.fixture
def discord() -> Iterator[FakeDiscord]:
    with FakeDiscord() as made:
        yield made


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def machine(
    tmp_path: Path, sample_store: Path, telegram: FakeTelegram, discord: FakeDiscord, port: int
) -> Iterator[Machine]:
    """With the sample's store."""
    with installed(tmp_path, sample_store, telegram, discord, port) as made:
        yield made


@contextmanager
def installed(
    tmp_path: Path, store: Path, telegram: FakeTelegram, discord: FakeDiscord, port: int
) -> Iterator[Machine]:
    """Installed as the runbook says, but for where the packages come from."""
    shown = {
        "/opt/checkout": CHECKOUT,
        "/opt/python": Path(sys.base_prefix),
        "/opt/packages": Path(sysconfig.get_path("purelib")),
    }
    with Machine(tmp_path, shown) as made:
        made.write("/opt/verbale/bin/verbale", LAUNCHER, 0o755)
        made.write("/usr/lib/sysusers.d/verbale.conf", (UNITS / "sysusers.conf").read_text(encoding="utf-8"))
        made.run("systemd-sysusers")
        made.copy(MODEL.resolve(), "/opt/verbale/model")
        made.run("chmod", "-R", "a+rX", "/opt/verbale/model")
        made.copy(store, "/var/lib/verbale/store")
        made.run("chown", "-R", "verbale:verbale", "/var/lib/verbale")
        made.write("/etc/verbale/verbale.toml", settings(telegram, discord))
        for name, secret in secrets(telegram, discord).items():
            made.write(f"/etc/verbale/secrets/{name}", secret + "\n", 0o600)
        for unit in UNITS.glob("*.service"):
            made.write(f"/etc/systemd/system/{unit.name}", unit.read_text(encoding="utf-8"))
        free = f"[Service]\nEnvironment=VERBALE_METRICS_PORT={port}\n"
        for name in ("watch", "telegram", "discord"):  # one at a time
            made.write(f"/etc/systemd/system/verbale-{name}.service.d/port.conf", free)
        made.run("systemctl", "daemon-reload")
        yield made
        print(made.journal("verbale-*"))  # shown where the test fails


def settings(telegram: FakeTelegram, discord: FakeDiscord) -> str:
    """As shipped, but for the place of the model and the platforms' addresses."""
    shipped = (UNITS / "verbale.toml").read_text(encoding="utf-8").replace("/model/multilingual-e5-small", "/model")
    here = {
        "telegram_api": telegram.base,
        "telegram_loopback": "1",
        "discord_api": discord.api,
        "discord_gateway": discord.gateway,
        "discord_loopback": "1",
    }
    return shipped + "".join(f'{name} = "{value}"\n' for name, value in here.items())


def secrets(telegram: FakeTelegram, discord: FakeDiscord) -> dict[str, str]:
    return {"telegram-token": telegram.token, "discord-token": discord.token, "secret-key": SECRET_KEY}


def test_the_bots_answer_under_the_restrictions_of_their_units(
    machine: Machine, telegram: FakeTelegram, discord: FakeDiscord, port: int
) -> None:
    def on_telegram() -> str:
        anna = telegram.person("Anna")
        anna.says(QUESTION)
        return str(anna.hears()[0]["text"])

    def on_discord() -> str:
        anna = discord.member("Anna")
        return shown(anna.asks(QUESTION, discord.server("Readers").channel("general")).reply())

    hidden = [secret.partition(":")[2] or secret for secret in secrets(telegram, discord).values()]
    for name, asked in {"telegram": on_telegram, "discord": on_discord}.items():
        unit = f"verbale-{name}.service"
        machine.run("systemctl", "start", unit)
        until_serving(machine, unit, port, name)
        assert SENTENCE in asked()
        process = machine.run("systemctl", "show", "--property=MainPID", "--value", unit).strip()
        rights = dict(line.split(":\t", 1) for line in machine.run("cat", f"/proc/{process}/status").splitlines())
        assert {right: rights[right] for right in NO_MORE_RIGHTS} == NO_MORE_RIGHTS
        assert rights["Uid"].split()[0] == machine.run("id", "-u", "verbale").strip()
        assert writable(machine, process) == ["/tmp", "/var/lib/verbale", "/var/lib/verbale/registry"]
        machine.run("systemctl", "stop", unit)
        assert machine.run("systemctl", "show", "--property=Result", "--value", unit) == "success\n"
        log = machine.journal(unit)
        assert f"serving on {name.title()}" in log
        assert [secret for secret in (*hidden, QUESTION) if secret in log] == []


def until_serving(machine: Machine, unit: str, port: int, platform: str) -> None:
    """Until it is ready and its platform knows it: what is said before a session stands reaches no bot."""
    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as page:
            told = json.load(page)
            assert told["ready"] is True
            if told["platforms"] == {platform: "serving"}:
                return
        time.sleep(0.2)
    raise AssertionError(machine.journal(unit))


def test_watch_keeps_the_store_under_the_restrictions_of_its_unit(machine: Machine, port: int) -> None:
    machine.copy(SAMPLE, "/srv/verbale/knowledge")
    machine.run("systemctl", "start", "--no-block", WATCH)
    ends = time.monotonic() + 180
    while machine.run("systemctl", "is-active", WATCH, check=False) != "active\n":
        assert time.monotonic() < ends, machine.journal(WATCH)
        time.sleep(0.5)
    as_staff = ("setpriv", "--reuid=verbale", "--regid=verbale", "--clear-groups")
    told = machine.run(*as_staff, "env", "-C", "/etc/verbale", "/opt/verbale/bin/verbale", "status", "--json")
    status = json.loads(told)
    assert (status["watch"]["running"], status["watch"]["folder"]) == (True, "/srv/verbale/knowledge")
    assert status["last_build"]["result"] in ("published", "unchanged")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as page:
        assert json.load(page)["ready"] is True
    process = machine.run("systemctl", "show", "--property=MainPID", "--value", WATCH).strip()
    assert writable(machine, process) == ["/tmp", "/var/lib/verbale", "/var/lib/verbale/store"]
    machine.run("systemctl", "stop", WATCH)
    assert machine.run("systemctl", "show", "--property=Result", "--value", WATCH) == "success\n"


def test_the_doctor_is_called_as_the_runbook_says(
    tmp_path: Path, telegram: FakeTelegram, discord: FakeDiscord, port: int
) -> None:
    """With the credentials of a service that does not run: all is well but that."""
    if not MODEL.is_dir():
        pytest.skip("the model is not unpacked; run 'verbale model'")
    made = make()
    model = replace(made.model, name="model", fingerprint=fingerprint(MODEL.resolve()))
    publish_made(tmp_path / "made", replace(made, model=model), datetime.now(UTC))
    with installed(tmp_path, tmp_path / "made", telegram, discord, port) as machine:
        _is_called_as_the_runbook_says(machine)


def _is_called_as_the_runbook_says(machine: Machine) -> None:
    """As a unit, because systemd-run needs a message bus, which this machine has not."""
    runbook = (CHECKOUT / "deploy" / "RUNBOOK.md").read_text(encoding="utf-8")
    (command,) = re.findall(
        r"^(systemd-run (?:(?!```).)*exec /opt/verbale/bin/verbale doctor'\n)", runbook, re.M | re.S
    )
    words = shlex.split(command)
    assert words[-3:-1] == ["sh", "-c"]
    lines = [word for before, word in pairwise(words) if before == "-p"]
    lines += [f"Environment={word}" for before, word in pairwise(words) if before == "-E"]
    machine.write("/etc/verbale/doctor.sh", words[-1], 0o755)
    assert {"--uid=verbale", "--working-directory=/etc/verbale"} <= set(words)
    lines += ["User=verbale", "WorkingDirectory=/etc/verbale"]
    unit = ["[Service]", "Type=oneshot", *lines, "ExecStart=sh /etc/verbale/doctor.sh", ""]
    machine.write("/etc/systemd/system/verbale-doctor.service", "\n".join(unit))
    machine.copy(SAMPLE, "/srv/verbale/knowledge")
    machine.run("systemctl", "start", "verbale-doctor", check=False)
    code = machine.run("systemctl", "show", "--property=ExecMainStatus", "--value", "verbale-doctor")
    told = machine.journal("verbale-doctor").splitlines()
    assert code == "1\n", told
    assert [line for line in told if line.startswith("wrong")] == [
        "wrong   service    port 9101 of this machine is not reached (connection refused); "
        "start it, or see in its log why it ended"
    ]
    for well in (
        "model      /opt/verbale/model",
        "store      2",
        "telegram   the token is that of",
        "secrets    /run/cred",
    ):
        assert [line for line in told if line.startswith(f"well    {well}")] != [], told


def writable(machine: Machine, process: str) -> list[str]:
    """Where the service's user may write, as the service sees the machine."""
    places = "/ /etc/verbale /home /opt/verbale /opt/checkout /root /run /srv /tmp /usr/lib /var/lib /var/log"
    states = "/var/lib/verbale /var/lib/verbale/registry /var/lib/verbale/store"
    seen = ("nsenter", "-t", process, "-m", "setpriv", "--reuid=verbale", "--regid=verbale", "--clear-groups")
    script = 'for place in "$@"; do (: > "$place/probe") 2>/dev/null && rm "$place/probe" && echo "$place"; done; :'
    return machine.run(*seen, "sh", "-c", script, "sh", *places.split(), *states.split()).splitlines()
