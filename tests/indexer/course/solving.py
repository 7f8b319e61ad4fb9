"""The exercises as `knowledge/README.md` sets them, and a person who does them by that text alone."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from indexer.files.writing import Fields, as_yaml
from tests.conftest import SAMPLE

README = (SAMPLE / "README.md").read_text(encoding="utf-8")
CITRUS = "statements/trade/kestova-citrus-dispute-2025.yaml"
ZARVIA = "statements/consular-protection/zarvia-departure-advice-2026.yaml"
HALCYON = "statements/development/halcyon-scholarships-tharos-2026.yaml"
TOPICS = "topics: [consular-protection, sanctions]\n"
ZARVIA_ASKED = """\
  zarvia-departure-advice-2026:
    fr:
      - Les ressortissants maréniens doivent-ils quitter la Zarvie ?
"""
OWN_QUESTION = "What is Marenia doing about Kestova's ban on its citrus fruit?"


def section(number: int) -> str:
    """The text of one exercise."""
    return re.split(r"\n##+ ", README.split(f"\n### {number}. ", 1)[1], maxsplit=1)[0]


def given(number: int) -> dict[str, str]:
    """What an exercise gives, by its label; the text under ``Text``."""
    block = section(number).split("```\n", 1)[1].split("\n```", 1)[0]
    head, text = block.split("\n\n", 1)
    labels = dict(re.split(r":\s+", line, maxsplit=1) for line in head.splitlines())
    return {**labels, "Text": text}


def statement(number: int, **fields: str | list[str]) -> str:
    """The new statement of exercise 1, 3 or 4 as YAML; `fields` stand in place of, or besides, what is given."""
    told = given(number)
    made: dict[str, str | list[str]] = {
        "id": told["Id"],
        "kind": told["Kind"],
        "original": told["Language"],
        "issuer": told["Issuer"],
        "published": datetime.strptime(told["Published"], "%d %B %Y").date().isoformat(),
        "topics": [told["Topic"]],
        **({"supersedes": [told["Supersedes"]]} if "Supersedes" in told else {}),
        **({"embargo": "2099-06-15T08:00:00Z"} if "Embargo" in told else {}),
        **fields,
    }
    text = made.pop("text", told["Text"])
    version: Fields = {"title": told["Title"], "source": told["Address"], "text": text}
    whole: Fields = {**{key: value for key, value in made.items() if value}, "versions": {told["Language"]: version}}
    return as_yaml(whole)


def add(folder: Path, number: int, **fields: str | list[str]) -> Path:
    """Write the new statement of an exercise to its place."""
    told = given(number)
    file = folder / "statements" / told["Topic"] / f"{told['Id']}.yaml"
    file.write_text(statement(number, **fields), encoding="utf-8")
    return file


def translate(folder: Path, code: str = "fr", **fields: str) -> None:
    """Add the French version below the English one, under `code`."""
    told = given(2)
    version = {"title": told["Title"], "source": told["Address"], "text": told["Text"], **fields}
    below = "".join(f"  {line}\n" if line else "\n" for line in as_yaml({code: version}).splitlines())
    edit(folder / HALCYON, "", below)


def edit(file: Path, old: str, new: str) -> None:
    """Replace the one `old`, or, where that is empty, add `new` at the end."""
    text = file.read_text(encoding="utf-8")
    if not old:
        file.write_text(text.rstrip("\n") + "\n" + new, encoding="utf-8")
        return
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), encoding="utf-8")


def withdraw(folder: Path) -> None:
    """Add the line, and take staff's question out."""
    edit(folder / ZARVIA, TOPICS, f"{TOPICS}withdrawn: 2026-11-20\n")
    edit(folder / "questions.yaml", ZARVIA_ASKED, "")


def asked_by_citizens() -> tuple[str, str]:
    """The two questions that exercise 6 shows as asked in vain."""
    first, second = re.findall(r"^\d+ × (.+)$", section(6), re.M)
    return first, second


def answer(folder: Path, own: str = OWN_QUESTION) -> None:
    """Add the citizens' question to the statement, an own one and the refused one to questions.yaml."""
    first, second = asked_by_citizens()
    place = "      - Does Marenia plan countermeasures against Kestova?\n"
    edit(folder / CITRUS, place, f"{place}      - {first}\n")
    asked = f"\nanswered:\n  kestova-citrus-dispute-2025:\n    en:\n      - {own}\n"
    edit(folder / "questions.yaml", "\nanswered:\n", asked)
    edit(folder / "questions.yaml", "\nunanswered:\n  en:\n", f"\nunanswered:\n  en:\n    - {second}\n")


def solve(folder: Path) -> None:
    """All six."""
    for number in (1, 3, 4):
        add(folder, number)
    translate(folder)
    withdraw(folder)
    answer(folder)
