"""A git branch, followed: each of its commits is put into a folder of its own, and staff's work tree is never touched.

From staff's repository only the remote's address is taken. All else stands beside the store: a repository of our own,
without hooks, with the branch's last commit; and the last two folders that were checked out of it. A link in the
branch becomes a file, as it says where it leads, and so no statement.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from bot.logbook import entry
from indexer.statement import VerbaleError

_LONGEST_S = 120.0
_REF = "refs/followed/head"
_PLAINLY = ("-c", "core.symlinks=false", "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0")

_log = logging.getLogger(__name__)


class BranchError(VerbaleError):
    """The branch cannot be followed."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the branch is: the remote's address, as git knows it in `top`; the branch; the knowledge folder's path."""

    top: Path
    address: str
    branch: str
    prefix: str


def origin_of(named: str, knowledge: Path) -> Origin:
    """The branch `named` REMOTE/BRANCH of the repository that `knowledge` lies in. Raises `BranchError`."""
    remote, _, branch = named.partition("/")
    if not branch or branch.startswith("-") or remote.startswith("-"):
        raise BranchError(f"{named!r} is no branch to follow; write it like origin/main")
    try:
        shown = _git(knowledge, "rev-parse", "--show-toplevel", "--show-prefix").split("\n")
        top, prefix = Path(shown[0]), shown[1].strip("/")
    except (BranchError, IndexError) as error:
        raise BranchError(
            f"{knowledge} is in no git repository, so no branch of it can be followed ({error}); "
            f"name the knowledge folder of a clone, as in 'verbale watch CLONE/knowledge --git {named}', "
            "or in VERBALE_KNOWLEDGE"
        ) from error
    try:
        address = _git(top, "remote", "get-url", remote).strip()
    except BranchError as error:
        known = ", ".join(_git(top, "remote").split()) or "none"
        raise BranchError(f"the repository of {knowledge} has no remote {remote}; there are: {known}") from error
    return Origin(top, address, branch, prefix)


class Branch:
    """One branch as a source of builds; see `bot.tending.source.Source`. `home` is a folder for it alone.

    `every` is the seconds between two looks. What was checked out by an earlier process is there at once.
    """

    def __init__(self, origin: Origin, home: Path, every: float) -> None:
        self._origin = origin
        # Another branch or folder is another home, or its last commit would be taken for this one's.
        named = "\n".join((origin.address, origin.branch, origin.prefix)).encode("utf-8", "surrogateescape")
        self._home = home / hashlib.sha256(named).hexdigest()[:16]
        self._repository = self._home / "repository"
        self._every = every
        self._stop = Event()
        self._thread: Thread | None = None
        self.commit: str | None = None
        self.trouble: str | None = None
        self._adopt()

    def folder(self) -> Path | None:
        """The folder of the last commit, None while there is none yet."""
        return None if self.commit is None else self._home / self.commit

    def start(self, changed: Callable[[], None]) -> None:
        """Call `changed` from another thread whenever the branch has moved, until `stop`."""
        self._thread = Thread(target=self._run, args=(changed,), name="branch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(2.0)

    def look(self) -> bool:
        """Fetch the branch; whether it moved. Raises `BranchError`; what was checked out last then stays."""
        self._prepare()
        origin = self._origin
        reference = f"refs/heads/{origin.branch}"
        listed = self._own("ls-remote", "--", origin.address, reference).split()
        if not listed:
            raise BranchError(f"the remote has no branch {origin.branch}; name another one in VERBALE_WATCH_GIT")
        if listed[0] == self.commit:
            return False
        options = ("--depth=1", "--no-tags", "--force", "--no-write-fetch-head", "--no-recurse-submodules", "--quiet")
        self._own("fetch", *options, "--", origin.address, f"{reference}:{_REF}")
        commit = self._own("rev-parse", "--verify", f"{_REF}^{{commit}}").strip()
        self._check_out(commit)
        before, self.commit = self.commit, commit
        self._tidy({commit, before})
        return True

    def _run(self, changed: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                moved = self.look()
                if self.trouble is not None:
                    self.trouble = None
                    _log.info("the branch %s is followed again", self._origin.branch, extra=entry("branch-followed"))
                    changed()
                elif moved:
                    changed()
            except (BranchError, OSError) as error:
                if str(error) != self.trouble:
                    self.trouble = str(error)
                    beside = entry("branch-lost")
                    _log.warning("the branch %s is not followed: %s", self._origin.branch, error, extra=beside)
                    changed()
            self._stop.wait(self._every)

    def _prepare(self) -> None:
        if not (self._repository / "HEAD").exists():
            self._home.mkdir(parents=True, exist_ok=True)
            _git(self._home, "init", "--quiet", "--bare", "--template=", "repository")

    def _adopt(self) -> None:
        """Take up what an earlier process checked out."""
        try:
            commit = self._own("rev-parse", "--verify", f"{_REF}^{{commit}}").strip()
        except (BranchError, OSError):
            return
        if (self._home / commit).is_dir():
            self.commit = commit

    def _check_out(self, commit: str) -> None:
        """The knowledge folder of `commit` as a folder; whole, or not there."""
        final, beside = self._home / commit, self._home / f".{commit}"
        if final.is_dir():
            return
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        (self._repository / "index").unlink(missing_ok=True)
        try:
            self._own("read-tree", f"{commit}:{self._origin.prefix}")
        except BranchError as error:
            where = self._origin.prefix or "its root"
            raise BranchError(f"commit {commit[:12]} has no folder {where} ({error})") from error
        own = (f"--git-dir={self._repository.absolute()}", f"--work-tree={beside.absolute()}", *_PLAINLY)
        _git(beside, *own, "checkout-index", "--all", "--force", "--quiet")
        beside.rename(final)

    def _tidy(self, kept: set[str | None]) -> None:
        for folder in self._home.iterdir():
            if re.fullmatch(r"\.?[0-9a-f]{40,64}", folder.name) and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _own(self, *arguments: str) -> str:
        """Git in our own repository. Addresses that are paths are meant from staff's."""
        return _git(self._origin.top, f"--git-dir={self._repository.absolute()}", *_PLAINLY, *arguments)


def _git(folder: Path, *arguments: str) -> str:
    """What git prints, run in `folder` without a terminal to ask for a password on. Raises `BranchError`."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            start_new_session=True,
            timeout=_LONGEST_S,
            check=False,
        )
    except FileNotFoundError:
        raise BranchError("git is not installed") from None
    except subprocess.TimeoutExpired:
        raise BranchError(f"git did not answer within {_LONGEST_S:.0f} s") from None
    if done.returncode != 0:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()
        first = re.sub(r"(?<=://)[^/\s@]+@", "", told[0] if told else f"exit status {done.returncode}")
        raise BranchError(f"git says: {first}")
    return done.stdout.decode("utf-8", "surrogateescape")
