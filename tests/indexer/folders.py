"""Knowledge folders for tests: one good statement, one good ministry, and what is changed in them."""

from __future__ import annotations

from pathlib import Path

from indexer.checking import check
from indexer.loading import load

MINISTRY = """\
name:
  en: Ministry of Foreign Affairs
hosts: [www.mfa.marenia.example]
topics:
  fisheries: {en: Fisheries}
  border-river: {en: Border river}
"""

GOOD = """\
id: a
kind: position
original: en
issuer: Ministry of Foreign Affairs
published: 2025-03-14
versions:
  en:
    title: Floods
    source: https://www.mfa.marenia.example/en/a
    text: |-
      The Orda rises.
"""


def good(name: str = "a", /, **lines: str | None) -> str:
    """The good statement with lines replaced, added after `published`, or (None) taken out."""
    text = GOOD.replace("id: a\n", f"id: {name}\n").replace("/en/a", f"/en/{name}")
    for key, value in lines.items():
        old = next((line for line in text.splitlines() if line.strip().startswith(f"{key}:")), None)
        if old is None:
            text = text.replace("versions:\n", f"{key}: {value}\nversions:\n")
        elif value is None:
            text = text.replace(f"{old}\n", "")
        else:
            text = text.replace(old, f"{old.partition(':')[0]}: {value}")
    return text


def folder_of(root: Path, files: dict[str, str | bytes], ministry: str | bytes | None = MINISTRY) -> Path:
    """A knowledge folder under `root`; names are relative to its `statements`, without .yaml."""
    folder = root / "knowledge"
    (folder / "statements").mkdir(parents=True)
    if ministry is not None:
        (folder / "ministry.yaml").write_bytes(ministry.encode() if isinstance(ministry, str) else ministry)
    for name, content in files.items():
        path = folder / "statements" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def messages(folder: Path) -> list[str]:
    """What `verbale check` would print."""
    return [str(problem) for problem in check(load(folder))]
