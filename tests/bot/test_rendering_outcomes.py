"""Refusals, what is no longer the position, and several questions in one message."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.rendering import Fact, Heading, Item, Link, Message, Note, Quotation, as_json, outcome_of, render, sources
from bot.reply import (
    Closest,
    Empty,
    Former,
    NoPosition,
    Position,
    Reason,
    Refusal,
    Reply,
    Several,
    TooLong,
    TooMany,
)
from bot.wording import LANGUAGES
from indexer.statement import Standing
from tests.bot.messages import texts
from tests.fakes.desk import ARCTIC, FIRST_SENTENCE, MINISTRY, OLD_RIVER, RIVER, found, match

RIVER_EN = match(RIVER, FIRST_SENTENCE["en"])
REPLACED = datetime(2026, 3, 14, tzinfo=UTC)
CONTACT = [
    "You can put your question to the ministry:",
    "Website | https://mfa.example/contact",
    "Email | press@mfa.example",
    "Telephone | +999 20 555 0100",
]
ELSEWHERE = [
    "For other matters, please turn to:",
    "Visas | +999 20 555 0250 | https://visas.example/",
    "Taxes | https://taxes.example/",
]

REFUSED = {
    ("en", Reason.OPINION): (
        "This question asks for a personal opinion; this service gives none."
        " It can quote what the ministry has published on the subject."
    ),
    ("en", Reason.PREDICTION): (
        "This question asks for a prediction; this service makes none. It can quote what has been decided or announced."
    ),
    ("en", Reason.PRIVATE): (
        "This question concerns private or confidential matters; this service gives no information on them."
        " It can quote the ministry's published statements."
    ),
    ("en", Reason.OTHER_STATE): (
        "This question asks for the views or plans of another state or body, for which the ministry does not speak."
        " This service can quote the ministry's own position on the subject."
    ),
    ("en", Reason.NOT_OUR_REMIT): (
        "This question appears to lie outside the ministry's remit."
        " This service can quote only what the ministry has published."
    ),
    ("fr", Reason.OPINION): (
        "Cette question demande un avis personnel\u00a0; ce service n'en donne pas."
        " Il peut citer ce que le ministère a publié sur le sujet."
    ),
    ("fr", Reason.PREDICTION): (
        "Cette question demande une prévision\u00a0; ce service n'en fait pas."
        " Il peut citer ce qui a été décidé ou annoncé."
    ),
    ("fr", Reason.PRIVATE): (
        "Cette question porte sur des informations privées ou confidentielles\u00a0; ce service n'en communique pas."
        " Il peut citer les déclarations publiées du ministère."
    ),
    ("fr", Reason.OTHER_STATE): (
        "Cette question porte sur les vues ou les projets d'un autre État ou organisme, au nom duquel le ministère ne"
        " s'exprime pas. Ce service peut citer la position du ministère lui-même sur le sujet."
    ),
    ("fr", Reason.NOT_OUR_REMIT): (
        "Cette question ne semble pas relever de la compétence du ministère."
        " Ce service ne peut citer que ce que le ministère a publié."
    ),
    ("es", Reason.OPINION): (
        "Esta pregunta pide una opinión personal; este servicio no da ninguna."
        " Puede citar lo que el ministerio ha publicado sobre el asunto."
    ),
    ("es", Reason.PREDICTION): (
        "Esta pregunta pide un pronóstico; este servicio no hace ninguno."
        " Puede citar lo que se ha decidido o anunciado."
    ),
    ("es", Reason.PRIVATE): (
        "Esta pregunta se refiere a asuntos privados o confidenciales; este servicio no informa sobre ellos."
        " Puede citar las declaraciones publicadas del ministerio."
    ),
    ("es", Reason.OTHER_STATE): (
        "Esta pregunta se refiere a las opiniones o los planes de otro Estado u organismo, en cuyo nombre el ministerio"
        " no habla. Este servicio puede citar la posición del propio ministerio sobre el asunto."
    ),
    ("es", Reason.NOT_OUR_REMIT): (
        "Esta pregunta no parece ser competencia del ministerio."
        " Este servicio solo puede citar lo que el ministerio ha publicado."
    ),
    ("ru", Reason.OPINION): (
        "Это вопрос о личном мнении; служба мнений не высказывает."
        " Она может процитировать то, что министерство опубликовало по этой теме."
    ),
    ("ru", Reason.PREDICTION): (
        "Это просьба о прогнозе; служба прогнозов не даёт. Она может процитировать то, что решено или объявлено."
    ),
    ("ru", Reason.PRIVATE): (
        "Этот вопрос касается частных или конфиденциальных сведений; служба их не сообщает."
        " Она может процитировать опубликованные заявления министерства."
    ),
    ("ru", Reason.OTHER_STATE): (
        "Это вопрос о взглядах или планах другого государства или органа, от имени которого министерство не выступает."
        " Служба может процитировать позицию самого министерства по этой теме."
    ),
    ("ru", Reason.NOT_OUR_REMIT): (
        "По-видимому, этот вопрос не относится к компетенции министерства."
        " Служба может процитировать только то, что опубликовало министерство."
    ),
    ("ar", Reason.OPINION): (
        "يطلب هذا السؤال رأيا شخصيا، وهذه الخدمة لا تبدي آراء. ويمكنها أن تقتبس ما نشرته الوزارة في هذا الموضوع."
    ),
    ("ar", Reason.PREDICTION): ("يطلب هذا السؤال توقعا، وهذه الخدمة لا تقدم توقعات. ويمكنها أن تقتبس ما تقرر أو أُعلن."),
    ("ar", Reason.PRIVATE): (
        "يتعلق هذا السؤال بأمور خاصة أو سرية، وهذه الخدمة لا تقدم معلومات عنها."
        " ويمكنها أن تقتبس بيانات الوزارة المنشورة."
    ),
    ("ar", Reason.OTHER_STATE): (
        "يتعلق هذا السؤال بآراء أو خطط دولة أخرى أو جهة أخرى لا تتحدث الوزارة باسمها."
        " ويمكن لهذه الخدمة أن تقتبس موقف الوزارة نفسها في هذا الموضوع."
    ),
    ("ar", Reason.NOT_OUR_REMIT): (
        "يبدو أن هذا السؤال لا يدخل في اختصاص الوزارة. ولا يمكن لهذه الخدمة أن تقتبس إلا ما نشرته الوزارة."
    ),
    ("zh", Reason.OPINION): "此问题询问个人看法，本服务不发表看法，但可引用本部就此议题发布的内容。",
    ("zh", Reason.PREDICTION): "此问题要求作出预测，本服务不作预测，但可引用已决定或已宣布的内容。",
    ("zh", Reason.PRIVATE): "此问题涉及私人或保密事项，本服务不提供此类信息，但可引用本部已发布的声明。",
    ("zh", Reason.OTHER_STATE): (
        "此问题询问其他国家或机构的看法或计划，本部不代其表态。本服务可引用本部自身对此议题的立场。"
    ),
    ("zh", Reason.NOT_OUR_REMIT): "此问题似不属于本部职责范围。本服务只能引用本部已发布的内容。",
}


class TestRefusals:
    def test_every_reason_is_told_in_every_language(self) -> None:
        assert set(REFUSED) == {(language, reason) for language in LANGUAGES for reason in Reason}

    @pytest.mark.parametrize(("language", "reason"), REFUSED)
    def test_a_refusal_says_why_and_where_to_turn(self, language: str, reason: Reason) -> None:
        nothing = texts(render(NoPosition(found(RIVER_EN, language=language))))[1:]
        contact, elsewhere = nothing[:4], nothing[4:]
        shown = texts(render(Refusal(found(RIVER_EN, language=language), reason)))
        assert shown == [
            REFUSED[language, reason],
            *contact,
            *(elsewhere if reason is Reason.NOT_OUR_REMIT else []),
        ]

    @pytest.mark.parametrize(
        ("language", "turn", "label"),
        [
            ("en", "Please turn to:", "Visas"),
            ("fr", "Veuillez vous adresser à\u00a0:", "Visas"),
            ("es", "Diríjase a:", "Visados"),
            ("ru", "Пожалуйста, обращайтесь:", "Визы"),
            ("ar", "يرجى الرجوع إلى:", "التأشيرات"),
            ("zh", "请联系：", "签证"),
        ],
    )
    def test_with_a_signpost_it_names_that_and_nothing_else(self, language: str, turn: str, label: str) -> None:
        reply = Refusal(found(RIVER_EN, language=language), Reason.NOT_OUR_REMIT, MINISTRY.signposts["visas"])
        assert texts(render(reply)) == [
            REFUSED[language, Reason.NOT_OUR_REMIT],
            turn,
            f"{label} | +999 20 555 0250 | https://visas.example/",
        ]

    def test_in_an_arabic_line_a_telephone_number_is_not_turned_around(self) -> None:
        reply = Refusal(found(RIVER_EN, language="ar"), Reason.NOT_OUR_REMIT, MINISTRY.signposts["visas"])
        assert render(reply).parts[-1] == Item(
            "التأشيرات", "ar", ("\u2068+999 20 555 0250\u2069",), "https://visas.example/"
        )

    def test_a_ministry_without_contact(self) -> None:
        bare = replace(MINISTRY, contact=None, signposts={})
        for reason in Reason:
            assert texts(render(Refusal(found(ministry=bare), reason))) == [REFUSED["en", reason]]

    def test_for_a_chosen_day_it_begins_with_that_day(self) -> None:
        then = found(as_of=datetime(2019, 5, 31, tzinfo=UTC), ministry=replace(MINISTRY, contact=None))
        assert texts(render(Refusal(then, Reason.PRIVATE))) == [
            "As published and in force on 31 May 2019. It may have been replaced since.",
            REFUSED["en", Reason.PRIVATE],
        ]


def former(language: str = "en") -> Former:
    """The position of 2019 on the river, replaced by that of 2026."""
    old = match(OLD_RIVER, "The Orda is ours.", language=language)
    return Former(found(match(ARCTIC), language=language), old, REPLACED, Standing.SUPERSEDED, RIVER)


FORMER = {
    "en": (
        "No statement in force answers this question."
        " The following was replaced on 14 March 2026 and is no longer the position of the ministry:",
        "It was replaced by:",
        "14 March 2026 | English",
    ),
    "fr": (
        "Aucune déclaration en vigueur ne répond à cette question."
        " La suivante a été remplacée le 14 mars 2026 et n'exprime plus la position du ministère\u00a0:",
        "Elle a été remplacée par\u00a0:",
        "14 mars 2026 | français",
    ),
    "es": (
        "Ninguna declaración en vigor responde a esta pregunta."
        " La siguiente fue sustituida el 14 de marzo de 2026 y ya no expresa la posición del ministerio:",
        "Fue sustituida por:",
        "14 de marzo de 2026 | español",
    ),
    "ru": (
        "Ни одно действующее заявление не отвечает на этот вопрос."
        " Приведённое ниже заменено 14 марта 2026\u202fг. и больше не выражает позицию министерства:",
        "Его заменило заявление:",
        "14 марта 2026\u202fг. | русский",
    ),
    "ar": (
        "لا يجيب أي بيان سار عن هذا السؤال."
        " وقد حل غيره محل البيان التالي في 14 مارس 2026 ولم يعد يعبر عن موقف الوزارة:",
        "حل محله:",
        "14 مارس 2026 | العربية",
    ),
    "zh": (
        "现行有效的声明均未回答此问题。以下声明已于 2026年3月14日 被取代，不再代表本部的立场：",
        "取代该声明的是：",
        "2026年3月14日 | 中文",
    ),
}
ENDED = {
    "en": (
        "No statement in force answers this question."
        " The following was valid until 31 December 2024 and is no longer the position of the ministry:"
    ),
    "fr": (
        "Aucune déclaration en vigueur ne répond à cette question."
        " La suivante était valable jusqu'au 31 décembre 2024 et n'exprime plus la position du ministère\u00a0:"
    ),
    "es": (
        "Ninguna declaración en vigor responde a esta pregunta."
        " La siguiente fue válida hasta el 31 de diciembre de 2024 y ya no expresa la posición del ministerio:"
    ),
    "ru": (
        "Ни одно действующее заявление не отвечает на этот вопрос."
        " Приведённое ниже действовало до 31 декабря 2024\u202fг. и больше не выражает позицию министерства:"
    ),
    "ar": (
        "لا يجيب أي بيان سار عن هذا السؤال. وكان البيان التالي ساريا حتى 31 ديسمبر 2024 ولم يعد يعبر عن موقف الوزارة:"
    ),
    "zh": "现行有效的声明均未回答此问题。以下声明有效期至 2024年12月31日，已不再代表本部的立场：",
}


class TestFormer:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_begins_by_saying_that_it_is_no_longer_the_position(self, language: str) -> None:
        lead, replaced, details = FORMER[language]
        position = texts(render(Position(found(match(OLD_RIVER, "The Orda is ours.", language=language)))))
        quoted = texts(render(former(language)))
        contact = texts(render(NoPosition(found(language=language))))[1:5]
        untranslated = quoted[7:-6]
        assert quoted[0] == lead
        assert quoted[1:3] == position[1:3] == ["The Orda in 2019", "> The Orda is ours."]
        assert [line.partition(" | ")[2] for line in quoted[3:7]][::3] == [
            "Ministry of Foreign Affairs",
            "https://mfa.example/2019",
        ]
        assert len(untranslated) == (0 if language == "en" else 1)
        assert quoted[-6:] == [
            replaced,
            f"{RIVER.best_version(language).title} | {details} | https://mfa.example/{language}/orda",
            *contact,
        ]

    def test_in_english_as_a_whole(self) -> None:
        assert render(former()) == Message(
            "en",
            (
                Note(FORMER["en"][0]),
                Heading("The Orda in 2019", "en"),
                Quotation(("The Orda is ours.",), "en"),
                Fact("Issued by", "Ministry of Foreign Affairs"),
                Fact("Date", "3 May 2019"),
                Fact("Language", "English"),
                Link("Source", "https://mfa.example/2019"),
                Note("It was replaced by:"),
                Item("The border river Orda", "en", ("14 March 2026", "English"), "https://mfa.example/en/orda"),
                Note("You can put your question to the ministry:"),
                Link("Website", "https://mfa.example/contact"),
                Fact("Email", "press@mfa.example"),
                Fact("Telephone", "+999 20 555 0100"),
            ),
        )

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_one_whose_term_ran_out_names_its_last_day(self, language: str) -> None:
        statement = replace(OLD_RIVER, valid_until=date(2024, 12, 31))
        ended = Former(
            found(language=language), match(statement), datetime(2025, 1, 1, tzinfo=UTC), Standing.ENDED, None
        )
        shown = texts(render(ended))
        assert shown[0] == ENDED[language]
        assert FORMER[language][1] not in shown

    def test_instants_are_told_to_the_minute(self) -> None:
        moment = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
        replaced = replace(former(), until=moment)
        assert texts(render(replaced))[0] == (
            "No statement in force answers this question."
            " The following was replaced on 14 March 2026, 09:30 UTC and is no longer the position of the ministry:"
        )
        statement = replace(OLD_RIVER, valid_until=moment)
        ended = Former(found(), match(statement), moment, Standing.ENDED)
        assert texts(render(ended))[0] == (
            "No statement in force answers this question."
            " The following was valid until 14 March 2026, 09:30 UTC and is no longer the position of the ministry:"
        )


POSITION = Position(found(RIVER_EN))
TURNED = Refusal(found(), Reason.NOT_OUR_REMIT, MINISTRY.signposts["taxes"])


class TestSeveral:
    def test_each_question_stands_above_its_own_reply(self) -> None:
        reply = Several(
            found(RIVER_EN),
            (
                ("Whose is the Orda?", POSITION),
                ("And the lake?", Closest(found(RIVER_EN), (RIVER_EN,))),
                ("Will there be war?", Refusal(found(), Reason.PREDICTION)),
            ),
        )
        assert texts(render(reply)) == [
            "Each of your questions is answered separately.",
            "Whose is the Orda?",
            *texts(render(POSITION)),
            "And the lake?",
            "No published statement is certain to answer this question. These may:",
            "The border river Orda | 14 March 2026 | English | https://mfa.example/en/orda",
            "Will there be war?",
            REFUSED["en", Reason.PREDICTION],
            *CONTACT,
            *ELSEWHERE,
        ]

    def test_where_others_read_it_nothing_that_the_citizen_wrote_is_repeated(self) -> None:
        reply = Several(found(), (("Are they all thieves?", POSITION), ("And the lake?", POSITION)))
        assert texts(render(reply, alone=False)) == [
            "Each of your questions is answered separately.",
            "1.",
            *texts(render(POSITION)),
            "2.",
            *texts(render(POSITION)),
        ]

    def test_where_all_is_answered_or_sent_on_nobody_else_is_named(self) -> None:
        reply = Several(found(), (("Whose is the Orda?", POSITION), ("How high are taxes?", TURNED)))
        assert texts(render(reply)) == [
            "Each of your questions is answered separately.",
            "Whose is the Orda?",
            *texts(render(POSITION)),
            "How high are taxes?",
            REFUSED["en", Reason.NOT_OUR_REMIT],
            "Please turn to:",
            "Taxes | https://taxes.example/",
        ]

    def test_contact_alone_where_other_authorities_would_not_help(self) -> None:
        reply = Several(
            found(), (("Whose is the Orda?", former()), ("Is war right?", Refusal(found(), Reason.OPINION)))
        )
        shown = texts(render(reply))
        assert shown[1:-4] == [
            "Whose is the Orda?",
            *texts(render(former()))[:-4],
            "Is war right?",
            REFUSED["en", Reason.OPINION],
        ]
        assert shown[-4:] == CONTACT

    def test_each_reply_speaks_the_language_of_its_question(self) -> None:
        french = NoPosition(found(language="fr"))
        reply = Several(found(language="en"), (("Whose is the Orda?", POSITION), ("Et le lac ?", french)))
        shown = render(reply)
        assert shown.language == "en"
        assert Heading("Et le lac ?", "fr") in shown.parts
        assert texts(shown)[-8:] == [
            "Aucune déclaration publiée répondant à cette question n'a été trouvée.",
            *CONTACT,
            *ELSEWHERE,
        ]

    @pytest.mark.parametrize(
        ("language", "lead"),
        [
            ("en", "Each of your questions is answered separately."),
            ("fr", "Il est répondu séparément à chacune de vos questions."),
            ("es", "Cada una de sus preguntas se responde por separado."),
            ("ru", "На каждый из ваших вопросов даётся отдельный ответ."),
            ("ar", "يُجاب عن كل سؤال من أسئلتكم على حدة."),
            ("zh", "您的各个问题分别答复如下。"),
        ],
    )
    def test_the_lead_in_each_language(self, language: str, lead: str) -> None:
        one = NoPosition(found(language=language))
        shown = texts(render(Several(one.found, (("A?", one), ("B?", one)))))
        nothing, *elsewhere = texts(render(one))
        assert shown == [lead, "A?", nothing, "B?", nothing, *elsewhere]

    @pytest.mark.parametrize(
        ("language", "told"),
        [
            (
                "en",
                "Your message contains 5 questions; at most 3 can be answered at once."
                " Please send no more than 3 at a time.",
            ),
            (
                "fr",
                "Votre message contient 5 questions\u00a0; il peut être répondu à 3 au plus à la fois."
                " Veuillez ne pas en envoyer plus de 3 par message.",
            ),
            (
                "es",
                "Su mensaje contiene 5 preguntas; se pueden responder 3 a la vez como máximo."
                " Por favor, no envíe más de 3 por mensaje.",
            ),
            (
                "ru",
                "Вопросов в сообщении: 5; за один раз можно ответить не более чем на 3."
                " Пожалуйста, присылайте не более 3 за один раз.",
            ),
            (
                "ar",
                "عدد الأسئلة في رسالتكم 5، والحد الأقصى لما يُجاب عنه في المرة الواحدة 3."
                " يرجى ألا تزيد الأسئلة في الرسالة الواحدة على 3.",
            ),
            ("zh", "您的消息含有 5 个问题，每次最多可答复 3 个。请每次发送不超过 3 个问题。"),
        ],
    )
    def test_too_many_are_not_answered(self, language: str, told: str) -> None:
        assert texts(render(TooMany(found(RIVER_EN, language=language), 5, 3))) == [told]


class TestSources:
    def test_of_what_is_no_longer_the_position(self) -> None:
        assert texts(sources(former())) == [
            "The Orda in 2019 | 3 May 2019 | English | replaced | https://mfa.example/2019",
            "The border river Orda | 14 March 2026 | English | https://mfa.example/en/orda",
        ]

    @pytest.mark.parametrize(
        ("language", "remark"),
        [
            ("en", "no longer in force"),
            ("fr", "n'est plus en vigueur"),
            ("es", "ya no está en vigor"),
            ("ru", "больше не действует"),
            ("ar", "لم يعد ساريا"),
            ("zh", "已不再有效"),
        ],
    )
    def test_of_what_ended(self, language: str, remark: str) -> None:
        ended = replace(former(language), standing=Standing.ENDED, replaced_by=None)
        (line,) = texts(sources(ended))
        assert line.split(" | ")[3:] == [remark, "https://mfa.example/2019"]

    def test_of_several_questions_each_statement_once(self) -> None:
        reply = Several(found(), (("A?", POSITION), ("B?", Closest(found(RIVER_EN), (RIVER_EN, match(ARCTIC))))))
        assert texts(sources(reply)) == [
            "The border river Orda | 14 March 2026 | English | https://mfa.example/en/orda",
            "Арктика | 2 November 2025, 16:30 UTC | Russian | https://mfa.example/ru/arctic",
        ]

    @pytest.mark.parametrize("reply", [TURNED, TooMany(found(RIVER_EN), 5, 3), Several(found(), (("?", Empty("en")),))])
    def test_of_what_names_nothing(self, reply: Reply) -> None:
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
WHOLE = {"confidence": 0.93, "statements": [RIVER_JSON]}


class TestJson:
    @pytest.mark.parametrize("reason", Reason)
    def test_a_refusal_names_its_reason_and_carries_the_ranking(self, reason: Reason) -> None:
        assert as_json(Refusal(found(RIVER_EN), reason), 1.0) == {"outcome": reason.value, **WHOLE, "took_ms": 1.0}

    def test_the_reasons(self) -> None:
        assert [reason.value for reason in Reason] == [
            "opinion",
            "prediction",
            "private",
            "other-state",
            "not-our-remit",
        ]

    def test_where_to_turn(self) -> None:
        visas = MINISTRY.signposts["visas"]
        told = as_json(Refusal(found(RIVER_EN, language="ru"), Reason.NOT_OUR_REMIT, visas), 1.0)
        assert told.pop("signpost") == {
            "id": "visas",
            "label": "Визы",
            "link": "https://visas.example/",
            "phone": "+999 20 555 0250",
        }
        assert told == {"outcome": "not-our-remit", **WHOLE, "took_ms": 1.0}
        unlisted = replace(visas, phone=None)
        told = as_json(Refusal(found(RIVER_EN), Reason.NOT_OUR_REMIT, unlisted), 1.0)
        assert told["signpost"] == {"label": "Visas", "link": "https://visas.example/", "phone": None}

    def test_what_is_no_longer_the_position(self) -> None:
        assert json.loads(json.dumps(as_json(former(), 1.0))) == {
            "outcome": "superseded",
            "confidence": 0.93,
            "statements": [
                {
                    "id": "arctic",
                    "confidence": 0.93,
                    "title": "Арктика",
                    "language": "ru",
                    "published": "2025-11-02T16:30:00Z",
                    "source": "https://mfa.example/ru/arctic",
                    "quote": [],
                }
            ],
            "former": {
                "id": "orda-2019",
                "title": "The Orda in 2019",
                "language": "en",
                "published": "2019-05-03",
                "source": "https://mfa.example/2019",
                "until": "2026-03-14",
                "standing": "superseded",
                "replaced_by": "orda-2026",
                "quote": [{"start": 0, "end": 17, "text": "The Orda is ours."}],
            },
            "took_ms": 1.0,
        }

    def test_until_is_the_last_day_of_a_term(self) -> None:
        statement = replace(OLD_RIVER, valid_until=date(2024, 12, 31))
        ended = Former(found(), match(statement), datetime(2025, 1, 1, tzinfo=UTC), Standing.ENDED)
        told = as_json(ended, 1.0)["former"]
        assert (told["until"], told["standing"], told["replaced_by"]) == ("2024-12-31", "ended", None)

    def test_several_questions_each_with_a_reply_of_its_own(self) -> None:
        reply = Several(found(RIVER_EN), (("Whose is the Orda?", POSITION), ("How high are taxes?", TURNED)))
        assert as_json(reply, 1.0) == {
            "outcome": "several",
            **WHOLE,
            "replies": [
                {"question": "Whose is the Orda?", "outcome": "position", **WHOLE},
                {
                    "question": "How high are taxes?",
                    "outcome": "not-our-remit",
                    "confidence": 0.02,
                    "statements": [],
                    "signpost": {"id": "taxes", "label": "Taxes", "link": "https://taxes.example/", "phone": None},
                },
            ],
            "took_ms": 1.0,
        }

    def test_what_was_not_answered_carries_the_ranking_too(self) -> None:
        for reply, outcome in (
            (TooMany(found(RIVER_EN), 5, 3), "too-many"),
            (TooLong(found(RIVER_EN), 900, 500), "too-long"),
        ):
            assert outcome_of(reply) == outcome
            assert as_json(reply, 1.0) == {"outcome": outcome, **WHOLE, "took_ms": 1.0}

    def test_the_moment_is_told_with_every_kind(self) -> None:
        then = found(RIVER_EN, as_of=datetime(2019, 5, 31, tzinfo=UTC))
        for reply in (Refusal(then, Reason.OPINION), Several(then, ()), TooMany(then, 5, 3)):
            assert as_json(reply, 1.0)["as_of"] == "2019-05-31T00:00:00Z"
