"""Goes back to the version before, in a process of its own, to be killed and failed.

    python returner.py ROOT

Exit status 0: it is in use. 3: a `StoreError`, whose message is on standard error.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from indexer.publishing import StoreError
from indexer.rollback import roll_back

NOW = datetime(2027, 6, 1, tzinfo=UTC)


def main(root: Path) -> int:
    try:
        roll_back(root, None, "abc", NOW)
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
