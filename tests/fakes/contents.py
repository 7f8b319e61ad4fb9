"""A small made-up knowledge as a store holds it: statements, contents, vectors, manifest, published versions.

made = make()                                   # MINISTRY and STATEMENTS, cut up and embedded by a FakeEncoder
version = publish_made(root, made)              # a store in `root`
publish_made(root, make(STATEMENTS[:3]), SECOND)   # the next version
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np

from indexer import store
from indexer.assembling import assemble
from indexer.encoding import Encoder
from indexer.golden import GOLDEN_TEXTS, pack_golden
from indexer.lexicon import Lexicon
from indexer.publishing import exclusively, publish
from indexer.slicing import Sliced
from indexer.statement import Contact, Kind, Knowledge, Ministry, Passage, Signpost, Span, Statement, Version
from indexer.vectors import Vectors
from tests.fakes.encoder import FakeEncoder

FIRST = datetime(2026, 5, 1, 8, 30, tzinfo=UTC)
SECOND = datetime(2026, 5, 2, 8, 30, tzinfo=UTC)
THIRD = datetime(2026, 5, 3, 8, 30, tzinfo=UTC)

MINISTRY = Ministry(
    name={"en": "Ministry of Foreign Affairs of Marenia", "zh": "马雷尼亚外交部"},
    hosts=("mfa.example",),
    contact=Contact("https://mfa.example/contact", "press@mfa.example", "+999 20 555 0100"),
    topics={"border-river": {"en": "Border river", "fr": "Fleuve frontalier"}},
    signposts={"visas": Signpost({"en": "Visas"}, "https://visas.example/")},
)


def statement(
    name: str,
    texts: Mapping[str, str],
    *,
    published: date | datetime = date(2025, 3, 14),
    supersedes: tuple[str, ...] = (),
    valid_until: date | datetime | None = None,
    withdrawn: date | datetime | None = None,
    embargo: date | datetime | None = None,
) -> Statement:
    """A position whose original is the first of `texts` (language to text)."""
    return Statement(
        id=name,
        kind=Kind.POSITION,
        original=next(iter(texts)),
        issuer="Ministry of Foreign Affairs",
        published=published,
        versions=tuple(
            Version(language, f"{name} ({language})", text, f"https://mfa.example/{language}/{name}")
            for language, text in texts.items()
        ),
        topics=("border-river",),
        supersedes=supersedes,
        valid_until=valid_until,
        withdrawn=withdrawn,
        embargo=embargo,
    )


STATEMENTS = (
    statement(
        "cod-2024",
        {"en": "No cod may be caught on the Selm bank in 2024.\n\nHerring may be caught."},
        published=date(2023, 12, 1),
        valid_until=date(2024, 12, 31),
    ),
    statement(
        "cod-2025",
        {
            "en": "Twelve ships may catch cod on the Selm bank. Each carries an observer.\n\nHerring stays open.",
            "fr": "Douze navires peuvent pêcher la morue. Chacun embarque un observateur.",
        },
        supersedes=("cod-2024",),
    ),
    statement("empty-title", {"en": "…", "zh": "边界河流属于两岸。会谈已经开始。"}),
    statement(
        "orda-2019",
        {"ru": "Орда принадлежит нам. Переговоров нет."},
        published=datetime(2019, 5, 3, 10, tzinfo=UTC),
    ),
    statement(
        "orda-2026",
        {
            "en": "The Orda belongs to both banks 🌊. Talks began in 2024.\n\nEach side may take half of its water.",
            "ar": "نهر أوردا ملك للضفتين. بدأت المحادثات عام 2024.",
        },
        published=datetime(2026, 3, 14, tzinfo=UTC),
        supersedes=("orda-2019",),
        valid_until=datetime(2027, 1, 1, 12, tzinfo=UTC),
    ),
    statement(
        "visa-waiver",
        {"en": "No visa is needed for thirty days. A passport is."},
        withdrawn=datetime(2026, 2, 1, 9, 30, 0, 250_000, tzinfo=UTC),
    ),
)
"""Of every term: ended, superseded, withdrawn, dated by day and by instant. `empty-title` has a version in English
that no passage comes from."""


@dataclass(frozen=True, slots=True)
class Made:
    """What is written to a store: contents, the passages' vectors, and the model that made them."""

    contents: store.Contents
    vectors: Vectors
    model: store.Model


