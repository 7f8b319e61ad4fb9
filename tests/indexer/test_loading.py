"""Loading a folder: every field as written, every odd thing in the folder named."""

from __future__ import annotations

import hashlib
import os
import re
import socket
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from indexer.checking import check, knowledge
from indexer.files.characters import refused_in_value
from indexer.files.dates import read_moment, written
from indexer.loading import MissingKnowledgeError, load
from indexer.statement import Kind, Statement, Version
from tests.indexer.folders import GOOD, MINISTRY, folder_of, good, messages


def test_reads_every_field_as_it_was_written(tmp_path: Path) -> None:
    source = """\
id: a
kind: press-release
original: fr
issuer: NO
published: 2025-03-14T09:30:00Z
topics: [fisheries, border-river]
supersedes: [b]
valid_until: 2027-12-31
withdrawn: 2026-01-01
embargo: 2025-03-15
versions:
  fr:
    title: 12:30
    source: https://www.mfa.marenia.example/fr/a?x=1#y
    text: |
      1.10 # no comment: "quoted"

        indented\u00a0
    questions: ["010", yes]
  en:
    title: "null: \\U0001F30A"
    source: https://www.mfa.marenia.example/en/a
    text: "a\\tb\\u2028c"
"""
    loaded = load(folder_of(tmp_path, {"x/a": source, "b": good("b")}))
    assert check(loaded) == ()
    assert knowledge(loaded).statements[0] == Statement(
        id="a",
        kind=Kind.PRESS_RELEASE,
        original="fr",
        issuer="NO",
        published=datetime(2025, 3, 14, 9, 30, tzinfo=UTC),
        versions=(
            Version(
                "fr",
                "12:30",
                '1.10 # no comment: "quoted"\n\n  indented\u00a0\n',
                "https://www.mfa.marenia.example/fr/a?x=1#y",
                ("010", "yes"),
            ),
            Version("en", "null: \U0001f30a", "a\tb\u2028c", "https://www.mfa.marenia.example/en/a"),
        ),
        topics=("fisheries", "border-river"),
        supersedes=("b",),
        valid_until=date(2027, 12, 31),
        withdrawn=date(2026, 1, 1),
        embargo=date(2025, 3, 15),
    )


def test_a_carriage_return_before_a_line_feed_is_no_part_of_a_text(tmp_path: Path) -> None:
    unix, windows = tmp_path / "unix", tmp_path / "windows"
    source = good().replace("The Orda rises.", "One.\n\n      Two.")
    one = load(folder_of(unix, {"a": source}))
    other = load(folder_of(windows, {"a": source.replace("\n", "\r\n")}))
    assert check(other) == ()
    assert knowledge(one).statements == knowledge(other).statements
    assert knowledge(one).statements[0].versions[0].text == "One.\n\nTwo."


