"""What was built, run as the image says: by its entry point and as its user, on a read-only root, without a capability.

The watch publishes a branch of a repository that is mounted; Telegram and Discord, fakes on loopback, then have a
question answered from what it published. Each must find its health check well and end when it is told to, and nothing
of the program's own may be there that its user could write to.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import struct
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

from tests.bot.frontends.telegram.program import free_port
from tests.conftest import SAMPLE
from tests.fakes.discord import FakeDiscord, shown
from tests.fakes.telegram import TOKEN, FakeTelegram

QUESTION = "Does Marenia oppose the death penalty?"
SENTENCE = "Marenia opposes the death penalty in all cases and without exception."
PATIENCE = 300.0
STATE = "/var/lib/verbale"
PORT = "VERBALE_METRICS_PORT"
WRITABLE = ("/tmp", "/var/tmp", STATE)
"""Where the image would let its user write, were its root not read-only: nowhere else, so never to the program."""

Words = list[str]


@dataclass(frozen=True, slots=True)
class Image:
    """What an image says of itself: `environment` as NAME=value, `health` as a command."""

    entry: tuple[str, ...]
    environment: tuple[str, ...]
    user: str
    health: tuple[str, ...]
    folder: str

    @staticmethod
    def of(inspected: str) -> Image:
        """From what buildah tells. Raises `KeyError` where it says less."""
        told = json.loads(inspected)["Docker"]["config"]
        return Image(
            entry=tuple(told["Entrypoint"]),
            environment=tuple(told["Env"]),
            user=told["User"],
            health=tuple(told["Healthcheck"]["Test"][1:]),
            folder=told["WorkingDir"],
        )

    def own(self, *places: Path) -> None:
        """Give folders, with all in them, to the image's user."""
        user, group = (int(number) for number in self.user.split(":"))
        for place in places:
            for one in (place, *place.rglob("*")):
                os.chown(one, user, group, follow_symlinks=False)


@dataclass(frozen=True, slots=True)
class Fence:
    """What a container gets: its root, settings, and folders of ours at places of its own."""

    image: Image
    root: Path
    settings: Mapping[str, str]
    read: Mapping[str, Path]
    written: Mapping[str, Path]

    def words(self, *, loose: bool = False) -> Words:
        """The words before a command that runs inside; `loose`: its root is not read-only."""
        bind = "--bind" if loose else "--ro-bind"
        fence = [
            "bwrap",
            "--die-with-parent",
            "--unshare-pid",
            "--unshare-ipc",
            "--clearenv",
            bind,
            str(self.root),
            "/",
        ]
        fence += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/run", "--chmod", "1777", "/tmp"]
        fence += ["--tmpfs", "/dev/shm", "--chmod", "1777", "/dev/shm"]
        for place, folder in self.read.items():
            fence += ["--ro-bind", str(folder), place]
        for place, folder in self.written.items():
            fence += ["--bind", str(folder), place]
        fence += ["--chdir", self.image.folder]
        given = dict(pair.split("=", 1) for pair in self.image.environment) | {"HOME": STATE} | dict(self.settings)
        for name, value in given.items():
            fence += ["--setenv", name, value]
        user, group = self.image.user.split(":")
        who = [f"--reuid={user}", f"--regid={group}", "--clear-groups", "--bounding-set=-all", "--no-new-privs"]
        return [*fence, "setpriv", *who]

    def run(self, *command: str) -> tuple[int, str]:
        """The exit code of a command, and what it says."""
        ended = subprocess.run(
            [*self.words(), *command], check=False, stdout=subprocess.PIPE, text=True, timeout=PATIENCE
        )
        return ended.returncode, ended.stdout

    @contextmanager
    def serving(self, service: str, port: int) -> Iterator[None]:
        """A service, ready when the block begins; it must be well by its own check, and end when it is told to."""
        begun = time.monotonic()
        process = subprocess.Popen([*self.words(), *self.image.entry, service])
        try:
            while not _ready(port):
                assert process.poll() is None, f"{service} ended with {process.returncode}"
                assert time.monotonic() - begun < PATIENCE, f"{service} is not ready"
                time.sleep(0.2)
            print(f"{service} ready after {time.monotonic() - begun:.1f} s, {_resident(process.pid):.0f} MiB")
            yield
            assert self.run(*self.image.health)[0] == 0, service
            print(f"{service} answered, and its health check is well")
        finally:
            if process.poll() is None:
                os.kill(_innermost(process.pid), signal.SIGTERM)  # bubblewrap would pass it on to nobody
            process.wait(PATIENCE)
        assert process.returncode == 0, process.returncode


def try_services(image: Image, root: Path, scratch: Path) -> None:
    """Raises `AssertionError` where something is not as it should be."""
    _see_what_is_compiled(root)
    store, registry, following, secrets = (_folder(scratch / name) for name in ("store", "registry", "git", "secrets"))
    staff, clone = _repositories(scratch)
    with FakeTelegram() as telegram, FakeDiscord() as discord:
        keep = {"token": TOKEN, "discord": discord.token, "key": "a-key-of-forty-characters-for-the-tests-1"}
        for name, secret in keep.items():
            (secrets / name).write_text(secret, encoding="ascii")
            (secrets / name).chmod(0o400)
        image.own(store, registry, following, secrets, staff)
        branch = {"VERBALE_WATCH_GIT": "origin/main", "VERBALE_KNOWLEDGE": f"{STATE}/knowledge/knowledge"}
        places = {f"{STATE}/knowledge": clone, "/run/staff": staff}
        own = {f"{STATE}/store": store, f"{STATE}/.following": following}
        port, its = free_port(), free_port()
        watch = Fence(image, root, branch | {PORT: str(its)}, places, own)
        read, written = {f"{STATE}/store": store, "/run/secrets": secrets}, {f"{STATE}/registry": registry}
        bot = Fence(image, root, _platforms(telegram, discord) | {PORT: str(port)}, read, written)
        with watch.serving("watch", its):
            _see_it_publish(its, staff, image)
            with bot.serving("telegram", port):
                anna = telegram.person("Anna")
                anna.says(QUESTION)
                (answer,) = anna.hears(seconds=PATIENCE)
                assert SENTENCE in answer["text"], answer["text"]
            with bot.serving("discord", port):
                discord.server("Fishers")
                reply = discord.member("Boris").asks(QUESTION).reply(PATIENCE)
                assert SENTENCE in shown(reply), shown(reply)
                _examine(bot)
    _see_what_is_writable(bot)


