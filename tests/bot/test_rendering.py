from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from bot.rendering import (
    Fact,
    Heading,
    Link,
    Message,
    Note,
    Quotation,
    as_json,
    pieces_of,
    render,
    sources,
)
from bot.reply import Closest, Command, Empty, Greeting, NoPosition, Position, Reply, Slice, TooLong
from bot.wording import LANGUAGES
from indexer.statement import Contact, Version
from tests.bot.messages import texts
from tests.fakes.desk import ARCTIC, FIRST_SENTENCE, MINISTRY, OLD_RIVER, RIVER, found, match

RIVER_EN = match(RIVER, FIRST_SENTENCE["en"])


def test_a_position_shows_the_quote_and_where_it_comes_from() -> None:
    shown = match(RIVER, FIRST_SENTENCE["en"], "Each side may take half of its water.", replaces=(OLD_RIVER,))
    assert render(Position(found(shown, match(OLD_RIVER)))) == Message(
        "en",
        (
            Note("A published statement says:"),
            Heading("The border river Orda", "en"),
            Quotation(("The Orda belongs to both banks.", "Each side may take half of its water."), "en"),
            Fact("Issued by", "Ministry of Foreign Affairs"),
            Fact("Date", "14 March 2026"),
            Fact("Language", "English"),
            Link("Source", "https://mfa.example/en/orda"),
            Note("Replaces the position of 3 May 2019: The Orda in 2019"),
        ),
    )


def test_a_time_of_publication_is_shown_in_utc() -> None:
    message = render(Position(found(match(ARCTIC, "Судоходство свободно.", language="ru"), language="ru")))
    assert texts(message) == [
        "В опубликованном заявлении говорится:",
        "Арктика",
        "> Судоходство свободно.",
        "Издано | Постоянное представительство",
        "Дата | 2 ноября 2025\u202fг., 16:30 UTC",
        "Язык | русский",
        "Источник | https://mfa.example/ru/arctic",
    ]


