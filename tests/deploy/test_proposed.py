"""What a ministry's own repository copies: the hooks, the workflow and the editor's settings; their commands are run.

The program that they call is the real one, but for its model, which is a fake one here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.conftest import CHECKOUT
from tests.deploy.tools import found, needs
from tests.indexer.folders import folder_of, good

CI = CHECKOUT / "deploy" / "ci"
WORKFLOW = CI / "knowledge.yaml"
COD = "Twelve ships may catch cod on the Selm bank."
VISA = "No visa is needed for thirty days."
ASKED = "How many ships may catch cod on the Selm bank?"
PROGRAM = f"""\
#!{sys.executable}
import sys
sys.path.insert(0, {str(CHECKOUT)!r})
import indexer.embedding, bot.confidence, bot.deciding, bot.refit
from tests.bot.desks import STEADY
from tests.fakes.encoder import FakeEncoder
indexer.embedding.Embedder = lambda model, precision=None: FakeEncoder()
bot.confidence.shipped = bot.deciding.shipped = bot.refit.shipped = lambda: STEADY
from bot.cli import main
sys.exit(main())
"""

pytestmark = [needs("bash"), needs("git")]


class Repository:
    """A ministry's repository with two statements and a question of staff, committed; `verbale` is on its path."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.bin = place.parent / "bin"
        self.bin.mkdir()
        (self.bin / "verbale").write_text(PROGRAM)
        (self.bin / "verbale").chmod(0o755)
        place.mkdir()
        folder_of(place, {"cod": statement("cod", COD), "visa": statement("visa", VISA)})
        (place / "knowledge" / "questions.yaml").write_text(f"answered:\n  cod:\n    en:\n      - {ASKED}\n")
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("VERBALE_", "GIT_", "PRE_COMMIT"))}
        path = os.pathsep.join((str(self.bin), str(Path(sys.executable).parent), kept["PATH"]))
        self.environment = kept | {
            "PATH": path,
            "HOME": str(place.parent),
            "GIT_CONFIG_NOSYSTEM": "1",
            "PRE_COMMIT_HOME": str(place.parent / "pre-commit"),
        }
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("What stands")

    def git(self, *words: str) -> str:
        named = ("-c", "user.name=Press", "-c", "user.email=press@mfa.marenia.example")
        return self.ran("git", *named, *words).stdout

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--message", message)

    def write(self, name: str, text: str) -> None:
        (self.place / "knowledge" / "statements" / f"{name}.yaml").write_text(statement(name, text))

    def ran(
        self, *words: str, code: int = 0, more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            words,
            cwd=self.place,
            env={**self.environment, **(more or {})},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def proposed(self, *words: str, code: int = 0) -> str:
        """What proposed.sh prints."""
        done = self.ran("bash", str(CI / "proposed.sh"), *words, code=code)
        assert done.stderr == ""
        return done.stdout


def statement(name: str, text: str) -> str:
    return good(name).replace("The Orda rises.", text)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "ministry")


CHECKED = "### Check\n\n2 statements, no problems\n\n### What changes for citizens\n\n"


class TestProposed:
    def test_a_mistake(self, repository: Repository) -> None:
        file = repository.place / "knowledge" / "statements" / "visa.yaml"
        file.write_text(good("visa", kind="press release"))
        assert repository.proposed("HEAD", code=1) == (
            "### Check\n\n2 statements, 1 problem\n\n~~~~~~~~\n"
            'knowledge/statements/visa.yaml:2: kind: "press release" is not a kind of statement; did you mean '
            "press-release?\n~~~~~~~~\n\nNothing can be compared or published before the problems are mended.\n"
        )

    def test_nothing_before_or_a_mistake_before(self, repository: Repository) -> None:
        checked = "### Check\n\n2 statements, no problems\n\n"
        assert repository.proposed() == f"{checked}Nothing was there before that this could be compared with.\n"
        repository.write("visa", "No visa:\n    is needed")
        repository.commit("A mistake")
        repository.write("visa", VISA)
        assert repository.proposed("HEAD") == (
            f"{checked}What was there before has mistakes itself, so that this cannot be compared with it.\n"
        )
        done = repository.ran("bash", str(CI / "proposed.sh"), "nowhere", code=2)
        assert (done.stdout, done.stderr) == (
            "",
            "proposed.sh: there is no commit nowhere; name the one to compare with\n",
        )


