"""Going back killed and failed at every call that writes: one version or the other, and what is held is in use."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

import pytest

from indexer import store
from indexer.publishing import versions
from indexer.rollback import hold_in
from tests.indexer.faults import returner
from tests.indexer.faults.prepared import copy, demand_next_works, template
from tests.indexer.faults.test_failing import _calls, _can_trace, _trace

WRITING = ("write", "fsync", "rename", "chmod")
FAULTS = {"signal=SIGKILL": WRITING, "error=EIO": ("write", "fsync", "rename")}


def command(root: Path) -> list[str]:
    return [sys.executable, returner.__file__, str(root)]


def points(old: Path, folder: Path, names: tuple[str, ...]) -> list[tuple[str, int]]:
    """Each call of an undisturbed return from the first that names its note on, by name and number."""
    for _ in range(2):  # the first may write bytecode
        root = copy(old, folder / "undisturbed")
        done = _trace(command(root), folder / "log")
        assert (done.returncode, done.stderr) == (0, "")
    calls = _calls(folder / "log")
    first = next(i for i, (_, rest) in enumerate(calls) if ".rolled-back.new" in rest)
    last = max(i for i, (_, rest) in enumerate(calls) if str(root) in rest)
    counted = {name: 0 for name, _ in calls}
    found = []
    for place, (name, _) in enumerate(calls):
        counted[name] += 1
        if first <= place <= last + 3 and name.startswith(names):
            found.append((name, counted[name]))
    return found


@pytest.mark.skipif(not _can_trace(), reason="strace is not installed or not allowed: no system call was made to fail")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_return_disturbed_at_any_call_leaves_one_version_or_the_other(tmp_path: Path, fault: str) -> None:
    old = template(tmp_path / "old")
    before, last = versions(old)[-2:]
    chosen = points(old, tmp_path, FAULTS[fault])
    assert {"write", "fsync"} <= {name for name, _ in chosen}
    ends = set()
    for name, number in chosen:
        root = copy(old, tmp_path / "disturbed")
        done = _trace(command(root), tmp_path / "log", f"{name}:{fault}:when={number}")
        assert (done.returncode == -signal.SIGKILL) == fault.startswith("signal"), (name, number, done.stderr)
        in_use, held = store.open_snapshot(root).version, hold_in(root)  # a torn store raises
        assert in_use in (before, last)
        assert (held is not None) == (in_use == before), (name, number)
        ends.add((in_use == before, done.returncode))
        if done.returncode == 3:
            assert ("is still in use" if in_use == last else "in use, but the disk did not confirm") in done.stderr
        demand_next_works_but_for_the_note(root)
    code = -signal.SIGKILL if fault.startswith("signal") else 3
    assert {(False, code), (True, code)} == ends


def demand_next_works_but_for_the_note(root: Path) -> None:
    for name in ("rolled-back", ".rolled-back.new"):
        (root / name).unlink(missing_ok=True)
    demand_next_works(root)
    shutil.rmtree(root)
