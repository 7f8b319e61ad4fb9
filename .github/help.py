"""Write the command line's own help into README.md, between its two marks. Run by `make help`."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Put what the test compares with where the test looks for it."""
    os.environ["COLUMNS"] = "80"
    sys.path.insert(0, str(ROOT))
    from tests.test_contracts import helps

    readme = ROOT / "README.md"
    block = f"<!-- help -->\n```\n{helps().strip()}\n```\n<!-- /help -->"
    text = re.sub(r"<!-- help -->.*?<!-- /help -->", lambda _: block, readme.read_text(encoding="utf-8"), flags=re.S)
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