POSITIONS = {
    "en": [
        "A published statement says:",
        "Issued by",
        "Date | 14 March 2026",
        "Language | English",
        "Source",
    ],
    "fr": [
        "Une déclaration publiée indique\u00a0:",
        "Auteur",
        "Date | 14 mars 2026",
        "Langue | français",
        "Source",
    ],
    "es": [
        "Una declaración publicada dice:",
        "Emitida por",
        "Fecha | 14 de marzo de 2026",
        "Idioma | español",
        "Fuente",
    ],
    "ru": [
        "В опубликованном заявлении говорится:",
        "Издано",
        "Дата | 14 марта 2026\u202fг.",
        "Язык | русский",
        "Источник",
    ],
    "ar": ["جاء في بيان منشور:", "الجهة المصدرة", "التاريخ | 14 مارس 2026", "اللغة | العربية", "المصدر"],
    "zh": ["已发布的声明指出：", "发布机构", "日期 | 2026年3月14日", "语言 | 中文", "来源"],
}
TRANSLATED = {
    "en": [],
    "fr": ["Langue originale\u00a0: anglais. Ceci est la traduction officielle."],
    "es": ["Idioma original: inglés. Esta es la traducción oficial."],
    "ru": ["Язык оригинала: английский. Это официальный перевод."],
    "ar": ["اللغة الأصلية: الإنجليزية. هذه هي الترجمة الرسمية."],
    "zh": ["原文语言：英语。此为官方译文。"],
}
REPLACES = {
    "en": "Replaces the position of 3 May 2019: The Orda in 2019",
    "fr": "Remplace la position du 3 mai 2019\u00a0: The Orda in 2019",
    "es": "Sustituye a la posición del 3 de mayo de 2019: The Orda in 2019",
    "ru": "Заменяет позицию от 3 мая 2019\u202fг.: The Orda in 2019",
    "ar": "يحل محل الموقف المؤرخ 3 مايو 2019: The Orda in 2019",
    "zh": "取代 2019年5月3日 的立场：The Orda in 2019",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_position_in_each_language(language: str) -> None:
    shown = match(RIVER, FIRST_SENTENCE[language], language=language, replaces=(OLD_RIVER,))
    lead, issuer, date, name, source = POSITIONS[language]
    message = render(Position(found(shown, language=language)))
    assert message.language == language
    assert texts(message) == [
        lead,
        shown.version.title,
        f"> {FIRST_SENTENCE[language]}",
        f"{issuer} | Ministry of Foreign Affairs",
        date,
        name,
        f"{source} | https://mfa.example/{language}/orda",
        *TRANSLATED[language],
        REPLACES[language],
    ]


UNTRANSLATED = {
    "en": "No official translation is published in this language: English. The original is shown: Russian.",
    "fr": (
        "Aucune traduction officielle n'est publiée dans cette langue\u00a0: français."
        " Le texte original est affiché\u00a0: russe."
    ),
    "es": ("No hay ninguna traducción oficial publicada en este idioma: español. Se muestra el original: ruso."),
    "ar": "لم تُنشر ترجمة رسمية بهذه اللغة: العربية. النص المعروض هو الأصل: الروسية.",
    "zh": "未发布此语言的官方译文：中文。现显示原文：俄语。",
}


@pytest.mark.parametrize("language", UNTRANSLATED)
def test_an_original_without_translation_says_so(language: str) -> None:
    reply = Position(found(match(ARCTIC, "Судоходство свободно.", language=language), language=language))
    assert texts(render(reply))[-1] == UNTRANSLATED[language]


def test_a_language_that_the_bot_does_not_speak_gets_english_and_is_named() -> None:
    message = render(Position(found(match(RIVER, FIRST_SENTENCE["en"], language="de"), language="de")))
    assert message.language == "en"
    assert texts(message)[-1] == (
        "No official translation is published in this language: German. The original is shown: English."
    )


def test_a_regional_variant_is_no_other_language() -> None:
    message = render(Position(found(match(ARCTIC, "Судоходство свободно.", language="ru"), language="ru-KZ")))
    assert texts(message)[-1] == "Источник | https://mfa.example/ru/arctic"


CLOSEST = {
    "en": (
        "No published statement is certain to answer this question. These may:",
        "14 March 2026 | English",
        "2 November 2025, 16:30 UTC | Russian",
    ),
    "fr": (
        "Aucune déclaration publiée ne répond avec certitude à cette question."
        " Voici celles qui pourraient y répondre\u00a0:",
        "14 mars 2026 | français",
        "2 novembre 2025 à 16:30 UTC | russe",
    ),
    "es": (
        "No es seguro que alguna declaración publicada responda a esta pregunta. Estas podrían hacerlo:",
        "14 de marzo de 2026 | español",
        "2 de noviembre de 2025, 16:30 UTC | ruso",
    ),
    "ru": (
        "Ни об одном опубликованном заявлении нельзя с уверенностью сказать, что оно отвечает на этот вопрос."
        " Возможно, ответ есть здесь:",
        "14 марта 2026\u202fг. | русский",
        "2 ноября 2025\u202fг., 16:30 UTC | русский",
    ),
    "ar": (
        "لا يمكن الجزم بأن بيانا منشورا يجيب عن هذا السؤال. قد تجيب عنه البيانات التالية:",
        "14 مارس 2026 | العربية",
        "2 نوفمبر 2025، 16:30 بالتوقيت العالمي المنسق | الروسية",
    ),
    "zh": (
        "无法确定已发布的声明能否回答此问题。以下声明可能有答案：",
        "2026年3月14日 | 中文",
        "2025年11月2日 16:30（协调世界时） | 俄语",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_closest_are_listed_and_not_quoted(language: str) -> None:
    river = match(RIVER, FIRST_SENTENCE[language], language=language)
    arctic = match(ARCTIC, "Судоходство свободно.", language=language)
    reply = Closest(found(river, arctic, match(OLD_RIVER), language=language), (river, arctic))
    lead, first, second = CLOSEST[language]
    assert texts(render(reply)) == [
        lead,
        f"{river.version.title} | {first} | https://mfa.example/{language}/orda",
        f"Арктика | {second} | https://mfa.example/ru/arctic",
        *texts(render(NoPosition(reply.found)))[1:],
    ]


def test_below_the_closest_stand_the_numbers_to_call() -> None:
    assert texts(render(Closest(found(RIVER_EN), (RIVER_EN,)))) == [
        "No published statement is certain to answer this question. These may:",
        "The border river Orda | 14 March 2026 | English | https://mfa.example/en/orda",
        "You can put your question to the ministry:",
        "Website | https://mfa.example/contact",
        "Email | press@mfa.example",
        "Telephone | +999 20 555 0100",
        "For other matters, please turn to:",
        "Visas | +999 20 555 0250 | https://visas.example/",
        "Taxes | https://taxes.example/",
    ]


AS_OF = {
    "en": "As published and in force on 31 May 2019. It may have been replaced since.",
    "fr": "État des textes publiés et en vigueur au 31 mai 2019. Ils ont pu être remplacés depuis.",
    "es": ("Según lo publicado y vigente el 31 de mayo de 2019. Es posible que se haya sustituido desde entonces."),
    "ru": ("Учтено то, что было опубликовано и действовало на 31 мая 2019\u202fг.; с тех пор это могло быть заменено."),
    "ar": "وفق ما كان منشورا وساريا في 31 مايو 2019. وربما حل محله غيره منذ ذلك الحين.",
    "zh": "依据 2019年5月31日 已发布且有效的内容。此后可能已被取代。",
}
CHOSEN = datetime(2019, 6, 1, 1, 30, tzinfo=timezone(timedelta(hours=3)))  # still May in UTC


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_for_a_chosen_day_begins_with_that_day(language: str) -> None:
    shown = match(RIVER, FIRST_SENTENCE[language], language=language)
    today, then = found(shown, language=language), found(shown, language=language, as_of=CHOSEN)
    dated: list[tuple[Reply, Reply]] = [
        (Position(then), Position(today)),
        (Closest(then, (shown,)), Closest(today, (shown,))),
        (NoPosition(then), NoPosition(today)),
    ]
    for reply, undated in dated:
        assert texts(render(reply)) == [AS_OF[language], *texts(render(undated))]


NOTHING = {
    "en": (
        "No published statement was found that answers this question.",
        "You can put your question to the ministry:",
        ("Website", "Email", "Telephone"),
        "For other matters, please turn to:",
        ("Visas", "Taxes"),
    ),
    "fr": (
        "Aucune déclaration publiée répondant à cette question n'a été trouvée.",
        "Vous pouvez adresser votre question au ministère\u00a0:",
        ("Site internet", "Courriel", "Téléphone"),
        "Pour toute autre démarche, veuillez vous adresser à\u00a0:",
        ("Visas", "Taxes"),
    ),
    "es": (
        "No se ha encontrado ninguna declaración publicada que responda a esta pregunta.",
        "Puede dirigir su pregunta al ministerio:",
        ("Sitio web", "Correo electrónico", "Teléfono"),
        "Para otros asuntos, diríjase a:",
        ("Visados", "Taxes"),
    ),
    "ru": (
        "Опубликованного заявления, отвечающего на этот вопрос, не найдено.",
        "Вы можете обратиться с вопросом в министерство:",
        ("Сайт", "Электронная почта", "Телефон"),
        "По другим вопросам, пожалуйста, обращайтесь:",
        ("Визы", "Налоги"),
    ),
    "ar": (
        "لم يُعثر على بيان منشور يجيب عن هذا السؤال.",
        "يمكنكم توجيه سؤالكم إلى الوزارة:",
        ("الموقع الإلكتروني", "البريد الإلكتروني", "الهاتف"),
        "في المسائل الأخرى، يرجى الرجوع إلى:",
        ("التأشيرات", "Taxes"),
    ),
    "zh": (
        "未找到能回答此问题的已发布声明。",
        "您可以直接向本部提问：",
        ("网站", "电子邮件", "电话"),
        "其他事项请联系：",
        ("签证", "Taxes"),
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_position_points_to_people_and_shows_nothing_found(language: str) -> None:
    lead, ask, (site, email, phone), elsewhere, (visas, taxes) = NOTHING[language]
    assert texts(render(NoPosition(found(RIVER_EN, language=language)))) == [
        lead,
        ask,
        f"{site} | https://mfa.example/contact",
        f"{email} | press@mfa.example",
        f"{phone} | +999 20 555 0100",
        elsewhere,
        f"{visas} | +999 20 555 0250 | https://visas.example/",
        f"{taxes} | https://taxes.example/",
    ]


def test_no_position_of_a_ministry_that_names_nobody_else() -> None:
    bare = replace(MINISTRY, contact=None, signposts={})
    lead = "No published statement was found that answers this question."
    assert texts(render(NoPosition(found(ministry=bare)))) == [lead]
    only_site = replace(bare, contact=Contact("https://mfa.example/contact"))
    assert texts(render(NoPosition(found(ministry=only_site)))) == [
        lead,
        "You can put your question to the ministry:",
        "Website | https://mfa.example/contact",
    ]


SHORT = {
    "en": (
        "Official automated service. It answers only by quoting published statements, word for word.",
        "Please ask a question in a sentence of your own. /help shows what else you can write.",
        "Please write your question in words.",
        "Your question has 612 characters; at most 500 can be read. Please ask it more briefly.",
        "There is no command /start. /help shows what you can write.",
    ),
    "fr": (
        "Service automatisé officiel. Il répond uniquement en citant, mot pour mot, des déclarations publiées.",
        "Veuillez poser une question par une phrase. /help montre ce que vous pouvez écrire d'autre.",
        "Veuillez écrire votre question avec des mots.",
        "Votre question compte 612 caractères\u00a0; 500 au plus peuvent être lus. Veuillez l'abréger.",
        "La commande /start n'existe pas. /help montre ce que vous pouvez écrire.",
    ),
    "es": (
        "Servicio automatizado oficial. Responde únicamente citando, palabra por palabra, declaraciones publicadas.",
        "Formule su pregunta con una frase, por favor. /help muestra qué más puede escribir.",
        "Por favor, escriba su pregunta con palabras.",
        "Su pregunta tiene 612 caracteres; se pueden leer 500 como máximo. Por favor, abréviela.",
        "No existe la orden /start. /help muestra qué puede escribir.",
    ),
    "ru": (
        "Официальная автоматизированная служба. Отвечает только дословными цитатами из опубликованных заявлений.",
        "Пожалуйста, задайте вопрос одним предложением. /help показывает, что ещё можно написать.",
        "Пожалуйста, напишите вопрос словами.",
        "Знаков в вопросе: 612; допускается не более 500. Пожалуйста, спросите короче.",
        "Команды /start нет. /help показывает, что можно написать.",
    ),
    "ar": (
        "خدمة آلية رسمية. لا تجيب إلا باقتباس حرفي من البيانات المنشورة.",
        "يرجى طرح السؤال في جملة واحدة. يعرض الأمر /help ما يمكن كتابته أيضا.",
        "يرجى كتابة السؤال بالكلمات.",
        "عدد أحرف السؤال 612، والحد الأقصى 500. يرجى اختصاره.",
        "لا يوجد أمر باسم /start. يعرض الأمر /help ما يمكن كتابته.",
    ),
    "zh": (
        "官方自动服务。仅逐字引用已发布的声明作答。",
        "请用一句话提出您的问题。输入 /help 可查看其他用法。",
        "请用文字写出您的问题。",
        "您的问题共 612 个字符，最多可读取 500 个字符。请缩短后再问。",
        "没有 /start 这个命令。输入 /help 可查看用法。",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_question_gets_a_short_answer(language: str) -> None:
    service, how, empty, long, command = SHORT[language]
    assert texts(render(Greeting(language, MINISTRY))) == [MINISTRY.name[language], service, how]
    assert texts(render(Empty(language))) == [empty]
    assert texts(render(TooLong(found(language=language), 612, 500))) == [long]
    assert texts(render(Command(language, "start"))) == [command]
    assert texts(render(Command(language, "/start"))) == [command]


TEXT = "One. Two.\n\nThree. Four. Five."
VERSION = Version("en", "Numbers", TEXT, "https://mfa.example/n")


def cut(*spans: tuple[int, int]) -> tuple[Slice, ...]:
    return tuple(Slice(start, end, TEXT[start:end]) for start, end in spans)


@pytest.mark.parametrize(
    ("spans", "shown"),
    [
        ([], ""),
        ([(0, 4)], "One."),
        ([(0, 4), (5, 9)], "One. Two."),
        ([(5, 9), (11, 17)], "Two.\n\nThree."),
        ([(0, 4), (4, 9)], "One. Two."),
        ([(0, 4), (11, 17)], "One. […] Three."),
        ([(0, 4), (11, 17), (18, 23)], "One. […] Three. Four."),
        ([(0, 4), (11, 17), (24, 29)], "One. […] Three. […] Five."),
        ([(24, 29), (0, 4)], "Five. […] One."),
    ],
)
def test_a_gap_stands_only_where_words_are_left_out(spans: list[tuple[int, int]], shown: str) -> None:
    pieces = pieces_of(VERSION, cut(*spans))
    assert Quotation(pieces, "en").text == shown
    assert all(piece in TEXT for piece in pieces)


def test_sources_list_every_statement_named() -> None:
    shown = match(RIVER, FIRST_SENTENCE["fr"], language="fr", replaces=(OLD_RIVER,))
    assert texts(sources(Position(found(shown, match(ARCTIC), language="fr")))) == [
        "Le fleuve frontalier Orda | 14 mars 2026 | français | https://mfa.example/fr/orda",
        "The Orda in 2019 | 3 mai 2019 | anglais | remplacée | https://mfa.example/2019",
    ]
    assert texts(sources(Closest(found(RIVER_EN, match(ARCTIC)), (RIVER_EN,)))) == [
        "The border river Orda | 14 March 2026 | English | https://mfa.example/en/orda",
    ]


@pytest.mark.parametrize(
    "reply",
    [
        NoPosition(found(RIVER_EN)),
        Greeting("en", MINISTRY),
        Empty("en"),
        TooLong(found(RIVER_EN), 612, 500),
        Command("en", "x"),
    ],
)
def test_sources_of_a_reply_that_names_nothing(reply: Reply) -> None:
    assert texts(sources(reply)) == ["The last reply named no statement."]


RIVER_JSON = {
    "id": "orda-2026",
    "confidence": 0.93,
    "title": "The border river Orda",
    "language": "en",
    "published": "2026-03-14",
    "source": "https://mfa.example/en/orda",
    "quote": [{"start": 0, "end": 31, "text": "The Orda belongs to both banks."}],
}
ARCTIC_JSON = {
    "id": "arctic",
    "confidence": 0.93,
    "title": "Арктика",
    "language": "ru",
    "published": "2025-11-02T16:30:00Z",
    "source": "https://mfa.example/ru/arctic",
    "quote": [],
}
BOTH = found(RIVER_EN, match(ARCTIC))


@pytest.mark.parametrize(
    ("reply", "outcome", "confidence", "statements"),
    [
        (Position(BOTH), "position", 0.93, [RIVER_JSON, ARCTIC_JSON]),
        (Closest(BOTH, (RIVER_EN,)), "closest", 0.93, [RIVER_JSON, ARCTIC_JSON]),
        (NoPosition(BOTH), "none", 0.93, [RIVER_JSON, ARCTIC_JSON]),
        (Greeting("en", MINISTRY), "greeting", 0.0, []),
        (Empty("en"), "empty", 0.0, []),
        (TooLong(BOTH, 612, 500), "too-long", 0.93, [RIVER_JSON, ARCTIC_JSON]),
        (Command("en", "x"), "command", 0.0, []),
    ],
)
def test_a_reply_as_json(reply: Reply, outcome: str, confidence: float, statements: list[object]) -> None:
    assert json.loads(json.dumps(as_json(reply, 21.449))) == {
        "outcome": outcome,
        "confidence": confidence,
        "statements": statements,
        "took_ms": 21.4,
    }


def test_json_names_the_moment_only_where_it_was_chosen() -> None:
    then = replace(BOTH, as_of=CHOSEN)
    replies: list[Reply] = [Position(then), Closest(then, (RIVER_EN,)), NoPosition(then)]
    for reply, outcome in zip(replies, ("position", "closest", "none"), strict=True):
        assert json.loads(json.dumps(as_json(reply, 21.449))) == {
            "outcome": outcome,
            "as_of": "2019-05-31T22:30:00Z",
            "confidence": 0.93,
            "statements": [RIVER_JSON, ARCTIC_JSON],
            "took_ms": 21.4,
        }
