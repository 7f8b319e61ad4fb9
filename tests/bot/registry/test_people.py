from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text

from bot.registry.counting import Feedback, Tally
from bot.registry.keys import Keys, Pseudonym
from bot.registry.opening import Registry
from bot.registry.people import ALL, People, Place, Preferences
from tests.bot.registry.conftest import SECRET, Clock

HERE = Place("telegram", "999", "700123456")
THERE = Place("telegram", "999", "-100555")
PERSONAL = ("preferences", "subscriptions", "shown", "deliveries")


@pytest.fixture
def people(registry: Registry) -> People:
    return registry.people


@pytest.fixture
def ada(registry: Registry) -> Pseudonym:
    return registry.keys.person("telegram", 700123456)


@pytest.fixture
def bob(registry: Registry) -> Pseudonym:
    return registry.keys.person("telegram", 2)


def rows(registry: Registry) -> dict[str, int]:
    with registry._database.reading() as connection:
        counts = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in PERSONAL}
    return {name: count for name, count in counts.items() if count}


def test_nothing_is_kept_of_somebody_who_asked_for_nothing(people: People, ada: Pseudonym, registry: Registry) -> None:
    assert people.preferences(ada) == Preferences(language=None, corrections=False)
    assert people.show(ada, HERE, "orda", "fr") is False
    assert rows(registry) == {}


def test_the_last_choice_counts(people: People, ada: Pseudonym, bob: Pseudonym) -> None:
    people.prefer(ada, Preferences("fr"))
    people.prefer(ada, Preferences("ru", corrections=True))
    assert (people.preferences(ada), people.preferences(bob)) == (Preferences("ru", True), Preferences())


def test_without_corrections_what_was_shown_is_forgotten(people: People, ada: Pseudonym, registry: Registry) -> None:
    people.prefer(ada, Preferences(corrections=True))
    assert [people.show(ada, HERE, name, "fr") for name in ("orda", "cod", "orda")] == [True, True, True]
    assert rows(registry) == {"preferences": 1, "shown": 2}
    people.prefer(ada, Preferences("fr"))
    assert rows(registry) == {"preferences": 1}


def test_subscriptions(people: People, ada: Pseudonym, bob: Pseudonym) -> None:
    assert people.subscribe(ada, HERE, "fishing", "fr") is True
    assert people.subscribe(ada, HERE, "fishing", "ru") is False
    assert people.subscribe(ada, HERE, ALL, "ru") is True
    assert people.subscribe(bob, HERE, "arctic", "en") is True
    assert (people.subscribed(ada), people.subscribed(bob)) == ([ALL, "fishing"], ["arctic"])
    assert people.unsubscribe(ada, "fishing") == 1
    assert people.unsubscribe(ada, "fishing") == 0
    assert people.subscribed(ada) == [ALL]
    assert people.unsubscribe(bob) == 1
    assert (people.subscribed(ada), people.subscribed(bob)) == ([ALL], [])


def test_forgetting_leaves_nothing_of_the_person_and_everything_of_the_others(
    people: People, ada: Pseudonym, bob: Pseudonym, registry: Registry
) -> None:
    for person in (ada, bob):
        people.prefer(person, Preferences("fr", corrections=True))
        people.subscribe(person, HERE, ALL, "fr")
        people.show(person, HERE, "orda", "fr")
        with registry._database.writing() as connection:
            delivery = f"('new:orda', '{person.current}', 'telegram', '999', 'done', 0, 1, 0, NULL)"
            connection.execute(text(f"INSERT INTO deliveries VALUES {delivery}"))
    assert rows(registry) == dict.fromkeys(PERSONAL, 2)
    assert people.forget(ada) is True
    assert rows(registry) == dict.fromkeys(PERSONAL, 1)
    assert people.forget(ada) is False
    assert (people.preferences(ada), people.subscribed(ada)) == (Preferences(), [])
    assert (people.preferences(bob), people.subscribed(bob)) == (Preferences("fr", True), [ALL])


def test_no_row_shows_an_id(people: People, ada: Pseudonym, registry: Registry) -> None:
    people.prefer(ada, Preferences("fr", corrections=True))
    people.subscribe(ada, HERE, ALL, "fr")
    people.show(ada, HERE, "orda", "fr")
    stored = b""
    with registry._database.reading() as connection:
        for name in PERSONAL:
            for row in connection.execute(text(f"SELECT * FROM {name}")):
                stored += b"".join(bytes(v) if isinstance(v, bytes | memoryview) else repr(v).encode() for v in row)
    assert ada.current.encode() in stored
    assert b"700123456" not in stored


