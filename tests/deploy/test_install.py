"""`deploy/install.sh` over a prefix whose pip and program are stand-ins: which model stands there afterwards."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

VERBALE = """#!/bin/sh
# As `verbale model DIR`: leaves its own model, refuses any other, unpacks where there is none.
[ "$(cat "$2/weights" 2> /dev/null)" = new ] && exit 0
[ -d "$2" ] && exit 2
[ -e "$(dirname "$0")/no-network" ] && exit 2
mkdir -p "$2" && echo new > "$2/weights"
"""


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    tools = tmp_path / "opt" / "bin"
    tools.mkdir(parents=True)
    for name, text in {"python": "#!/bin/sh\n", "pip": "#!/bin/sh\n", "verbale": VERBALE}.items():
        (tools / name).write_text(text, encoding="ascii")
        (tools / name).chmod(0o755)
    return tmp_path / "opt"


def install(prefix: Path) -> tuple[int, str, list[str]]:
    """The exit code, what the model says, and what stands beside it."""
    script = CHECKOUT / "deploy" / "install.sh"
    ended = subprocess.run(["bash", str(script), str(prefix)], capture_output=True, text=True, check=False)
    model = prefix / "model" / "multilingual-e5-small"
    said = (model / "weights").read_text(encoding="ascii") if model.is_dir() else ""
    return ended.returncode, said, sorted(place.name for place in model.parent.glob("*"))


def test_a_model_is_unpacked_where_there_is_none(prefix: Path) -> None:
    assert install(prefix) == (0, "new\n", ["multilingual-e5-small"])
    assert (prefix / "requirements.lock").is_file()


def test_that_of_this_version_is_left_as_it_is(prefix: Path) -> None:
    install(prefix)
    model = prefix / "model" / "multilingual-e5-small"
    before = model.stat().st_ino
    assert install(prefix) == (0, "new\n", ["multilingual-e5-small"])
    assert model.stat().st_ino == before


def _old(prefix: Path) -> None:
    model = prefix / "model" / "multilingual-e5-small"
    model.mkdir(parents=True)
    (model / "weights").write_text("old\n", encoding="ascii")


def test_that_of_another_version_gives_way(prefix: Path) -> None:
    _old(prefix)
    assert install(prefix) == (0, "new\n", ["multilingual-e5-small"])


def test_it_stays_where_the_new_one_cannot_be_fetched(prefix: Path) -> None:
    _old(prefix)
    (prefix / "bin" / "no-network").touch()
    assert install(prefix) == (2, "old\n", ["multilingual-e5-small"])
