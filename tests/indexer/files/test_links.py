"""Addresses that are not plain https, or whose host can be taken for another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.indexer.folders import folder_of, good, messages

LINKS: dict[str, tuple[str, list[str]]] = {
    "http": (
        good(source="http://www.mfa.marenia.example/en/a"),
        [
            '9: versions.en.source: "http://www.mfa.marenia.example/en/a" is not an https '
            "address; write https://www.mfa.marenia.example/en/a",
        ],
    ),
    "bare": (
        good(source="www.mfa.marenia.example/en/a"),
        [
            '9: versions.en.source: "www.mfa.marenia.example/en/a" is not an https '
            "address; write https://www.mfa.marenia.example/en/a",
        ],
    ),
    "user": (
        good(source="https://www.mfa.marenia.example@evil.example/"),
        [
            "9: versions.en.source: the address holds a user name (@), and leads to "
            '"evil.example"; leave out what is before the @',
        ],
    ),
    "port": (
        good(source="https://www.mfa.marenia.example:8443/"),
        [
            '9: versions.en.source: the address holds a port ("8443"); leave it out',
        ],
    ),
    "dot": (
        good(source="https://www.mfa.marenia.example./"),
        [
            '9: versions.en.source: "www.mfa.marenia.example." is not a host name; write www.mfa.marenia.example',
        ],
    ),
    "homoglyph": (
        good(source="https://www.mfа.marenia.example/"),
        [
            '9: versions.en.source: "www.mfа.marenia.example" is not a host name; write it '
            "in ASCII: U+0430 (cyrillic small letter a) can be taken for another letter",
        ],
    ),
    "puny": (
        good(source="https://www.xn--mf-6kc.marenia.example/"),
        [
            '9: versions.en.source: the host "www.xn--mf-6kc.marenia.example" is not one '
            "of the hosts in ministry.yaml; link to one of: www.mfa.marenia.example; or "
            "have the host added to ministry.yaml",
        ],
    ),
    "lookalike": (
        good(source="https://www.mfa-marenia.example/"),
        [
            '9: versions.en.source: the host "www.mfa-marenia.example" is not one of the '
            "hosts in ministry.yaml; link to one of: www.mfa.marenia.example; or have the "
            "host added to ministry.yaml",
        ],
    ),
    "suffix": (
        good(source="https://www.mfa.marenia.example.evil.example/"),
        [
            '9: versions.en.source: the host "www.mfa.marenia.example.evil.example" is not '
            "one of the hosts in ministry.yaml; link to one of: www.mfa.marenia.example; "
            "or have the host added to ministry.yaml",
        ],
    ),
    "backslash": (
        good(source="https://www.mfa.marenia.example\\@evil.example/"),
        [
            "9: versions.en.source: the address holds U+005C (reverse solidus); write /",
        ],
    ),
    "space": (
        good(source="https://www.mfa.marenia.example/a b"),
        [
            "9: versions.en.source: the address holds U+0020 (space); write %20 for it",
        ],
    ),
    "accent": (
        good(source="https://www.mfa.marenia.example/été"),
        [
            "9: versions.en.source: the address holds U+00E9 (latin small letter e with acute); write %C3%A9 for it",
        ],
    ),
    "upperhost": (
        good(source="https://WWW.mfa.marenia.example/"),
        [
            '9: versions.en.source: "WWW.mfa.marenia.example" is not a host name; write www.mfa.marenia.example',
        ],
    ),
    "ip": (
        good(source="https://127.0.0.1/"),
        [
            '9: versions.en.source: "127.0.0.1" is not a host name; write www.example.org',
        ],
    ),
    "v6": (
        good(source="https://[::1]/"),
        [
            '9: versions.en.source: "[::1]" is not a host name; write www.example.org',
        ],
    ),
    "percent": (
        good(source="https://www.mfa.marenia.example/%zz"),
        [
            "9: versions.en.source: the address holds U+0025 (percent sign); write %25, or "
            "two hexadecimal digits after it",
        ],
    ),
    "fullwidth": (
        good(source="https://www.mfa.marenia.example／evil.example/"),
        [
            '9: versions.en.source: "www.mfa.marenia.example／evil.example" is not a host '
            "name; write it in ASCII: U+FF0F (fullwidth solidus) can be taken for another "
            "letter",
        ],
    ),
    "script": (
        good(source="javascript:alert(1)"),
        [
            '9: versions.en.source: "javascript:alert(1)" is not an https address; write '
            "https://www.example.org/en/statements/flood-warning",
        ],
    ),
    "uploadscheme": (
        good(source="HTTPS://www.mfa.marenia.example/"),
        [
            '9: versions.en.source: "HTTPS://www.mfa.marenia.example/" is not an https '
            "address; write https://www.mfa.marenia.example/",
        ],
    ),
    "tabbed": (
        good(source='"https://www.mfa.marenia.example/\\ta"'),
        [
            "9: versions.en.source: the address holds U+0009 (tab); remove it",
        ],
    ),
}


@pytest.mark.parametrize("name", LINKS)
def test_names_line_field_finding_and_mend(name: str, tmp_path: Path) -> None:
    source, expected = LINKS[name]
    folder = folder_of(tmp_path, {"a": source})
    assert messages(folder) == [f"statements/a.yaml:{message}" for message in expected]
