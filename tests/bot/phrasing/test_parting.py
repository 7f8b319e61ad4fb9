from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phrasing.parting import MOST_QUESTIONS, questions_in


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in questions_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "May I fish? May I hunt? How much is it?",
            ["May I fish?", "May I hunt?", "How much is it?"],
        ),
        ("Quel est le prix ? Où faut-il aller ?", ["Quel est le prix ?", "Où faut-il aller ?"]),
        ("¿Puedo pescar aquí? ¿Y cuánto cuesta?", ["¿Puedo pescar aquí?", "¿Y cuánto cuesta?"]),
        ("Можно ли ловить рыбу? Сколько стоит виза?", ["Можно ли ловить рыбу?", "Сколько стоит виза?"]),
        ("هل يمكن الصيد؟ وكم عدد السفن؟", ["هل يمكن الصيد؟", "وكم عدد السفن؟"]),
        ("可以捕鱼吗？需要多少钱？", ["可以捕鱼吗？", "需要多少钱？"]),
    ],
)
def test_each_question_mark_of_the_six_languages_ends_a_question(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_a_question_mark_needs_no_space_after_it_before_a_capital() -> None:
    assert pieces("May I fish?And may I hunt?") == ["May I fish?", "And may I hunt?"]


def test_a_question_without_its_mark_at_the_end_is_one_too() -> None:
    assert pieces("How much is a visa? where do I apply") == ["How much is a visa?", "where do I apply"]


@pytest.mark.parametrize(
    "text",
    [
        "I live in Torvel. May I fish?",
        "Mr. Okoro of the U.S. asked. Can he go?",
        "May I fish and may I hunt?",
        "May I fish, hunt or sail?",
        "May I fish? I am a student. Thank you.",
        "May I fish??",
        "May I really fish?!",
        "May I fish ?!?",
        'What did the minister mean by "who pays?" in March?',
        "Qu'entendez-vous par « qui paie ? » en mars ?",
        "Что значит «кто платит?» в заявлении?",
        "声明中的“谁来付钱？”是什么意思？",
        "Is the limit (why not higher?) still valid?",
        "What is https://mfa.example/page?id=3 about?",
        "What is https://mfa.example/page?Id about?",
        "I live in\nTorvel. May I\nfish?",
        "Hello\nI want to know\nvisa fees for students",
        "Which of these may I bring in:\n- a dog\n- two parrots\n- my old cat?",
        "Whether (1) ministers, (2) special advisers and (3) civil servants may vote.",
        "Visa?",
        "visa fees",
    ],
)
def test_these_are_one_question(text: str) -> None:
    assert pieces(text) == [text]


@pytest.mark.parametrize("text", ["May I fish? Why?", "Really? May I fish?", "是吗？可以捕鱼吗？"])
def test_a_question_of_one_word_stays_with_its_neighbour(text: str) -> None:
    assert pieces(text) == [text]


def test_three_characters_are_a_question_in_chinese() -> None:
    assert pieces("可以捕鱼吗？为什么？") == ["可以捕鱼吗？", "为什么？"]


def test_context_stays_with_the_question_after_it() -> None:
    assert pieces("I am a student. May I work? I live in Torvel. May I fish?") == [
        "I am a student. May I work?",
        "I live in Torvel. May I fish?",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "how much is a visa\nwhere do I apply\nhow long does it take",
            ["how much is a visa", "where do I apply", "how long does it take"],
        ),
        ("сколько стоит виза\nгде её получить", ["сколько стоит виза", "где её получить"]),
        ("签证费是多少\n在哪里申请", ["签证费是多少", "在哪里申请"]),
        ("1. How much is a visa?\n2. Where do I apply", ["1. How much is a visa?", "2. Where do I apply"]),
        ("1. visa fees\n2. fishing quota", ["1. visa fees", "2. fishing quota"]),
        ("١. رسوم التأشيرة\n٢. حصة الصيد", ["١. رسوم التأشيرة", "٢. حصة الصيد"]),
        ("一、签证费是多少\n二、在哪里申请", ["一、签证费是多少", "二、在哪里申请"]),
        ("- visa fees\n- fishing quota", ["- visa fees", "- fishing quota"]),
        ("My questions: 1) visa fees 2) fishing quota", ["My questions: 1) visa fees", "2) fishing quota"]),
        (
            "Три вопроса:\n1) сколько стоит виза\n2) где её получить",
            ["Три вопроса:\n1) сколько стоит виза", "2) где её получить"],
        ),
    ],
)
def test_lines_that_ask_and_items_of_a_list_are_questions(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_more_than_are_answered_at_once_are_all_told() -> None:
    assert len(pieces("May I fish? May I hunt? May I sail? May I swim?")) == 4 > MOST_QUESTIONS


@pytest.mark.parametrize("text", ["", "  \n "])
def test_white_space_asks_nothing(text: str) -> None:
    assert pieces(text) == []


@given(st.text(alphabet='ab Ж是吗?？؟!.\n"“”«»()12) -:', max_size=60))
def test_questions_are_slices_in_order_that_leave_out_only_white_space(text: str) -> None:
    spans = questions_in(text)
    ends = [0, *(end for _, end in spans)]
    for (start, end), before in zip(spans, ends, strict=False):
        assert before <= start < end
        assert text[before:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
    assert text[ends[-1] :].strip() == ""


@pytest.mark.parametrize("text", ["“" * 5000, '("' * 2500, "1) " * 1500, "? " * 2500, "«" * 2500 + "?" * 2500])
def test_no_text_takes_long(text: str) -> None:
    started = time.thread_time()
    questions_in(text)
    assert time.thread_time() - started < 5
