"""Build the image of deploy/Containerfile without a container engine, and see it answer.

``python -m tests.deploy.build [--base FOLDER] [--pip-conf FILE] [--torch-index URL] [--keep] [-- BUILDAH OPTIONS]``

Needs root, buildah, bubblewrap and, for a base of its own, debootstrap (packages of these names in Debian), 12 GB of
disk and ten minutes. The base is Debian 12 with its Python 3.11, named by the argument BASE in place of the public
image, so that no registry is asked. What was built runs as the image says, by its entry point and as its user, on a
root that is read-only and without any capability. It must answer a question that a fake Telegram on loopback brings,
find its health check well, and have nothing of the program's own that its user could write to. Prints sizes and times.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer.build import build
from indexer.embedding import Embedder
from tests.bot.frontends.telegram.program import free_port
from tests.conftest import CHECKOUT, MODEL, SAMPLE, THRESHOLDS
from tests.fakes.telegram import TOKEN, FakeTelegram

QUESTION = "Does Marenia oppose the death penalty?"
SENTENCE = "Marenia opposes the death penalty in all cases and without exception."
PACKAGES = "python3,python3-venv,ca-certificates"
PATIENCE = 120.0
WRITABLE = ("/tmp", "/var/tmp", "/var/lib/verbale")
"""Where the image would let its user write, were its root not read-only: nowhere else, so never to the program."""

Words = list[str]


@dataclass(frozen=True, slots=True)
class Builder:
    """buildah with storage of its own in `folder`."""

    folder: Path

    def run(self, *arguments: str) -> str:
        """What one command says on standard output; what it says beside that is shown."""
        own = ("--storage-driver", "vfs", "--root", str(self.folder / "storage"), "--runroot", str(self.folder / "run"))
        return subprocess.run(["buildah", *own, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


@dataclass(frozen=True, slots=True)
class Image:
    """What an image says of itself: `environment` as NAME=value, `health` as a command."""

    entry: tuple[str, ...]
    environment: tuple[str, ...]
    user: str
    health: tuple[str, ...]
    folder: str

    @staticmethod
    def of(builder: Builder, name: str) -> Image:
        """Raises `KeyError` where it says less."""
        told = json.loads(builder.run("inspect", "--type", "image", name))["Docker"]["config"]
        return Image(
            entry=tuple(told["Entrypoint"]),
            environment=tuple(told["Env"]),
            user=told["User"],
            health=tuple(told["Healthcheck"]["Test"][1:]),
            folder=told["WorkingDir"],
        )


def main() -> None:
    """Build, run, print."""
    chosen = _arguments(sys.argv[1:])
    load = os.getloadavg()[0]
    print(f"{datetime.now(UTC):%d %B %Y}, {platform.machine()}, {os.cpu_count()} processors, load {load:.1f}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        builder = Builder(chosen.keep or Path(scratch))
        if not chosen.built:
            _make(builder, chosen, Path(scratch))
        with _mounted(builder) as root:
            _print_sizes(root)
            _answers(Image.of(builder, "note-verbale"), root, Path(scratch))


def _make(builder: Builder, chosen: argparse.Namespace, scratch: Path) -> None:
    with _timed("base"):
        if not builder.run("images", "--quiet", "--filter", "reference=localhost/base"):
            _import_base(builder, chosen.base or _bootstrapped(scratch / "base"))
    with _timed("build"):
        _build(builder, chosen)


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.deploy.build")
    parser.add_argument("--base", type=Path, metavar="FOLDER", help="a root file system, made by debootstrap")
    parser.add_argument("--pip-conf", type=Path, metavar="FILE", help="a configuration of pip, for a mirror")
    parser.add_argument("--torch-index", metavar="URL", help="where torch's CPU build is; empty: where pip looks")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep the images here, and use those that are there"
    )
    parser.add_argument("--built", action="store_true", help="build nothing: the image is there, in --keep")
    parser.add_argument("options", nargs="*", help="further options of 'buildah bud', behind --")
    return parser.parse_args(given)


@contextmanager
def _timed(what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - begun:.0f} s", flush=True)


def _bootstrapped(folder: Path) -> Path:
    command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def _import_base(builder: Builder, folder: Path) -> None:
    container = builder.run("from", "scratch").strip()
    builder.run("add", "--quiet", container, str(folder), "/")
    builder.run("commit", "--quiet", "--rm", container, "localhost/base")


def _build(builder: Builder, chosen: argparse.Namespace) -> None:
    options = ["--isolation", "chroot", "--network", "host", "--format", "docker"]
    options += ["--ignorefile", "deploy/Containerfile.dockerignore"]
    options += ["--build-arg", "BASE=localhost/base"]
    if chosen.torch_index is not None:
        options += ["--build-arg", f"TORCH_INDEX={chosen.torch_index}"]
    if chosen.pip_conf is not None:
        options += ["--secret", f"id=pip,src={chosen.pip_conf}"]
    named = ["--file", "deploy/Containerfile", "--tag", "note-verbale", str(CHECKOUT)]
    own = (
        "--storage-driver",
        "vfs",
        "--root",
        str(builder.folder / "storage"),
        "--runroot",
        str(builder.folder / "run"),
    )
    subprocess.run(
        ["buildah", *own, "bud", *options, *chosen.options, *named],
        cwd=CHECKOUT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _print_sizes(root: Path) -> None:
    print("| part of the image | MB |\n| --- | --- |")
    parts = {"model": "opt/model", "packages": "opt/verbale", "of these torch": _torch(root), "program": "opt/program"}
    sizes = {name: _size(root / place) for name, place in parts.items()}
    whole = _size(root)
    own = sum(size for name, size in sizes.items() if not name.startswith("of"))
    for name, size in {"base": whole - own, **sizes, "in all": whole}.items():
        print(f"| {name} | {size / 1e6:.0f} |", flush=True)


def _torch(root: Path) -> str:
    return str(next((root / "opt/verbale/lib").glob("python3*/site-packages/torch")).relative_to(root))


def _size(folder: Path) -> int:
    """Bytes on the disk."""
    told = subprocess.run(["du", "-s", "-x", "-B1", str(folder)], check=True, capture_output=True, text=True).stdout
    return int(told.split()[0])


@contextmanager
def _mounted(builder: Builder) -> Iterator[Path]:
    container = builder.run("from", "--pull-never", "localhost/note-verbale").strip()
    try:
        yield Path(builder.run("mount", container).strip())
    finally:
        builder.run("rm", container)


def _answers(image: Image, root: Path, scratch: Path) -> None:
    """Raises `AssertionError` where it does not."""
    store, registry, secrets = (scratch / name for name in ("store", "registry", "secrets"))
    build(SAMPLE, store, Embedder(str(MODEL)), THRESHOLDS, datetime.now(UTC), lambda stage, done, total: None)
    user, group = (int(number) for number in image.user.split(":"))
    for folder in (registry, secrets):
        folder.mkdir(mode=0o700)
        os.chown(folder, user, group)
    for name, secret in {"token": TOKEN, "key": "a-key-of-forty-characters-for-the-tests-1"}.items():
        (secrets / name).write_text(secret, encoding="ascii")
        os.chown(secrets / name, user, group)
    port = free_port()
    with FakeTelegram() as telegram:
        settings = {
            "VERBALE_TELEGRAM_API": telegram.base,
            "VERBALE_TELEGRAM_LOOPBACK": "1",
            "VERBALE_TELEGRAM_TOKEN_FILE": "/run/secrets/token",
            "VERBALE_SECRET_KEY_FILE": "/run/secrets/key",
            "VERBALE_METRICS_PORT": str(port),
        }
        volumes = {"/run/secrets": secrets, "/var/lib/verbale/store": store}
        told = {**settings, "HOME": "/tmp"}
        inside = _inside(image, root, told, volumes, registry)
        _see_it_answer(image, inside, telegram)
    loose = [word.replace("--ro-bind", "--bind") for word in _inside(image, root, told, {}, registry)]
    found = subprocess.run(
        [*loose, "find", "/", "-xdev", "-writable", "!", "-type", "l"], capture_output=True, text=True, check=False
    )  # it says what it may not look into, which is well
    elsewhere = [place for place in found.stdout.split() if not place.startswith(WRITABLE)]
    assert "/var/lib/verbale/work" in found.stdout, found.stderr
    assert elsewhere == [], elsewhere
    print("its user may not write to the program, nor anywhere but in", ", ".join(WRITABLE))


def _inside(
    image: Image, root: Path, settings: Mapping[str, str], volumes: Mapping[str, Path], registry: Path
) -> Words:
    """The words before a command that runs in the image, as its user, with nothing that it may do beyond."""
    fence = ["bwrap", "--die-with-parent", "--unshare-pid", "--unshare-ipc", "--clearenv", "--ro-bind", str(root), "/"]
    fence += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/run", "--chmod", "1777", "/tmp"]
    fence += ["--tmpfs", "/dev/shm", "--chmod", "1777", "/dev/shm"]
    for place, folder in volumes.items():
        fence += ["--ro-bind", str(folder), place]
    fence += ["--bind", str(registry), "/var/lib/verbale/registry", "--chdir", image.folder]
    given = dict(pair.split("=", 1) for pair in image.environment) | dict(settings)
    for name, value in given.items():
        fence += ["--setenv", name, value]
    user, group = image.user.split(":")
    who = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--bounding-set=-all", "--no-new-privs"]
    return [*fence, *who]


def _see_it_answer(image: Image, inside: list[str], telegram: FakeTelegram) -> None:
    anna = telegram.person("Anna")
    anna.says(QUESTION)
    begun = time.monotonic()
    process = subprocess.Popen([*inside, *image.entry, "telegram"])
    try:
        (answer,) = anna.hears(seconds=PATIENCE)
        assert SENTENCE in answer["text"], answer["text"]
        print(f"started and answered: {time.monotonic() - begun:.1f} s")
        subprocess.run([*inside, *image.health], check=True, timeout=PATIENCE)
        print("its health check is well")
    finally:
        os.kill(_innermost(process.pid), signal.SIGTERM)  # bubblewrap would pass it on to nobody
        process.wait(30)
    assert process.returncode == 0, process.returncode


def _innermost(pid: int) -> int:
    """The process that has no child, behind those that only fence it in."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return _innermost(int(children[0])) if children else pid


if __name__ == "__main__":
    main()
