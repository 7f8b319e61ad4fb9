"""Publishes prepared versions in a process of its own, to be killed and failed; the standard library is enough.

    python -I -S publisher.py ROOT PREPARED COUNT

PREPARED holds a version's files and its manifest; COUNT versions are published, which differ by their build time.
Exit status 0: all are published. 3: a `StoreError`, whose message is on standard error.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from indexer.publishing import StoreError, exclusively, publish

START = datetime(2027, 1, 1, tzinfo=UTC)


def main(root: Path, prepared: Path, count: int) -> int:
    files = {path.name: path.read_bytes() for path in sorted(prepared.iterdir())}
    manifest = files.pop("manifest.json")
    try:
        for number in range(count):
            built = START + timedelta(seconds=number)
            stated = manifest.replace(b'"BUILT"', f'"{built:%Y-%m-%dT%H:%M:%SZ}"'.encode())
            with exclusively(root):
                publish(root, f"{built:%Y%m%dT%H%M%SZ}", files, stated, lambda _: None)
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
