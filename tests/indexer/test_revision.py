"""Two wordings word by word."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from indexer.revision import Fate, Revised, condensed, marked, revision


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("at least 48 hours before", "at least 72 hours before", "at least [-48-]{+72+} hours before"),
        ("every flood", "every big flood", "every {+big +}flood"),
        (
            "take 9,600 tonnes at 10:30.",
            "take 8,600 tonnes at 10:45.",
            "take [-9,600-]{+8,600+} tonnes at [-10:30-]{+10:45+}.",
        ),
        ("Twelve ships may fish", "Fourteen vessels may fish", "[-Twelve ships-]{+Fourteen vessels+} may fish"),
        ("One.\n\nTwo.", "One.\n\nTwo.\n\nThree.", "One.\n\nTwo.{+\n\nThree.+}"),
        ("反对死刑，没有例外。", "主张废除死刑，没有例外。", "[-反对-]{+主张废除+}死刑，没有例外。"),
        ("of  it", "of it", "of[-␣␣-]{+␣+}it"),
        ("a\nb", "a b", "a[-¶-]{+␣+}b"),
        ("№ 5", "№\u00a05", "№[-␣-]{+U+00A0+}5"),
        ("It's", "It’s", "It[-'-]{+’+}s"),
        ("", "New", "{+New+}"),
        ("Old", "", "[-Old-]"),
        ("same", "same", "same"),
    ],
)
def test_what_went_and_what_came(before: str, after: str, shown: str) -> None:
    assert marked(revision(before, after)) == shown


def test_the_pieces_are_both_texts_whatever_they_are() -> None:
    letters = random.Random(7)
    alphabet = "ab \n.，死刑мн\u0301"
    for _ in range(300):
        before, after = ("".join(letters.choices(alphabet, k=letters.randint(0, 30))) for _ in range(2))
        pieces = revision(before, after)
        assert "".join(p.text for p in pieces if p.fate is not Fate.COME) == before
        assert "".join(p.text for p in pieces if p.fate is not Fate.GONE) == after
        assert all(one.fate is not other.fate for one, other in pairwise(pieces))


def test_of_what_was_kept_only_what_is_beside_a_change_is_shown() -> None:
    before = "a" * 300 + " old " + "b" * 300 + " old " + "c" * 300
    pieces = revision(before, before.replace("old", "new"))
    assert condensed(pieces, 10) == (
        Revised(Fate.KEPT, "[…]" + "a" * 9 + " "),
        Revised(Fate.GONE, "old"),
        Revised(Fate.COME, "new"),
        Revised(Fate.KEPT, " " + "b" * 9 + "[…]" + "b" * 9 + " "),
        Revised(Fate.GONE, "old"),
        Revised(Fate.COME, "new"),
        Revised(Fate.KEPT, " " + "c" * 9 + "[…]"),
    )