@needs("shellcheck")
def test_shellcheck_has_nothing_to_say() -> None:
    words = (str(found("shellcheck")), str(CI / "proposed.sh"))
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def steps() -> dict[str, Any]:
    return {step["name"]: step for step in read(WORKFLOW)["jobs"]["proposed"]["steps"]}


@needs("check-jsonschema")
def test_the_workflow_is_one() -> None:
    words = (str(found("check-jsonschema")), "--builtin-schema", "vendor.github-workflows", str(WORKFLOW))
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")


def test_the_commands_of_the_workflow(repository: Repository, tmp_path: Path) -> None:
    """As on a runner: the change is merged into what stands, HEAD is the merge; `gh` writes down what it is told."""
    repository.git("switch", "--quiet", "--create", "proposed")
    repository.write("visa", "No visa is needed for sixty days.")
    repository.commit("Sixty days")
    repository.git("switch", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", "proposed")
    (repository.place / ".verbale" / ".venv").mkdir(parents=True)
    (repository.place / ".verbale" / ".venv" / "bin").symlink_to(repository.bin)
    (repository.place / ".verbale" / "deploy").symlink_to(CHECKOUT / "deploy")
    gh = repository.bin / "gh"
    gh.write_text('#!/bin/bash\nprintf "%s\\n" "$@" > "$HOME/told"\n')
    gh.chmod(0o755)
    runner = {
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_REPOSITORY": "marenia-mfa/knowledge",
        "NUMBER": "7",
    }
    for name in ("Check and compare", "Comment"):
        repository.ran("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps()[name]["run"], more=runner)
    told = (tmp_path / "proposed.md").read_text()
    assert told == (
        f"{CHECKED}1 statement differs; of 1 probe question none is answered otherwise.\n\n#### `Floods`\n\n"
        "`visa`: edited\n\nen, text:\n\n```\nNo visa is needed for [-thirty-]{+sixty+} days.\n```\n"
    )
    # The work tree is as it was, and what was embedded is kept for the next time.
    assert repository.git("status", "--porcelain") == "?? .verbale/\n"
    assert (repository.place / ".git" / "verbale" / "store" / "cache.sqlite").exists()
    assert (tmp_path / "summary.md").read_text() == told
    assert (tmp_path / "told").read_text().splitlines() == [
        *("pr", "comment", "7", "--repo", "marenia-mfa/knowledge", "--edit-last", "--create-if-none"),
        *("--body-file", str(tmp_path / "proposed.md")),
    ]
    assert steps()["Keep it"]["with"]["path"] == "${{ runner.temp }}/proposed.md"


def test_what_the_workflow_installs_can_be_made() -> None:
    made = {line.split(":")[0] for line in (CHECKOUT / "Makefile").read_text().splitlines() if ":" in line}
    assert steps()["Install"]["run"] == "make -C .verbale .venv/ready .model/multilingual-e5-small"
    assert {"$(VENV)/ready", "$(MODEL)"} <= made


@needs("pre-commit")
def test_the_hooks(repository: Repository, tmp_path: Path) -> None:
    """The configuration that a ministry copies, with this program's repository where it says so."""
    own = tmp_path / "program"
    shutil.copytree(CI, own / "deploy" / "ci")
    shutil.copyfile(CHECKOUT / ".pre-commit-hooks.yaml", own / ".pre-commit-hooks.yaml")
    named = ("-C", str(own), "-c", "user.name=Press", "-c", "user.email=press@mfa.marenia.example")
    for words in (
        ("init", "--quiet"),
        ("add", "--all"),
        ("commit", "--quiet", "--message", "0.1.0"),
        ("tag", "v0.1.0"),
    ):
        repository.ran("git", *named, *words)
    repository.ran("git", "init", "--quiet", "--bare", str(tmp_path / "remote"))
    repository.git("remote", "add", "origin", str(tmp_path / "remote"))
    repository.git("push", "--quiet", "origin", "main")
    config = (CI / "pre-commit-config.yaml").read_text(encoding="utf-8")
    address = read(CI / "pre-commit-config.yaml")["repos"][0]["repo"]
    (repository.place / ".pre-commit-config.yaml").write_text(config.replace(address, str(own)))
    repository.ran("pre-commit", "install")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "Hooks")

    repository.write("visa", "No visa:\n    is needed")
    repository.git("add", "--all")
    done = repository.ran(
        *(
            "git",
            "-c",
            "user.name=Press",
            "-c",
            "user.email=press@mfa.marenia.example",
            "commit",
            "--message",
            "Broken",
        ),
        code=1,
    )
    assert "verbale check............................................................Failed" in done.stderr
    assert (
        "\nknowledge/statements/visa.yaml:12: YAML cannot be read here (could not find expected ':'); " in done.stderr
    )

    repository.write("visa", VISA)
    repository.write("cod", "Parliament meets on Monday.")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "Monday")
    there = repository.git("rev-parse", "origin/main")
    done = repository.ran("git", "push", "origin", "main", code=1)
    told = re.sub(r"\(0\.\d\d\)", "(0.9)", done.stdout + done.stderr)
    assert "what changes for citizens................................................Failed" in told
    assert "\n[-Twelve ships may catch cod -]{+Parliament meets +}on [-the Selm bank-]{+Monday+}.\n" in told
    assert (
        "\n### This would not be published\n\n~~~~~~~~\n"
        f"knowledge/questions.yaml:4: en: {ASKED} (answered by cod): before position cod (0.9), now none (0.9)\n"
        "~~~~~~~~\n\n1 question of questions.yaml that is answered rightly today would turn wrong; nothing was "
        "published. Mend the statements, or questions.yaml where the new answer is right, or publish all the "
        "same by 'verbale index --allow-worse'\n"
    ) in told
    assert repository.git("ls-remote", "origin", "refs/heads/main").split()[0] == there.strip()


