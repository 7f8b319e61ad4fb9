"""Build the image of deploy/Containerfile without a container engine, and see it answer.

``python -m tests.deploy.build [--base FOLDER] [--pip-conf FILE] [--torch-index URL] [--keep] [-- BUILDAH OPTIONS]``

Needs root, buildah, bubblewrap and, for a base of its own, debootstrap (packages of these names in Debian), 12 GB of
disk and ten minutes. The base is Debian 12 with its Python 3.11, named by the argument BASE in place of the public
image, so that no registry is asked. What was built is then run as `tests.deploy.inside` says. Prints sizes and times.

Leave buildah's --layers alone: its storage here keeps a whole copy for each instruction, 50 GB in all.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import CHECKOUT
from tests.deploy.inside import Image, try_services

PACKAGES = "python3,python3-venv,ca-certificates"


@dataclass(frozen=True, slots=True)
class Builder:
    """buildah with storage of its own in `folder`."""

    folder: Path

    def run(self, *arguments: str) -> str:
        """What one command says on standard output; what it says beside that is shown."""
        own = ("--storage-driver", "vfs", "--root", str(self.folder / "storage"), "--runroot", str(self.folder / "run"))
        return subprocess.run(["buildah", *own, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    """Build, run, print."""
    chosen = _arguments(sys.argv[1:])
    load = os.getloadavg()[0]
    print(f"{datetime.now(UTC):%d %B %Y}, {platform.machine()}, {os.cpu_count()} processors, load {load:.1f}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        builder = Builder(chosen.keep or Path(scratch))
        if not chosen.built:
            _make(builder, chosen, Path(scratch))
        with _mounted(builder, "base") as bare:
            base = _size(bare)
        with _mounted(builder, "note-verbale") as root:
            _print_sizes(root, base)
            told = builder.run("inspect", "--type", "image", "note-verbale")
            try_services(Image.of(told), root, Path(scratch))


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
    for place in ("var/cache/apt", "var/lib/apt/lists"):  # the public image has none of it either
        for file in (folder / place).rglob("*"):
            if file.is_file():
                file.unlink()
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


def _print_sizes(root: Path, base: int) -> None:
    """`base` is the size of what the image stands on."""
    print("| part of the image | MB |\n| --- | --- |")
    parts = {"model": "opt/model", "packages": "opt/verbale", "of these torch": _torch(root), "program": "opt/program"}
    sizes = {name: _size(root / place) for name, place in parts.items()}
    whole = _size(root)
    own = sum(size for name, size in sizes.items() if not name.startswith("of"))
    for name, size in {"base": base, "git and ssh": whole - own - base, **sizes, "in all": whole}.items():
        print(f"| {name} | {size / 1e6:.0f} |", flush=True)


def _torch(root: Path) -> str:
    return str(next((root / "opt/verbale/lib").glob("python3*/site-packages/torch")).relative_to(root))


def _size(folder: Path) -> int:
    """Bytes on the disk."""
    told = subprocess.run(["du", "-s", "-x", "-B1", str(folder)], check=True, capture_output=True, text=True).stdout
    return int(told.split()[0])


@contextmanager
def _mounted(builder: Builder, image: str) -> Iterator[Path]:
    container = builder.run("from", "--pull-never", f"localhost/{image}").strip()
    try:
        yield Path(builder.run("mount", container).strip())
    finally:
        builder.run("rm", container)


if __name__ == "__main__":
    main()
