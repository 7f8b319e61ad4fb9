"""What members do and what they see, over real sockets: every command, menu and button, private and public."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.wording import LANGUAGES, wording
from indexer.statement import Statement, Version
from tests.bot.frontends.discord.served import LAKE, QUESTION, STATEMENTS, Served, prepared
from tests.fakes.contents import FIRST
from tests.fakes.desk import FIRST_SENTENCE, RIVER, FakeDesk
from tests.fakes.discord import FakeDiscord, Json, Member, Place, Room, buttons, shown
from tests.fakes.discord.world import BOT, THREADS

TITLE = "**The border river Orda**"
TREATY = replace(
    RIVER,
    id="treaty",
    supersedes=(),
    topics=("border-river",),
    versions=(Version("en", "The Orda treaty", "Article. Both banks agree. " * 400, "https://mfa.example/en/treaty"),),
)
WHOLE_TREATY = "Is there a treaty?"
HOSTILE = replace(
    RIVER,
    id="hostile",
    supersedes=(),
    versions=(
        Version("en", "@everyone <@1> [x](https://evil.example)", "@here <@&2> # Now.", "https://mfa.example/x"),
    ),
)
HOSTILE_QUESTION = "Who is called?"
INSULT = "Are the ministers thieves?"
SEVERAL = f"{INSULT} {QUESTION}"
PUBLISHED: tuple[Statement, ...] = (*STATEMENTS, TREATY, HOSTILE)


def desk() -> FakeDesk:
    made = prepared()
    made.presents(WHOLE_TREATY, TREATY, "Article.")
    made.presents(RIVER.versions[0].text, RIVER, FIRST_SENTENCE["en"])
    made.presents(HOSTILE_QUESTION, HOSTILE, "@here <@&2> # Now.")
    made.parts(SEVERAL, INSULT, QUESTION)
    return made


@pytest.fixture(scope="module")
def discord(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeDiscord]:
    folder = tmp_path_factory.mktemp("served")
    with FakeDiscord() as fake, Served(fake, folder, desk=desk(), statements=PUBLISHED):
        fake.wait_until("the commands", lambda: fake.world.commands.get(None))
        yield fake
        assert (fake.breaches, fake.pings, fake.careless) == ([], [], [])


@pytest.fixture
def server(discord: FakeDiscord) -> Place:
    return discord.server("Fishers")


@pytest.fixture
def general(server: Place) -> Room:
    """A channel of which nobody has set anything."""
    return server.channel("general")


@pytest.fixture
def opened(discord: FakeDiscord, server: Place) -> Room:
    """A channel that moderators have opened."""
    room = server.channel("open")
    moderator = discord.member("Moderator", manages=True)
    moderator.runs("/settings where", room, answers="public", channel=str(room.id)).reply()
    return room


@pytest.fixture
def anna(discord: FakeDiscord) -> Member:
    return discord.member("Anna")


def labels(message: Json) -> list[str]:
    return [str(button.get("label")) for button in buttons(message)]


def lead(message: Json, lines: int = 1) -> list[str]:
    return [line for line in shown(message).splitlines() if line][:lines]


def public(room: Room) -> list[str]:
    """What all see."""
    return [shown(one) for one in room.from_bot if not one["flags"] & 64]


class TestQuestions:
    def test_in_a_new_server_only_whoever_asks_sees_the_answer(self, anna: Member, general: Room) -> None:
        asked = anna.asks(QUESTION, general)
        reply = asked.reply()
        assert asked.private
        assert shown(reply) == (
            f"A published statement says:\n\n{TITLE}\n>>> The Orda belongs to both banks.\n"
            "Issued by: Ministry of Foreign Affairs\nDate: 14 March 2026\nLanguage: English\n"
            "Source: <https://mfa.example/en/orda>\n\nReplaces the position of 3 May 2019: The Orda in 2019"
        )
        assert labels(reply) == ["Whole statement", "Other languages", "This answers my question", "This does not"]
        assert [one["id"] for one in general.from_bot] == [reply["id"]]

    def test_where_moderators_opened_the_channel_all_see_it(self, anna: Member, opened: Room) -> None:
        asked = anna.asks(QUESTION, opened)
        note = asked.reply()
        (answer,) = opened.hears()
        assert asked.private
        assert shown(note) == "The answer stands below, for everyone to see."
        assert labels(note) == ["This answers my question", "This does not"]
        assert lead(answer, 3) == ["A published statement says:", TITLE, ">>> The Orda belongs to both banks."]
        assert labels(answer) == ["Whole statement", "Other languages"]

    def test_in_a_thread_it_is_as_in_its_channel(self, anna: Member, opened: Room) -> None:
        thread = opened.thread("rivers")
        anna.asks(QUESTION, thread).reply()
        assert lead(thread.hears()[0], 2)[1] == TITLE

    @pytest.mark.parametrize("question", ["Is the moon ours?", LAKE, "Hello", "x" * 600])
    def test_what_presents_nothing_is_never_shown_to_all(self, anna: Member, opened: Room, question: str) -> None:
        asked = anna.asks(question, opened)
        reply = asked.reply()
        assert asked.private
        assert public(opened) == []
        assert ("Show to everyone" in labels(reply)) is (question == LAKE)

    def test_what_says_the_questions_again_is_never_shown_to_all(self, anna: Member, opened: Room) -> None:
        asked = anna.asks(SEVERAL, opened)
        reply = asked.reply()
        assert asked.private
        assert (f"**{INSULT}**" in shown(reply), TITLE in shown(reply)) == (True, True)
        assert public(opened) == []
        assert "Show to everyone" not in labels(reply)

    def test_only_for_me(self, anna: Member, opened: Room) -> None:
        reply = anna.asks(QUESTION, opened, only_for_me=True).reply()
        assert labels(reply)[-1] == "Show to everyone"
        assert public(opened) == []

    def test_in_a_direct_message_it_stays(self, anna: Member) -> None:
        asked = anna.asks(QUESTION)
        assert lead(asked.reply(), 2)[1] == TITLE
        assert not asked.private
        assert "This answers my question" in labels(asked.reply())

    def test_whoever_installed_the_app_asks_where_the_bot_is_not(self, discord: FakeDiscord) -> None:
        boris = discord.member("Boris", installed=True)
        elsewhere = discord.server("Elsewhere", joined=False).channel("talk")
        asked = boris.asks(QUESTION, elsewhere)
        assert lead(asked.reply(), 2)[1] == TITLE
        assert asked.private
        assert "Show to everyone" not in labels(asked.reply()), "no moderator has opened anything"
        group = discord.conversation(boris, discord.member("Clara"))
        assert labels(boris.asks(QUESTION, group).reply())[-1] == "Show to everyone"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_in_each_language(self, anna: Member, general: Room, language: str) -> None:
        reply = anna.asks(QUESTION, general, language=language).reply()
        assert f">>> {FIRST_SENTENCE[language]}" in shown(reply)
        assert lead(reply) == [wording(language).say("position-lead")]

    def test_the_apps_language_is_supposed_where_the_question_shows_none(self, discord: FakeDiscord) -> None:
        served = discord.member("Dora", locale="es-ES").asks("Is the moon ours?")
        assert served.reply()
        assert (
            shown(discord.member("Emil", locale="zh-CN").runs("/forget").reply())
            == "所保存的有关您的一切内容均已删除。"
        )

    def test_nothing_in_a_statement_acts(self, discord: FakeDiscord, anna: Member, opened: Room) -> None:
        anna.asks(HOSTILE_QUESTION, opened).reply()
        text = shown(opened.hears()[0])
        assert "\\@everyone \\<\\@1> \\[x](https\\://evil.example)" in text
        assert ">>> \\@here \\<\\@&2> # Now." in text
        assert discord.pings == []


class TestCommands:
    def test_verify(self, anna: Member, opened: Room) -> None:
        quoted = "The Orda belongs to both banks. Talks began in 2024."
        anna.runs("/verify", opened, text=quoted).reply()
        assert lead(opened.hears()[0]) == ["This is a quotation, word for word, from a published statement:"]
        for repeated, begins in (
            (f"The minister, a fool, said on Monday: “{quoted}”", "This is a quotation"),
            (quoted.replace("belongs", "fool belongs"), "This is not a verbatim quotation."),
        ):
            private = anna.runs("/verify", opened, text=repeated).reply()
            assert "fool" in shown(private)
            assert lead(private)[0].startswith(begins)
            assert "Show to everyone" not in labels(private)
        assert len(opened.hears()) == 1
        reply = anna.runs("/verify", opened, text="Cats may vote in all of our harbour towns.").reply()
        assert lead(reply) == ["These words were found in no published statement."]
        assert len(opened.hears()) == 1

    def test_statement(self, anna: Member, general: Room) -> None:
        reply = anna.runs("/statement", general, title="orda-2026", language="fr").reply()
        assert lead(reply, 2) == [
            "**Le fleuve frontalier Orda**",
            ">>> L'Orda appartient aux deux rives. Les pourparlers ont commencé en 2024.",
        ]
        unknown = anna.runs("/statement", general, title="nothing like it").reply()
        assert lead(unknown)[0].startswith("There is no topic and no published statement called nothing like it.")

    def test_lists_turn_their_pages_in_place_and_show_statements_beside(self, anna: Member, general: Room) -> None:
        latest = anna.runs("/latest", general).reply()
        assert lead(latest) == ["Statements in force, newest first:"]
        card = anna.presses("The border river", latest)
        assert lead(card.reply()) == [TITLE]
        assert card.private
        topics = anna.runs("/topics", general).reply()
        assert labels(topics) == ["Border river (1)"]
        topic = anna.presses("Border river", topics).reply()
        assert topic["id"] == topics["id"]
        assert "The Orda treaty" in labels(topic)
        assert lead(anna.runs("/topics", general, topic="border-river").reply()) == ["**Border river**"]
        history = anna.runs("/history", general, topic="orda-2026").reply()
        assert lead(history, 2) == [TITLE, "How this position changed:"]
        assert labels(history) == ["The Orda in 2019", "The border river Orda"]
        unknown = anna.runs("/history", general, topic="@everyone").reply()
        assert lead(unknown)[0].startswith("There is no topic and no published statement called \\@everyone.")

    def test_help_names_the_commands_as_the_reader_has_them(self, discord: FakeDiscord) -> None:
        text = shown(discord.member("Luc", locale="fr").runs("/help").reply())
        assert text.startswith("Posez votre question avec /demander, en une phrase")
        assert "Dans une conversation privée également, le service ne voit que les commandes" in text
        assert "/vérifier\u00a0: vérifier si un texte est une citation" in text

    @pytest.mark.parametrize(
        ("locale", "told"),
        [
            (
                "fr",
                "Il n'existe ni thème ni déclaration publiée de ce nom\u00a0: a/topics. /thèmes énumère les thèmes.",
            ),
            (
                "es-419",
                "No existe ningún tema ni declaración publicada con este nombre: a/topics. /temas enumera los temas.",
            ),
            ("nl", "There is no topic and no published statement called a/topics. /topics lists the topics."),
        ],
    )
    def test_other_replies_name_them_so_as_well(self, discord: FakeDiscord, locale: str, told: str) -> None:
        assert shown(discord.member("Luc", locale=locale).runs("/history", topic="a/topics").reply()) == told

    def test_also_in_a_reply_in_another_language(self, discord: FakeDiscord, anna: Member, opened: Room) -> None:
        anna.asks(QUESTION, opened).reply()
        (answer,) = opened.hears()
        told = "Cette déclaration ne figure plus parmi celles qui sont publiées ici. {} montre les plus récentes."
        for locale, name in (("en-US", "/latest"), ("zh-TW", "/最新")):
            pressed = discord.member("Li", locale=locale).sends_back("nv:sfrAAAAAAAAAAAA", answer)
            assert shown(pressed.reply()) == told.format(name)

    def test_about_privacy_and_forget(self, anna: Member, opened: Room) -> None:
        about = anna.runs("/about", opened)
        assert lead(about.reply()) == ["**Ministry of Foreign Affairs of Marenia**"]
        privacy = shown(anna.runs("/privacy", opened).reply())
        assert "Nothing is kept about you" in privacy
        assert "/forget also deletes your last question from working memory." in privacy
        assert shown(anna.runs("/forget", opened).reply()) == "All that was kept about you has been deleted."
        assert public(opened) == []

    def test_a_command_that_is_no_more(self, anna: Member, general: Room) -> None:
        general.world.commands[None].append({"name": "dance", "id": "1", "type": 1, "version": "1"})
        assert lead(anna.runs("/dance", general).reply())[0].startswith("There is no command /dance.")


class TestMenus:
    def test_what_was_published_on_a_message(self, anna: Member, opened: Room) -> None:
        message = anna.says(QUESTION, opened)
        used = anna.uses("What is published on this?", message)
        assert lead(used.reply(), 2)[1] == TITLE
        assert used.private
        assert labels(used.reply())[-1] == "Show to everyone"

    def test_whether_a_message_is_a_quotation(self, anna: Member, general: Room) -> None:
        message = anna.says("The Orda belongs to both banks. Talks began in 2024.", general)
        used = anna.uses("Is this quotation exact?", message)
        assert lead(used.reply()) == ["This is a quotation, word for word, from a published statement:"]
        assert used.private

    def test_the_marks_of_a_message_are_not_taken_for_its_words(self, anna: Member, general: Room) -> None:
        message = anna.says("> The Orda **belongs** to *both* banks. ||Talks began in 2024.||", general)
        reply = anna.uses("Is this quotation exact?", message).reply()
        assert lead(reply) == ["This is a quotation, word for word, from a published statement:"]

    @pytest.mark.parametrize("menu", ["Is this quotation exact?", "What is published on this?"])
    def test_of_a_message_of_the_bots_what_it_quotes_is_meant(self, anna: Member, opened: Room, menu: str) -> None:
        anna.runs("/statement", opened, title="orda-2026").reply()
        reply = anna.uses(menu, opened.hears()[0]).reply()
        assert lead(reply) == [
            "This is a quotation, word for word, from a published statement:"
            if menu.startswith("Is")
            else "A published statement says:"
        ]

    def test_a_message_without_text(self, anna: Member, general: Room) -> None:
        for menu in ("What is published on this?", "Is this quotation exact?"):
            used = anna.uses(menu, anna.says("", general))
            assert shown(used.reply()) == "This message contains no text that could be looked up."


class TestCompleting:
    def test_titles_are_the_readers_and_values_the_permanent_ids(self, discord: FakeDiscord, general: Room) -> None:
        luc = discord.member("Luc", locale="fr")
        assert luc.types("/statement", general, focused="title", title="fleuve").choices() == [
            {"name": "Le fleuve frontalier Orda", "value": "orda-2026"}
        ]
        assert luc.types("/statement", general, focused="title", title="river bor").choices() == [
            {"name": "Le fleuve frontalier Orda", "value": "orda-2026"}
        ]
        assert luc.types("/topics", general, focused="topic", topic="fl").choices() == [
            {"name": "Fleuve frontalier", "value": "border-river"}
        ]
        found = luc.types("/history", general, focused="topic", topic="").choices()
        assert [one["value"] for one in found] == ["border-river", "treaty", "orda-2026", "hostile", "arctic"]
        assert luc.types("/statement", general, focused="title", title="nothing").choices() == []


class TestButtons:
    def test_a_whole_statement_is_read_page_by_page_without_loss(self, anna: Member, general: Room) -> None:
        reply = anna.asks(WHOLE_TREATY, general).reply()
        pressed = anna.presses("Whole statement", reply)
        page, texts = pressed.reply(), []
        assert pressed.private
        while True:
            assert lead(page) == ["**The Orda treaty**"]
            texts.append(shown(page).partition(">>> ")[2].partition("\nIssued by")[0].partition("\nSource")[0])
            if "Next ›" not in labels(page):
                break
            following = anna.presses("Next", page).reply()
            assert following["id"] == page["id"]
            page = following
        assert len(texts) > 2
        told = " ".join(" ".join(texts).split())
        assert told.count("Both banks agree.") == 400

    def test_a_long_card_takes_one_message_and_whoever_turns_it_reads_on_alone(
        self, discord: FakeDiscord, anna: Member, opened: Room
    ) -> None:
        anna.runs("/statement", opened, title="treaty").followups()
        (card,) = opened.hears()
        assert (lead(card), labels(card)) == (["**The Orda treaty**"], ["Next ›"])
        boris = discord.member("Boris")
        pressed = boris.presses("Next", card)
        page, read = pressed.reply(), shown(card).count("Both banks agree.")
        assert pressed.private
        while True:
            read += shown(page).count("Both banks agree.")
            if "Next ›" not in labels(page):
                break
            page = boris.presses("Next", page).reply()
        assert read == 400
        assert [one["id"] for one in opened.hears()] == [card["id"]]

    def test_in_an_open_channel_a_long_one_gets_a_thread_once(
        self, discord: FakeDiscord, anna: Member, opened: Room
    ) -> None:
        opened.allows_the_bot(BOT | THREADS)
        anna.asks(WHOLE_TREATY, opened).reply()
        (answer,) = opened.hears()
        first = anna.presses("Whole statement", answer)
        assert shown(first.reply()) == "The whole statement stands in a thread under the message."
        (thread,) = discord.wait_until("the thread", opened.threads)
        posted = thread.hears(4)
        assert sum(shown(one).count("Both banks agree.") for one in posted) == 400
        second = anna.presses("Whole statement", opened.hears()[0])
        assert lead(second.reply()) == ["**The Orda treaty**"]
        assert second.private
        assert len(thread.hears()) == len(posted)

    def test_other_languages_and_feedback(self, anna: Member, general: Room) -> None:
        reply = anna.asks(QUESTION, general).reply()
        languages = anna.presses("Other languages", reply).reply()
        assert lead(anna.presses("Chinese", languages).reply()) == ["**界河奥尔达河**"]
        thanked = anna.presses("This does not", reply)
        assert labels(thanked.reply()) == ["Whole statement", "Other languages"]
        (thanks,) = thanked.followups()
        assert shown(thanks).startswith("Thank you. This is counted without your name.")
        assert thanks["flags"] & 64

    def test_on_a_message_that_all_see_nobody_changes_anything(
        self, discord: FakeDiscord, anna: Member, opened: Room
    ) -> None:
        note = anna.asks(QUESTION, opened).reply()
        (answer,) = opened.hears()
        pressed = discord.member("Boris", locale="ru").presses("Other languages", answer)
        assert pressed.private
        assert lead(pressed.reply()) == ["This statement is published in:"]
        assert opened.hears()[0]["components"] == answer["components"]
        anna.presses("This answers", note).followups()

    def test_a_private_reply_is_shown_to_all_once(self, anna: Member, opened: Room) -> None:
        reply = anna.asks(QUESTION, opened, only_for_me=True).reply()
        left = anna.presses("Show to everyone", reply).reply()
        (answer,) = opened.hears()
        assert labels(answer) == ["Whole statement", "Other languages"]
        assert shown(answer) == shown(reply)
        assert "Show to everyone" not in labels(left)
        anna.presses("Show to everyone", reply).answer()
        anna.asks("Is the moon ours?", opened).reply()
        assert len(opened.hears()) == 1

    def test_what_the_button_does_not_stand_under_is_shown_to_nobody(self, anna: Member, opened: Room) -> None:
        """A client that is not Discord's own may send any button's name with any message."""
        reply = anna.asks(QUESTION, opened, only_for_me=True).reply()
        (button,) = (one for one in buttons(reply) if one["label"] == "Show to everyone")
        forged = "The Orda belongs to the fools on both banks. Talks began in 2024. Each side may take half."
        verified = anna.runs("/verify", opened, text=forged).reply()
        assert "fools on" in shown(verified)
        (told,) = anna.sends_back(button["custom_id"], verified).followups()
        assert shown(told) == "This button is no longer in use. /help shows what you can write."
        assert public(opened) == []

    def test_not_where_the_channel_was_closed_since(self, discord: FakeDiscord, anna: Member, opened: Room) -> None:
        reply = anna.asks(QUESTION, opened, only_for_me=True).reply()
        moderator = discord.member("Moderator", manages=True)
        moderator.runs("/settings where", opened, answers="private", channel=str(opened.id)).reply()
        (told,) = anna.presses("Show to everyone", reply).followups()
        assert shown(told) == "In this channel answers are shown only to whoever asked."
        assert told["flags"] & 64

    def test_a_button_of_another_program(self, anna: Member, general: Room) -> None:
        reply = anna.asks(QUESTION, general).reply()
        buttons(reply)[0]["custom_id"] = "nv:z-something-else"
        old = anna.presses("Whole statement", reply)
        assert shown(old.reply()).startswith("This button is no longer in use.")

    @pytest.mark.parametrize("data", ["nv:ben.panel", "nv:uen.list", "nv:cen.on", "nv:gen.fr"])
    def test_what_only_another_platform_has(self, anna: Member, general: Room, data: str) -> None:
        reply = anna.asks(QUESTION, general).reply()
        assert shown(anna.sends_back(data, reply).reply()).startswith("This button is no longer in use.")


def test_what_was_true_when_it_was_asked_is_not_shown_to_all_once_it_may_not_be(tmp_path: Path) -> None:
    with FakeDiscord() as discord, Served(discord, tmp_path) as served:
        general = discord.server("Fishers").channel("general")
        moderator = discord.member("Moderator", manages=True)
        moderator.runs("/settings where", general, answers="public").reply()
        reply = moderator.asks(QUESTION, general, only_for_me=True).reply()
        withdrawn = replace(RIVER, withdrawn=RIVER.published + timedelta(days=1))
        served.republish((*STATEMENTS[:2], withdrawn), FIRST + timedelta(minutes=1))
        served.takes_up(FIRST + timedelta(minutes=1))
        (told,) = moderator.presses("Show to everyone", reply).followups()
        assert shown(told) == (
            "What is published has changed since this answer was given."
            " Please ask again, to show everyone what holds now."
        )
        whole = moderator.presses("Whole statement", reply)
        assert lead(whole.reply())[0] == "Please note: the ministry has withdrawn this statement."
