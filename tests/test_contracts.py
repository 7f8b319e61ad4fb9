"""What must hold between the parts, checked from outside: imports, and the command line that the README shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import parser

CHECKOUT = Path(__file__).parents[1]
README = CHECKOUT / "README.md"


def modules_after(statement: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after `statement`, with an empty environment."""
    shown = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys\n{statement}\nprint(*sorted({{m.partition('.')[0] for m in sys.modules}}))",
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"]},
    )
    return set(shown.stdout.split())


MODELS = {"torch", "transformers", "sentence_transformers"}
PLATFORMS = {"telegram", "discord", "prompt_toolkit", "sqlalchemy", "psycopg"}


@pytest.mark.parametrize(
    ("statement", "needs", "never"),
    [
        ("import bot.desk", {"faiss", "numpy"}, MODELS | PLATFORMS | {"yaml"}),
        ("import bot.rendering", {"babel"}, MODELS | PLATFORMS | {"faiss", "yaml", "numpy"}),
        ("import bot.frontends.console", {"prompt_toolkit"}, MODELS | {"faiss", "yaml", "telegram", "discord"}),
        ("import bot.cli", {"argparse"}, MODELS | PLATFORMS | {"faiss", "yaml", "numpy", "rich", "babel"}),
        ("import bot.consulting", {"babel"}, MODELS | PLATFORMS | {"faiss", "yaml", "numpy", "rapidfuzz"}),
        ("import bot.verification", {"rapidfuzz", "numpy"}, MODELS | PLATFORMS | {"yaml"}),
        ("import indexer.statement", {"dataclasses"}, MODELS | PLATFORMS | {"faiss", "yaml", "numpy", "pydantic"}),
    ],
)
def test_importing_a_part_loads_only_what_it_is_for(statement: str, needs: set[str], never: set[str]) -> None:
    """The environment is empty, so no part needs a token either."""
    loaded = modules_after(statement)
    assert needs <= loaded
    assert loaded & never == set()


def test_one_library_one_file() -> None:
    """Also within functions, where a late import hides from a reader of the head of a file."""
    homes = {
        "faiss": {"indexer/store.py"},
        "torch": {"indexer/embedding.py"},
        "transformers": {"indexer/embedding.py"},
        "sentence_transformers": {"indexer/embedding.py"},
        "yaml": {"indexer/files/parsing.py"},
    }
    found: dict[str, set[str]] = {name: set() for name in homes}
    for folder in ("bot", "indexer"):
        for file in sorted((CHECKOUT / folder).rglob("*.py")):
            for name in re.findall(r"^\s*(?:import|from) (\w+)", file.read_text(encoding="utf-8"), re.M):
                if name in found:
                    found[name].add(file.relative_to(CHECKOUT).as_posix())
    assert found == homes


def test_only_the_command_line_prints_exits_and_reads_the_environment() -> None:
    told: dict[str, set[str]] = {}
    for pattern in (r"(?<![.\w])print\(", r"\bsys\.exit\(|\bSystemExit\b", r"\bos\.environ\b|\bos\.getenv\("):
        told[pattern] = {
            file.relative_to(CHECKOUT).as_posix()
            for folder in ("bot", "indexer")
            for file in (CHECKOUT / folder).rglob("*.py")
            if re.search(pattern, file.read_text(encoding="utf-8"))
        }
    prints, exits, environment = told.values()
    assert {name for name in prints if not name.startswith("bot/commands/")} == {"bot/cli.py"}
    assert exits <= {"bot/cli.py", "bot/__main__.py"}
    assert environment <= {"bot/cli.py", "bot/settings.py"}


def helps() -> str:
    """The help of `verbale` and of each of its commands, 80 columns wide, each after its command line."""
    top = parser()
    (commands,) = (a.choices for a in top._actions if isinstance(a.choices, dict))
    blocks = [("verbale --help", top)]
    blocks += [(f"verbale {name} --help", made) for name, made in commands.items()]
    return "\n".join(f"$ {line}\n{made.format_help()}" for line, made in blocks)


@pytest.mark.skipif(not README.exists(), reason="there is no README.md")
def test_the_readme_shows_the_help_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    block = re.search(r"<!-- help -->\n+```\w*\n(.*?)```\n+<!-- /help -->", README.read_text(encoding="utf-8"), re.S)
    assert block is not None, "the README shows no help; run 'make help'"
    assert block[1].strip() == helps().strip()


def test_no_file_tells_of_the_machine_it_was_written_on() -> None:
    """Absolute paths of a developer's machine have no meaning anywhere else."""
    places = re.compile(r"/(?:home|root|Users|tmp)/\w")
    told = [
        f"{file.relative_to(CHECKOUT)}: {found[0]}"
        for folder in ("bot", "indexer", "knowledge")
        for file in sorted((CHECKOUT / folder).rglob("*"))
        if file.suffix in {".py", ".yaml", ".md", ".json", ".ftl"}
        if (found := places.search(file.read_text(encoding="utf-8"))) is not None
    ]
    assert told == []
