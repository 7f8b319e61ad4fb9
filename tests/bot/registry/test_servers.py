from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from bot.registry import migrations
from bot.registry.keys import Keys
from bot.registry.opening import Registry, Retention, open_registry
from bot.registry.people import ALL, Place
from bot.registry.servers import Kept, Posting, Rule, Server
from tests.bot.registry.conftest import SECRET
from tests.fakes.contents import statement

OTHER = "another secret, also of this test alone"
FISHERS, SAILORS = Server("discord", "999", 1095378214410342501), Server("discord", "999", 1095378214410342502)
GENERAL, NEWS = 1095378214410342601, 1095378214410342602


def subscribe(registry: Registry, channel: int, topic: str = ALL, language: str = "mul") -> None:
    person = registry.keys.person("discord", channel)
    registry.people.subscribe(person, Place("discord", "999", str(channel)), topic, language, changes=True)


def test_of_a_server_of_which_nobody_set_anything_nothing_is_kept(registry: Registry) -> None:
    assert registry.servers.kept(FISHERS) == Kept()
    assert registry.servers.kept(FISHERS).rule(GENERAL) == Rule()


def test_each_thing_is_set_for_itself_and_the_nearer_rule_goes_before(registry: Registry) -> None:
    servers = registry.servers
    servers.set(FISHERS, None, Rule(answers="public", cooldown=30))
    servers.set(FISHERS, GENERAL, Rule(language="fr"))
    kept = servers.set(FISHERS, GENERAL, Rule(answers="off"))
    assert kept == servers.kept(FISHERS)
    assert kept == Kept(Rule("public", None, 30), {GENERAL: Rule("off", "fr")})
    assert kept.rule(GENERAL) == Rule("off", "fr", 30)
    assert kept.rule(NEWS) == Rule("public", None, 30)
    thread = 700
    assert kept.rule(thread, GENERAL) == Rule("off", "fr", 30)
    assert servers.kept(SAILORS) == Kept()


def test_what_channels_subscribe_to_and_in_which_language(registry: Registry) -> None:
    servers = registry.servers
    servers.set(FISHERS, NEWS, Rule())
    subscribe(registry, NEWS, "rivers")
    subscribe(registry, NEWS, "fish")
    assert servers.kept(FISHERS) == Kept(rooms={NEWS: Rule()}, postings={NEWS: Posting(("fish", "rivers"), "mul")})
    servers.speak(FISHERS, {NEWS: "ru"})
    assert servers.kept(FISHERS).postings == {NEWS: Posting(("fish", "rivers"), "ru")}


def test_with_the_server_all_is_forgotten_and_nothing_of_others(registry: Registry) -> None:
    for server, channel in ((FISHERS, NEWS), (SAILORS, GENERAL)):
        registry.servers.set(server, channel, Rule(answers="public"))
        subscribe(registry, channel)
    assert registry.servers.forget(FISHERS)
    assert not registry.servers.forget(FISHERS)
    assert registry.people.subscribed(registry.keys.person("discord", NEWS)) == []
    assert registry.people.subscribed(registry.keys.person("discord", GENERAL)) == [ALL]
    assert registry.servers.kept(FISHERS) == Kept()


def test_servers_that_put_the_bot_out_while_nobody_listened(registry: Registry) -> None:
    other_bot = Server("discord", "998", 503)
    for server in (FISHERS, SAILORS, other_bot):
        registry.servers.set(server, NEWS, Rule(answers="public"))
    assert registry.servers.retain("discord", "999", {SAILORS.id}) == 1
    assert registry.servers.retain("discord", "999", {SAILORS.id}) == 0
    assert [bool(registry.servers.kept(one).rooms) for one in (FISHERS, SAILORS, other_bot)] == [False, True, True]


def test_no_row_shows_an_id(registry: Registry) -> None:
    registry.servers.set(FISHERS, NEWS, Rule(answers="public"))
    subscribe(registry, NEWS)
    with registry.servers._database.reading() as connection:
        rows = [
            *connection.execute(text("SELECT * FROM rooms")),
            *connection.execute(text("SELECT * FROM subscriptions")),
        ]
    told = " ".join(str(bytes(value) if isinstance(value, memoryview) else value) for row in rows for value in row)
    assert len(rows) == 2
    assert not any(str(number) in told for number in (FISHERS.id, NEWS))


