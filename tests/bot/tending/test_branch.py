"""A branch of a real repository, followed."""

from __future__ import annotations

import subprocess
from pathlib import Path
from threading import Event

import pytest

from bot.tending.branch import Branch, BranchError, Origin, origin_of
from tests.indexer.folders import folder_of, good


def git(folder: Path, *arguments: str) -> str:
    named = ("-c", "user.name=Staff", "-c", "user.email=staff@mfa.example", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", "-C", str(folder), *named, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


class Repositories:
    """Where staff publish, where one of them works, and where the service has its clone."""

    def __init__(self, tmp_path: Path) -> None:
        self.tmp_path = tmp_path
        self.public, self.staff, self.clone = tmp_path / "public.git", tmp_path / "staff", tmp_path / "clone"
        git(tmp_path, "init", "--bare", "public.git")
        git(tmp_path, "clone", "public.git", "staff")
        git(self.staff, "checkout", "-b", "main")
        folder_of(self.staff, {"a": good()})
        self.push()
        git(tmp_path, "clone", "public.git", "clone")

    def push(self, branch: str = "main") -> str:
        git(self.staff, "add", "--all")
        git(self.staff, "commit", "--allow-empty", "--message", "x")
        git(self.staff, "push", "--force", "origin", f"HEAD:{branch}")
        return git(self.staff, "rev-parse", "HEAD")

    def branch(self, named: str = "origin/main", every: float = 0.1) -> Branch:
        return Branch(origin_of(named, self.clone / "knowledge"), self.tmp_path / ".following", every)


@pytest.fixture
def repositories(tmp_path: Path) -> Repositories:
    return Repositories(tmp_path)


def names(folder: Path | None) -> list[str]:
    assert folder is not None
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_each_commit_has_a_folder_of_its_own(repositories: Repositories) -> None:
    branch = repositories.branch()
    assert (branch.folder(), branch.commit) == (None, None)
    assert branch.look() is True
    first = branch.folder()
    assert names(first) == ["ministry.yaml", "statements/a.yaml"]
    assert branch.look() is False
    (repositories.staff / "knowledge" / "statements" / "b.yaml").write_text(good("b"))
    commit = repositories.push()
    assert branch.look() is True
    assert branch.commit == commit
    assert names(branch.folder()) == ["ministry.yaml", "statements/a.yaml", "statements/b.yaml"]
    assert names(first) == ["ministry.yaml", "statements/a.yaml"]  # whoever reads it is not disturbed
    (repositories.staff / "knowledge" / "statements" / "a.yaml").unlink()
    repositories.push()
    branch.look()
    assert first is not None
    assert not first.exists()


def test_staffs_work_tree_is_not_touched(repositories: Repositories) -> None:
    edited = repositories.clone / "knowledge" / "statements" / "a.yaml"
    edited.write_text("half an edit")
    before = git(repositories.clone, "status", "--porcelain"), git(repositories.clone, "show-ref")
    (repositories.staff / "knowledge" / "statements" / "b.yaml").write_text(good("b"))
    repositories.push()
    branch = repositories.branch()
    branch.look()
    assert (git(repositories.clone, "status", "--porcelain"), git(repositories.clone, "show-ref")) == before
    assert edited.read_text() == "half an edit"
    folder = branch.folder()
    assert folder is not None
    assert (folder / "statements" / "a.yaml").read_text() == good()


def test_a_history_written_anew_is_followed(repositories: Repositories) -> None:
    branch = repositories.branch()
    branch.look()
    (repositories.staff / "knowledge" / "statements" / "b.yaml").write_text(good("b"))
    git(repositories.staff, "add", "--all")
    git(repositories.staff, "commit", "--amend", "--message", "y")
    git(repositories.staff, "push", "--force", "origin", "HEAD:main")
    assert branch.look() is True
    assert names(branch.folder()) == ["ministry.yaml", "statements/a.yaml", "statements/b.yaml"]


def test_another_process_goes_on_where_the_first_stopped_also_without_the_remote(repositories: Repositories) -> None:
    first = repositories.branch()
    first.look()
    repositories.public.rename(repositories.public.with_name("moved.git"))
    second = repositories.branch()
    assert (second.commit, second.folder()) == (first.commit, first.folder())
    with pytest.raises(BranchError) as refused:
        second.look()
    assert str(refused.value).startswith("git says: ")
    assert second.folder() == first.folder()


def test_another_branch_is_not_taken_for_the_first(repositories: Repositories) -> None:
    repositories.branch().look()
    assert repositories.branch("origin/release").commit is None
    with pytest.raises(BranchError) as refused:
        repositories.branch("origin/release").look()
    assert str(refused.value) == "the remote has no branch release; name another one in VERBALE_WATCH_GIT"
    commit = repositories.push("release/2026")
    other = repositories.branch("origin/release/2026")
    assert other.look() is True
    assert other.commit == commit


def test_a_commit_without_the_folder_leaves_the_one_before(repositories: Repositories) -> None:
    branch = repositories.branch()
    branch.look()
    before = branch.folder()
    git(repositories.staff, "mv", "knowledge", "wisdom")
    commit = repositories.push()
    with pytest.raises(BranchError) as refused:
        branch.look()
    assert str(refused.value).startswith(f"commit {commit[:12]} has no folder knowledge (git says: ")
    assert branch.folder() == before
    assert names(before) == ["ministry.yaml", "statements/a.yaml"]


def test_a_link_in_the_branch_leads_nowhere(repositories: Repositories, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (repositories.staff / "knowledge" / "statements" / "b.yaml").symlink_to(tmp_path / "secret")
    repositories.push()
    branch = repositories.branch()
    branch.look()
    folder = branch.folder()
    assert folder is not None
    assert not (folder / "statements" / "b.yaml").is_symlink()
    assert (folder / "statements" / "b.yaml").read_text() == str(tmp_path / "secret")


def test_hooks_and_line_ends_of_staffs_do_nothing(repositories: Repositories) -> None:
    for place in (repositories.clone / ".git", repositories.public):
        hook = place / "hooks" / "post-checkout"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\ntouch hooked\n")
        hook.chmod(0o755)
    branch = repositories.branch()
    branch.look()
    assert list(repositories.tmp_path.rglob("hooked")) == []


def test_it_calls_when_the_branch_moves_and_when_it_is_lost_and_found(repositories: Repositories) -> None:
    branch, changed = repositories.branch(), Event()
    branch.start(changed.set)
    try:
        assert changed.wait(60)
        changed.clear()
        assert not changed.wait(0.5)
        commit = _pushed(repositories)
        assert changed.wait(60)
        assert branch.commit == commit
        changed.clear()
        repositories.public.rename(repositories.public.with_name("moved.git"))
        assert changed.wait(60)
        assert branch.trouble is not None
        changed.clear()
        repositories.public.with_name("moved.git").rename(repositories.public)
        assert changed.wait(60)
        assert branch.trouble is None
    finally:
        branch.stop()


def _pushed(repositories: Repositories) -> str:
    (repositories.staff / "knowledge" / "statements" / "b.yaml").write_text(good("b"))
    return repositories.push()


class TestNaming:
    def test_where_the_branch_is(self, repositories: Repositories) -> None:
        found = origin_of("origin/topic/x", repositories.clone / "knowledge")
        assert found == Origin(repositories.clone, str(repositories.public), "topic/x", "knowledge")
        assert origin_of("origin/main", repositories.clone).prefix == ""

    @pytest.mark.parametrize("named", ["main", "origin/", "-x/y", "origin/-x", ""])
    def test_no_branch(self, repositories: Repositories, named: str) -> None:
        with pytest.raises(BranchError) as refused:
            origin_of(named, repositories.clone / "knowledge")
        assert str(refused.value) == f"{named!r} is no branch to follow; write it like origin/main"

    def test_no_such_remote(self, repositories: Repositories) -> None:
        with pytest.raises(BranchError) as refused:
            origin_of("upstream/main", repositories.clone / "knowledge")
        assert str(refused.value) == (
            f"the repository of {repositories.clone / 'knowledge'} has no remote upstream; there are: origin"
        )

    def test_no_repository(self, tmp_path: Path) -> None:
        with pytest.raises(BranchError) as refused:
            origin_of("origin/main", tmp_path)
        assert str(refused.value) == (
            f"{tmp_path} is in no git repository, so no branch of it can be followed (git says: fatal: not a git "
            "repository (or any of the parent directories): .git); name the knowledge folder of a clone, as in "
            "'verbale watch CLONE/knowledge --git origin/main', or in VERBALE_KNOWLEDGE"
        )
