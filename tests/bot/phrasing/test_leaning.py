from __future__ import annotations

import pytest

from bot.phrasing.leaning import leans, together
from tests.bot.phrasing.lexicons import EMPTY, SIX

LEANING = {
    "en": "and for students? | And what about fish exports? | why? | since when | how much does it cost? |"
    " does this apply to minors too? | what about Kestria? | and in 2024? | who decided that? | where do I get one? |"
    " until when? | then who pays? | and who signs it? | What about Norway? | how often? | and after that?",
    "fr": "et pour les étudiants ? | Et les exportations de poisson ? | pourquoi ? | depuis quand |"
    " combien ça coûte ? | cela vaut-il aussi pour les mineurs ? | qu’en est-il de la Kestrie ? | et en 2024 ? |"
    " où l’obtenir ? | Et si j’ai deux passeports ? | et la Norvège ? | pourquoi pas ? | et ensuite ?",
    "es": "¿y para los estudiantes? | ¿Y las exportaciones de pescado? | ¿por qué? | desde cuándo | ¿y Kestria? |"
    " ¿eso se aplica también a los menores? | ¿y en 2024? | ¿Y si tengo dos pasaportes? | pero ¿es gratis? |"
    " ¿hasta cuándo? | ¿y quién lo firma? | ¿y Noruega? | ¿eso incluye la pesca? | ¿y después?",
    "ru": "и для студентов? | А экспорт рыбы? | почему? | с каких пор | сколько это стоит? | это ещё действует? |"
    " а что насчёт Кестрии? | а в 2024 году? | А если у меня два паспорта? | где его получить? | но это бесплатно? |"
    " и кто его подписывает? | а Норвегия? | как часто? | это включает рыболовство? | а потом?",
    "ar": "وللطلاب؟ | وماذا عن صادرات الأسماك؟ | لماذا؟ | منذ متى | كم يكلف ذلك؟ | هل ينطبق هذا على القاصرين؟ |"
    " ماذا عن كستريا؟ | وفي عام 2024؟ | من قرر ذلك؟ | أين أحصل عليه؟ | وماذا عن النرويج؟ | وبعد ذلك؟ | ومن يدفع؟",
    "zh": "那学生呢？ | 那鱼类出口呢？ | 为什么？ | 从什么时候开始？ | 这要多少钱？ | 现在还有效吗？ | 2024年呢？ |"
    " 这也适用于未成年人吗？ | 如果我有两本护照呢？ | 那谁付钱？ | 挪威呢？ | 多久一次？ | 然后呢？",
}

STANDING = {
    "en": "How much blue hake may be caught on the Lomen Bank? | visa fees for students | Does Marenia oppose the death"
    " penalty? | blue hake quota | visa | What is the position of the Ministry on whaling? |"
    " And how much blue hake may ships of Marenia catch on the Lomen Bank? | Is it forbidden to fish for hake on the"
    " Lomen Bank? | Directive 7 | Kestria accuses Marenia of cyber attacks",
    "fr": "Combien coûte un visa pour un séjour de quatre-vingt-dix jours ? | visa étudiant | La Marénie est-elle"
    " opposée à la peine de mort ? | limite de capture du merlu | merlu bleu",
    "es": "¿Cuánto cuesta el visado para una estancia de noventa días? | visado estudiantes | ¿Se opone Marenia a la"
    " pena de muerte? | límite de captura | merluza azul",
    "ru": "Сколько стоит виза на девяносто дней? | виза для студентов из Кестрии | Выступает ли Марения против смертной"
    " казни? | предельный улов хека | голубой хек",
    "ar": "كم تكلف التأشيرة لمدة تسعين يوماً؟ | هل تعارض مارينيا عقوبة الإعدام؟ | حد صيد النازلي الأزرق |"
    " وزارة الخارجية | ما موقف الوزارة من صيد الحيتان؟",
    "zh": "停留九十天的签证费用是多少？ | 马雷尼亚反对死刑吗？ | 蓝鳕捕捞限额 | 死刑立场",
}


def each(texts: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, text.strip()) for language, joined in texts.items() for text in joined.split("|")]


@pytest.mark.parametrize(("language", "text"), each(LEANING))
def test_a_follow_up_leans(language: str, text: str) -> None:
    assert leans(text, SIX, language)


@pytest.mark.parametrize(("language", "text"), each(STANDING))
def test_a_question_of_its_own_stands(language: str, text: str) -> None:
    assert not leans(text, SIX, language)


def test_a_topic_alone_stands_and_a_word_that_most_statements_hold_does_not() -> None:
    assert not leans("Where is the Orda?", SIX, "en")
    assert leans("how much does one cost?", SIX, "en")


def test_without_any_statement_function_words_still_tell() -> None:
    assert leans("and for students?", EMPTY, "en")
    assert leans("那学生呢？", EMPTY, "zh")
    assert not leans("How much blue hake may be caught on the Lomen Bank?", EMPTY, "en")


def test_in_a_language_of_which_no_closed_class_is_known_nothing_leans() -> None:
    assert not leans("und für Studenten?", SIX, "de")
    assert not leans("warum?", SIX, "de")


@pytest.mark.parametrize("text", ["", "?", "2024", "🙂"])
def test_what_says_nothing_leans_on_nothing(text: str) -> None:
    assert not leans(text, SIX, "en")


def test_a_leaning_question_is_searched_for_after_the_one_it_leans_on() -> None:
    assert together("How much is a visa? ", " and for students?") == "How much is a visa? and for students?"
    assert together("签证费用是多少？", "那学生呢？") == "签证费用是多少？ 那学生呢？"
