"""The fake Telegram itself: held against the Bot API's description, python-telegram-bot and aiogram."""

from __future__ import annotations

import asyncio
import html
import json
import time
import warnings
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, TelegramError

from bot.frontends.telegram.api import Bot, Endpoint, open_bot
from tests.fakes.telegram import TOKEN, FakeTelegram, Json, Room, buttons
from tests.fakes.telegram.contract import SPECIFICATION, Specification, specification
from tests.fakes.telegram.markup import RefusalError, cut, formatted, parse_html, units
from tests.fakes.telegram.profile import METHODS


@pytest.fixture(scope="module")
def described() -> Specification:
    found = specification()
    if found is None:
        pytest.skip(f"the Bot API's description is not at hand ({SPECIFICATION.name})")
    return found


def with_bot(telegram: FakeTelegram, work: Callable[[Bot], Coroutine[Any, Any, Any]]) -> Any:
    async def run() -> Any:
        bot = open_bot(Endpoint(telegram.token, telegram.base, loopback_only=True), None)
        try:
            await bot.initialize()
            return await work(bot)
        finally:
            await bot.shutdown()

    return asyncio.run(run())


def refusal(telegram: FakeTelegram, work: Callable[[Bot], Coroutine[Any, Any, Any]]) -> str:
    """What Telegram says against `work`."""
    with pytest.raises(TelegramError) as told:
        with_bot(telegram, work)
    return str(told.value)


def keyboard(**button: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("Yes", **button)]])


def article(name: str, text: str = "text", **more: Any) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(name, f"title {name}", InputTextMessageContent(text, **more))


