"""Every version of the sample, quoted and changed in known ways: what verification says of each."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.findings import Altered, Change, Exact, Verification
from bot.verification import verify
from indexer.store import Snapshot
from tests.bot.verification.mutations import Case, mutations
from tests.conftest import TODAY


def right(case: Case, found: Verification) -> bool:
    """Whether `found` names the kind and shows what was changed.

    Where another statement has all the words but the changed ones too, that one may be named; and where a negation was
    the first word of a slice, what is left is a quotation, of part of a sentence.
    """
    if isinstance(found, Exact):
        ids = {source.entry.statement.id for source in (found.source, *found.others)}
        shortened = case.kind == "negation dropped" and found.part and any(case.lost in s.text for s in found.whole)
        return case.statement in ids and (case.expected == "Exact" or shortened)
    if isinstance(found, Altered):
        changed = [p for p in found.pieces if p.change is not Change.KEPT]
        other = case.statement != found.source.entry.statement.id and bool(case.put)
        shown = any((other or case.lost in p.published.text) and case.put in p.given.text for p in changed)
        return case.expected == "Altered" and shown
    return False


@pytest.mark.parametrize("seed", [0, 1])
def test_mutations_are_told(sample_words: Snapshot, seed: int) -> None:
    cases, told = Counter[str](), Counter[str]()
    for case in mutations(sample_words, TODAY, seed):
        cases[case.kind] += 1
        told[case.kind] += right(case, verify(sample_words, case.text, TODAY))
    assert min(cases.values()) >= 150
    assert {kind: (told[kind], count) for kind, count in cases.items() if told[kind] < 0.995 * count} == {}


def test_questions_in_a_statements_words_are_no_quotations(sample_words: Snapshot) -> None:
    questions = [q for s in sample_words.contents.statements for v in s.versions for q in v.questions]
    taken = [q for q in questions if isinstance(verify(sample_words, q, TODAY), Exact | Altered)]
    assert len(taken) <= 0.01 * len(questions), taken
