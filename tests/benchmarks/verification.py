"""How fast a text is verified against many statements: ``python -m tests.benchmarks.verification``.

3,000 made-up statements of one language, 33 paragraphs each with 70 words of a vocabulary of 20,000 with Zipf's
frequencies: 100,000 passages. The texts are 20,000 code points long but for the first.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from bot.verification import LONGEST, verify
from indexer.lexicon import Lexicon
from indexer.statement import Kind, Ministry, Passage, Statement, Version
from indexer.store import Contents, Manifest, Model, Snapshot, Thresholds

STATEMENTS, PARAGRAPHS, WORDS, VOCABULARY = 3_000, 33, 70, 20_000
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def main() -> None:
    """Measure and print the table."""
    snapshot = made(STATEMENTS)
    begun = time.perf_counter()
    verify(snapshot, "these words stand nowhere at all", NOW, "en")
    print(f"| the first text of a store (all texts are folded once) | {time.perf_counter() - begun:.2f} s |")
    for label, text in texts(snapshot).items():
        begun = time.perf_counter()
        found = verify(snapshot, text, NOW, "en")
        print(f"| {label} ({type(found).__name__}) | {time.perf_counter() - begun:.2f} s |", flush=True)


def texts(snapshot: Snapshot) -> dict[str, str]:
    """What is verified."""
    text = snapshot.contents.statements[1_234].versions[0].text
    long = text[:LONGEST]
    words = long.split()
    changed = " ".join("camel" if i % 10 == 7 else word for i, word in enumerate(words))[:LONGEST]
    other = snapshot.contents.statements[5].versions[0].text.split()
    common = text.split()
    frequent = sorted(set(common), key=common.count)[-5:]
    return {
        "a sentence": " ".join(words[100:112]),
        "a sentence with one word changed": " ".join([*words[100:106], "camel", *words[107:112]]),
        "five frequent words": " ".join(frequent),
        "20,000 code points, exact": long,
        "every tenth word changed": changed,
        "every second word from another statement": " ".join(
            w for pair in zip(words, other, strict=False) for w in pair
        )[:LONGEST],
        "words in another order": " ".join(np.random.default_rng(1).permutation(words))[:LONGEST],
        "one frequent word again and again": f"{frequent[-1]} " * (LONGEST // (len(frequent[-1]) + 1)),
        "two frequent words again and again": (f"{frequent[-1]} {frequent[-2]} " * LONGEST)[:LONGEST],
        "forty slices": " […] ".join(" ".join(words[i : i + 6]) for i in range(0, 1_600, 40)),
        "marks of omission only between letters": "a […] " * (LONGEST // 6),
        "brackets and quotation marks": "“[(«" * (LONGEST // 4),
        "one letter": "a" * LONGEST,
        "a word and white space": "word" + " " * (LONGEST - 30) + "and some words after it",
        "addresses": "http://a " * (LONGEST // 9),
        "unspaced": "中文" * (LONGEST // 2),
        "ligatures that grow eighteenfold": "\ufdfa " * (LONGEST // 2),
    }


def made(count: int) -> Snapshot:
    """A snapshot of `count` statements, with no vectors worth the name."""
    random = np.random.default_rng(0)
    syllables = ["ka", "lo", "mi", "ru", "sen", "tar", "vo", "zu", "ber", "dil", "fo", "gan", "pel", "qui", "sha"]
    vocabulary = np.array(["".join(random.choice(syllables, 1 + i % 4)) + str(i % 10) for i in range(VOCABULARY)])
    frequencies = 1 / np.arange(1, VOCABULARY + 1)
    frequencies /= frequencies.sum()
    statements, passages, spans, whole = [], [], [], []
    for number in range(count):
        drawn = vocabulary[random.choice(VOCABULARY, PARAGRAPHS * WORDS, p=frequencies)].reshape(PARAGRAPHS, WORDS)
        paragraphs = [" ".join(words) + "." for words in drawn]
        at = 0
        for paragraph in paragraphs:
            passages.append(Passage(number, "en", at, at + len(paragraph)))
            spans.append(((at, at + len(paragraph)),))
            at += len(paragraph) + 2
        text = "\n\n".join(paragraphs)
        whole.append(text)
        version = Version("en", f"Statement {number}", text, f"https://mfa.example/{number}")
        statements.append(Statement(f"s{number:05}", Kind.POSITION, "en", "Ministry", date(2025, 1, 1), (version,)))
    # Only what a verification reads of a store.
    contents = SimpleNamespace(
        ministry=Ministry({"en": "Ministry"}, ("mfa.example",)),
        statements=tuple(statements),
        passages=tuple(passages),
        sentence_spans=tuple(spans),
        late=SimpleNamespace(counts=np.zeros(len(passages), np.int64)),
        lexicon=Lexicon.build(whole, ["en"] * count),
    )
    return Snapshot("made", _manifest(), cast("Contents", contents), _NoIndex())


def _manifest() -> Manifest:
    model = Model("none", "", 2, "float32", "")
    return Manifest(1, NOW, "", model, Thresholds(0.6, 0.2), 0, 0, 0, "none", {})


class _NoIndex:
    """Nothing is searched by vectors here."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the benchmark has no index, and {name} was asked of it")


if __name__ == "__main__":
    main()