HTML = [
    ("plain &lt;b&gt; &amp; &quot;", 'plain <b> & "', []),
    ("&#8470;5 &#x2F; &nbsp; &", "№5 / &nbsp; &", []),
    ("<b>a</b><i>b</i>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
    ("<strong>a<em>b</em></strong>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ("🌊<u>ж</u>", "🌊ж", [("underline", 2, 1)]),
    ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
    ("<blockquote><b>q</b></blockquote>", "q", [("blockquote", 0, 1), ("bold", 0, 1)]),
    ('<a href="https://a.example/?x=1&amp;y=2">here</a>', "here", [("text_link", 0, 4)]),
    ('<span class="tg-spoiler">s</span><tg-spoiler>t</tg-spoiler>', "st", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
    ('<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
    ("  <b> a</b> ", "a", [("bold", 0, 1)]),
    ("see https://a.example/x. /help @marenia_bot", "see https://a.example/x. /help @marenia_bot",
     [("url", 4, 19), ("bot_command", 25, 5), ("mention", 31, 12)]),
    ("3 > 2 <b></b>", "3 > 2", []),
]  # fmt: skip
BAD_HTML = [
    ("<h1>a</h1>", 'can\'t parse entities: Unsupported start tag "h1" at byte offset 0'),
    ("ж<b>a", 'can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'),
    ("ж</b>", "can't parse entities: Unexpected end tag at byte offset 2"),
    ("<b><i>a</b></i>",
     'can\'t parse entities: Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("1 < 2", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
    ("<b onclick='x'>a</b>", 'can\'t parse entities: Tag "b" has unsupported attributes at byte offset 0'),
    ("<span>a</span>", 'can\'t parse entities: Tag "span" has unsupported attributes at byte offset 0'),
    ("<code>a<b>c</b></code>", 'can\'t parse entities: Tag "b" is not allowed within "code" at byte offset 7'),
    ("<blockquote><blockquote>a</blockquote></blockquote>",
     'can\'t parse entities: Tag "blockquote" is not allowed within "blockquote" at byte offset 12'),
    (" <b> </b> ", "message text is empty"),
    ("<b>" + "🌊" * 2049 + "</b>", "message is too long"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "marks"), HTML)
def test_html_shows_text_and_marks(source: str, text: str, marks: list[tuple[str, int, int]]) -> None:
    shown, entities = formatted(source, "HTML")
    assert shown == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in entities] == marks


@pytest.mark.parametrize(("source", "said"), BAD_HTML)
def test_html_that_telegram_refuses_is_refused(source: str, said: str) -> None:
    with pytest.raises(RefusalError) as told:
        formatted(source, "HTML")
    assert told.value.description == f"Bad Request: {said}"


def test_4096_units_after_parsing_are_not_too_long() -> None:
    assert units(formatted("<b>" + "🌊" * 2048 + "</b>", "HTML")[0]) == 4096


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_text_comes_through_as_it_is(text: str) -> None:
    shown, entities = parse_html(f"<b>{html.escape(text)}</b>")
    assert shown == text
    assert [cut(shown, entity) for entity in entities] == ([text] if text else [])


def everything(telegram: FakeTelegram) -> list[Json]:
    """Have people and the bot do all that the fake knows; the updates that came of it."""
    anna, boris = telegram.person("Anna", language="fr"), telegram.person("Boris", language=None)
    group, forum = telegram.group("Fishers", supergroup=False), telegram.group("Delta", topics=("River", "Sea"))
    foreign, channel = telegram.group("Elsewhere", joined=False), telegram.channel("Ministry", "mfa_marenia")

    async def work(bot: Bot) -> None:
        question = anna.says("Whose is the river? https://a.example/")
        anna.edits(question, "Whose is the river Orda?")
        anna.starts("orda-2026")
        await bot.send_chat_action(anna.id, "typing")
        reply = await bot.send_message(
            anna.id,
            "<b>Orda</b> &amp; <blockquote expandable>both banks</blockquote>",
            parse_mode="HTML",
            reply_markup=keyboard(callback_data="whole:orda-2026"),
            reply_parameters=ReplyParameters(question["message_id"], allow_sending_without_reply=True),
        )
        (heard,) = anna.hears()
        press = anna.presses("Yes", heard)
        await bot.answer_callback_query(press.query.id, "Thank you", show_alert=True)
        await bot.edit_message_text("Orda", anna.id, reply.message_id, reply_markup=keyboard(url="https://a.example/"))
        await bot.edit_message_reply_markup(anna.id, reply.message_id)
        await bot.delete_message(anna.id, reply.message_id)
        gone = anna.sends_back("whole:orda-2026", heard)
        await bot.answer_callback_query(gone.query.id)
        asked = boris.says("@marenia_bot whose?", into=group)
        answer = await bot.send_message(group.id, "both", reply_parameters=ReplyParameters(asked["message_id"]))
        boris.says("and the lake?", into=group, reply_to=group.from_bot[0])
        anna.says("/help", into=forum, topic=2)
        await bot.send_message(forum.id, "here", message_thread_id=2)
        await bot.send_message(channel.id, "new", reply_markup=keyboard(callback_data="fr"))
        search = boris.types_inline("river", where="group")
        await bot.answer_inline_query(search.query.id, [article("a", "<b>x</b>", parse_mode="HTML")], cache_time=5)
        search.chooses(0, group)
        other = boris.types_inline("lake")
        marked = article("a")
        await bot.answer_inline_query(
            other.query.id,
            [InlineQueryResultArticle("b", "b", marked.input_message_content, keyboard(callback_data="fr"))],
        )
        other.chooses(0, foreign)
        (posted,) = telegram.world.posted_inline
        await bot.edit_message_text("edited", inline_message_id=posted)
        boris.sends_back("fr", inline=posted)
        summons = boris.summons("@marenia_bot whose?", foreign)
        await bot.answer_guest_query(summons.query.id, article("g", "both banks"))
        await profile(bot, anna)
        group.migrates()
        boris.blocks()
        assert answer.reply_to_message is not None

    with_bot(telegram, work)
    return [json.loads(pending.raw) for pending in telegram.world.updates]


async def profile(bot: Bot, anna: Room) -> None:
    """All that is about the bot itself."""
    commands = [BotCommand("help", "What this is")]
    await bot.set_my_commands(commands, scope=BotCommandScopeAllGroupChats(), language_code="fr")
    assert await bot.get_my_commands(BotCommandScopeAllGroupChats(), "fr") == tuple(commands)
    assert await bot.get_my_commands() == ()
    await bot.delete_my_commands(BotCommandScopeAllGroupChats(), "fr")
    assert await bot.get_my_commands(BotCommandScopeAllGroupChats(), "fr") == ()
    await bot.set_my_description("Answers", language_code="ru")
    await bot.set_my_short_description("Answers")
    await bot.set_my_name("Ministry")
    assert (await bot.get_my_description("ru")).description == "Answers"
    assert (await bot.get_my_description("fr")).description == ""
    assert (await bot.get_my_short_description("fr")).short_description == "Answers"
    assert (await bot.get_my_name()).name == "Ministry"
    await bot.set_chat_menu_button()
    await bot.get_chat_menu_button()
    assert (await bot.get_chat(anna.id)).first_name == "Anna"
    await bot.set_webhook("http://127.0.0.1:1/x", secret_token="abc", allowed_updates=["message"])
    assert (await bot.get_webhook_info()).url == "http://127.0.0.1:1/x"
    await bot.delete_webhook()
    await bot.set_webhook("", allowed_updates=[])
    await bot.log_out()


def test_every_method_and_field_is_the_bot_apis(described: Specification) -> None:
    with FakeTelegram() as telegram:
        updates = everything(telegram)
        assert telegram.breaches == []
        assert {call.method for call in telegram.calls()} == METHODS.keys() - {"close"}
        assert [(call.method, call.refusal) for call in telegram.calls() if call.refusal] == []
        assert [breach for update in updates for breach in described.value("Update", update)] == []


def test_the_description_is_one_that_can_be_broken(described: Specification) -> None:
    assert described.call("sendMessage", {"chat_id": 1.5, "txt": "x"}) == [
        "sendMessage.txt: unknown",
        "sendMessage.chat_id: Integer expected, not float",
        "sendMessage.text: String is missing",
    ]
    assert described.call("sendLetter", {}) == ["sendLetter: there is no such method"]
    assert described.result("getMe", {"id": True, "is_bot": True, "first_name": "x"}) == [
        "getMe ->.id: Integer expected, not bool"
    ]
    assert described.result("getUpdates", [{"update_id": 1, "message": {}}])[0] == (
        "getUpdates ->[0].message.message_id: Integer is missing"
    )


def test_every_kind_of_update_is_made_and_read_by_python_telegram_bot() -> None:
    with FakeTelegram() as telegram:
        updates = everything(telegram)
    read = [Update.de_json(update, None) for update in updates]
    assert all(not update.api_kwargs for update in read)
    kinds = [next(key for key in update if key != "update_id") for update in updates]
    assert kinds == [
        "message", "edited_message", "message", "callback_query", "callback_query", "message", "message", "message",
        "inline_query", "chosen_inline_result", "inline_query", "chosen_inline_result", "callback_query",
        "guest_message", "message", "my_chat_member",
    ]  # fmt: skip
    texts = [message.text for update in read if isinstance(message := update.message, Message)]
    assert texts == [
        "Whose is the river? https://a.example/", "/start orda-2026", "@marenia_bot whose?", "and the lake?", "/help",
        None,
    ]  # fmt: skip
    guest = read[-3].guest_message
    assert guest is not None
    assert guest.guest_query_id


def test_aiogram_reads_the_same_updates() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        aiogram = pytest.importorskip("aiogram", reason="aiogram is not installed")
    with FakeTelegram() as telegram:
        updates = everything(telegram)
    for update in updates:
        read = aiogram.types.Update.model_validate(update)
        assert extras(read) == []
        shown = read.model_dump(mode="json", exclude_unset=True, by_alias=True)
        assert shown["update_id"] == update["update_id"]


def extras(model: Any) -> list[str]:
    """Fields that aiogram's models do not know, at any depth."""
    found = list(model.model_extra or {})
    for name in type(model).model_fields:
        value = getattr(model, name)
        for part in value if isinstance(value, list) else [value]:
            if hasattr(part, "model_fields_set"):
                found += extras(part)
    return found


def raw(telegram: FakeTelegram, method: str, token: str = TOKEN, **parameters: Any) -> tuple[int, Json]:
    with httpx.Client(trust_env=False) as client:
        answer = client.post(f"{telegram.base}/bot{token}/{method}", json=parameters)
        return answer.status_code, answer.json()


def test_what_telegram_answers_to_a_wrong_token_or_method() -> None:
    with FakeTelegram() as telegram:
        unauthorised = {"ok": False, "error_code": 401, "description": "Unauthorized"}
        not_found = {"ok": False, "error_code": 404, "description": "Not Found"}
        assert raw(telegram, "getMe", "7000000001:BBFakeCanary") == (401, unauthorised)
        assert raw(telegram, "getMe", "nonsense") == (404, not_found)
        assert raw(telegram, "sendLetter") == (404, not_found)
        assert raw(telegram, "logOut") == (200, {"ok": True, "result": True})
        assert raw(telegram, "getMe") == (401, unauthorised)


def test_polling_gives_what_is_not_acknowledged_and_waits_for_news() -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        for n in range(3):
            anna.says(f"{n}")

        def numbers(**parameters: Any) -> list[int]:
            return [update["update_id"] for update in raw(telegram, "getUpdates", **parameters)[1]["result"]]

        first = numbers()[0]
        assert numbers(limit=2) == [first, first + 1]
        assert numbers(offset=first + 1) == [first + 1, first + 2]
        assert numbers(offset=-1) == [first + 2]
        assert numbers(offset=first + 3) == []
        began = time.monotonic()
        assert numbers(timeout=1, offset=first + 3) == []
        assert time.monotonic() - began >= 1
        assert numbers(allowed_updates=["inline_query"]) == []
        anna.says("not wanted")
        anna.types_inline("wanted")
        assert numbers() == [first + 4]


def test_a_second_poll_ends_the_first_and_a_webhook_forbids_both() -> None:
    with FakeTelegram() as telegram:

        async def two(bot: Bot) -> list[Any]:
            first = asyncio.create_task(bot.get_updates(timeout=5))
            await asyncio.sleep(0.2)
            second = await bot.get_updates(timeout=0)
            return [second, *await asyncio.gather(first, return_exceptions=True)]

        second, first = with_bot(telegram, two)
        assert second == ()
        assert isinstance(first, Conflict)
        assert str(first) == (
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        )
        telegram.world.hook.url = "http://127.0.0.1:1/x"
        assert refusal(telegram, lambda bot: bot.get_updates()) == (
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
            " first"
        )


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        ("Whose is the river?", False),
        ("/help", True),
        ("/help@marenia_bot", True),
        ("/help@Marenia_Bot", True),
        ("/help@another_bot", False),
        ("ask @marenia_bot whose", True),
        ("ask @marenia_bots whose", False),
        ("mail me@marenia_bot", False),
    ],
)
def test_privacy_mode_lets_only_what_is_meant_for_the_bot_through(text: str, reaches: bool) -> None:
    telegram = FakeTelegram()
    telegram.person("Anna").says(text, into=telegram.group("Fishers"))
    assert len(telegram.world.updates) == reaches


def test_a_reply_reaches_the_author_alone() -> None:
    with FakeTelegram() as telegram:
        anna, boris, group = telegram.person("Anna"), telegram.person("Boris"), telegram.group("Fishers")
        with_bot(telegram, lambda bot: bot.send_message(group.id, "both banks"))
        boris.says("so?", into=group, reply_to=anna.says("hm", into=group))
        assert telegram.world.updates == []
        boris.says("so?", into=group, reply_to=group.from_bot[0])
        assert len(telegram.world.updates) == 1


def test_what_is_written_into_a_topic_looks_like_a_reply_to_its_first_message() -> None:
    telegram = FakeTelegram()
    forum, anna = telegram.group("Delta", topics=("River", "Sea")), telegram.person("Anna")
    written = anna.says("Whose?", into=forum, topic=3)
    assert written["reply_to_message"]["forum_topic_created"]["name"] == "Sea"
    assert written["reply_to_message"]["message_id"] == written["message_thread_id"] == 3
    assert telegram.world.updates == []
    asked = anna.says("/help", into=forum, topic=3, reply_to=written)
    assert asked["reply_to_message"]["text"] == "Whose?"
    assert len(telegram.world.updates) == 1


def test_where_the_bot_may_not_write() -> None:
    with FakeTelegram() as telegram:
        anna, stranger = telegram.person("Anna"), telegram.person("Boris", stranger=True)
        group, old, forum = (
            telegram.group("F"),
            telegram.group("O", supergroup=False),
            telegram.group("T", topics=("a",)),
        )
        anna.blocks()
        group.puts_the_bot("kicked", anna)
        moved = old.migrates()

        def told(room: int) -> str:
            return refusal(telegram, lambda bot: bot.send_message(room, "x", message_thread_id=9))

        assert [told(room) for room in (anna.id, stranger.id, group.id, old.id, forum.id, 4)] == [
            "Forbidden: bot was blocked by the user",
            "Forbidden: bot can't initiate conversation with a user",
            "Forbidden: bot was kicked from the supergroup chat",
            f"Group migrated to supergroup. New chat id: {moved.id}",
            "Message thread not found",
            "Chat not found",
        ]
        stranger.says("now")
        with_bot(telegram, lambda bot: bot.send_message(stranger.id, "x"))
        assert len(stranger.from_bot) == 1


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        (keyboard(callback_data="ж" * 32), None),
        (keyboard(callback_data="ж" * 32 + "a"), "Button_data_invalid"),
        (keyboard(url="mfa.example"), "Button_url_invalid"),
        (InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="a")] * 9]), "Reply markup is too long"),
    ],
)
def test_buttons_have_limits(markup: InlineKeyboardMarkup, said: str | None) -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        if said is None:
            with_bot(telegram, lambda bot: bot.send_message(anna.id, "x", reply_markup=markup))
            assert [button["text"] for button in buttons(anna.from_bot[0])] == ["Yes"]
        else:
            assert refusal(telegram, lambda bot: bot.send_message(anna.id, "x", reply_markup=markup)) == said


