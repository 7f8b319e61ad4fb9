from __future__ import annotations

import pytest

from bot.verification.folding import tokens
from bot.verification.framing import frames

COD = "no cod may be caught on the bank"


def framed(text: str) -> list[str]:
    found = tokens(text)
    return [text[found[a].start : found[b - 1].end] for a, b in frames(text, found)]


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        (COD, [COD]),
        (f"“{COD}”", [COD]),
        (f"« {COD} »,", [COD]),
        (f"- {COD}.\n", [COD]),
        (f"[…] {COD} […]", [COD]),
        (f"> {COD}!", [f"{COD}!"]),
        (f"According to the ministry: {COD}.", [f"According to the ministry: {COD}", COD]),
        (f"Le ministère : « {COD} »", [f"Le ministère : « {COD}", COD]),
        (f"The minister said that “{COD}”", [f"The minister said that “{COD}", COD]),
        (f"{COD}.\n— Ministry of Foreign Affairs, 14 March 2025", [
            f"{COD}.\n— Ministry of Foreign Affairs, 14 March 2025", COD,
        ]),
        (f"{COD} — Ministry of Foreign Affairs", [f"{COD} — Ministry of Foreign Affairs", COD]),
        (f"{COD}.\n\nSource: https://mfa.example/cod\n", [f"{COD}.\n\nSource: https://mfa.example/cod", COD]),
        (f"{COD} (https://mfa.example/cod)", [f"{COD} (https://mfa.example/cod", COD]),
        (f"{COD} https://mfa.example/cod", [f"{COD} https://mfa.example/cod", COD]),
        # A word in quotation marks is a word of the text, not the quotation.
        ("no “cod” may be caught", ["no “cod” may be caught"]),
        # An apostrophe opens nothing.
        ("the ministry's ships' nets may be used", ["the ministry's ships' nets may be used"]),
        # A colon late in the text is the text's own.
        (f"{COD} {COD} {COD}: herring", [f"{COD} {COD} {COD}: herring"]),
        # A dash near the beginning does not make what follows a source.
        ("the limit — no cod may be caught on it", ["the limit — no cod may be caught on it"]),
        ("Source: none of them", ["Source: none of them"]),
        ("三个词太短", []),
        ("«no cod may»", []),
        ("", []),
        ("…—!?", []),
    ],
)  # fmt: skip
def test_what_may_be_the_quotation(text: str, possible: list[str]) -> None:
    assert framed(text) == possible


def test_the_widest_comes_first_and_all_hold_the_last() -> None:
    text = f"The ministry wrote on Monday: “{COD}” — Ministry of Foreign Affairs\nhttps://mfa.example/cod"
    shown = framed(text)
    assert shown[-1] == COD
    assert [len(s) for s in shown] == sorted((len(s) for s in shown), reverse=True)
    assert all(COD in s for s in shown)
