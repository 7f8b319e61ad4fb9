"""Writing a version so that a reader sees the old one or the new one, whatever fails in between.

Order matters: temporary folder; each file written, fsynced, read back and compared; folder fsynced; renamed to its
final name; root fsynced; pointer file written beside, fsynced, renamed over the old; root fsynced. A failure before
the pointer's rename leaves the old version in use; what was left behind is swept at the next start.

Until its folder is renamed, a version is its writer's alone: nobody else may look into the folder. So a version may be
written before the moment at which it is to be seen.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import mmap
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from indexer.statement import VerbaleError

POINTER = "current"
KEPT = 3
"""Versions kept, the one in use among them."""

VERSION = r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{12}"
"""What a version's folder is called; nothing else in the store's folder is ever removed, but leftovers of our own."""

_TEMPORARY = ".new-"
_MANIFEST = "manifest.json"


class StoreError(VerbaleError):
    """The store cannot be read or written; the message names both values and the mending command."""


class StoreBusyError(StoreError):
    """Another indexer is writing to the store; it will soon be done."""


@dataclass(frozen=True, slots=True)
class Written:
    """A version that is whole and not in use, in `folder`, which is its writer's alone; `line` is for the pointer."""

    folder: Path
    line: bytes

    @property
    def version(self) -> str:
        """Its name."""
        return self.line.partition(b" ")[0].decode("ascii")


def read_exactly(path: Path, mend: str, size: int | None = None) -> bytes:
    """The bytes of a file of the store, which has `size` bytes if that is known.

    Raises `StoreError` when it cannot be read, has another size, or is a link, a pipe or a device.
    """
    with _opened(path, mend, size) as file:
        return file.read()


def map_exactly(path: Path, mend: str, size: int) -> memoryview:
    """The same, mapped and not read: a version's files are never changed, so what was checked stays."""
    with _opened(path, mend, size) as file:
        if size == 0:
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ))


@contextmanager
def _opened(path: Path, mend: str, size: int | None) -> Iterator[BinaryIO]:
    try:
        with open(path, "rb", opener=_open_plainly) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise StoreError(f"the store's {path} is no plain file; {mend}")
            if size is not None and status.st_size != size:
                raise StoreError(f"{path} has {status.st_size} bytes, its manifest says {size}; {mend}")
            yield file
    except OSError as error:
        why = "it is a symbolic link" if error.errno == errno.ELOOP else error.strerror
        raise StoreError(f"the store's {path} cannot be read ({why}); {mend}") from error


def _open_plainly(path: str, flags: int) -> int:
    """Without following a link, and without waiting for whoever might write to a pipe."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


@contextmanager
def exclusively(root: Path, waiting: Collection[Written] = ()) -> Iterator[None]:
    """Hold the store for writing; leftovers of an indexer that was killed are swept first, but what is `waiting`.

    Raises `StoreError` when another indexer holds it or the folder cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = os.open(root / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(
            f"the store's folder {root} cannot be written ({error.strerror}); mend that and try again"
        ) from error
    try:
        _lock(lock, root)
        with suppress(OSError):
            _sweep_leftovers(root, {one.folder for one in waiting})
        yield
    finally:
        with suppress(OSError):  # nothing was written through it
            os.close(lock)


def _lock(handle: int, root: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise StoreBusyError(
            f"another 'verbale index', or 'verbale watch', is writing to {root}; wait for it, then try again"
        ) from error
    except OSError as error:
        raise StoreError(
            f"the store's folder {root} cannot be locked ({error.strerror}); put it on a disk that has locks"
        ) from error


def _sweep_leftovers(root: Path, waiting: set[Path]) -> None:
    for leftover in set(root.glob(f"{_TEMPORARY}*")) - waiting:
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def publish(root: Path, stamp: str, files: Mapping[str, bytes], manifest: bytes, verify: Callable[[Path], None]) -> str:
    """Write a version of `files` and `manifest` under `root`, `verify` it, and make it the one in use.

    Call it within `exclusively`. `stamp` is the build time as ``YYYYMMDDTHHMMSSZ``. Returns the version's name. Raises
    `StoreError`, or what `verify` raises; the version that was in use then still is.
    """
    line = _line(stamp, manifest)
    if _is_in_use(root, line, {**files, _MANIFEST: manifest}):
        # Built again from the same at the same moment: readers must not see it go.
        return line.partition(b" ")[0].decode("ascii")
    return put_in_use(root, write(root, stamp, files, manifest, verify))


def write(
    root: Path, stamp: str, files: Mapping[str, bytes], manifest: bytes, verify: Callable[[Path], None]
) -> Written:
    """The same without making it the one in use: that is left to `put_in_use`, or the next `exclusively` sweeps it."""
    temporary: Path | None = None
    try:
        temporary = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=root))
        for name, data in {**files, _MANIFEST: manifest}.items():
            _write(temporary / name, data)
        verify(temporary)
    except BaseException as error:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
        if isinstance(error, OSError):
            raise _unwritten(root, error) from error
        raise
    return Written(temporary, _line(stamp, manifest))