class TestAnotherSecret:
    """A new one goes before the old; then the old one is taken away."""

    @pytest.fixture
    def new(self, url: str, opened: Callable[..., Registry]) -> Registry:
        old = opened(url)
        old.servers.set(FISHERS, None, Rule(answers="public"))
        old.servers.set(FISHERS, NEWS, Rule(language="fr"))
        subscribe(old, NEWS)
        return opened(url, Keys(OTHER, SECRET))

    def test_what_was_set_is_found_and_forgotten(self, new: Registry) -> None:
        kept = new.servers.kept(FISHERS)
        assert (kept.whole, kept.rooms) == (Rule(answers="public"), {NEWS: Rule(language="fr")})
        assert kept.postings == {NEWS: Posting((ALL,), "mul")}
        assert new.servers.forget(FISHERS)
        assert new.people.subscribed(new.keys.person("discord", NEWS)) == []

    def test_the_next_setting_brings_all_of_the_server_under_it(
        self, new: Registry, url: str, opened: Callable[..., Registry]
    ) -> None:
        new.servers.set(FISHERS, NEWS, Rule(cooldown=5))
        new.enforce(Retention())
        alone = opened(url, Keys(OTHER))
        kept = alone.servers.kept(FISHERS)
        assert (kept.whole, kept.rooms) == (Rule(answers="public"), {NEWS: Rule(None, "fr", 5)})

    def test_with_the_server_goes_what_subscribed_under_either(self, new: Registry) -> None:
        """The rule was set under the new secret, the subscription stands under the old."""
        new.servers.set(FISHERS, NEWS, Rule(cooldown=5))
        assert new.servers.forget(FISHERS)
        assert new.people.subscribed(new.keys.person("discord", NEWS)) == []


def test_channels_are_told_of_corrections_and_withdrawals_and_persons_only_of_what_they_were_shown(
    registry: Registry,
) -> None:
    before = statement("cod-2026", {"en": "Twelve ships.", "fr": "Douze navires."})
    registry.news.observe([before])
    subscribe(registry, NEWS)
    ada = registry.keys.person("discord", 7)
    registry.people.subscribe(ada, Place("discord", "999", "7"), ALL, "en")
    corrected = statement("cod-2026", {"en": "Twenty ships.", "fr": "Douze navires."})
    registry.news.observe([corrected])
    (lent,) = registry.news.take("discord", "999", 10)
    assert (lent.address, lent.event.happening, lent.event.languages) == (str(NEWS), "corrected", ("en",))
    registry.news.sent(lent)
    moment = datetime(2026, 5, 31, tzinfo=UTC)
    withdrawn = statement("cod-2026", {"en": "Twenty ships.", "fr": "Douze navires."}, withdrawn=moment)
    registry.news.observe([withdrawn])
    (lent,) = registry.news.take("discord", "999", 10)
    assert (lent.address, lent.event.happening) == (str(NEWS), "withdrawn")


def test_what_is_replaced_is_told_in_a_channel_by_what_replaces_it(registry: Registry) -> None:
    before = statement("cod-2025", {"en": "Twelve ships."})
    registry.news.observe([before])
    subscribe(registry, NEWS)
    after = statement(
        "cod-2026", {"en": "Nine ships."}, published=datetime(2026, 6, 1, 9, tzinfo=UTC), supersedes=("cod-2025",)
    )
    registry.news.observe([before, after])
    assert [lent.event.id for lent in registry.news.take("discord", "999", 10)] == ["new:cod-2026"]


def test_a_channel_that_subscribed_before_is_told_of_changes_from_then_on(tmp_path: Path) -> None:
    """What the step to these tables makes of what was there."""
    file = tmp_path / "registry.sqlite"
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "0002")
        for person, language in (("channel", "mul"), ("ada", "en")):
            connection.execute(
                text("INSERT INTO subscriptions VALUES (:person, '', 'telegram', '1', X'00', :language, 5)"),
                {"person": person, "language": language},
            )
    engine.dispose()
    registry = open_registry(f"sqlite:///{file}", Keys(SECRET))
    with registry.servers._database.reading() as connection:
        rows = connection.execute(text("SELECT person, changes FROM subscriptions")).all()
    registry.close()
    assert {row.person: bool(row.changes) for row in rows} == {"channel": True, "ada": False}
