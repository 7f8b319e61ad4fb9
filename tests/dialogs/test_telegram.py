"""Conversations on Telegram as a table: what a person does, and how the bot's answer begins.

    text        the person writes it
    [button]    the person presses the button that begins so, under the last message that has it
    !text       the person changes the last message

`=` before an answer: the message with the button, or the answer to the changed message, now begins so.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest

from tests.bot.frontends.telegram.served import LAKE, QUESTION, Served
from tests.fakes.telegram import FakeTelegram, Json, Person, buttons

Turns = tuple[tuple[str, str], ...]

DIALOGUES: dict[str, tuple[str, Turns]] = {
    "a citizen asks, reads on, and says thank you": (
        "en",
        (
            ("Hello", "Ministry of Foreign Affairs of Marenia\n\nOfficial automated service."),
            (QUESTION, "A published statement says:\n\nThe border river Orda\nThe Orda belongs to both banks."),
            ("[Whole statement]", "The border river Orda\nThe Orda belongs to both banks. Talks began in 2024."),
            ("[This answers]", "=A published statement says:"),
        ),
    ),
    "a journalist reads it in other languages": (
        "en",
        (
            (QUESTION, "A published statement says:"),
            ("[Other languages]", "This statement is published in:\n\n• The border river Orda\nEnglish"),
            ("[French]", "Le fleuve frontalier Orda\nL'Orda appartient aux deux rives."),
            ("[Other languages]", "This statement is published in:"),
            ("[Chinese]", "界河奥尔达河\n奥尔达河属于两岸。谈判始于2024年。"),
        ),
    ),
    "nothing certain, then something close": (
        "en",
        (
            ("Is the moon ours?", "No published statement was found that answers this question."),
            (f"!{LAKE}", "=No published statement is certain to answer this question."),
            ("[The border river]", "The border river Orda\nThe Orda belongs to both banks."),
        ),
    ),
    "a language is chosen and given back": (
        "ru",
        (
            ("/language", "Ответ на каждый вопрос даётся на языке вопроса."),
            ("[Español]", "=Idioma de las respuestas"),
            (QUESTION, "Una declaración publicada dice:"),
            ("/help", "Formule su pregunta en una frase"),
            ("/forget", "Всё, что о вас хранилось, удалено."),
            ("/help", "Задайте вопрос одним предложением"),
        ),
    ),
    "a position and what it was before": (
        "en",
        (
            ("/history orda-2026", "The border river Orda\n\nHow this position changed:"),
            ("[The Orda in 2019]", "Please note: this statement has been replaced and is no longer the position of"),
            ("[The border river]", "The border river Orda\nThe Orda belongs to both banks."),
        ),
    ),
    "a rumour is checked": (
        "fr",
        (
            ("/verify", "Écrivez /verify puis le texte à vérifier"),
            ("/verify The Orda belongs to both banks. Talks began in 2024.", "Il s'agit d'une citation"),
            ("/verify The Orda never belongs to both banks. Talks began in 2024.", "Ceci n'est pas une citation"),
            ("/verify Cats may vote in all of our harbour towns.", "Ces mots ne figurent dans aucune"),
        ),
    ),
    "misunderstandings": (
        "es",
        (
            ("/dance", "No existe la orden /dance."),
            ("/start nothing-like-it", "Esta declaración ya no figura"),
            ("/history la luna", "No existe ningún tema ni declaración"),
        ),
    ),
    "an Arabic reader": (
        "ar",
        (
            ("/start", "Ministry of Foreign Affairs of Marenia\n\nخدمة آلية رسمية"),
            ("/latest", "البيانات السارية"),
            ("[نهر أوردا", "نهر أوردا الحدودي\nنهر أوردا ملك للضفتين."),
        ),
    ),
    "a Chinese reader": (
        "zh",
        (
            ("/about", "马雷尼亚外交部"),
            ("/latest", "现行有效的声明"),
            ("[界河", "界河奥尔达河\n奥尔达河属于两岸。"),
            ("/subscribe", "请选择希望接收新声明的专题："),
            ("[所有专题]", "=请选择希望接收新声明的专题："),
            ("/unsubscribe", "请选择要取消的订阅："),
            ("[取消全部订阅]", "=您没有订阅。"),
        ),
    ),
}


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake, Served(fake, tmp_path_factory.mktemp("served")):
        yield fake
        assert fake.breaches == []


def last_with(person: Person, button: str) -> Json:
    shown = [m for m in person.from_bot if any(b["text"].startswith(button) for b in buttons(m))]
    assert shown, f"no message has a button {button!r}"
    return deepcopy(shown[-1])


@pytest.mark.parametrize("title", DIALOGUES)
def test_a_dialogue(title: str, telegram: FakeTelegram) -> None:
    language, turns = DIALOGUES[title]
    person = telegram.person("Somebody", language=language)
    said: Json = {}
    for act, expected in turns:
        before: Json = {}
        if act.startswith("["):
            before = last_with(person, act.strip("[]"))
            person.presses(act.strip("[]"), before).answer()
        elif act.startswith("!"):
            before = deepcopy(person.from_bot[-1])
            person.edits(said, act[1:])
        else:
            said = person.says(act)
        answer = person.sees_edited(before) if expected.startswith("=") else person.hears()[0]
        text = answer["text"]
        assert text[: len(expected.removeprefix("="))] == expected.removeprefix("="), act
    person.hears_nothing(0.1)
