"""Write `requirements.lock` and `deploy/cuda.lock` from `pyproject.toml`: every package pinned, every file hashed.

Run by `make lock`. Needs `uv` (not in the lock itself) and an index that pip knows.

torch is the reason for the second file. Some machines' pip finds a CPU build of it, the public index has a build that
needs CUDA's libraries on Linux. One line of the lock carries the hashes of both; the libraries stand apart, so that
only a machine that got the second build downloads them.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
TORCH = "torch==2.13.0"
_COMPILE = [
    "uv",
    "pip",
    "compile",
    "pyproject.toml",
    "--extra",
    "dev",
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
]
_COMPILE += ["--no-header", "--no-emit-index-url", "--no-annotate", "--quiet"]
CUDA = re.compile(r"^(nvidia-|cuda-|triton==)")


def main() -> None:
    """Resolve, split, add the CPU build's hash, write both files."""
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "all.lock"
        subprocess.run(
            [*_COMPILE, "-o", str(made)],
            cwd=ROOT,
            check=True,
        )
        wheels = Path(scratch) / "wheels"
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(wheels), TORCH], check=True
        )
        found = {hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in wheels.iterdir()}
        entries = re.split(r"(?m)^(?=\S)", made.read_text(encoding="utf-8"))
    plain = [entry for entry in entries if entry.strip() and not CUDA.match(entry)]
    cuda = [entry for entry in entries if CUDA.match(entry)]
    plain = [_with_hashes(entry, found) if entry.startswith(TORCH) else entry for entry in plain]
    head = "# Made by `make lock` from pyproject.toml. {}\n"
    about = "Install with --no-deps --require-hashes; see CONTRIBUTING."
    (ROOT / "requirements.lock").write_text(head.format(about) + "".join(plain), encoding="utf-8")
    about = "Only for machines whose index has torch built for CUDA."
    (ROOT / "deploy" / "cuda.lock").write_text(head.format(about) + "".join(cuda), encoding="utf-8")


def _with_hashes(entry: str, hashes: set[str]) -> str:
    missing = sorted(h for h in hashes if h not in entry)
    return entry.rstrip("\n") + "".join(f" \\\n    --hash=sha256:{h}" for h in missing) + "\n"


if __name__ == "__main__":
    main()
