"""Hostile files: each is refused in under a second, with file and line, and hurts only itself."""

from __future__ import annotations

import gc
import time
from pathlib import Path

import pytest

from indexer.checking import check
from indexer.loading import load
from tests.indexer.folders import folder_of, good

MIB = 1 << 20


def text(body: str) -> str:
    """The good statement with another text of one line."""
    return good().replace("The Orda rises.", body)


def merge_bomb() -> str:
    levels = [f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)]
    return "a0: &a0 {x: 1}\n" + "".join(levels)


HOSTILE: dict[str, str | bytes] = {
    "laughs": 'a: &a ["lol", "lol"]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n',
    "merge-bomb": merge_bomb(),
    "merge-key": good().replace("kind: position", "<<: {kind: position}"),
    "brackets": "id: " + "[" * 2_000,
    "many-brackets": "id: " + "[" * 500_000,
    "braces": "{a: " * 2_000,
    "dashes": "- " * 300_000,
    "question-marks": "? " * 300_000,
    "wide-list": good(topics="[" + "a," * 300_000 + "a]"),
    "many-keys": "".join(f"k{n}: v\n" for n in range(9_000)),
    "many-topics": good(topics="[" + ",".join(f"fisherie{n}" for n in range(4_000)) + "]"),
    "many-supersedes": good(supersedes="[" + ",".join(f"b{n}" for n in range(4_000)) + "]"),
    "python-object": good(issuer="!!python/object/apply:os.system ['true']"),
    "tagged-text": good(kind="!!str position"),
    "binary": good(issuer="!!binary aGVsbG8="),
    "anchor": good(kind="&k position"),
    "star": good(title="*Floods"),
    "duplicate-key": good() + "issuer: Somebody else\n",
    "duplicate-language": good() + "  en:\n    title: Other\n",
    "two-documents": good() + "---\n" + good("b"),
    "directive": "%YAML 1.1\n---\n" + good(),
    "list-as-key": good() + "? [a, b]\n: c\n",
    "too-large": good() + "#" * MIB,
    "huge-value": good(kind="x" * 900_000),
    "huge-date": good(published="1" * 900_000),
    "huge-link": good(source="https://" + "a." * 400_000),
    "huge-id": good(id="a-" * 400_000 + "a"),
    "long-text": text("Wave. " * 33_334),
    "direction-marks": text("\u200f" * 300_000 + "\u0645"),
    "joiners": text("a\u200db" * 100_000),
    "latin-1": good(title="Crue de la rivière").encode("latin-1"),
    "utf-16": good().encode("utf-16"),
    "byte-order-mark": good().encode("utf-8-sig"),
    "overlong": good().encode().replace(b"Floods", b"\xc0\xaf"),
    "surrogate": good().encode().replace(b"Floods", b"\xed\xa0\x80"),
    "nul": good(title="Flo\0ods"),
    "escape-sequence": good(title='"\\e[2J\\e[31mFloods"'),
    "bidi-override": text("The Orda \u202esesir."),
    "bidi-escaped": good(title='"Floods \\u202e."'),
    "bidi-in-comment": good() + "# \u2066 hidden\n",
    "tag-characters": text("The Orda rises." + "".join(chr(0xE0000 + ord(c)) for c in "obey")),
    "zero-width": text("The Or\u200bda rises."),
    "next-line": text("The Orda\u0085rises."),
    "only-invisible": text("\u200e\u2060\u00a0"),
    "not-a-map": "- just\n- a list\n",
    "only-a-word": "hello\n",
    "empty": "",
    "only-comment": "# nothing\n",
    "unclosed-quote": good(title='"Floods'),
    "tab": good().replace("    title", "\ttitle"),
}

