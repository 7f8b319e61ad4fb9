"""Nothing is published that answers a question of staff worse than the store in use."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.probing import Answer
from bot.publishing import Published, TurnedWorseError, publish_folder
from indexer.store import Thresholds, current, open_snapshot
from tests.bot.desks import steady
from tests.fakes.encoder import FakeEncoder
from tests.indexer.folders import folder_of, good

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 6, 2, 12, tzinfo=UTC)
COD = "Twelve ships may catch cod on the Selm bank."
ASKED = "Which ships may catch cod on the Selm bank?"


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    steady(monkeypatch)
    monkeypatch.setattr("bot.refit.Refit.__call__", lambda self, snapshot, encode, now: (None, Thresholds(0.6, 0.2)))
    monkeypatch.setattr("indexer.build._says_the_same", lambda manifest, digest, *_: manifest.knowledge == digest)
    monkeypatch.setattr("indexer.build.fit", lambda *_: None)


def telling(name: str, text: str, **lines: str | None) -> str:
    return good(name, **lines).replace("The Orda rises.", text)


def folder(tmp_path: Path, questions: str | None, **others: str) -> Path:
    files: dict[str, str | bytes] = {
        "cod": telling("cod", COD),
        "visa": telling("visa", "No visa is needed for thirty days. A passport is."),
        "dam": telling("dam", "The dam upstream takes the water of the whole valley."),
        **others,
    }
    made = folder_of(tmp_path, files)
    ask(made, questions)
    return made


def ask(made: Path, questions: str | None) -> None:
    if questions is not None:
        (made / "questions.yaml").write_text(questions)


def write(made: Path, name: str, content: str) -> None:
    (made / "statements" / f"{name}.yaml").write_text(content)


def published(made: Path, tmp_path: Path, now: datetime = NOW, *, allow_worse: bool = False) -> Published:
    root, encoder = tmp_path / "store", FakeEncoder()
    return publish_folder(made, root, encoder, now, lambda *_: None, allow_worse=allow_worse)


BY_COD = f"answered:\n  cod:\n    en:\n      - {ASKED}\n"


def test_the_first_build_has_nothing_to_compare_with(tmp_path: Path) -> None:
    made = folder(tmp_path, BY_COD + "unanswered:\n  en: [Who wins the cup?]\n")
    done = published(made, tmp_path)
    assert [(one.probe.text, one.right, one.was_right, one.before) for one in done.judged] == [
        (ASKED, True, False, None),
        ("Who wins the cup?", True, False, None),
    ]
    assert done.wrong == ()


def test_a_question_that_turns_wrong_keeps_what_is_live(tmp_path: Path) -> None:
    made = folder(tmp_path, BY_COD)
    published(made, tmp_path)
    live = current(tmp_path / "store")
    write(made, "cod", telling("cod", "Parliament meets on Monday."))
    with pytest.raises(TurnedWorseError) as refused:
        published(made, tmp_path, LATER)
    assert str(refused.value) == (
        "1 question of questions.yaml that is answered rightly today would turn wrong; nothing was published. "
        "Mend the statements, or questions.yaml where the new answer is right, or publish all the same by "
        "'verbale index --allow-worse'"
    )
    (worse,) = refused.value.worse
    assert worse.before is not None
    assert (worse.before.outcome, worse.before.statements) == ("position", ("cod",))
    assert worse.after.statements == ()
    assert str(worse) == (
        f"questions.yaml:4: en: {ASKED} (answered by cod): "
        f"before position cod ({worse.before.confidence:.2f}), now {worse.after.shown}"
    )
    assert current(tmp_path / "store") == live
    assert open_snapshot(tmp_path / "store").by_id["cod"].versions[0].text == COD


def test_a_question_that_only_slips_is_told_and_holds_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The threshold moves a little with every statement; an embargo's end must not wait for a hundredth."""
    made = folder(tmp_path, BY_COD)
    published(made, tmp_path)
    told = [Answer("closest", (), 0.84, "cod"), Answer("position", ("cod",), 0.85)]
    monkeypatch.setattr("bot.publishing.answers", lambda *_: (told.pop(0),))
    write(made, "visa", telling("visa", "No visa is needed for sixty days."))
    done = published(made, tmp_path, LATER)
    (one,) = done.wrong
    assert (one.slipped, one.worse) == (True, False)
    assert str(one) == (
        f"questions.yaml:4: en: {ASKED} (answered by cod): before position cod (0.85), now closest, first cod (0.84)"
    )
    assert open_snapshot(tmp_path / "store").version == done.report.version