def _folder(place: Path) -> Path:
    place.mkdir(mode=0o700)
    return place


def _repositories(scratch: Path) -> tuple[Path, Path]:
    """Where staff push to, as /run/staff inside, and the clone that is mounted."""
    staff, clone = scratch / "staff", scratch / "clone"
    shutil.copytree(SAMPLE, staff / "knowledge")
    _git(scratch, "init", "--quiet", "--initial-branch=main", str(staff))
    _commit(staff)
    _git(scratch, "clone", "--quiet", str(staff), str(clone))
    _git(clone, "remote", "set-url", "origin", "/run/staff")
    return staff, clone


def _commit(staff: Path) -> str:
    who = ("-c", "user.name=Staff", "-c", "user.email=staff@mfa.example", "-c", f"safe.directory={staff}")
    _git(staff, *who, "add", "--all")
    _git(staff, *who, "commit", "--quiet", "--message=Statements")
    return _git(staff, *who, "rev-parse", "HEAD").strip()


def _git(folder: Path, *arguments: str) -> str:
    told = subprocess.run(["git", "-C", str(folder), *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return told.stdout


def _see_it_publish(port: int, staff: Path, image: Image) -> None:
    """What staff push next is published, too."""
    before = _page(port)
    assert before["watch"]["result"] == "published", before
    ministry = staff / "knowledge" / "ministry.yaml"
    ministry.write_text(ministry.read_text(encoding="utf-8") + "\n# another commit\n", encoding="utf-8")
    commit = _commit(staff)
    image.own(staff)
    begun = time.monotonic()
    while (now := _page(port))["watch"]["commit"] != commit:
        assert time.monotonic() - begun < PATIENCE, now
        time.sleep(0.2)
    assert now["watch"]["commit"] != before["watch"]["commit"]
    print(f"what was pushed was taken after {time.monotonic() - begun:.1f} s")


def _platforms(telegram: FakeTelegram, discord: FakeDiscord) -> dict[str, str]:
    return {
        "VERBALE_TELEGRAM_API": telegram.base,
        "VERBALE_TELEGRAM_LOOPBACK": "1",
        "VERBALE_TELEGRAM_TOKEN_FILE": "/run/secrets/token",
        "VERBALE_DISCORD_API": discord.api,
        "VERBALE_DISCORD_GATEWAY": discord.gateway,
        "VERBALE_DISCORD_LOOPBACK": "1",
        "VERBALE_DISCORD_TOKEN_FILE": "/run/secrets/discord",
        "VERBALE_SECRET_KEY_FILE": "/run/secrets/key",
    }


def _examine(fence: Fence) -> None:
    """`verbale doctor` finds nothing wrong."""
    code, told = fence.run(*fence.image.entry, "doctor", "--json")
    found = json.loads(told)
    assert (code, found["well"]) == (0, True), [one for one in found["checks"] if one["standing"] == "wrong"]
    print(f"doctor: nothing is wrong, {found['warnings']} warnings")


def _see_what_is_compiled(root: Path) -> None:
    """No module is there whose compiled form would be thrown away, at each start anew."""
    stale, there = [], 0
    for source in (root / "opt").rglob("*.py"):
        compiled = source.parent / "__pycache__" / f"{source.stem}.cpython-311.pyc"
        if compiled.is_file():
            flags, then, _ = struct.unpack("<III", compiled.read_bytes()[4:16])
            there += 1
            stale += [] if flags or then == int(source.stat().st_mtime) else [str(source)]
    assert (there > 1000, stale[:3]) == (True, []), len(stale)
    print(f"{there} modules are compiled")


def _see_what_is_writable(fence: Fence) -> None:
    looked = [*fence.words(loose=True), "find", "/", "-xdev", "-writable", "!", "-type", "l"]
    found = subprocess.run(looked, capture_output=True, text=True, check=False)  # it says what it may not look into
    elsewhere = [place for place in found.stdout.split() if not place.startswith(WRITABLE)]
    assert f"{STATE}/work" in found.stdout, found.stderr
    assert elsewhere == [], elsewhere
    print("its user may not write to the program, nor anywhere but in", ", ".join(WRITABLE))


def _page(port: int) -> dict[str, Any]:
    """What ``/readyz`` tells, empty where nobody does."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as answer:
            read: dict[str, Any] = json.loads(answer.read())
    except HTTPError as error:
        with error:
            read = json.loads(error.read())
    except (URLError, OSError):
        return {}
    return read


def _ready(port: int) -> bool:
    told = _page(port)
    return bool(told.get("ready")) and set(told.get("platforms", {}).values()) <= {"serving"}


def _resident(pid: int) -> float:
    """MiB that the service holds."""
    status = Path(f"/proc/{_innermost(pid)}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _innermost(pid: int) -> int:
    """The service's own process, behind those that only fence it in."""
    if Path(f"/proc/{pid}/comm").read_text(encoding="ascii").strip() != "bwrap":
        return pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return _innermost(int(children[0])) if children else pid