def put_in_use(root: Path, written: Written) -> str:
    """Let everybody read what was written, and make it the one in use; returns its name.

    Call it within `exclusively`. Raises `StoreError`; the version that was in use then still is.
    """
    final = root / written.version
    try:
        written.folder.chmod(0o755)
        sync_folder(written.folder)
        if final.exists():  # left by a run that died before its pointer, or damaged: nobody reads it
            _discard(final)
        written.folder.rename(final)
        sync_folder(root)
        point(root, written.line)
    except OSError as error:
        raise _unwritten(root, error) from error
    finally:
        shutil.rmtree(written.folder, ignore_errors=True)
    sweep(root, written.version)
    return written.version


def _line(stamp: str, manifest: bytes) -> bytes:
    digest = hashlib.sha256(manifest).hexdigest()
    return f"{stamp}-{digest[:12]} {digest}\n".encode("ascii")


def _unwritten(root: Path, error: OSError) -> StoreError:
    return StoreError(
        f"the new version could not be written to {root} ({error.strerror or error}); "
        "the one in use was left as it was; mend that and run 'verbale index' again"
    )


def _is_in_use(root: Path, line: bytes, whole: Mapping[str, bytes]) -> bool:
    """Whether the pointer says `line`, and that version holds `whole`, byte for byte."""
    folder = root / line.partition(b" ")[0].decode("ascii")
    try:
        return (root / POINTER).read_bytes() == line and all((folder / n).read_bytes() == d for n, d in whole.items())
    except OSError:
        return False


def _write(path: Path, data: bytes) -> None:
    """Write `data` and make sure that it is there: a full disk may show only on fsync, or not at all."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if path.read_bytes() != data:
        raise StoreError(f"{path.name} read back differs from what was written; check the disk, then try again")


def sync_folder(folder: Path) -> None:
    """Make sure that what was named or renamed in `folder` outlasts a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put(path: Path, data: bytes) -> None:
    """Write a small file that belongs to no version, so that it is read as it was or as it is now. Raises OSError.

    One writer at a time; who is killed leaves a file beside it that the next one overwrites.
    """
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.chmod(0o644)  # the bot may be another user
    beside.replace(path)
    sync_folder(path.parent)


def point(root: Path, line: bytes, what: str = "the new version", again: str = "verbale index") -> None:
    """Make the pointer say `line`; `what` and `again` are for the message where the disk does not confirm it.

    Call it within `exclusively`. Raises OSError while the pointer is as it was, `StoreError` once it is not.
    """
    beside = root / f"{_TEMPORARY}{POINTER}"
    beside.unlink(missing_ok=True)
    _write(beside, line)
    beside.rename(root / POINTER)
    try:
        sync_folder(root)
    except OSError as error:
        raise StoreError(
            f"{what} in {root} is in use, but the disk did not confirm that it will outlast a power cut "
            f"({error.strerror}); check the disk, then run '{again}' again"
        ) from error


def versions(root: Path) -> tuple[str, ...]:
    """The names of the versions in `root`, oldest first; of one second, the one written first."""
    found = (p for p in root.iterdir() if re.fullmatch(VERSION, p.name) and p.is_dir())
    return tuple(p.name for p in sorted(found, key=lambda p: (p.name.partition("-")[0], p.stat().st_mtime_ns)))


def sweep(root: Path, in_use: str) -> None:
    """Remove all but the newest `KEPT` versions; the one in use stays whatever its name.

    What cannot be removed stays until the next time: the version in use does not depend on it.
    """
    with suppress(OSError):
        old = [version for version in versions(root) if version != in_use]
        for version in old[: max(0, len(old) - KEPT + 1)]:
            _discard(root / version)


def _discard(version: Path) -> None:
    """Remove a version; who is killed meanwhile leaves a leftover to sweep, never half a version."""
    aside = version.with_name(f"{_TEMPORARY}old-{version.name}")
    version.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)
