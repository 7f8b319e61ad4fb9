from __future__ import annotations

import pytest

from bot.rendering.cutting import cut


@pytest.mark.parametrize(
    ("text", "most", "where"),
    [
        ("One. Two.\n\nThree.\nFour. Five", 25, (9, 11)),
        ("One. Two\nThree. Four five", 20, (8, 9)),
        ("One two. Three four five", 20, (8, 9)),
        ("One two three four five", 20, (18, 19)),
        ("一二三四五。六七八九十", 9, (6, 6)),
        ("One.\n\n" + "x" * 100, 90, (90, 90)),
        ("x" * 30, 20, (20, 20)),
        (" \n \n" + "x" * 30, 4, (1, 4)),
        ("e\u0301" * 10, 3, (2, 2)),
        ("👩\u200d👩\u200d👧" * 3, 7, (5, 5)),
        ("👍🏽👍🏽", 3, (2, 2)),
        ("नमस्\u200dते" * 2, 5, (2, 2)),
        ("a" + "\u0301" * 100, 50, (50, 50)),
        ("x", 1, (1, 1)),
    ],
)
def test_a_cut_prefers_paragraphs_to_lines_to_sentences_to_words_to_characters(
    text: str, most: int, where: tuple[int, int]
) -> None:
    assert cut(text, most) == where
    assert text[where[0] : where[1]].strip() == ""