class TestNewSecret:
    OLD = "the secret that was in use before this"

    @pytest.fixture
    def old(self, url: str, opened: Callable[..., Registry]) -> Registry:
        return opened(url, Keys(self.OLD))

    @pytest.fixture
    def new(self, url: str, old: Registry, opened: Callable[..., Registry]) -> Registry:
        """Opened with both, after Ada left something under the old one."""
        ada = old.keys.person("telegram", 1)
        old.people.prefer(ada, Preferences("fr", corrections=True))
        old.people.subscribe(ada, HERE, "fishing", "fr")
        old.people.show(ada, HERE, "orda", "fr")
        return opened(url, Keys(SECRET, self.OLD))

    def test_what_was_kept_is_found(self, new: Registry) -> None:
        ada = new.keys.person("telegram", 1)
        assert new.people.preferences(ada) == Preferences("fr", corrections=True)
        assert new.people.subscribed(ada) == ["fishing"]

    def test_the_next_choice_brings_everything_under_the_new_one(
        self, url: str, new: Registry, opened: Callable[..., Registry]
    ) -> None:
        ada = new.keys.person("telegram", 1)
        new.people.subscribe(ada, HERE, "fishing", "fr")
        alone = opened(url, Keys(SECRET))
        assert alone.people.preferences(ada) == Preferences("fr", corrections=True)
        assert alone.people.subscribed(ada) == ["fishing"]
        assert rows(new) == {"preferences": 1, "subscriptions": 1, "shown": 1}

    def test_what_is_under_both_is_one(self, old: Registry, new: Registry) -> None:
        ada = new.keys.person("telegram", 1)
        new.people.subscribe(ada, HERE, "arctic", "fr")
        old.people.prefer(Pseudonym(ada.earlier[0]), Preferences("es"))
        new.people.prefer(ada, Preferences("ru", corrections=True))
        assert new.people.preferences(ada) == Preferences("ru", corrections=True)
        assert new.people.subscribed(ada) == ["arctic", "fishing"]
        assert rows(new) == {"preferences": 1, "subscriptions": 2, "shown": 1}

    def test_forgetting_forgets_what_stands_under_the_old_one(self, new: Registry) -> None:
        assert new.people.forget(new.keys.person("telegram", 1)) is True
        assert rows(new) == {}


def test_a_group_that_moves_takes_its_subscriptions_with_it(people: People, registry: Registry) -> None:
    group, later = registry.keys.person("telegram", -7), registry.keys.person("telegram", -100555)
    people.subscribe(group, HERE, ALL, "ru")
    people.subscribe(group, HERE, "fishing", "ru")
    people.move(group, later, THERE)
    assert (people.subscribed(group), people.subscribed(later)) == ([], [ALL, "fishing"])
    with registry._database.reading() as connection:
        sealed = connection.execute(text("SELECT address FROM subscriptions")).scalars().all()
    assert {registry.keys.unseal(bytes(address)) for address in sealed} == {b"-100555"}


def test_who_has_gone_is_not_written_to_and_keeps_the_choices(
    people: People, ada: Pseudonym, registry: Registry
) -> None:
    people.prefer(ada, Preferences("fr", corrections=True))
    people.subscribe(ada, HERE, ALL, "fr")
    people.show(ada, HERE, "orda", "fr")
    people.gone(ada)
    assert rows(registry) == {"preferences": 1}


class TestCounts:
    def test_questions(self, registry: Registry, clock: Clock) -> None:
        for language, outcome, topic in (
            ("fr", "position", "fishing"),
            ("fr", "position", "fishing"),
            ("en", "none", ""),
        ):
            registry.counts.question("telegram", language, outcome, topic)
        clock.passes(hours=12)
        registry.counts.question("discord", "fr", "position", "fishing")
        assert registry.counts.questions(date(2026, 6, 1)) == [
            Tally("2026-06-01", "telegram", "en", "none", "", 1),
            Tally("2026-06-01", "telegram", "fr", "position", "fishing", 2),
            Tally("2026-06-02", "discord", "fr", "position", "fishing", 1),
        ]
        assert len(registry.counts.questions(date(2026, 6, 2))) == 1

    def test_what_was_thought_of_answers(self, registry: Registry) -> None:
        for helped in (True, False, True):
            registry.counts.answer("telegram", "fr", "orda", helped=helped)
        assert registry.counts.answers(date(2026, 6, 1)) == [
            Feedback("2026-06-01", "telegram", "fr", "orda", helped=2, missed=1)
        ]
        assert registry.counts.answers(date(2026, 6, 2)) == []
