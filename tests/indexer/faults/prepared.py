"""What the fault tests share: a folder of prepared bytes, a store to publish them to, and the publisher's command."""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta
from pathlib import Path

from indexer import store
from tests.fakes.contents import FIRST, STATEMENTS, make, manifest_of, publish_made
from tests.indexer.faults import publisher

BUILT = publisher.START
"""When the version was built that the publisher publishes; those before it are of `FIRST` and the days after."""


def prepare(folder: Path) -> Path:
    """Write the files of a version and its manifest, as the publisher takes them."""
    made = make(STATEMENTS[:3])
    files, index = store.to_files(made.contents, made.vectors)
    manifest = store.encode_manifest(manifest_of(made, files, index, BUILT))
    marked = manifest.replace(f'"{BUILT:%Y-%m-%dT%H:%M:%SZ}"'.encode(), b'"BUILT"')
    assert marked != manifest
    folder.mkdir()
    for name, data in {**files, "manifest.json": marked}.items():
        (folder / name).write_bytes(data)
    return folder


def template(folder: Path) -> Path:
    """A store with as many versions as are kept, so that the next publication sweeps one."""
    for day in range(3):
        publish_made(folder, make(STATEMENTS[:2]), FIRST + timedelta(days=day))
    return folder


def copy(store_folder: Path, to: Path) -> Path:
    if to.exists():
        shutil.rmtree(to)
    shutil.copytree(store_folder, to)
    return to


def command(root: Path, prepared: Path, count: int = 1) -> list[str]:
    return [sys.executable, "-I", "-S", publisher.__file__, str(root), str(prepared), str(count)]


def demand_next_works(root: Path) -> None:
    """Publish once more, as the operator would: it must be served, and nothing may be left over."""
    later = BUILT + timedelta(days=1)
    publish_made(root, make(STATEMENTS[:1]), later)
    assert store.open_snapshot(root).manifest.built == later
    folders = sorted(p.name for p in root.iterdir())
    assert [name for name in folders if name.startswith(".")] == [".lock"], folders
    assert len(folders) == 2 + 3, folders  # .lock, current, and the versions kept