def test_unless_told_so(tmp_path: Path) -> None:
    made = folder(tmp_path, BY_COD)
    published(made, tmp_path)
    write(made, "cod", telling("cod", "Parliament meets on Monday."))
    done = published(made, tmp_path, LATER, allow_worse=True)
    assert [(one.probe.text, one.worse) for one in done.wrong] == [(ASKED, True)]
    assert open_snapshot(tmp_path / "store").version == done.report.version


def test_a_question_that_nothing_may_answer_and_that_is_answered_now(tmp_path: Path) -> None:
    made = folder(tmp_path, "unanswered:\n  en: [Who may fish for herring off Selvara?]\n")
    published(made, tmp_path)
    write(
        made,
        "herring",
        telling("herring", "Who may fish for herring off Selvara? All may fish for herring off Selvara."),
    )
    with pytest.raises(TurnedWorseError) as refused:
        published(made, tmp_path, LATER)
    assert [(w.probe.line, w.after.outcome, w.after.statements) for w in refused.value.worse] == [
        (2, "position", ("herring",))
    ]


def test_the_new_questions_judge_the_same_edit(tmp_path: Path) -> None:
    """Staff took the statement out, and said that nothing answers any more."""
    made = folder(tmp_path, BY_COD)
    published(made, tmp_path)
    (made / "statements" / "cod.yaml").unlink()
    ask(made, f"unanswered:\n  en:\n    - {ASKED}\n")
    done = published(made, tmp_path, LATER)
    assert (done.report.changed, done.wrong) == (True, ())


def test_what_was_wrong_before_does_not_hold_up(tmp_path: Path) -> None:
    made = folder(tmp_path, "answered:\n  dam:\n    en: [Who is the minister?]\n")
    assert [one.worse for one in published(made, tmp_path).wrong] == [False]
    write(made, "visa", telling("visa", "No visa is needed for sixty days."))
    done = published(made, tmp_path, LATER)
    assert [(one.probe.text, one.was_right) for one in done.wrong] == [("Who is the minister?", False)]


def test_an_embargo_that_ends_is_not_held_up_by_a_question_for_the_predecessor(tmp_path: Path) -> None:
    successor = telling(
        "cod-2", "Fourteen ships may catch cod on the Selm bank.", supersedes="[cod]", embargo="2026-06-02T00:00:00Z"
    )
    made = folder(tmp_path, BY_COD, **{"cod-2": successor})
    assert published(made, tmp_path).report.embargoed == ("cod-2",)
    done = published(made, tmp_path, LATER)
    (one,) = done.judged
    assert (one.right, one.after.statements) == (True, ("cod-2",))


def test_a_statement_that_is_withdrawn_judges_nothing(tmp_path: Path) -> None:
    made = folder(tmp_path, BY_COD)
    published(made, tmp_path)
    write(made, "cod", telling("cod", COD, withdrawn="2026-06-01"))
    done = published(made, tmp_path, LATER)
    assert (done.report.changed, done.judged) == (True, ())


def test_a_store_of_another_model_does_not_compare(tmp_path: Path) -> None:
    made = folder(tmp_path, BY_COD)
    root = tmp_path / "store"
    publish_folder(made, root, FakeEncoder("another"), NOW, lambda *_: None)
    write(made, "cod", telling("cod", "Parliament meets on Monday."))
    done = publish_folder(made, root, FakeEncoder(), LATER, lambda *_: None)
    assert [(one.right, one.before) for one in done.judged] == [(False, None)]


def test_a_folder_that_says_the_same_is_not_asked(tmp_path: Path) -> None:
    made = folder(tmp_path, BY_COD)
    published(made, tmp_path)
    done = published(made, tmp_path, LATER)
    assert (done.report.changed, done.judged) == (False, ())


def test_questions_are_encoded_once(tmp_path: Path) -> None:
    made = folder(tmp_path, BY_COD)
    published(made, tmp_path)
    asked: list[str] = []

    class Watching(FakeEncoder):
        def questions(self, texts):  # type: ignore[no-untyped-def]  # as the base class's
            asked.extend(texts)
            return super().questions(texts)

    write(made, "visa", telling("visa", "No visa is needed for sixty days."))
    publish_folder(made, tmp_path / "store", Watching(), LATER, lambda *_: None)
    assert ASKED not in asked


def test_an_answer_on_one_line() -> None:
    assert Answer("position", ("a",), 0.934).shown == "position a (0.93)"
    assert Answer("none", (), 0.0).shown == "none (0.00)"