def make(
    statements: Iterable[Statement] = STATEMENTS,
    encoder: Encoder | None = None,
    asked_in: Sequence[str] = ("en",) * len(GOLDEN_TEXTS),
) -> Made:
    """Cut up at paragraphs and embed; slices without a letter or digit give no passage.

    The golden texts stand for questions; `asked_in` are the languages that they are said to be in.
    """
    encoder = encoder or FakeEncoder()
    statements = tuple(statements)
    passages: list[Passage] = []
    texts: list[str] = []
    spans: list[tuple[Span, ...]] = []
    for number, told in enumerate(statements):
        for version in told.versions:
            for start, end in cut(version.text, r"\n\n"):
                text = version.text[start:end]
                if any(map(str.isalnum, text)):
                    passages.append(Passage(number, version.language, start, end))
                    texts.append(text)
                    spans.append(cut(text, r"[.。]\s*"))
    sliced = Sliced(tuple(passages), tuple(texts), tuple(spans))
    asked = encoder.questions_by_token(GOLDEN_TEXTS)
    versions = [v for s in statements for v in s.versions]
    lexicon = Lexicon.build([f"{v.title}\n{v.text}" for v in versions], [v.language for v in versions])
    public = Knowledge(MINISTRY, statements)
    encoded = encoder.passages(texts, spans)
    contents, vectors = assemble(public, sliced, encoded, asked, asked_in, lexicon)
    card = encoder.card
    model = store.Model(
        card.name, card.fingerprint, card.dimension, card.precision, pack_golden(np.stack([q.vector for q in asked]))
    )
    return Made(contents, vectors, model)


def cut(text: str, after: str) -> tuple[Span, ...]:
    """Slices of `text` that end after each match of `after`; their join is `text`."""
    ends = sorted({0, *(m.end() for m in re.finditer(after, text)), len(text)})
    return tuple(pairwise(ends))


def manifest_of(made: Made, files: Mapping[str, bytes], index: str = "flat", built: datetime = FIRST) -> store.Manifest:
    """The manifest that fits `made`, written as `files`."""
    return store.Manifest(
        format=store.FORMAT,
        built=built,
        knowledge="0" * 64,
        model=made.model,
        thresholds=store.Thresholds(0.6, 0.2),
        statements=len(made.contents.statements),
        passages=len(made.contents.passages),
        sentences=len(made.contents.sentences),
        index=index,
        files={name: store.FileRecord(hashlib.sha256(data).hexdigest(), len(data)) for name, data in files.items()},
    )


def publish_made(root: Path, made: Made, built: datetime = FIRST, *, flat_limit: int = store.FLAT_LIMIT) -> str:
    """Publish `made` as the version of `built`; returns the version's name."""
    files, index = store.to_files(made.contents, made.vectors, flat_limit)
    return publish_files(root, files, store.encode_manifest(manifest_of(made, files, index, built)), built)


def publish_files(
    root: Path,
    files: Mapping[str, bytes],
    manifest: bytes,
    built: datetime = FIRST,
    verify: Callable[[Path], None] = lambda _: None,
) -> str:
    """Publish whatever bytes, sound or not."""
    with exclusively(root):
        return publish(root, f"{built:%Y%m%dT%H%M%SZ}", files, manifest, verify)


def many(count: int, seed: int = 0) -> Sequence[Statement]:
    """`count` statements of made-up words, each with one passage of its own."""
    random = np.random.default_rng(seed)
    syllables = ["ka", "lo", "mi", "ru", "sen", "tar", "vo", "zu", "ber", "dil", "fo", "gan"]
    words = ["".join(random.choice(syllables, 3)) for _ in range(400)]
    return [statement(f"s{i:05}", {"en": " ".join(random.choice(words, 12)) + "."}) for i in range(count)]
