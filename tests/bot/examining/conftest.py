from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.examining.installation import Installation, installed


@pytest.fixture
def there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Installation]:
    with installed(tmp_path, monkeypatch, capsys) as found:
        yield found
