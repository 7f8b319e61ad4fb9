"""A knowledge cut up, and the texts that stand for questions."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from importlib.resources import files

import pytest

from indexer import slicing
from indexer.passages import passages, sentences
from indexer.slicing import probe_questions, slice_up, written_questions
from indexer.statement import Knowledge, Passage, Span, Statement
from tests.fakes.contents import MINISTRY, STATEMENTS, statement

SPOKEN = ("ar", "en", "es", "fr", "ru", "zh")


def knowledge(*statements: Statement) -> Knowledge:
    return Knowledge(MINISTRY, statements)


def with_questions(told: Statement, questions: tuple[str, ...]) -> Statement:
    first, *rest = told.versions
    return replace(told, versions=(replace(first, questions=questions), *rest))


def test_passages_sentences_and_texts_belong_together() -> None:
    sliced = slice_up(knowledge(*STATEMENTS))
    at = 0
    for number, told in enumerate(STATEMENTS):
        for version in told.versions:
            for start, end in passages(version.text, version.language):
                if not any(map(str.isalnum, version.text[start:end])):
                    continue
                assert sliced.passages[at] == Passage(number, version.language, start, end)
                assert sliced.texts[at] == version.text[start:end]
                wanted = [version.text[a:b] for a, b in sentences(version.text, version.language) if start <= a < end]
                found = [sliced.texts[at][a:b] for a, b in sliced.spans[at]]
                assert found == [s for s in wanted if any(map(str.isalnum, s))]
                at += 1
    assert at == len(sliced.passages) == len(sliced.texts) == len(sliced.spans) == 8


def test_a_version_is_cut_once_however_often_it_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next build of a process cuts only what is new to it."""
    cut: list[tuple[str, str]] = []

    def counted(text: str, language: str) -> tuple[Span, ...]:
        cut.append((text, language))
        return sentences(text, language)

    monkeypatch.setattr(slicing, "sentences", counted)
    slicing._cut.cache_clear()
    told = statement("told", {"en": "One ship. Two ships.", "fr": "One ship. Two ships."})
    first = slice_up(knowledge(told))
    assert cut == [("One ship. Two ships.", "en"), ("One ship. Two ships.", "fr")]
    cut.clear()
    probe_questions(knowledge(told))
    again = slice_up(knowledge(told, statement("new", {"en": "Three ships."})))
    assert cut == [("Three ships.", "en")]
    assert again.spans[:2] == first.spans == (((0, 10), (10, 20)),) * 2


def test_a_slice_without_a_letter_is_not_embedded() -> None:
    sliced = slice_up(knowledge(statement("a", {"en": "It rises. …! It falls."}), statement("b", {"en": "—"})))
    assert [[text[a:b].strip() for a, b in spans] for text, spans in zip(sliced.texts, sliced.spans, strict=True)] == [
        ["It rises.", "It falls."]
    ]


def by_language(*statements: Statement) -> dict[str, list[str]]:
    texts, languages = probe_questions(knowledge(*statements))
    assert len(texts) == len(languages)
    found: dict[str, list[str]] = {}
    for text, language in zip(texts, languages, strict=True):
        found.setdefault(language, []).append(text)
    return found


def test_sentences_stand_for_questions_where_staff_wrote_few() -> None:
    told = with_questions(statement("a", {"en": "The Orda rises. Both banks are warned.\n\n…"}), ("Does it rise?",))
    assert sorted(by_language(told)["en"]) == ["Both banks are warned.", "Does it rise?", "The Orda rises."]


@pytest.mark.parametrize(("count", "alone"), [(19, False), (20, True)])
def test_twenty_questions_of_staff_stand_for_all(count: int, alone: bool) -> None:
    questions = tuple(f"What is rule {i}?" for i in range(count))
    found = by_language(with_questions(statement("a", {"en": "The Orda rises."}), questions))["en"]
    assert sorted(found) == sorted([*questions, *([] if alone else ["The Orda rises."])])


def test_at_most_a_hundred_sentences_and_none_that_is_long() -> None:
    many = " ".join(f"Ship {i} sails." for i in range(150))
    long = f"The parties named {', '.join(f'party {i}' for i in range(60))}."
    found = by_language(statement("a", {"en": f"{many}\n\n{long}"}))["en"]
    assert len(found) == len(set(found)) == 100
    assert long not in found
    assert all(text.startswith("Ship ") for text in found)


def test_a_changed_statement_changes_few_probes() -> None:
    told = {f"Ship {i} sails." for i in range(300)}
    before = by_language(statement("a", {"en": " ".join(sorted(told))}))["en"]
    after = by_language(statement("a", {"en": " ".join(sorted(told - {"Ship 7 sails."} | {"Boat 7 sank."}))}))["en"]
    assert len(set(before) & set(after)) >= 99


def test_languages_that_no_statement_is_in_get_written_questions() -> None:
    found = by_language(statement("a", {"en": "The Orda rises."}), statement("b", {"de": "Der Fluss steigt."}))
    assert set(found) == {*SPOKEN, "de"}
    assert found["de"] == ["Der Fluss steigt."]
    assert found["en"] == ["The Orda rises."]
    for language in set(SPOKEN) - {"en"}:
        assert len(set(found[language])) == 100
        assert set(found[language]) <= set(written_questions()[language])


def test_a_language_of_long_sentences_gets_written_questions_too() -> None:
    """Without any, questions in it would be centred like all, and their tokens not be looked at."""
    long = f"The parties named {', '.join(f'party {i}' for i in range(60))}."
    found = by_language(statement("a", {"en": long}))
    assert len(found["en"]) == 100
    assert set(found["en"]) <= set(written_questions()["en"])


def test_written_questions_are_the_whole_examples_of_kinds() -> None:
    lines = files("indexer").joinpath("kinds.jsonl").read_text(encoding="utf-8").splitlines()
    found = written_questions()
    assert tuple(sorted(found)) == SPOKEN
    for language in SPOKEN:
        texts = [json.loads(line)[language] for line in lines if "{}" not in json.loads(line)[language]]
        assert Counter(found[language]) == Counter(texts)