def test_finds_every_odd_thing_in_the_folder(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": good(), "deep/er/b": good("b")})
    statements = folder / "statements"
    (folder / "notes.txt").write_text("beside statements anything may lie")
    (statements / "c.yml").write_text(good("c"))
    (statements / ".hidden").write_text("")
    (statements / "link.yaml").symlink_to(statements / "a.yaml")
    (statements / "circle").symlink_to(statements)
    os.mkfifo(statements / "pipe.yaml")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(statements)  # the path of a socket must be short
        listener.bind("socket.yaml")
        os.chdir(here)
    (statements / "new\nline.yaml").write_text(good())
    (statements / os.fsdecode(b"zed\xff.yaml")).write_text(good())
    stray = "this is not a .yaml file; let its name end in .yaml, or move it out of statements"
    assert messages(folder) == [
        f"statements/.hidden:1: {stray}",
        f"statements/c.yml:1: {stray}",
        "statements/circle:1: this is a symlink, not a file; put the file itself here, or remove it",
        "statements/link.yaml:1: this is a symlink, not a file; put the file itself here, or remove it",
        "statements/new\\nline.yaml:1: the file name holds U+000A (line feed); rename the file to its id and .yaml",
        "statements/pipe.yaml:1: this is a FIFO, not a file; put the file itself here, or remove it",
        "statements/socket.yaml:1: this is a socket, not a file; put the file itself here, or remove it",
        "statements/zed\\udcff.yaml:1: the file name holds U+DCFF (half a character); "
        "rename the file to its id and .yaml",
    ]


@pytest.mark.parametrize(
    ("make", "what"), [(os.mkfifo, "a FIFO"), (lambda path: path.symlink_to("/dev/zero"), "a symlink")]
)
def test_never_opens_ministry_yaml_when_it_is_no_file(make: object, what: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": good()}, ministry=None)
    assert callable(make)
    make(folder / "ministry.yaml")
    assert messages(folder) == [f"ministry.yaml:1: this is {what}, not a file; put the file itself here, or remove it"]


def test_a_statements_folder_that_is_a_symlink_is_not_followed(tmp_path: Path) -> None:
    elsewhere = folder_of(tmp_path, {"a": good()})
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "ministry.yaml").write_text(MINISTRY)
    (folder / "statements").symlink_to(elsewhere / "statements")
    assert messages(folder) == [
        "statements:1: there is no statement; put at least one statement file into the folder statements",
        "statements:1: this is a symlink, not a file; put the file itself here, or remove it",
    ]


def test_names_the_mend_when_there_is_no_folder(tmp_path: Path) -> None:
    folder = tmp_path / "none"
    message = f"there is no knowledge folder {folder}; make it, or name the right one (VERBALE_KNOWLEDGE)"
    with pytest.raises(MissingKnowledgeError, match=f"^{re.escape(message)}$"):
        load(folder)


def test_the_digest_covers_paths_and_bytes_in_order(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"b": good("b"), "a": GOOD})
    expected = hashlib.sha256()
    for name, content in (
        ("ministry.yaml", MINISTRY),
        ("statements/a.yaml", GOOD),
        ("statements/b.yaml", good("b")),
    ):
        for part in (name.encode(), content.encode()):
            expected.update(len(part).to_bytes(8, "big") + part)
    assert load(folder).digest == expected.hexdigest()
    (folder / "statements" / "a.yaml").rename(folder / "statements" / "c.yaml")
    assert load(folder).digest != expected.hexdigest()


@pytest.mark.parametrize(
    ("value", "refused"),
    [
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", None),  # Persian, joined by ZWNJ
        ("\u0915\u094d\u200d\u0937", None),  # Devanagari, joined by ZWJ
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 \u26a0\ufe0f", None),  # emoji
        ("\u05d0\u05d1 (a)\u200f", None),  # Hebrew with a mark
        ("Orda\u200f", (4, "\u200f")),
        ("Or\u200cda", (2, "\u200c")),
        ("Inter\u00adnational", None),
        ("Orda\u00ad", (4, "\u00ad")),
        ("model\u2014\u200bmany", None),
        ("mo\u200bdel", (2, "\u200b")),
        ("\u0e01\u200b\u0e02", None),  # Thai, a place to break the line
        ("\u845b\U000e0100", None),  # an ideograph's variant
        ("a\U000e0100", (1, "\U000e0100")),
        ("a\ufe0f\ufe0f", (2, "\ufe0f")),
        ("caf\u00e9 e\u0301 \u202f\u00a0\u2011", None),
        ("\ufffd", (0, "\ufffd")),
        ("\ufeff", (0, "\ufeff")),
    ],
)
def test_allows_joiners_and_marks_only_where_the_script_needs_them(value: str, refused: tuple[int, str] | None) -> None:
    assert refused_in_value(value) == refused


@pytest.mark.parametrize("value", ["2025-03-14", "2025-03-14T09:30:00Z", "1800-01-01", "2999-12-31"])
def test_writes_a_moment_as_it_was_read(value: str) -> None:
    assert written(read_moment(value)) == value
