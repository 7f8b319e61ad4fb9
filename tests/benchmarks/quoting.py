"""How often the nearest sentence, or one of the nearest two, holds the answer, and how often the quote does.

``python -m tests.benchmarks.quoting``. Where the answers stand was marked by hand, from the texts alone
(`tests/benchmarks/answers/`): 70 questions of XQuAD each in English, Spanish and Russian on English paragraphs, and the
sample's 300 plain questions on a version of the statement that answers.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from bot.quoting import nearness, quote
from bot.retrieval import seek
from indexer.embedding import Embedder
from tests.benchmarks.sample import read_sample
from tests.benchmarks.sets import SAMPLE, model, questions, snapshot

ANSWERS = Path(__file__).parent / "answers"


def main() -> None:
    encoder = model()
    print("| set | questions | nearest sentence | nearest two | quote | quoted share of the text |")
    print("| --- | --- | --- | --- | --- | --- |")
    asked = {q.id: (q.text, q.language or "en") for q in questions("xq")}
    _report("xq", asked, encoder)
    _report(SAMPLE, {q.id: (q.text, q.language) for q in read_sample()}, encoder)


def _report(name: str, asked: dict[str, tuple[str, str]], encoder: Embedder) -> None:
    store = snapshot(name, encoder)
    numbers = {s.id: i for i, s in enumerate(store.contents.statements)}
    marks = [json.loads(line) for line in (ANSWERS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    encoded = encoder.questions_by_token([asked[mark["id"]][0] for mark in marks])
    rows: dict[str, list[tuple[bool, bool, bool, float]]] = {}
    for mark, one in zip(marks, encoded, strict=True):
        text, language = asked[mark["id"]]
        place = store.place(numbers[mark["statement"]], mark["language"])
        version = store.contents.statements[place.statement].version(mark["language"])
        assert version is not None
        sought = seek(store, text, language, one)
        spans = [span for row in range(place.first, place.last) for span in store.contents.sentence_spans[row]]
        holds = np.array([a < mark["end"] and mark["start"] < b for a, b in spans])
        order = np.argsort(-nearness(store, place, sought), kind="stable")
        quoted = quote(store, place, version, sought)
        inside = any(s.start <= mark["start"] and mark["end"] <= s.end for s in quoted)
        share = sum(s.end - s.start for s in quoted) / len(version.text)
        rows.setdefault(language, []).append((bool(holds[order[0]]), bool(holds[order[:2]].any()), inside, share))
    for language, found in sorted(rows.items()):
        first, two, inside, share = np.array(found, float).mean(axis=0)
        print(f"| {name} in {language} | {len(found)} | {first:.3f} | {two:.3f} | {inside:.3f} | {share:.2f} |")


if __name__ == "__main__":
    main()