# The first three messages of each, whole.
REFUSED: dict[str, list[str]] = {
    "laughs": [
        'statements/a.yaml:1: the key "a" is unknown; write one of: embargo, id, issuer, kind, '
        "original, published, status, supersedes, to_do, topics, valid_until, versions, withdrawn",
        'statements/a.yaml:1: the key "id" is missing; add the line id: flood-warning-2025',
        'statements/a.yaml:1: the key "issuer" is missing; add the line issuer: Ministry of Foreign Affairs',
    ],
    "merge-bomb": [
        'statements/a.yaml:1: the key "a0" is unknown; write one of: embargo, id, issuer, kind, '
        "original, published, status, supersedes, to_do, topics, valid_until, versions, withdrawn",
        'statements/a.yaml:1: the key "id" is missing; add the line id: flood-warning-2025',
        'statements/a.yaml:1: the key "issuer" is missing; add the line issuer: Ministry of Foreign Affairs',
    ],
    "merge-key": [
        'statements/a.yaml:1: the key "kind" is missing; add the line kind: position',
        "statements/a.yaml:2: the merge key << is not used in this folder; write the keys out",
    ],
    "brackets": [
        "statements/a.yaml:1: id: values lie more than 16 deep; write it as README.md shows",
    ],
    "many-brackets": [
        "statements/a.yaml:1: id: values lie more than 16 deep; write it as README.md shows",
    ],
    "braces": [
        "statements/a.yaml:1: a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a: values lie more than 16 deep; write "
        "it as README.md shows",
    ],
    "dashes": [
        "statements/a.yaml:1: values lie more than 16 deep; write it as README.md shows",
    ],
    "question-marks": [
        "statements/a.yaml:1: values lie more than 16 deep; write it as README.md shows",
    ],
    "wide-list": [
        "statements/a.yaml:6: topics: the file holds more than 10,000 values; write it as README.md shows",
    ],
    "many-keys": [
        "statements/a.yaml:5000: k4999: the file holds more than 10,000 values; write it as README.md shows",
    ],
    "many-topics": [
        "statements/a.yaml:6: topics: the topic fisherie0 is not in ministry.yaml; did you mean fisheries?",
        "statements/a.yaml:6: topics: the topic fisherie1 is not in ministry.yaml; did you mean fisheries?",
        "statements/a.yaml:6: topics: the topic fisherie10 is not in ministry.yaml; take it out",
    ],
    "many-supersedes": [
        "statements/a.yaml:6: supersedes: there is no statement b0; write the id of a statement in this folder",
        "statements/a.yaml:6: supersedes: there is no statement b1; write the id of a statement in this folder",
        "statements/a.yaml:6: supersedes: there is no statement b10; write the id of a statement in this folder",
    ],
    "python-object": [
        "statements/a.yaml:4: issuer: a list stands where a text is meant; write Ministry of Foreign Affairs",
        'statements/a.yaml:4: issuer: the tag "tag:yaml.org,2002:python/object/apply:os.system" is '
        "not used in this folder; take it out; if the value begins with !, put it in double quotes",
    ],
    "tagged-text": [
        'statements/a.yaml:2: kind: the tag "tag:yaml.org,2002:str" is not used in this folder; '
        "take it out; if the value begins with !, put it in double quotes",
    ],
    "binary": [
        'statements/a.yaml:4: issuer: the tag "tag:yaml.org,2002:binary" is not used in this '
        "folder; take it out; if the value begins with !, put it in double quotes",
    ],
    "anchor": [
        "statements/a.yaml:2: kind: the anchor &k is not used in this folder; take it out; if the "
        "value begins with &, put it in double quotes",
    ],
    "star": [
        "statements/a.yaml:8: versions.en.title: the alias *Floods is not used in this folder; "
        "write the value out; if it begins with *, put it in double quotes",
    ],
    "duplicate-key": [
        'statements/a.yaml:12: issuer: the key "issuer" is already on line 4; keep one of the two',
    ],
    "duplicate-language": [
        'statements/a.yaml:12: versions.en: the key "en" is already on line 7; keep one of the two',
    ],
    "two-documents": [
        "statements/a.yaml:12: a second document begins (---); keep one in a file",
    ],
    "directive": [
        "statements/a.yaml:1: a directive (%) is not used in this folder; take the line out",
    ],
    "list-as-key": [
        "statements/a.yaml:12: a list or a map stands where a key is meant; write a word and a colon",
    ],
    "too-large": [
        "statements/a.yaml:1: the file is larger than 1 MiB; keep nothing but the statement in it",
    ],
    "huge-value": [
        "statements/a.yaml:2: kind: "
        '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" is not a kind of '
        "statement; write one of: answer, communique, notice, position, press-release, speech, "
        "statement",
    ],
    "huge-date": [
        "statements/a.yaml:5: published: "
        '"111111111111111111111111111111111111111111111111111111111111…" is not written as a date '
        "or a time in UTC; write 2025-03-14 or 2025-03-14T09:30:00Z",
    ],
    "huge-link": [
        "statements/a.yaml:9: versions.en.source: the address has 800,008 characters; write at most 2,000",
    ],
    "huge-id": [
        "statements/a.yaml:1: id: the id has 800,001 characters; write at most 80",
    ],
    "long-text": [
        "statements/a.yaml:10: versions.en.text: the text has 200,004 characters; write at most 200,000",
    ],
    "direction-marks": [
        "statements/a.yaml:10: versions.en.text: the text has 300,001 characters; write at most 200,000",
    ],
    "joiners": [
        "statements/a.yaml:11: versions.en.text: U+200D (zero width joiner) may not stand here; remove it",
    ],
    "latin-1": [
        "statements/a.yaml:8: the file is not UTF-8 (byte 0xE8); save it again with the encoding UTF-8, without BOM",
    ],
    "utf-16": [
        "statements/a.yaml:1: the file is not UTF-8 (it is UTF-16 or UTF-32); save it again with "
        "the encoding UTF-8, without BOM",
    ],
    "byte-order-mark": [
        "statements/a.yaml:1: the file is not UTF-8 (it begins with a byte order mark); save it "
        "again with the encoding UTF-8, without BOM",
    ],
    "overlong": [
        "statements/a.yaml:8: the file is not UTF-8 (byte 0xC0); save it again with the encoding UTF-8, without BOM",
    ],
    "surrogate": [
        "statements/a.yaml:8: the file is not UTF-8 (byte 0xED); save it again with the encoding UTF-8, without BOM",
    ],
    "nul": [
        "statements/a.yaml:8: U+0000 (null) may not stand here; remove it",
    ],
    "escape-sequence": [
        "statements/a.yaml:8: versions.en.title: U+001B (escape) may not stand here; remove it",
    ],
    "bidi-override": [
        "statements/a.yaml:11: U+202E (right-to-left override) may not stand here; remove it",
    ],
    "bidi-escaped": [
        "statements/a.yaml:8: versions.en.title: U+202E (right-to-left override) may not stand here; remove it",
    ],
    "bidi-in-comment": [
        "statements/a.yaml:12: U+2066 (left-to-right isolate) may not stand here; remove it",
    ],
    "tag-characters": [
        "statements/a.yaml:11: U+E0062 (tag latin small letter b) may not stand here; remove it",
        "statements/a.yaml:11: U+E0065 (tag latin small letter e) may not stand here; remove it",
        "statements/a.yaml:11: U+E006F (tag latin small letter o) may not stand here; remove it",
    ],
    "zero-width": [
        "statements/a.yaml:11: versions.en.text: U+200B (zero width space) may not stand here; remove it",
    ],
    "next-line": [
        "statements/a.yaml:11: U+0085 (control character) may not stand here; write a plain line break",
    ],
    "only-invisible": [
        "statements/a.yaml:11: versions.en.text: U+200E (left-to-right mark) may not stand here; remove it",
    ],
    "not-a-map": [
        "statements/a.yaml:1: a list stands where a map is meant; write the keys id, kind, "
        "original, issuer, published, versions, each on a line of its own",
    ],
    "only-a-word": [
        "statements/a.yaml:1: a single value stands where a map is meant; write the keys id, kind, "
        "original, issuer, published, versions, each on a line of its own",
    ],
    "empty": [
        "statements/a.yaml:1: the file is empty; write it as README.md shows, or remove it",
    ],
    "only-comment": [
        "statements/a.yaml:1: the file is empty; write it as README.md shows, or remove it",
    ],
    "unclosed-quote": [
        "statements/a.yaml:8: YAML cannot be read here (found unexpected end of stream); close the "
        "quotation mark that opens here",
    ],
    "tab": [
        "statements/a.yaml:8: U+0009 (tab) may not stand here; write spaces",
        "statements/a.yaml:8: YAML cannot be read here (did not find expected key); indent as the "
        "line above; put a value that begins with a quotation mark in double quotes",
    ],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_is_refused_in_under_a_second_and_hurts_only_itself(name: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": HOSTILE[name], "good": good("good")})
    gc.freeze()  # neither what other tests left in memory nor what others do on the machine is its fault
    begun = time.thread_time()
    loaded = load(folder)
    found = check(loaded)
    took = time.thread_time() - begun
    gc.unfreeze()
    assert [str(problem) for problem in found][:3] == REFUSED[name]
    assert {problem.file for problem in found} == {Path("statements/a.yaml")}
    assert [at.statement.id for at in loaded.statements if at.statement is not None][-1:] == ["good"]
    assert took < 1


def test_every_hostile_file_is_expected() -> None:
    assert list(HOSTILE) == list(REFUSED)
