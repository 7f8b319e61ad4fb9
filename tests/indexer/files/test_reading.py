"""Reading fields: a mistake of form is a problem with line, field, what was found and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.indexer.folders import folder_of, good, messages

STATEMENTS: dict[str, tuple[str, list[str]]] = {
    "nearly-kind": (
        good(kind="press release"),
        [
            '2: kind: "press release" is not a kind of statement; did you mean press-release?',
        ],
    ),
    "kind-accent": (
        good(kind="communiqué"),
        [
            '2: kind: "communiqué" is not a kind of statement; did you mean communique?',
        ],
    ),
    "kind-odd": (
        good(kind="tweet"),
        [
            '2: kind: "tweet" is not a kind of statement; write one of: answer, '
            "communique, notice, position, press-release, speech, statement",
        ],
    ),
    "feb30": (
        good(published="2024-02-30"),
        [
            '5: published: "2024-02-30" does not exist: February 2024 has 29 days; write a day or a time that exists',
        ],
    ),
    "german-date": (
        good(published="14.03.2025"),
        [
            '5: published: "14.03.2025" is not written as a date or a time in UTC; write 2025-03-14',
        ],
    ),
    "slashes": (
        good(published="03/14/2025"),
        [
            '5: published: "03/14/2025" is not written as a date or a time in UTC; write '
            "2025-03-14 or 2025-03-14T09:30:00Z",
        ],
    ),
    "short-date": (
        good(published="2025-3-4"),
        [
            '5: published: "2025-3-4" is not written as a date or a time in UTC; write 2025-03-04',
        ],
    ),
    "words": (
        good(published="14 March 2025"),
        [
            '5: published: "14 March 2025" is not written as a date or a time in UTC; write 2025-03-14',
        ],
    ),
    "local": (
        good(published="2025-03-14 09:30"),
        [
            '5: published: "2025-03-14 09:30" is not written as a date or a time in UTC; '
            "write 2025-03-14T09:30:00Z if that is UTC",
        ],
    ),
    "offset": (
        good(published="2025-03-14T09:30:00+01:00"),
        [
            '5: published: "2025-03-14T09:30:00+01:00" is not written as a date or a time '
            "in UTC; write 2025-03-14T08:30:00Z",
        ],
    ),
    "number": (
        good(published="1700000000"),
        [
            '5: published: "1700000000" is not written as a date or a time in UTC; write '
            "2025-03-14 or 2025-03-14T09:30:00Z",
        ],
    ),
    "25h": (
        good(published="2025-03-14T25:00:00Z"),
        [
            '5: published: "2025-03-14T25:00:00Z" does not exist: a day has 24 hours of 60 '
            "minutes of 60 seconds; write a day or a time that exists",
        ],
    ),
    "year": (
        good(published="0025-03-14"),
        [
            "5: published: the year 25 is not between 1800 and 2999; check the year",
        ],
    ),
    "month13": (
        good(published="2025-13-01"),
        [
            '5: published: "2025-13-01" does not exist: a year has 12 months; write a day or a time that exists',
        ],
    ),
    "no-published": (
        good(published=None),
        [
            '1: the key "published" is missing; add the line published: 2025-03-14',
        ],
    ),
    "empty-published": (
        good(published=""),
        [
            "5: published: there is no value; write 2025-03-14",
        ],
    ),
    "empty-optional": (
        good(embargo=""),
        [
            "6: embargo: there is no value; write 2025-03-14, or leave the key out",
        ],
    ),
    "null": (
        good(embargo="null"),
        [
            '6: embargo: "null" is not written as a date or a time in UTC; write 2025-03-14 or 2025-03-14T09:30:00Z',
        ],
    ),
    "near-key": (
        good(supercedes="[b]"),
        [
            '6: the key "supercedes" is unknown; did you mean supersedes?',
        ],
    ),
    "unknown-key": (
        good(colour="blue"),
        [
            '6: the key "colour" is unknown; write one of: embargo, status, supersedes, to_do, topics, '
            "valid_until, withdrawn",
        ],
    ),
    "topic-not-list": (
        good(topics="fisheries"),
        [
            "6: topics: a single value stands where a list is meant; write [fisheries]",
        ],
    ),
    "title-list": (
        good(title="[a, b]"),
        [
            "8: versions.en.title: a list stands where a text is meant; write Flood warning on the river",
        ],
    ),
    "versions-list": (
        good().split("versions:")[0] + "versions: [en]\n",
        [
            "6: versions: a list stands where a map is meant; write {en: …}",
        ],
    ),
    "version-text": (
        good().split("  en:")[0] + "  en: The Orda rises.\n",
        [
            "7: versions.en: a single value stands where a map is meant; write the keys "
            "title, text, source, each on a line of its own",
        ],
    ),
    "no-versions": (
        good().split("  en:")[0],
        [
            "6: versions: there is no value; write {en: …}",
        ],
    ),
    "empty-versions": (
        good().split("versions:")[0] + "versions: {}\n",
        [
            "6: versions: there is no value; write {en: …}",
        ],
    ),
    "lang3": (
        good().replace("  en:\n", "  eng:\n"),
        [
            '3: original: the original is en, but there is no version in it; add that version, or name one of: "eng"',
            '7: versions.eng: "eng" is not a language code; write en',
        ],
    ),
    "region": (
        good(original="fr-CA"),
        [
            '3: original: "fr-CA" is not a language code; write fr',
        ],
    ),
    "upper": (
        good(original="EN"),
        [
            '3: original: "EN" is not a language code; write en',
        ],
    ),
    "country": (
        good(original="cn"),
        [
            '3: original: "cn" is not a language code; write zh',
        ],
    ),
    "nolang": (
        good(original="klingon"),
        [
            '3: original: "klingon" is not a language code; write the two letters of ISO 639-1, such as en',
        ],
    ),
    "id-upper": (
        good(id="Orda_2024"),
        [
            '1: id: "Orda_2024" is not made of lower-case words and digits joined by '
            "hyphens; write for example orda-2024",
        ],
    ),
    "id-unlike": (
        good(id="b"),
        [
            '1: id: the id is "b", but the file is called "a.yaml"; make the two the same',
        ],
    ),
    "id-accent": (
        good(id="crue-été"),
        [
            '1: id: "crue-été" is not made of lower-case words and digits joined by '
            "hyphens; write for example crue-ete",
        ],
    ),
    "id-long": (
        good(id="a" * 81),
        [
            "1: id: the id has 81 characters; write at most 80",
        ],
    ),
    "title-long": (
        good(title="x" * 301),
        [
            "8: versions.en.title: the title has 301 characters; write at most 300",
        ],
    ),
    "title-lines": (
        good(title='"a\\nb"'),
        [
            "8: versions.en.title: the title has more than one line; write it on one line",
        ],
    ),
    "title-empty": (
        good(title='""'),
        [
            "8: versions.en.title: the value holds no letter and no digit; write the title as it was published",
        ],
    ),
    "title-dots": (
        good(title="..."),
        [
            "8: versions.en.title: the value holds no letter and no digit; write the title as it was published",
        ],
    ),
    "cut": (
        good(title="Decision # 5 on floods"),
        [
            '8: versions.en.title: the value ends before "# 5 on floods", the rest is a '
            "comment; put the value in double quotes",
        ],
    ),
    "cut2": (
        good(title="Decision #5 on floods"),
        [
            '8: versions.en.title: the value ends before "#5 on floods", the rest is a '
            "comment; put the value in double quotes",
        ],
    ),
    "no-text": (
        good().split("    text")[0],
        [
            '7: versions.en: the key "text" is missing; add the line text: |-, and the '
            "text on the lines below, indented",
        ],
    ),
    "text-empty": (
        good().split("      The Orda")[0],
        [
            "10: versions.en.text: the value holds no letter and no digit; write the text as it was published",
        ],
    ),
    "colon": (
        good(title="Floods: the Orda"),
        [
            "8: YAML cannot be read here (mapping values are not allowed in this context); "
            'put a value that holds ": " in double quotes, or mend the indentation',
        ],
    ),
    "at": (
        good(title="@floods"),
        [
            "8: YAML cannot be read here (found character that cannot start any token); "
            "put a value that begins with a sign in double quotes; indent with spaces",
        ],
    ),
    "brace": (
        good(title="[Floods"),
        [
            "9: YAML cannot be read here (did not find expected ',' or ']'); close the bracket [ with ]",
        ],
    ),
    "block": (
        good().replace("    text: |-\n", "    text: |- x\n"),
        [
            "10: YAML cannot be read here (did not find expected comment or line break); "
            "begin the text on the line after |-",
        ],
    ),
    "question-long": (
        good().rstrip() + "\n    questions:\n      - " + "x" * 501 + "\n",
        [
            "13: versions.en.questions: the question has 501 characters; write at most 500",
        ],
    ),
    "esc": (
        good(title='"a\\d"'),
        [
            "8: YAML cannot be read here (found unknown escape character); write \\\\ for \\ in double quotes",
        ],
    ),
    "all-at-once": (
        good(
            kind="tweet",
            published="2024-02-30",
            original="fr",
            topics="[fish]",
            supersedes="[zz]",
            source="https://evil.example/",
        ),
        [
            '2: kind: "tweet" is not a kind of statement; write one of: answer, '
            "communique, notice, position, press-release, speech, statement",
            '3: original: the original is fr, but there is no version in it; add that version, or name one of: "en"',
            '5: published: "2024-02-30" does not exist: February 2024 has 29 days; write a day or a time that exists',
            "6: topics: the topic fish is not in ministry.yaml; write one of: border-river, fisheries",
            "7: supersedes: there is no statement zz; write the id of a statement in this folder",
            '11: versions.en.source: the host "evil.example" is not one of the hosts in '
            "ministry.yaml; link to one of: www.mfa.marenia.example; or have the host "
            "added to ministry.yaml",
        ],
    ),
    "comment-on-date": (good(published="2025-03-14   # first day"), []),
}

MINISTRIES: dict[str, tuple[str | None, list[str]]] = {
    "no-hosts": (
        "name: {en: M}\n",
        [
            '1: the key "hosts" is missing; add the line hosts: [www.example.org]',
        ],
    ),
    "empty-hosts": (
        "name: {en: M}\nhosts: []\n",
        [
            "2: hosts: there is no value; write [www.example.org]",
        ],
    ),
    "bad-host": (
        "name: {en: M}\nhosts: ['https://www.x.example/', '*.x.example', X.example, мид.example]\n",
        [
            '2: hosts: "*.x.example" is not a host name; write www.example.org',
            '2: hosts: "X.example" is not a host name; write x.example',
            '2: hosts: "https://www.x.example/" is not a host name; write www.x.example',
            '2: hosts: "мид.example" is not a host name; write it in ASCII: U+043C '
            "(cyrillic small letter em) can be taken for another letter",
        ],
    ),
    "bad-contact": (
        "name: {en: M}\nhosts: [x.example]\ncontact: {link: https://x.example/, email: a, phone: '12a', fax: '1'}\n",
        [
            '3: contact: the key "fax" is unknown; take it out',
            '3: contact.email: "a" is not an e-mail address; write for example press@example.org',
            '3: contact.phone: "12a" is not a telephone number; write for example "+999 20 555 0100"',
        ],
    ),
    "signpost": (
        "name: {en: M}\nhosts: [x.example]\nsignposts:\n  Passports: {label: P, link: http://x.example}\n",
        [
            '4: signposts.Passports: "Passports" is not made of lower-case words and '
            "digits joined by hyphens; write for example passports",
            "4: signposts.Passports.label: a single value stands where a map is meant; write {en: …}",
            '4: signposts.Passports.link: "http://x.example" is not an https address; write https://x.example',
        ],
    ),
    "signpost-questions": (
        "name: {en: M}\nhosts: [x.example]\nsignposts:\n  visas:\n    label: {en: V}\n    link: https://x.example/\n"
        "    questions: {en: [Do I need a visa?, '?'], xx: [Q], fr: Un visa}\n",
        [
            "7: signposts.visas.questions.en: the value holds no letter and no digit; "
            "write the question as it was published",
            "7: signposts.visas.questions.fr: a single value stands where a list is meant; write [Un visa]",
            '7: signposts.visas.questions.xx: "xx" is not a language code; '
            "write the two letters of ISO 639-1, such as en",
        ],
    ),
    "topic": (
        "name: {en: M}\nhosts: [x.example]\ntopics: {fish: {xx: F}}\n",
        [
            '3: topics.fish.xx: "xx" is not a language code; write the two letters of ISO 639-1, such as en',
        ],
    ),
    "broken": (
        "name: [\n",
        [
            "1: YAML cannot be read here (did not find expected node content); put the value in double quotes",
        ],
    ),
    "nofile": (
        None,
        [
            "1: there is no ministry.yaml; write one as README.md shows",
        ],
    ),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_names_line_field_finding_and_mend(name: str, tmp_path: Path) -> None:
    source, expected = STATEMENTS[name]
    folder = folder_of(tmp_path, {"a": source})
    assert messages(folder) == [f"statements/a.yaml:{message}" for message in expected]


@pytest.mark.parametrize("name", MINISTRIES)
def test_names_what_is_wrong_in_ministry_yaml(name: str, tmp_path: Path) -> None:
    source, expected = MINISTRIES[name]
    folder = folder_of(tmp_path, {"a": good()}, ministry=source)
    assert messages(folder) == [f"ministry.yaml:{message}" for message in expected]