def test_what_an_edit_may_not_be() -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        question = anna.says("Whose?")["message_id"]

        async def work(bot: Bot) -> list[str]:
            message = await bot.send_message(anna.id, "x", reply_markup=keyboard(callback_data="a"))
            told = []
            for number, text, markup in (
                (message.message_id, "x", keyboard(callback_data="a")),
                (question, "x", None),
                (99, "x", None),
                (message.message_id, "x", None),
            ):
                try:
                    await bot.edit_message_text(text, anna.id, number, reply_markup=markup)
                    told.append("")
                except BadRequest as error:
                    told.append(str(error)[:23])
            return told

        assert with_bot(telegram, work) == [
            "Message is not modified",
            "Message can't be edited",
            "Message to edit not fou",
            "",
        ]
        assert buttons(anna.from_bot[0]) == []


def test_replies_to_what_is_gone() -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")

        def reply(bot: Bot, anyway: bool) -> Coroutine[Any, Any, Message]:
            asked = ReplyParameters(77, allow_sending_without_reply=anyway)
            return bot.send_message(anna.id, "x", reply_parameters=asked)

        assert refusal(telegram, lambda bot: reply(bot, False)) == "Message to be replied not found"
        assert with_bot(telegram, lambda bot: reply(bot, True)).reply_to_message is None


