"""Conversations over real sockets: the whole front-end, the fake Telegram, a desk with prepared replies."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime

import pytest

from bot.reply import Earlier
from bot.views.buttons import Action, Data, key_of
from indexer.statement import Kind, Statement, Version
from tests.bot.frontends.telegram.served import LAKE, QUESTION, STATEMENTS, Served, prepared
from tests.fakes.contents import SECOND
from tests.fakes.desk import ARCTIC, OLD_RIVER, RIVER
from tests.fakes.telegram import FakeTelegram, Json, Person, Room, buttons

POSITION = """A published statement says:

The border river Orda
The Orda belongs to both banks.

Issued by: Ministry of Foreign Affairs
Date: 14 March 2026
Language: English
Source: https://mfa.example/en/orda

Replaces the position of 3 May 2019: The Orda in 2019"""
NONE = """No published statement was found that answers this question.

You can put your question to the ministry:

Website: https://mfa.example/contact
Email: press@mfa.example
Telephone: +999 20 555 0100

For other matters, please turn to:

• Visas
+999 20 555 0250
https://visas.example/

• Taxes
https://taxes.example/"""
FOREWORD = "Moored at both banks"
LONG = Statement(
    id="-".join(["a-very-long-name"] * 4 + ["of-eighty"]),
    kind=Kind.SPEECH,
    original="en",
    issuer="The Minister",
    published=date(2026, 4, 1),
    versions=(
        Version(
            "en",
            FOREWORD,
            "\n\n".join(f"{n}. " + "The river is long, and so is this speech 🌊. " * 12 + "End." for n in range(1, 21)),
            "https://mfa.example/en/speech",
        ),
    ),
    topics=("rivers",),
)


@pytest.fixture(scope="module")
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake
        assert fake.breaches == []


