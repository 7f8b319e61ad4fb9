"""Each exercise done right, by the README's text alone, and wrong in the likeliest ways; messages are read whole."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.checking import check
from indexer.course import judge, make_copy
from indexer.course.judging import EXERCISES
from indexer.loading import load
from tests.conftest import SAMPLE, TODAY
from tests.indexer.course import solving
from tests.indexer.course.solving import CITRUS, HALCYON, OWN_QUESTION, TOPICS, ZARVIA, add, edit

FERRY = "statements/border-river/orda-ferry-2026.yaml"
DUAL = "statements/consular-protection/dual-nationals-consular-assistance.yaml"
DUAL_NEW = "statements/consular-protection/dual-nationals-consular-assistance-2026.yaml"
RAIL = "statements/trade/kestria-rail-freight-2099.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_copy(tmp_path / "course", "a-model@1")


def told(folder: Path, number: int) -> list[str]:
    """What is still wrong in one exercise."""
    return [str(problem) for problem in judge(folder, TODAY).exercises[number - 1].problems]


def test_all_done_by_the_text_alone(folder: Path) -> None:
    solving.solve(folder)
    found = judge(folder, TODAY)
    assert [(one.exercise.number, one.exercise.name, one.problems) for one in found.exercises] == [
        (1, "add", ()),
        (2, "translate", ()),
        (3, "supersede", ()),
        (4, "embargo", ()),
        (5, "withdraw", ()),
        (6, "answer a gap", ()),
    ]
    assert (found.elsewhere, found.done) == ((), True)
    assert check(load(folder)) == ()


@pytest.mark.parametrize("number", range(1, 7))
def test_each_is_done_without_the_others(folder: Path, number: int) -> None:
    right: dict[int, Callable[[Path], object]] = {
        1: lambda f: add(f, 1),
        2: solving.translate,
        3: lambda f: add(f, 3),
        4: lambda f: add(f, 4),
        5: solving.withdraw,
        6: solving.answer,
    }
    right[number](folder)
    found = judge(folder, TODAY)
    assert [one.exercise.number for one in found.exercises if one.done] == [number]
    assert (found.elsewhere, found.done) == ((), False)


def test_before_the_first(folder: Path) -> None:
    in_this_file = "write it as the exercise says, in this file"
    assert [[str(p) for p in one.problems] for one in judge(folder, TODAY).exercises] == [
        [f"{FERRY}:1: there is no statement orda-ferry-2026; {in_this_file}"],
        [f"{HALCYON}:7: versions: there is no version in fr; add it under versions, under the code fr"],
        [f"{DUAL_NEW}:1: there is no statement dual-nationals-consular-assistance-2026; {in_this_file}"],
        [f"{RAIL}:1: there is no statement kestria-rail-freight-2099; {in_this_file}"],
        [f'{ZARVIA}:1: withdrawn: the key "withdrawn" is missing; add the line withdrawn: 2026-11-20'],
        [
            "questions.yaml:1: answered: no question in en must be answered by kestova-citrus-dispute-2025; add one "
            "under answered, in other words than theirs",
            "questions.yaml:1: unanswered: the question that nothing may answer is not there: Which party should I "
            "vote for?; add it under unanswered, en",
            f"{CITRUS}:17: versions.en.questions: the question of the citizens is not there: I grow oranges. Is the "
            "ministry doing anything so I can export them again?; add it to questions, as they put it",
        ],
    ]


class TestAdd:
    def test_left_a_draft(self, folder: Path) -> None:
        file = add(folder, 1)
        file.write_text("status: draft\n" + file.read_text())
        assert told(folder, 1) == [
            f"{FERRY}:1: status: this is a draft, which nobody sees; to adopt it, delete this line"
        ]

    def test_text_typed_and_another_day(self, folder: Path) -> None:
        text = solving.given(1)["Text"].replace("free of charge", "free").replace("carried", "caried")
        add(folder, 1, text=text, published="2026-11-22")
        assert told(folder, 1) == [
            f'{FERRY}:5: published: "2026-11-22" is not what the exercise says; write published: 2026-11-20',
            f"{FERRY}:12: versions.en.text: the text is not the one in the exercise: […] on foot and bicycles are "
            "[-carried-]{+caried+} free[- of charge-]; a car costs MRN […]; copy what is published",
        ]

    def test_what_it_proposes_taken_and_no_topic(self, folder: Path) -> None:
        add(folder, 1, kind="statement", issuer="Ministry of Foreign Affairs of the Republic of Marenia", topics=[])
        assert told(folder, 1) == [
            f'{FERRY}:1: topics: the key "topics" is missing; add the line topics: [border-river]',
            f'{FERRY}:2: kind: "statement" is not what the exercise says; write kind: notice',
            f'{FERRY}:4: issuer: "Ministry of Foreign Affairs of the Republic of Marenia" is not what the exercise '
            "says; write issuer: Ministry of Foreign Affairs",
        ]

    def test_a_mistake_that_check_finds(self, folder: Path) -> None:
        add(folder, 1, published="20 November 2026")
        assert told(folder, 1) == [
            f'{FERRY}:5: published: "20 November 2026" is not written as a date or a time in UTC; write 2026-11-20'
        ]

    def test_saved_under_another_name(self, folder: Path) -> None:
        add(folder, 1).rename(folder / "statements" / "ferry.yaml")
        found = judge(folder, TODAY)
        assert [str(problem) for problem in found.elsewhere] == [
            'statements/ferry.yaml:1: id: the id is "orda-ferry-2026", but the file is called "ferry.yaml"; '
            "make the two the same"
        ]
        assert not found.done


class TestTranslate:
    def test_under_another_code(self, folder: Path) -> None:
        solving.translate(folder, "es")
        assert told(folder, 2) == [
            f"{HALCYON}:21: versions.es: the version that the exercise gives in fr stands under es; put it under fr"
        ]

    def test_in_place_of_the_original(self, folder: Path) -> None:
        text = (folder / HALCYON).read_text(encoding="utf-8").replace("  en:\n", "  fr:\n").replace("en\n", "fr\n")
        (folder / HALCYON).write_text(text, encoding="utf-8")
        found = told(folder, 2)
        assert [line.split("; ")[-1] for line in found] == [
            "put back original: en",
            "add it under versions, under the code en",
            "copy what is published",
            "copy what is published",
            "copy what is published",
        ]
        assert (
            found[0] == f"{HALCYON}:3: original: the exercise says nothing of a change to this; put back original: en"
        )

    def test_with_the_english_address(self, folder: Path) -> None:
        solving.translate(
            folder, source="https://www.mfa.marenia.example/en/statements/halcyon-scholarships-tharos-2026"
        )
        assert told(folder, 2) == [
            f"{HALCYON}:23: versions.fr.source: the address is not the one in the exercise: "
            "https://www.mfa.marenia.example/[-fr-]{+en+}/statements/halcyon-scholarships-tharos-2026; "
            "copy what is published"
        ]

    def test_as_a_statement_of_its_own(self, folder: Path) -> None:
        add(folder, 1, id="halcyon-bourses").rename(folder / "statements" / "halcyon-bourses.yaml")
        assert told(folder, 2) == [
            f"{HALCYON}:7: versions: there is no version in fr; add it under versions, under the code fr"
        ]


class TestSupersede:
    def test_without_the_key(self, folder: Path) -> None:
        add(folder, 3, supersedes=[])
        assert told(folder, 3) == [
            f'{DUAL_NEW}:1: supersedes: the key "supersedes" is missing; add the line supersedes: '
            "[dual-nationals-consular-assistance]"
        ]

    def test_the_old_one_rewritten(self, folder: Path) -> None:
        edit(folder / DUAL, "Kestova does not: it", "Kestova does so since 2026. Before, it")
        assert told(folder, 3) == [
            f"{DUAL_NEW}:1: there is no statement dual-nationals-consular-assistance-2026; write it as the exercise "
            "says, in this file",
            f"{DUAL}:11: versions.en.text: the earlier statement dual-nationals-consular-assistance was changed; put "
            "it back as it was: the new statement, in a file of its own, replaces it",
        ]

    def test_the_old_one_withdrawn_besides(self, folder: Path) -> None:
        add(folder, 3)
        edit(folder / DUAL, "published: 2023-11-29\n", "published: 2023-11-29\nwithdrawn: 2026-11-20\n")
        assert told(folder, 3) == [
            f"{DUAL}:6: withdrawn: the earlier statement dual-nationals-consular-assistance was changed; put it back "
            "as it was: the new statement, in a file of its own, replaces it"
        ]

    def test_the_old_one_made_a_draft(self, folder: Path) -> None:
        add(folder, 3)
        edit(folder / DUAL, "id: dual", "status: draft\nid: dual")
        found = told(folder, 3)
        assert found == [
            f"{DUAL_NEW}:9: supersedes: there is no statement dual-nationals-consular-assistance; it is a draft: adopt "
            "that, too, or take this out",
            f"{DUAL}:1: status: this is a draft, which nobody sees; to adopt it, delete this line",
        ]

    def test_the_old_one_renamed(self, folder: Path) -> None:
        add(folder, 3, supersedes=["dual-nationals-consular-assistence"])
        assert told(folder, 3) == [
            f"{DUAL_NEW}:9: supersedes: there is no statement dual-nationals-consular-assistence; did you mean "
            "dual-nationals-consular-assistance?",
        ]
        (folder / DUAL).unlink()
        assert told(folder, 3)[-1] == (
            f"{DUAL}:1: the statement dual-nationals-consular-assistance is gone, though nothing that was published is "
            "ever deleted; copy its file anew from another scratch copy, and do the exercise in it"
        )


class TestEmbargo:
    def test_local_time(self, folder: Path) -> None:
        add(folder, 4, embargo="2099-06-15T10:00:00Z")
        assert told(folder, 4) == [
            f"{RAIL}:8: embargo: 10:00 is the time in Selvara, which in June is two hours ahead of UTC; write embargo: "
            "2099-06-15T08:00:00Z, the time in UTC"
        ]

    def test_a_draft_in_its_place(self, folder: Path) -> None:
        add(folder, 4, status="draft", embargo="")
        assert told(folder, 4) == [
            f'{RAIL}:1: embargo: the key "embargo" is missing; add the line embargo: 2099-06-15T08:00:00Z',
            f"{RAIL}:8: status: this is a draft, which nobody sees; to adopt it, delete this line",
        ]

    def test_added_to_the_wrong_side_of_utc(self, folder: Path) -> None:
        add(folder, 4, embargo="2099-06-15T12:00:00Z")
        assert told(folder, 4) == [
            f'{RAIL}:8: embargo: "2099-06-15T12:00:00Z" is not what the exercise says; write embargo: '
            "2099-06-15T08:00:00Z"
        ]


class TestWithdraw:
    def test_the_file_deleted(self, folder: Path) -> None:
        (folder / ZARVIA).unlink()
        found = told(folder, 5)
        assert found == [
            "questions.yaml:95: answered.zarvia-departure-advice-2026: there is no statement "
            "zarvia-departure-advice-2026; name another statement, or take its questions out",
            f"{ZARVIA}:1: the statement zarvia-departure-advice-2026 is gone, though nothing that was published is "
            "ever deleted; copy its file anew from another scratch copy, and do the exercise in it",
        ]

    def test_ended_in_place_of_withdrawn(self, folder: Path) -> None:
        edit(folder / ZARVIA, TOPICS, f"{TOPICS}valid_until: 2026-11-20\n")
        assert told(folder, 5) == [
            f'{ZARVIA}:1: withdrawn: the key "withdrawn" is missing; add the line withdrawn: 2026-11-20',
            f"{ZARVIA}:7: valid_until: valid_until is for what ends by itself; write withdrawn: 2026-11-20 in its "
            "place",
        ]

    def test_staffs_question_left(self, folder: Path) -> None:
        edit(folder / ZARVIA, TOPICS, f"{TOPICS}withdrawn: 2026-11-20\n")
        assert told(folder, 5) == [
            "questions.yaml:95: answered.zarvia-departure-advice-2026: the statement zarvia-departure-advice-2026 is "
            "not in force (withdrawn), so that no answer is right; name the one that is, or take the question out"
        ]


class TestAnswer:
    def test_the_same_words_in_both_places(self, folder: Path) -> None:
        first, _ = solving.asked_by_citizens()
        solving.answer(folder, first)
        assert told(folder, 6) == [
            "questions.yaml:6: answered.kestova-citrus-dispute-2025.en: the question stands in the statement "
            "kestova-citrus-dispute-2025, too, which answers it in any case; put it in other words"
        ]

    def test_what_no_one_may_answer_answered(self, folder: Path) -> None:
        solving.answer(folder)
        _, second = solving.asked_by_citizens()
        edit(folder / "questions.yaml", f"    - {second}\n", "")
        edit(folder / "questions.yaml", f"      - {OWN_QUESTION}\n", f"      - {OWN_QUESTION}\n      - {second}\n")
        assert told(folder, 6) == [
            "questions.yaml:7: answered.kestova-citrus-dispute-2025.en: a position on kestova-citrus-dispute-2025 "
            "cannot answer this; move the question to unanswered, en"
        ]

    def test_a_text_of_ones_own_in_the_statement(self, folder: Path) -> None:
        solving.answer(folder)
        edit(folder / CITRUS, "plans no countermeasures.", "plans no countermeasures. Growers will export again soon.")
        assert told(folder, 6) == [
            f"{CITRUS}:11: versions.en.text: the text was changed: […] plans no countermeasures.{{+ Growers "
            "will export again soon.+}; put back what was published"
        ]

    def test_a_mistake_of_form_in_the_questions(self, folder: Path) -> None:
        solving.answer(folder)
        edit(folder / "questions.yaml", "  kestova-citrus-dispute-2025:\n", "  kestova-citrus:\n")
        assert told(folder, 6) == [
            "questions.yaml:1: answered: no question in en must be answered by kestova-citrus-dispute-2025; add one "
            "under answered, in other words than theirs",
            "questions.yaml:6: answered.kestova-citrus: there is no statement kestova-citrus; name another statement, "
            "or take its questions out",
        ]


def test_the_readme_gives_what_is_checked() -> None:
    for exercise in EXERCISES:
        assert f"\n### {exercise.number}. {exercise.name.capitalize()}\n" in solving.README
    assert (exercises := solving.README.count("\n### ")) == len(EXERCISES), exercises


def test_the_readmes_own_links_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", solving.README, re.M)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    linked = set(re.findall(r"\]\(#([^)]+)\)", solving.README))
    assert linked - anchors == set()
    assert "an-hours-course" in linked
    assert re.findall(r"\]\((?!#)", solving.README) == []


def test_a_copy_overwrites_nothing(tmp_path: Path) -> None:
    from indexer.course.copying import CourseError

    kept = tmp_path / "course" / "mine.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    with pytest.raises(CourseError) as refused:
        make_copy(tmp_path / "course", "a-model@1")
    assert str(refused.value) == (
        f"{kept.parent} is there already, and nothing is overwritten; name another folder, or remove it"
    )
    assert [path.name for path in tmp_path.rglob("*")] == ["course", "mine.txt"]


def test_a_copy_is_the_sample_and_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    made = make_copy(tmp_path / "empty", "a-model@1")
    files = sorted(path.relative_to(SAMPLE) for path in SAMPLE.rglob("*") if path.is_file())
    assert sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file()) == files
    assert all((made / file).read_bytes() == (SAMPLE / file).read_bytes() for file in files)
    assert not any(path.is_symlink() for path in made.parent.rglob("*"))
    assert sorted(path.name for path in made.parent.iterdir()) == [".vscode", "knowledge", "verbale.toml"]
    assert judge(made, datetime(2100, 1, 1, tzinfo=UTC)).elsewhere == ()
    shutil.rmtree(made.parent)
