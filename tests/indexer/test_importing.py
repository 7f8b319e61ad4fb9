"""Import: a line is carried exactly, or refused with the reason."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.checking import check, knowledge
from indexer.files.parsing import Entries, Value, parse
from indexer.files.writing import as_yaml
from indexer.importing import CannotImportError, ImportReport, import_statements
from indexer.loading import load
from indexer.statement import Statement
from tests.indexer.folders import MINISTRY, folder_of, good

EVAL = Path(__file__).parents[3] / "shared" / "eval"

LINE: dict[str, object] = {
    "id": "a",
    "title": "Floods",
    "issuer": "Ministry",
    "published": "2025-03-14",
    "source": "https://www.mfa.marenia.example/en/a",
    "versions": {"en": "The Orda rises."},
}


def imported(root: Path, *lines: dict[str, object] | str, folder: Path | None = None) -> ImportReport:
    """What importing these lines into `folder`, else ``root/knowledge``, reports."""
    source = root / "statements.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    source.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return import_statements(source, folder or root / "knowledge")


def statements(folder: Path) -> tuple[Statement, ...]:
    """What stands in a folder that has no problem."""
    loaded = load(folder)
    assert check(loaded) == ()
    return knowledge(loaded).statements


def test_writes_a_file_that_people_like_to_read(tmp_path: Path) -> None:
    texts = {"en": " One.\n\nTwo: \u201cyes\u201d # three\n", "fr": "Un."}
    line = {
        **LINE,
        "kind": "notice",
        "original": "fr",
        "title": {"en": "Floods: a warning", "fr": "Crues"},
        "versions": texts,
        "questions": ["Quand ?"],
        "topics": ["fisheries"],
        "valid_until": "2026-01-01",
        "withdrawn": None,
    }
    report = imported(tmp_path, line)
    assert report == ImportReport(
        written=(Path("statements/a.yaml"),),
        refused=(),
        notes=(
            'there was no ministry.yaml: made one with the name "Ministry" (en) and the hosts of the '
            "imported links: www.mfa.marenia.example; please check it",
        ),
    )
    assert (tmp_path / "knowledge/ministry.yaml").read_text(encoding="utf-8") == (
        "name:\n  en: Ministry\nhosts:\n  - www.mfa.marenia.example\n"
    )
    assert (tmp_path / "knowledge/statements/a.yaml").read_text(encoding="utf-8") == (
        "id: a\n"
        "kind: notice\n"
        "original: fr\n"
        "issuer: Ministry\n"
        "published: 2025-03-14\n"
        "topics:\n"
        "  - fisheries\n"
        "valid_until: 2026-01-01\n"
        "versions:\n"
        "  en:\n"
        '    title: "Floods: a warning"\n'
        "    source: https://www.mfa.marenia.example/en/a\n"
        "    text: |2\n"
        "       One.\n"
        "\n"
        "      Two: \u201cyes\u201d # three\n"
        "  fr:\n"
        "    title: Crues\n"
        "    source: https://www.mfa.marenia.example/en/a\n"
        "    text: |-\n"
        "      Un.\n"
        "    questions:\n"
        "      - Quand ?\n"
    )
    assert [v.text for v in statements(tmp_path / "knowledge")[0].versions] == list(texts.values())
    assert sorted(path.name for path in (tmp_path / "knowledge").iterdir()) == ["ministry.yaml", "statements"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"id": "A b"},
            'id: "A b" is not made of lower-case words and digits joined by hyphens; write for example a-b',
        ),
        (
            {"id": "../a"},
            'id: "../a" is not made of lower-case words and digits joined by hyphens; write for example a',
        ),
        (
            {"colour": "blue"},
            'the key "colour" is unknown; write one of: embargo, id, issuer, kind, original, '
            "published, questions, source, supersedes, title, topics, valid_until, versions, "
            "withdrawn",
        ),
        ({"supercedes": []}, 'the key "supercedes" is unknown; did you mean supersedes?'),
        ({"title": 5}, "title.en: a string is meant, a number was found; write it in quotes"),
        ({"title": {"fr": "Crues"}}, "title.en: a string is meant, nothing was found; write it in quotes"),
        ({"topics": "x"}, 'topics: a list is meant, a string was found; write ["…"]'),
        ({"versions": {}}, 'versions: this is no map of texts by language; write {"en": "the text"}'),
        (
            {"versions": {"en": " "}},
            "versions.en.text: the value holds no letter and no digit; write the text as it was published",
        ),
        (
            {"versions": {"en": "a\r\nb"}},
            "versions.en.text: U+000D (carriage return) may not stand here; write a plain line break",
        ),
        (
            {"versions": {"en": "a\x85b"}},
            "versions.en.text: U+0085 (control character) may not stand here; write a plain line break",
        ),
        (
            {"versions": {"en": "a\u202eb"}},
            "versions.en.text: U+202E (right-to-left override) may not stand here; remove it",
        ),
        ({"versions": {"en": "a\ud800b"}}, "a string holds half a character; write the whole one"),
        (
            {"versions": {"en": "a" * 200_001}},
            "versions.en.text: the text has 200,001 characters; write at most 200,000",
        ),
        (
            {"published": "14.03.2025"},
            'published: "14.03.2025" is not written as a date or a time in UTC; write 2025-03-14',
        ),
        (
            {"source": "http://www.mfa.marenia.example/"},
            'versions.en.source: "http://www.mfa.marenia.example/" is not an https address; '
            "write https://www.mfa.marenia.example/",
        ),
        (
            {"source": "https://elsewhere.example/"},
            'versions.en.source: the host "elsewhere.example" is not one of the hosts in ministry.yaml; '
            "link to one of: www.mfa.marenia.example; or have the host added to ministry.yaml",
        ),
        (
            {"topics": ["fishery"]},
            "topics: the topic fishery is not in ministry.yaml; did you mean fisheries?",
        ),
        (
            {"supersedes": ["gone"]},
            "supersedes: there is no statement gone; write the id of a statement in this folder",
        ),
    ],
)
def test_refuses_what_it_cannot_carry(change: dict[str, object], reason: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"z": good("z")})
    report = imported(tmp_path, {**LINE, "id": "b"}, {**LINE, **change}, folder=folder)
    assert [str(refusal) for refusal in report.refused] == [f"line 2: {reason}"]
    assert [statement.id for statement in statements(folder)] == ["b", "z"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "{",
            "this is not JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1)); "
            "write one object on the line",
        ),
        ("[1]", "this is no JSON object; write one object on the line"),
        ('{"id": "a", "id": "b"}', 'the key "id" stands twice; keep one'),
        ('{"id": "a"}', 'the key "title" is missing; add it'),
    ],
)
def test_refuses_lines_that_are_no_statement(line: str, reason: str, tmp_path: Path) -> None:
    report = imported(tmp_path, line, "", LINE)
    assert [str(refusal) for refusal in report.refused] == [f"line 1: {reason}"]
    assert report.written == (Path("statements/a.yaml"),)


def test_a_refused_line_takes_with_it_what_supersedes_it(tmp_path: Path) -> None:
    report = imported(
        tmp_path,
        {**LINE, "id": "c", "supersedes": ["b"]},
        {**LINE, "id": "b", "supersedes": ["a"]},
        {**LINE, "supersedes": ["gone"]},
    )
    ending = "write the id of a statement in this folder"
    assert [str(refusal) for refusal in report.refused] == [
        f"line 1: supersedes: there is no statement b; {ending}",
        f"line 2: supersedes: there is no statement a; {ending}",
        f"line 3: supersedes: there is no statement gone; {ending}",
    ]
    assert report.written == ()
    assert list((tmp_path / "knowledge").iterdir()) == []


def test_the_same_again_is_no_change_and_other_content_is_refused(tmp_path: Path) -> None:
    imported(tmp_path, LINE)
    before = (tmp_path / "knowledge/statements/a.yaml").read_bytes()
    report = imported(tmp_path, LINE, {**LINE, "title": "Other"})
    assert report.written == ()
    assert report.notes == ("1 already there, unchanged",)
    assert [str(refusal) for refusal in report.refused] == ['line 2: the id "a" is already there with other content']
    assert (tmp_path / "knowledge/statements/a.yaml").read_bytes() == before


def test_never_overwrites_a_broken_file(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"deep/a": "id: ["})
    report = imported(tmp_path, LINE, folder=folder)
    assert [str(refusal) for refusal in report.refused] == ['line 1: the id "a" is already there with other content']


def test_a_ministry_that_stands_is_kept(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"z": good("z")})
    assert imported(tmp_path, LINE, folder=folder).notes == ()
    assert (folder / "ministry.yaml").read_text(encoding="utf-8") == MINISTRY


def test_operators_are_told_what_to_do(tmp_path: Path) -> None:
    missing = tmp_path / "none.jsonl"
    message = f"cannot read {missing} (No such file or directory); name a file that can be read"
    with pytest.raises(CannotImportError, match=f"^{re.escape(message)}$"):
        import_statements(missing, tmp_path / "knowledge")
    message = f"cannot write into {missing} (File exists); name a folder that can be written, with room in it"
    missing.write_text("not a folder", encoding="utf-8")
    with pytest.raises(CannotImportError, match=f"^{re.escape(message)}$"):
        imported(tmp_path, LINE, folder=missing)
    folder = folder_of(tmp_path, {}, ministry="name: {en: M}\n")
    message = (
        'mend ministry.yaml first: ministry.yaml:1: the key "hosts" is missing; add the line hosts: [www.example.org]'
    )
    with pytest.raises(CannotImportError, match=f"^{re.escape(message)}$"):
        imported(tmp_path, LINE, folder=folder)


ODD = st.sampled_from("\n\n  \t\r:#-|>'\"\\[]{}*&!%@`?,~a1é\u00a0\x85\u2028\u2029\u200b\u200d\u202e\ufeff\U0001f30a")
TEXTS = st.text(st.one_of(ODD, st.characters()), max_size=40)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, title=TEXTS, question=TEXTS)
def test_any_text_is_carried_exactly_or_refused(text: str, title: str, question: str) -> None:
    line = {**LINE, "title": title, "versions": {"en": text}, "questions": [question]}
    with tempfile.TemporaryDirectory() as root:
        report = imported(Path(root), line)
        if report.refused:
            assert report.refused[0].reason != "it would not be read back as it is; write its file by hand"
            assert report.written == ()
        else:
            version = statements(Path(root) / "knowledge")[0].versions[0]
            assert (version.text, version.title, version.questions) == (text, title, (question,))


PLAIN_TEXTS = st.text(
    st.one_of(st.sampled_from("\n\n  :#-|>'\"\\[]{}*&!%@`?,~"), st.characters(exclude_categories=["C", "Zl", "Zp"])),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(before=PLAIN_TEXTS, after=PLAIN_TEXTS)
def test_a_text_without_control_or_format_characters_is_never_refused(before: str, after: str) -> None:
    text = f"{before}a{after}"
    line = {
        **LINE,
        "versions": {
            "en": re.sub("[\u3164\uffa0\u115f\u1160\ufffc\ufffd\ufe00-\ufe0f\U000e0100-\U000e01ef]", "", text)
        },
    }
    with tempfile.TemporaryDirectory() as root:
        assert imported(Path(root), line).refused == ()


@settings(max_examples=500, deadline=None)
@given(value=st.one_of(TEXTS, PLAIN_TEXTS))
def test_yaml_reads_back_what_was_written(value: str) -> None:
    try:
        data = as_yaml({"text": value, "a": {"title": value, "b": [value]}}).encode()
    except UnicodeEncodeError:
        return
    parsed = parse(Path("a.yaml"), data)
    if parsed.problems:
        return
    root = parsed.root
    assert isinstance(root, Entries)
    text = root.entries["text"][1]
    assert isinstance(text, Value)
    assert text.text == value


@pytest.mark.skipif(not EVAL.is_dir(), reason="the folder shared/eval is not beside the repository")
@pytest.mark.parametrize("name", ["uk", "ch", "xq", "sq"])
def test_a_real_set_comes_back_byte_for_byte(name: str, tmp_path: Path) -> None:
    source = EVAL / name / "statements.jsonl"
    lines = [json.loads(line) for line in source.read_bytes().split(b"\n") if line]
    report = import_statements(source, tmp_path / "knowledge")
    assert report.refused == ()
    found = [
        {
            "id": statement.id,
            "title": version.title,
            "issuer": statement.issuer,
            "published": str(statement.published),
            "source": version.source,
            "versions": {version.language: version.text},
        }
        for statement in statements(tmp_path / "knowledge")
        for version in statement.versions
    ]
    assert found == sorted(lines, key=lambda line: str(line["id"]))