@pytest.fixture(scope="module")
def served(telegram: FakeTelegram, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(telegram, tmp_path_factory.mktemp("served"), statements=(*STATEMENTS, LONG)) as front_end:
        yield front_end


@pytest.fixture
def anna(served: Served, telegram: FakeTelegram) -> Person:
    return telegram.person("Anna")


def heard(room: Room) -> Json:
    """The bot's next message as it stands now; the fake's own changes when it is edited."""
    return deepcopy(room.hears()[0])


def shown(message: Json) -> list[str]:
    return [button["text"] for button in buttons(message)]


def quoted(message: Json) -> list[str]:
    """The parts of a message that stand as quotations."""
    raw = message["text"].encode("utf-16-le")
    kinds = ("blockquote", "expandable_blockquote")
    return [
        raw[e["offset"] * 2 : (e["offset"] + e["length"]) * 2].decode("utf-16-le")
        for e in message["entities"]
        if e["type"] in kinds
    ]


def test_a_question_is_answered_with_a_quotation_its_source_and_buttons(anna: Person) -> None:
    anna.says(QUESTION)
    (answer,) = anna.hears()
    assert answer["text"] == POSITION
    assert quoted(answer) == ["The Orda belongs to both banks."]
    assert shown(answer) == ["Whole statement", "Other languages", "This answers my question", "This does not"]
    assert answer["link_preview_options"] == {"is_disabled": True}
    assert "reply_to_message" not in answer


def test_typing_is_shown(anna: Person, telegram: FakeTelegram) -> None:
    anna.says(QUESTION)
    anna.hears()
    assert (anna.id, "typing") in telegram.world.actions


def test_nothing_published_is_said_plainly_without_buttons(anna: Person) -> None:
    anna.says("Is the moon ours?")
    (answer,) = anna.hears()
    assert answer["text"] == NONE
    assert shown(answer) == []


def test_close_ones_are_listed_and_each_can_be_shown(anna: Person) -> None:
    anna.says(LAKE)
    (answer,) = anna.hears()
    assert answer["text"].startswith(
        "No published statement is certain to answer this question. These may:\n\n• The border river Orda\n"
    )
    assert shown(answer) == ["The border river Orda", "Арктика"]
    anna.presses("Арктика", answer).answer()
    (card,) = anna.hears()
    assert card["text"] == (
        "Арктика\nАрктика остаётся зоной мира.\n\nСудоходство свободно.\n\n"
        "Issued by: Постоянное представительство\nDate: 2 November 2025, 16:30 UTC\nLanguage: Russian\n"
        "Source: https://mfa.example/ru/arctic"
    )


def test_the_language_of_the_app_does_not_decide_but_the_chosen_one_does(
    telegram: FakeTelegram, served: Served
) -> None:
    boris = telegram.person("Boris", language="ru")
    boris.says(QUESTION)
    assert boris.hears()[0]["text"] == POSITION
    boris.says("/language fr")
    panel = heard(boris)
    assert panel["text"].startswith("Langue des réponses, si le texte y est publié\xa0: français")
    boris.says(QUESTION)
    assert quoted(boris.hears()[0]) == ["L'Orda appartient aux deux rives."]
    boris.presses("Langue de chaque question", panel).answer()
    assert boris.sees_edited(panel)["text"].startswith("Ответ на каждый вопрос")


def test_an_edited_question_edits_its_own_answer(anna: Person) -> None:
    said = anna.says("Is the moon ours?")
    answer = heard(anna)
    anna.edits(said, QUESTION)
    edited = anna.sees_edited(answer)
    assert edited["text"] == POSITION
    anna.edits(said, "Is the moon ours?")
    assert anna.sees_edited(edited)["text"] == NONE
    anna.hears_nothing()


def test_an_edit_that_changes_nothing_is_answered_with_nothing(anna: Person, served: Served) -> None:
    said = anna.says(QUESTION)
    anna.hears()
    asked = len(served.desk.asked)
    anna.edits(said, QUESTION)
    anna.hears_nothing()
    assert len(served.desk.asked) == asked


def test_an_answer_that_was_deleted_is_given_anew_when_the_question_is_edited(
    anna: Person, telegram: FakeTelegram
) -> None:
    said = anna.says("Is the moon ours?")
    (answer,) = anna.hears()
    with telegram.world.changed:
        del anna.chat.messages[answer["message_id"]]
    anna.edits(said, QUESTION)
    assert anna.hears()[0]["text"] == POSITION


def test_feedback_is_counted_once_and_its_buttons_go(anna: Person, served: Served) -> None:
    anna.says(QUESTION)
    answer = heard(anna)
    press = anna.presses("This answers", answer)
    assert press.answer() == {"text": "Thank you. This is counted without your name.", "show_alert": False}
    without = anna.sees_edited(answer)
    assert shown(without) == ["Whole statement", "Other languages"]
    key = (key_of(RIVER.id),)
    assert anna.sends_back(Data(Action.YES, "en", key).written, without).answer()["text"].startswith("Thank you.")
    assert anna.sends_back(Data(Action.NO, "en", key).written, answer).answer()["show_alert"] is True
    anna.says("Hello")
    anna.hears()
    assert [(f.statement, f.helped, f.missed) for f in served.registry().counts.answers(date(2020, 1, 1))] == [
        ("orda-2026", 1, 0)
    ]


def test_other_languages_are_listed_and_shown(anna: Person) -> None:
    anna.says(QUESTION)
    (answer,) = anna.hears()
    anna.presses("Other languages", answer).answer()
    (listed,) = anna.hears()
    assert shown(listed) == ["English", "French", "Spanish", "Russian", "Arabic", "Chinese"]
    anna.presses("Russian", listed).answer()
    (card,) = anna.hears()
    assert quoted(card) == ["Орда принадлежит обоим берегам. Переговоры начались в 2024 году."]
    assert card["text"].endswith("Original language: English. This is the official translation.")


def test_a_long_statement_comes_whole_in_numbered_messages(anna: Person) -> None:
    anna.starts(key_of(LONG.id))
    (card,) = anna.hears()
    text = LONG.versions[0].text
    assert quoted(card) == [text[: text.index("\n\n2. ")]]
    anna.presses("Whole statement", card).answer()
    messages = anna.hears(3)
    assert [m["text"][-6:] for m in messages] == ["\n(1/3)", "\n(2/3)", "\n(3/3)"]
    assert "\n\n".join(q for m in messages for q in quoted(m)) == text
    assert all(q.endswith("End.") for m in messages for q in quoted(m))


def test_buttons_of_another_time_are_answered_kindly(anna: Person) -> None:
    anna.says(QUESTION)
    (answer,) = anna.hears()
    gone = Data(Action.WHOLE, "fr", (key_of("gone"),), "fr").written
    assert anna.sends_back(gone, answer).answer() == {
        "text": "Cette déclaration ne figure plus parmi celles qui sont publiées ici. "
        "/latest montre les plus récentes.",
        "show_alert": True,
    }
    assert anna.sends_back("whatever", answer).answer()["text"].startswith("This button is no longer in use.")


def test_a_superseded_statement_says_so_and_leads_to_its_successor(anna: Person) -> None:
    anna.says(QUESTION)
    (answer,) = anna.hears()
    anna.sends_back(Data(Action.WHOLE, "en", (key_of(OLD_RIVER.id),), "en").written, answer).answer()
    (card,) = anna.hears()
    assert card["text"] == (
        "Please note: this statement has been replaced and is no longer the position of today.\n\n"
        "The Orda in 2019\nThe Orda is ours.\n\nIssued by: Ministry of Foreign Affairs\n"
        "Standing: in force from 3 May 2019, replaced on 14 March 2026\nStanding: replaced by: The border river Orda\n"
        "Language: English\nSource: https://mfa.example/2019"
    )
    assert shown(card) == ["The border river Orda"]


def test_inline_offers_what_matches_and_posts_quote_and_source(anna: Person, telegram: FakeTelegram) -> None:
    group = telegram.group("Elsewhere", joined=False)
    search = anna.types_inline(QUESTION)
    answer = search.answer()
    assert (answer["is_personal"], answer["cache_time"]) == (False, 3)
    (result,) = search.results()
    assert (result["title"], result["description"]) == (
        "The border river Orda",
        "14 March 2026 · The Orda belongs to both banks.",
    )
    posted = search.chooses(0, group)
    assert posted["text"] == (
        "The border river Orda\nThe Orda belongs to both banks.\n\nIssued by: Ministry of Foreign Affairs\n"
        "Date: 14 March 2026\nLanguage: English\nSource: https://mfa.example/en/orda"
    )
    assert [b["url"] for b in buttons(posted)] == ["https://t.me/marenia_bot?start=orda-2026"]
    anna.hears_nothing()


def test_inline_without_words_offers_the_latest_in_force_in_the_app_s_language(telegram: FakeTelegram) -> None:
    clara = telegram.person("Clara", language="es")
    answer = clara.types_inline("").answer()
    assert [result["title"] for result in answer["results"]] == [FOREWORD, "El río fronterizo Orda", "Арктика"]
    assert (answer["is_personal"], answer["button"]["start_parameter"]) == (True, "inline")


def test_inline_offers_nothing_where_nothing_answers(anna: Person) -> None:
    assert anna.types_inline("Is the moon ours?").results() == []


def test_what_was_posted_through_the_bot_is_no_question(anna: Person, served: Served) -> None:
    search = anna.types_inline(QUESTION)
    posted = search.chooses(0, anna)
    with anna.world.changed:
        anna.world.happens("message", posted)
    anna.hears_nothing()


def test_a_guest_answers_in_one_message(anna: Person, telegram: FakeTelegram) -> None:
    group = telegram.group("Elsewhere", joined=False)
    answer = anna.summons(f"@marenia_bot {QUESTION}", group).answer()
    assert answer["text"] == POSITION
    assert [b["url"] for b in buttons(answer)] == ["https://t.me/marenia_bot?start=orda-2026"]


def test_in_a_group_only_what_is_meant_for_the_bot_is_answered_in_reply_and_topic(
    anna: Person, telegram: FakeTelegram
) -> None:
    group = telegram.group("Harbour", topics=("Rivers", "Fish"))
    anna.says(QUESTION, into=group, topic=2)
    group.hears_nothing()
    said = anna.says(f"@marenia_bot, {QUESTION}", into=group, topic=2)
    (answer,) = group.hears()
    assert answer["text"] == POSITION
    assert (answer["reply_to_message"]["message_id"], answer["message_thread_id"]) == (said["message_id"], 2)
    assert shown(answer) == ["Whole statement", "Other languages"]
    anna.says(f"/ask {QUESTION}", into=group, topic=3)
    (second,) = group.hears()
    assert (second["text"], second["message_thread_id"]) == (POSITION, 3)
    anna.says(LAKE, into=group, topic=3, reply_to=second)
    assert group.hears()[0]["text"].startswith("No published statement is certain")
    anna.presses("Whole statement", second).answer()
    (whole,) = group.hears()
    assert whole["message_thread_id"] == 3


def test_in_a_group_and_as_a_guest_nothing_that_somebody_wrote_is_said_again(
    served: Served, anna: Person, telegram: FakeTelegram
) -> None:
    """It would be read as the ministry's words."""
    rude = "Are they all thieves? And whose is the river?"
    served.desk.parts(rude, "Are they all thieves?", QUESTION)
    anna.says(rude)
    assert "Are they all thieves?" in anna.hears()[0]["text"]
    group, elsewhere = telegram.group("Harbour"), telegram.group("Elsewhere", joined=False)
    anna.says(f"/ask {rude}", into=group)
    (answer,) = group.hears()
    guest = anna.summons(f"@marenia_bot {rude}", elsewhere).answer()
    for text in (answer["text"], guest["text"]):
        assert text.startswith("Each of your questions is answered separately.\n\n1.\n\n")
        assert "\n\n2.\n\n" in text
        assert "thieves" not in text


def test_commands_for_other_bots_are_left_to_them(anna: Person, telegram: FakeTelegram) -> None:
    group = telegram.group("Harbour")
    for text in ("/help@other_bot", "/weather", "/ask@other_bot Whose is the river?"):
        anna.says(text, into=group)
    group.hears_nothing()
    anna.says("/weather@marenia_bot", into=group)
    assert group.hears()[0]["text"] == "There is no command /weather. /help shows what you can write."
    anna.says("/ask", into=group)
    assert group.hears()[0]["text"] == "Please write the question after /ask."


def test_personal_commands_in_a_group_lead_into_private(anna: Person, telegram: FakeTelegram) -> None:
    group = telegram.group("Harbour")
    anna.says("/subscribe", into=group)
    (answer,) = group.hears()
    assert answer["text"].startswith("This is a personal choice.")
    assert [b["url"] for b in buttons(answer)] == ["https://t.me/marenia_bot"]


def test_a_picture_is_answered_kindly_in_private_alone(anna: Person, telegram: FakeTelegram) -> None:
    with telegram.world.changed:
        photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
        message = telegram.world.store(anna.chat, {"from": anna.json, "photo": photo})
        telegram.world.happens("message", message)
        joined = telegram.world.store(anna.chat, {"from": anna.json, "pinned_message": message})
        telegram.world.happens("message", joined)
        for _ in range(3):
            album = telegram.world.store(anna.chat, {"from": anna.json, "photo": photo, "media_group_id": "17"})
            telegram.world.happens("message", album)
    told = "Only text can be read here. Please write your question in words."
    assert [message["text"] for message in anna.hears(2)] == [told, told]
    anna.hears_nothing()


def test_deep_links_open_a_statement_or_say_that_it_is_gone(anna: Person) -> None:
    anna.starts("orda-2026")
    assert anna.hears()[0]["text"].startswith("The border river Orda\nThe Orda belongs to both banks. Talks began")
    anna.starts("orda-1999")
    assert anna.hears()[0]["text"].startswith("This statement is no longer among those published here.")
    anna.starts("inline")
    assert anna.hears()[0]["text"].startswith("Ministry of Foreign Affairs of Marenia")
    anna.starts()
    assert anna.hears()[0]["text"].startswith("Ministry of Foreign Affairs of Marenia\n\nOfficial automated service.")


def test_every_button_still_works_after_a_restart_and_a_new_version_of_the_store(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("restarted")
    newest = Statement(
        id="orda-2027",
        kind=Kind.POSITION,
        original="en",
        issuer="Ministry of Foreign Affairs",
        published=datetime(2026, 5, 1, tzinfo=UTC),
        supersedes=("orda-2026",),
        versions=(Version("en", "The Orda, again", "The Orda is shared.", "https://mfa.example/en/again"),),
    )
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        with Served(telegram, folder):
            anna.says(QUESTION)
            (answer,) = anna.hears()
            anna.says(LAKE)
            (listed,) = anna.hears()
        with Served(telegram, folder, desk=prepared()) as front_end:
            anna.presses("Whole statement", answer).answer()
            assert quoted(anna.hears()[0]) == [RIVER.versions[0].text]
            front_end.republish((OLD_RIVER, RIVER, newest), SECOND)
            front_end.takes_up(SECOND)
            anna.presses("Whole statement", answer).answer()
            assert shown(anna.hears()[0]) == ["The Orda, again", "Other languages"]
            gone = anna.presses("Арктика", listed).answer()
            assert gone["text"].startswith("This statement is no longer among")
            assert ARCTIC.id not in front_end.library.snapshot().by_id


def test_a_follow_up_carries_the_question_before_it(anna: Person, served: Served) -> None:
    anna.says(QUESTION)
    anna.hears()
    anna.says("Hello")
    anna.hears()
    anna.says("And for boats?")
    anna.hears()
    assert served.desk.asked[-1].follows == Earlier(QUESTION, "orda-2026")
    anna.says("/forget")
    anna.hears()
    anna.says("And for rafts?")
    anna.hears()
    assert served.desk.asked[-1].follows is None


def test_in_a_group_a_question_follows_only_the_answer_that_it_replies_to(
    anna: Person, telegram: FakeTelegram, served: Served
) -> None:
    group = telegram.group("Harbour")
    anna.says(f"/ask {QUESTION}", into=group)
    (answer,) = group.hears()
    anna.says("/ask And for boats?", into=group)
    group.hears()
    assert served.desk.asked[-1].follows is None
    boris = telegram.person("Boris", language="ru")
    boris.says("And for ships?", into=group, reply_to=answer)
    group.hears()
    asked = served.desk.asked[-1]
    assert (asked.text, asked.follows, asked.supposed) == ("And for ships?", Earlier(QUESTION, "orda-2026"), "ru")
