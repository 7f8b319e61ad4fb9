"""A difference as people and programs read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

from bot.differing import (
    AnswerChange,
    Answers,
    Difference,
    FieldChange,
    StatementChange,
    TextChange,
    What,
    no_answers,
)
from bot.differing.markdown import markdown
from bot.differing.shown import as_json, message, summary
from bot.frontends.screen import Screen
from bot.probing import Answer, Probe
from indexer.revision import revision
from indexer.statement import Standing

EDITED = StatementChange(
    "flood-2024",
    "Flood warning",
    "en",
    What.EDITED,
    Standing.IN_FORCE,
    Standing.IN_FORCE,
    (),
    (FieldChange("valid_until", "", "2027-12-31"),),
    (TextChange("en", "text", revision("At least 48 hours before.", "At least 72 hours before.")),),
)
OLD = StatementChange("dam-1", "Dam", "en", What.SUPERSEDED, Standing.IN_FORCE, Standing.SUPERSEDED, ("dam-2",))
NEW = StatementChange(
    "dam-2",
    "Barrage",
    "fr",
    What.ADDED,
    None,
    Standing.IN_FORCE,
    (),
    (),
    (TextChange("fr", "text", revision("", "Non.")),),
)
TURNED = AnswerChange(
    Probe("Who | warns?", "en", frozenset({"flood-2024"}), 7),
    Answer("position", ("flood-2024",), 0.93),
    Answer("closest", (), 0.61),
    was_right=True,
    right=False,
)
OUTDATED = AnswerChange(
    Probe("Quand ?", "fr", frozenset({"dam-1"})),
    Answer("position", ("dam-1",), 0.99),
    Answer("none", (), 0.1),
    True,
    None,
)
WHOLE = Difference(
    "20260101T000000Z-aaaaaaaaaaaa",
    "knowledge",
    datetime(2026, 6, 1, 12, tzinfo=UTC),
    (OLD, NEW, EDITED),
    (FieldChange("hosts", "a.example", "a.example, b.example"),),
    (0.84, 0.86),
    Answers((TURNED, OUTDATED), 40, 40),
)
IN_THE_WAY = (
    "1 of these stands in questions.yaml: nothing is published until it is mended, or 'verbale index --allow-worse' is "
    "said."
)
SAME = Difference("a", "b", WHOLE.moment, (), (), (0.84, 0.84), Answers((), 40, 60))


def test_in_a_sentence() -> None:
    assert summary(WHOLE) == (
        "3 statements differ; ministry.yaml differs; of 40 probe questions 2 are answered otherwise, "
        f"1 of them wrongly now. {IN_THE_WAY}"
    )
    assert summary(SAME) == "No statements differ; of 40 (of 60) probe questions none is answered otherwise."
    assert (WHOLE.same, SAME.same) == (False, True)
    other = Difference("a", "b", WHOLE.moment, (OLD,), (), (0.8, 0.8), no_answers("the two stores differ in model"))
    assert summary(other) == "1 statement differs. No question was asked: the two stores differ in model."


def test_what_turns_wrong_is_in_the_way_where_staff_wrote_it() -> None:
    own = replace(TURNED, probe=replace(TURNED.probe, line=0))
    told = summary(replace(WHOLE, answers=Answers((own,), 40, 40)))
    assert told.endswith("of 40 probe questions 1 is answered otherwise, 1 of them wrongly now.")
    told = summary(replace(WHOLE, answers=Answers((TURNED, own, TURNED), 40, 40)))
    assert told.endswith(
        "3 of them wrongly now. 2 of these stand in questions.yaml: nothing is published until they are mended, "
        "or 'verbale index --allow-worse' is said."
    )


def test_on_a_terminal() -> None:
    out = StringIO()
    Screen(out, live=False).show(message(WHOLE))
    assert out.getvalue() == (
        "From 20260101T000000Z-aaaaaaaaaaaa to knowledge. 3 statements differ; ministry.yaml differs; "
        f"of 40 probe questions 2 are answered otherwise, 1 of them wrongly now. {IN_THE_WAY}\n"
        "ministry.yaml, hosts: a.example → a.example, b.example\n"
        "confidence from which a position is presented: 0.84 → 0.86\n"
        "\nDam\ndam-1: superseded by dam-2\n"
        "\nBarrage\ndam-2: added, in force (fr)\n"
        "\nFlood warning\nflood-2024: edited\nvalid_until: – → 2027-12-31\n"
        "\nen, text:\n\n> At least [-48-]{+72+} hours before.\n"
        "\nWho | warns?\nto be answered by flood-2024 (questions.yaml:7)\n"
        "before: position flood-2024 (0.93), right\nafter: closest (0.61), wrong\n"
        "\nQuand ?\nto be answered by dam-1 (its own question)\n"
        "before: position dam-1 (0.99), right\nafter: none (0.10)\n\n"
    )


def test_as_json() -> None:
    told = as_json(WHOLE)
    assert (told["same"], told["before"], told["after"], told["moment"]) == (
        False,
        "20260101T000000Z-aaaaaaaaaaaa",
        "knowledge",
        "2026-06-01T12:00:00Z",
    )
    assert told["thresholds"] == {"before": 0.84, "after": 0.86}
    assert told["ministry"] == [{"field": "hosts", "before": "a.example", "after": "a.example, b.example"}]
    assert told["statements"][2] == {
        "id": "flood-2024",
        "title": "Flood warning",
        "language": "en",
        "what": "edited",
        "before": "in-force",
        "after": "in-force",
        "by": [],
        "fields": [{"field": "valid_until", "before": "", "after": "2027-12-31"}],
        "texts": [
            {
                "language": "en",
                "field": "text",
                "pieces": [
                    {"fate": "kept", "text": "At least "},
                    {"fate": "gone", "text": "48"},
                    {"fate": "come", "text": "72"},
                    {"fate": "kept", "text": " hours before."},
                ],
            }
        ],
    }
    assert told["questions"] == {
        "asked": 40,
        "known": 40,
        "why_not": None,
        "changed": [
            {
                "question": "Who | warns?",
                "language": "en",
                "statements": ["flood-2024"],
                "line": 7,
                "before": {"outcome": "position", "statements": ["flood-2024"], "confidence": 0.93, "right": True},
                "after": {"outcome": "closest", "statements": [], "confidence": 0.61, "right": False},
            },
            {
                "question": "Quand ?",
                "language": "fr",
                "statements": ["dam-1"],
                "line": None,
                "before": {"outcome": "position", "statements": ["dam-1"], "confidence": 0.99, "right": True},
                "after": {"outcome": "none", "statements": [], "confidence": 0.1, "right": None},
            },
        ],
    }


def test_as_markdown() -> None:
    assert (
        markdown(WHOLE)
        == f"""\
