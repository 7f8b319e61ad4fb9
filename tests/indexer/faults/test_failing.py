"""Publishing killed, starved of disk and failed at every system call: old or new, never torn, and the next works.

Each run is a process of its own under strace, which injects one fault at the N-th call of one kind, for every N from
the publisher's first touch of the store on. Without strace (a package of every Linux distribution) these tests are
skipped; those that limit the size of files need none.
"""

from __future__ import annotations

import re
import resource
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer import store
from indexer.publishing import exclusively
from tests.indexer.faults.prepared import BUILT, command, copy, demand_next_works, prepare, template

CALLS = (
    "write",
    "fsync",
    "rename",
    "openat",
    "mkdir",
    "close",
    "read",
    "flock",
    "unlink",
    "unlinkat",
    "rmdir",
    "chmod",
)
FAULTS = {
    "signal=SIGKILL": CALLS,
    "error=ENOSPC": ("write", "fsync", "rename", "openat", "mkdir"),
    "error=EIO": ("write", "fsync", "rename", "openat", "mkdir", "read", "close", "unlink", "unlinkat"),
}
_TRACED = f"trace=/^({'|'.join(CALLS)}|renameat2?|mkdirat|fchmodat)$"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("prepared") / "files")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("old") / "store")


def _trace(arguments: list[str], log: Path, *injected: str) -> subprocess.CompletedProcess[str]:
    inject = [part for fault in injected for part in ("-e", f"inject={fault}")]
    return subprocess.run(
        ["strace", "-f", "-qq", "-o", str(log), "-e", _TRACED, *inject, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _calls(log: Path) -> list[tuple[str, str]]:
    """(name, rest of the line) of each call, in order."""
    found = re.findall(r"^\d+ +([a-z0-9]+)\((.*)$", log.read_text(errors="replace"), re.MULTILINE)
    return [(name, rest) for name, rest in found]


def _points(old: Path, prepared: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """Each call of an undisturbed publication, as its name and its number among the process's calls of that name."""
    for _ in range(2):  # the first may write bytecode, which is no call of the publication
        root = copy(old, folder / "undisturbed")
        done = _trace(command(root, prepared), folder / "log")
        assert (done.returncode, done.stderr) == (0, "")
    calls = _calls(folder / "log")
    first = next(i for i, (_, rest) in enumerate(calls) if str(root) in rest)
    counted: Counter[str] = Counter()
    for place, (name, _) in enumerate(calls):
        counted[name] += 1
        if place >= first:
            yield name, counted[name]


def _run(old: Path, prepared: Path, folder: Path, fault: str, name: str, number: int) -> tuple[str, str]:
    """One disturbed publication; returns which version a reader then saw, and how the publisher ended."""
    where = f"{fault} at {name} {number}"
    root = copy(old, folder / where.replace(" ", "-").replace("=", "-"))
    log = folder / f"{root.name}.log"
    done = _trace(command(root, prepared), log, f"{name}:{fault}:when={number}")
    killed = done.returncode == -signal.SIGKILL
    assert killed == fault.startswith("signal"), where
    assert killed or "(INJECTED)" in log.read_text(errors="replace"), where
    snapshot = store.open_snapshot(root)  # a torn store raises
    seen = "new" if snapshot.manifest.built == BUILT else "old"
    assert len(snapshot.contents.statements) == {"new": 3, "old": 2}[seen], where
    if not killed:
        assert done.returncode in (0, 3), f"{where}: {done.stderr}"
        said = (
            "in use, but" if seen == "new" else "the one in use was left as it was|cannot be written|cannot be locked"
        )
        if done.returncode == 0:
            assert (seen, done.stderr) == ("new", ""), where
        else:
            assert re.search(said, done.stderr), f"{where}: saw the {seen} one, was told {done.stderr}"
    demand_next_works(root)
    shutil.rmtree(root)
    return seen, {0: "published", 3: "refused"}.get(done.returncode, "killed")


def _can_trace() -> bool:
    """Whether strace is there and may trace: some containers forbid it."""
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not _can_trace(), reason="strace is not installed or not allowed: no system call was made to fail")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_publication_disturbed_at_any_call_leaves_the_old_or_the_new(
    tmp_path: Path, old: Path, prepared: Path, fault: str
) -> None:
    points = [(name, n) for name, n in _points(old, prepared, tmp_path) if name.startswith(FAULTS[fault])]
    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(lambda point: _run(old, prepared, tmp_path, fault, *point), points))
    names = {name for name, _ in points}
    assert {"write", "fsync", "openat"} <= names
    assert {n for n in names if n.startswith("rename")}
    assert {n for n in names if n.startswith("mkdir")}
    assert len(points) > 50
    if fault == "signal=SIGKILL":
        assert set(ends) == {("old", "killed"), ("new", "killed")}
    else:
        assert {("old", "refused"), ("new", "published"), ("new", "refused")} >= set(ends)
        assert ("old", "refused") in ends
        assert ("new", "refused") in ends  # the disk did not confirm the pointer


@pytest.mark.parametrize("limit", [0, 1, 100, 500, 2000, 3000, 4096, 5000, 10_000, 19_000])
def test_a_disk_that_is_full_after_so_many_bytes_leaves_the_old(
    tmp_path: Path, old: Path, prepared: Path, limit: int
) -> None:
    root = copy(old, tmp_path / "store")
    largest = max(p.stat().st_size for p in prepared.iterdir())
    assert limit < largest
    done = subprocess.run(
        command(root, prepared),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert (done.returncode, done.stderr) == (
        3,
        f"the new version could not be written to {root} (File too large); "
        "the one in use was left as it was; mend that and run 'verbale index' again\n",
    )
    assert len(store.open_snapshot(root).contents.statements) == 2
    assert not list(root.glob(".new-*"))
    demand_next_works(root)


def test_a_second_indexer_in_another_process_is_told_to_wait(tmp_path: Path, old: Path, prepared: Path) -> None:
    root = copy(old, tmp_path / "store")
    with exclusively(root):
        done = subprocess.run(command(root, prepared), capture_output=True, text=True, check=False)
    message = f"another 'verbale index', or 'verbale watch', is writing to {root}; wait for it, then try again\n"
    assert (done.returncode, done.stderr) == (3, message)
    demand_next_works(root)


def test_a_reader_sees_two_hundred_publications_in_order_and_no_error(
    tmp_path: Path, old: Path, prepared: Path
) -> None:
    """Every opening gives the version that was in use when it began, when it ended, or one between."""
    root = copy(old, tmp_path / "store")
    seen = []
    with subprocess.Popen(command(root, prepared, 200), stderr=subprocess.PIPE, text=True) as publisher:
        while publisher.poll() is None:
            before = store.current(root).split()[0]
            version = store.open_snapshot(root).version
            after = store.current(root).split()[0]
            assert before <= version <= after
            seen.append(version)
        assert publisher.stderr is not None
        assert (publisher.returncode, publisher.stderr.read()) == (0, "")
    assert f"{store.open_snapshot(root).manifest.built:%H%M%S}" == "000319"
    assert len(set(seen)) > 20
    assert len([p for p in root.iterdir() if p.is_dir()]) == 3
