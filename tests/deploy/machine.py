"""A machine for the unit files: this one's own systemd, booted in namespaces over a copy-on-write root.

with Machine(tmp_path, {"/opt/checkout": CHECKOUT}) as machine:       # places of the machine, and what is shown there
    machine.write("/etc/systemd/system/some.service", "…")
    machine.run("systemctl", "start", "some.service")

It shares the network, so a fake platform on loopback is reached; nothing it writes outlives it, and no setting of the
kernel can be changed from it. Needs root, systemd and the kernel's overlay and cgroup2 file systems: `missing` tells.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

SYSTEMD = Path("/lib/systemd/systemd")
_PATIENCE = 30.0
_MASKED = ("systemd-sysctl", "systemd-modules-load", "systemd-udevd", "systemd-udev-trigger", "systemd-remount-fs")

_BOOT = """
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs {scratch}
mkdir {scratch}/upper {scratch}/work {root}
mount -t overlay overlay -o lowerdir=/,upperdir={scratch}/upper,workdir={scratch}/work {root}
mount -t proc proc {root}/proc
mount --bind {root}/proc/sys {root}/proc/sys
mount -o remount,bind,ro {root}/proc/sys
mount -t sysfs -o ro sysfs {root}/sys
mount -t cgroup2 cgroup2 {root}/sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs {root}/dev
for device in null zero full random urandom tty; do
  touch {root}/dev/$device
  mount --bind /dev/$device {root}/dev/$device
done
ln -s /proc/self/fd {root}/dev/fd
mkdir {root}/dev/shm {root}/dev/pts
mount -t tmpfs tmpfs {root}/dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts {root}/dev/pts
ln -s pts/ptmx {root}/dev/ptmx
{shown}
mount -t tmpfs -o mode=755 tmpfs {root}/run
mount -t tmpfs tmpfs {root}/tmp
rm -rf {root}/etc/systemd/system
mkdir {root}/etc/systemd/system
for unit in {masked}; do ln -s /dev/null {root}/etc/systemd/system/$unit.service; done
printf '[Unit]\\nRequires=sysinit.target\\nAfter=sysinit.target\\n' > {root}/etc/systemd/system/bare.target
: > {root}/etc/fstab
export container=test
cd {root}
mkdir before
pivot_root . before
umount -l /before
mount --make-rshared /
exec {systemd} --system --unit=bare.target --log-target=journal --show-status=0
"""


@cache
def missing() -> str | None:
    """What this machine lacks for it; None where nothing is."""
    if os.geteuid() != 0:
        return "booting systemd in namespaces needs root"
    for tool in ("unshare", "nsenter", str(SYSTEMD)):
        if shutil.which(tool) is None:
            return f"{tool} is not here"
    tried = subprocess.run(
        ["unshare", "--mount", "--cgroup", "--pid", "--fork", "mount", "-t", "cgroup2", "cgroup2", "/mnt"],
        capture_output=True,
        text=True,
        check=False,
    )
    return f"systemd cannot be booted in namespaces here: {tried.stderr.strip()}" if tried.returncode else None


class Machine:
    """The machine, as a context; `shown` are folders of this one, read-only there under other names."""

    def __init__(self, scratch: Path, shown: Mapping[str, Path]) -> None:
        self._scratch = scratch / "machine"
        self._shown = shown
        self.log = scratch / "machine.log"

    def __enter__(self) -> Self:
        """Raises `RuntimeError` with what was said where it does not come up."""
        self._scratch.mkdir()
        script = _BOOT.format(
            scratch=shlex.quote(str(self._scratch)),
            root=shlex.quote(str(self._scratch / "root")),
            shown="\n".join(self._binding(place, folder) for place, folder in self._shown.items()),
            masked=" ".join(_MASKED),
            systemd=SYSTEMD,
        )
        namespaces = ("--mount", "--pid", "--uts", "--ipc", "--cgroup", "--fork", "--kill-child")
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                ["unshare", *namespaces, "bash", "-c", script], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            self._wait_until_up()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def run(self, *command: str, check: bool = True) -> str:
        """What a command says that root runs on the machine; raises `AssertionError` where it fails, unless told."""
        ended = subprocess.run(
            ["nsenter", "-t", str(self._first), "-m", "-p", "-i", "-u", "-C", "-r", "-w", *command],
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
        )
        told = ended.stdout + ended.stderr
        assert not check or ended.returncode == 0, f"{shlex.join(command)} ended with {ended.returncode}: {told}"
        return told

    def journal(self, unit: str) -> str:
        """What a service has logged."""
        return self.run("journalctl", "--no-pager", "--output=cat", f"--unit={unit}")

    def write(self, place: str, content: str, mode: int = 0o644) -> None:
        """A file of the machine, root's."""
        file = Path(f"/proc/{self._first}/root{place}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode)
        file.write_text(content, encoding="utf-8")

    def copy(self, folder: Path, place: str) -> None:
        """A folder of this machine, as it is now."""
        shutil.copytree(folder, f"/proc/{self._first}/root{place}", dirs_exist_ok=True)

    def _binding(self, place: str, folder: Path) -> str:
        where = f"{shlex.quote(str(self._scratch / 'root'))}{shlex.quote(place)}"
        source = shlex.quote(str(folder.resolve()))
        return f"mkdir -p {where}; mount --bind {source} {where}; mount -o remount,bind,ro {where}"

    def _wait_until_up(self) -> None:
        ends = time.monotonic() + _PATIENCE
        while time.monotonic() < ends:
            if self._process.poll() is not None:
                break
            children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text(encoding="ascii")
            if children:
                self._first = int(children.split()[0])
                if "running" in self.run("systemctl", "is-system-running", check=False):
                    return
            time.sleep(0.2)
        raise RuntimeError(f"systemd did not come up: {self.log.read_text(encoding='utf-8', errors='replace')}")

    def _end(self) -> None:
        self._process.send_signal(signal.SIGKILL)  # and with it its only child, and with that all of the machine's
        self._process.wait()