class TestEditor:
    """Visual Studio Code's settings, in the program's repository and in a scratch copy of the course."""

    settings = json.loads((CHECKOUT / ".vscode" / "settings.json").read_text(encoding="utf-8"))

    def test_each_file_has_its_schema(self) -> None:
        globs = self.settings["yaml.schemas"]
        told: dict[str, set[Path]] = {}
        for schema, pattern in globs.items():
            told[schema] = set(CHECKOUT.glob(pattern))
            jsonschema.Draft202012Validator.check_schema(json.loads((CHECKOUT / schema).read_text(encoding="utf-8")))
        everything = set((CHECKOUT / "knowledge").rglob("*.yaml"))
        assert set.union(*told.values()) == everything
        assert sum(map(len, told.values())) == len(everything)

    def test_the_schemas_accept_the_sample_and_refuse_a_slip(self) -> None:
        for schema, pattern in self.settings["yaml.schemas"].items():
            validator = jsonschema.Draft202012Validator(json.loads((CHECKOUT / schema).read_text(encoding="utf-8")))
            for file in sorted(CHECKOUT.glob(pattern))[:5]:
                plain = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)  # only strings
                assert list(validator.iter_errors(plain)) == [], file
                assert not validator.is_valid(plain | {"pubished": "2025-03-14"})

    def test_its_extension_is_recommended(self) -> None:
        recommended = json.loads((CHECKOUT / ".vscode" / "extensions.json").read_text(encoding="utf-8"))
        assert recommended == {"recommendations": ["redhat.vscode-yaml"]}