def test_inline_answers_have_limits() -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")

        def told(results: list[InlineQueryResultArticle]) -> str:
            search = anna.types_inline("cod")
            return refusal(telegram, lambda bot: bot.answer_inline_query(search.query.id, results, current_offset=None))

        assert told([article("same"), article("same")]) == "Result_id_duplicate"
        assert told([article("a", "<b>", parse_mode="HTML")]) == (
            "Can't parse entities: can't find end tag corresponding to start tag \"b\""
        )
        old = anna.types_inline("cod")
        old.query.expired = True
        assert refusal(telegram, lambda bot: bot.answer_inline_query(old.query.id, [])) == (
            "Query is too old and response timeout expired or query id is invalid"
        )
        many = [json.loads(article(f"{n}").to_json()) for n in range(51)]
        search = anna.types_inline("cod")
        assert raw(telegram, "answerInlineQuery", inline_query_id=search.query.id, results=many) == (
            400,
            {"ok": False, "error_code": 400, "description": "Bad Request: RESULTS_TOO_MUCH"},
        )


def test_a_guests_query_is_answered_once() -> None:
    with FakeTelegram() as telegram:
        anna, room = telegram.person("Anna"), telegram.group("Elsewhere", joined=False)
        summons = anna.summons("@marenia_bot whose?", room)
        with_bot(telegram, lambda bot: bot.answer_guest_query(summons.query.id, article("g", "both banks")))
        assert summons.answer()["text"] == "both banks"
        assert refusal(telegram, lambda bot: bot.answer_guest_query(summons.query.id, article("g"))) == (
            "Guest_query_invalid"
        )
        with pytest.raises(Forbidden, match=r"^Forbidden: bot is not a member of the supergroup chat$"):
            with_bot(telegram, lambda bot: bot.send_message(room.id, "x"))


def test_a_person_who_waits_in_vain_says_what_was_refused() -> None:
    with FakeTelegram() as telegram:
        anna = telegram.person("Anna")
        refusal(telegram, lambda bot: bot.send_message(anna.id, "<x>", parse_mode="HTML"))
        with pytest.raises(AssertionError) as told:
            anna.hears(seconds=0.1)
        assert str(told.value) == (
            f"waited 0.1 s for 1 message(s) in chat {anna.id}; refused: sendMessage: Bad Request: can't parse entities:"
            ' Unsupported start tag "x" at byte offset 0'
        )