### What changes for citizens

3 statements differ; ministry.yaml differs; of 40 probe questions 2 are answered otherwise, 1 of them wrongly now. \
{IN_THE_WAY}

- ministry.yaml, hosts: `a.example` → `a.example, b.example`
- confidence from which a position is presented: `0.84` → `0.86`

#### `Dam`

`dam-1`: superseded by dam-2

#### `Barrage`

`dam-2`: added, in force (fr)

#### `Flood warning`

`flood-2024`: edited

- valid_until: `–` → `2027-12-31`

en, text:

```
At least [-48-]{{+72+}} hours before.
```

#### Answers

| question | must be answered by | before | after |
| --- | --- | --- | --- |
| `Who \\| warns?` (en) | flood-2024 (questions.yaml:7) | position flood-2024 (0.93) | **wrong:** closest (0.61) |
| `Quand ?` (fr) | dam-1 (its own question) | position dam-1 (0.99) | none (0.10) |
"""
    )


def test_nothing_that_was_published_acts_in_a_comment() -> None:
    hostile = "@everyone ``` <img src=x> [a](https://b.example) #1"
    change = StatementChange(
        "a", hostile, "en", What.EDITED, None, None, (), (), (TextChange("en", "text", revision("Q", hostile)),)
    )
    told = markdown(Difference("a", "b", WHOLE.moment, (change,), (), (0.8, 0.8), Answers((), 0, 0)))
    assert f"#### ````{hostile}````\n" in told
    assert f"\n````\n[-Q-]{{+{hostile}+}}\n````\n" in told


def test_what_does_not_fit_is_counted() -> None:
    rows = tuple(
        AnswerChange(Probe(f"Question {i}?", "en", frozenset()), TURNED.before, TURNED.after, True, True)
        for i in range(500)
    )
    long = Difference("a", "b", WHOLE.moment, (EDITED,), (), (0.8, 0.8), Answers(rows, 500, 500))
    told = markdown(long, 4_000)
    shown = told.count("| `Question ")
    assert len(told) <= 4_000
    assert 0 < shown < 500
    assert told.endswith(f"\n\n{500 - shown} more changes do not fit here; `verbale diff` shows all.\n")
    assert markdown(long).count("| `Question ") == 500


def test_a_long_line_in_markdown_is_broken_where_no_platform_breaks_it() -> None:
    words = " ".join(f"word{number}" for number in range(40))
    change = StatementChange(
        "a",
        "A",
        "en",
        What.EDITED,
        Standing.IN_FORCE,
        Standing.IN_FORCE,
        (),
        (),
        (TextChange("en", "text", revision("", f"{words}\nShort.")),),
    )
    told = markdown(Difference("a", "b", WHOLE.moment, (change,), (), (0.8, 0.8), Answers((), 0, 0)))
    fenced = told.split("```\n")[1].splitlines()
    assert [len(line) <= 100 for line in fenced] == [True] * len(fenced)
    assert [line.startswith("  ") for line in fenced] == [False, True, True, False]
    assert " ".join(line.strip() for line in fenced) == "{+" + words + " Short.+}"
