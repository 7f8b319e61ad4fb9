"""Programs that only some machines have: what needs one skips there, saying so."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest


def found(tool: str) -> str | None:
    """Where a program is: on the path, or beside the Python that runs the tests."""
    return shutil.which(tool) or shutil.which(tool, path=str(Path(sys.executable).parent))


def needs(tool: str) -> pytest.MarkDecorator:
    """Skip where `tool` is not."""
    return pytest.mark.skipif(found(tool) is None, reason=f"{tool} is not here")
