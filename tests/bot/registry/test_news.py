from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.registry.announcements import Event
from bot.registry.keys import Keys, Pseudonym
from bot.registry.news import CURRENT, LEASE, Delivery, News
from bot.registry.opening import Registry, Retention, open_registry
from bot.registry.people import ALL, Place, Preferences
from tests.bot.registry.conftest import SECRET, Clock
from tests.fakes.contents import statement

T, B = "telegram", "999"
OLD = statement("orda-2019", {"ru": "Орда наша.", "en": "The Orda is ours."}, published=date(2019, 5, 3))
NEW = statement("cod-2026", {"en": "Twelve ships."}, published=date(2026, 6, 1))


@pytest.fixture
def news(registry: Registry) -> News:
    registry.news.observe([OLD])
    return registry.news


def subscribe(registry: Registry, number: int, topic: str = ALL, language: str = "en", bot: str = B) -> Pseudonym:
    person = registry.keys.person(T, number)
    registry.people.subscribe(person, Place(T, bot, str(number)), topic, language)
    return person


def show(registry: Registry, number: int, language: str = "en", name: str = "orda-2019") -> Pseudonym:
    person = registry.keys.person(T, number)
    registry.people.prefer(person, Preferences(corrections=True))
    registry.people.show(person, Place(T, B, str(number)), name, language)
    return person


def addresses(lent: list[Delivery]) -> list[str]:
    return sorted(delivery.address for delivery in lent)


def test_what_was_posted_is_lent_again_with_its_message_over_a_crash(
    url: str, registry: Registry, news: News, opened: Callable[..., Registry], clock: Clock
) -> None:
    subscribe(registry, 1)
    news.observe([OLD, NEW])
    (lent,) = news.take(T, B, 10)
    news.posted(lent, 77)
    (again,) = opened(url).news.take(T, B, 10)
    assert (again.message, again.again, again.event.id) == (77, False, "new:cod-2026")
    news.sent(lent)  # the first lease is over
    assert news.take(T, B, 10) == []
    clock.passes(minutes=5)
    (third,) = news.take(T, B, 10)
    assert (third.message, third.again) == (77, True)
    assert news.failed(third)
    news.sent(third)
    clock.passes(minutes=30)
    (last,) = news.take(T, B, 10)
    news.sent(last)
    clock.passes(minutes=30)
    assert news.take(T, B, 10) == []


class TestObserving:
    def test_the_first_look_is_no_news(self, registry: Registry) -> None:
        assert registry.news.observe([OLD, NEW]) == []
        assert registry.news.observe([OLD, NEW]) == []

    def test_what_happened_is_found_once_by_whoever_looks(
        self, url: str, news: News, opened: Callable[..., Registry]
    ) -> None:
        assert [event.id for event in news.observe([OLD, NEW])] == ["new:cod-2026"]
        assert news.observe([OLD, NEW]) == []
        assert opened(url).news.observe([OLD, NEW]) == []

    def test_nothing_is_missed_while_nobody_looks(
        self, url: str, news: News, opened: Callable[..., Registry], clock: Clock
    ) -> None:
        withdrawn = replace(OLD, withdrawn=date(2026, 6, 1))
        assert [event.id for event in opened(url).news.observe([withdrawn, NEW])] == [
            "withdrawn:orda-2019",
            "new:cod-2026",
        ]

    def test_what_vanished_and_comes_back_is_not_new(self, news: News) -> None:
        news.observe([OLD, NEW])
        assert news.observe([OLD]) == []
        assert news.observe([OLD, NEW]) == []

    def test_each_correction_is_an_event(self, news: News, clock: Clock) -> None:
        found: list[Event] = []
        for text in ("A", "B", "A"):
            clock.passes(hours=1)
            changed = replace(OLD, versions=(replace(OLD.versions[0], text=text), OLD.versions[1]))
            found += news.observe([changed])
        assert [(event.happening, event.languages) for event in found] == [("corrected", ("ru",))] * 3
        assert len({event.id for event in found}) == 3

    def test_thousands_of_statements(self, registry: Registry) -> None:
        """More than SQLite takes variables in one command."""
        many = [statement(f"s{n}", {"en": "x"}, published=date(2026, 6, 1)) for n in range(3000)]
        assert registry.news.observe(many) == []
        changed = [replace(s, withdrawn=date(2026, 6, 1)) for s in many]
        assert len(registry.news.observe(changed)) == 3000
        assert registry.news.observe(changed) == []


class TestRecipients:
    def test_a_new_statement_goes_to_its_topics_and_to_those_who_want_all(self, news: News, registry: Registry) -> None:
        subscribe(registry, 1)
        subscribe(registry, 2, "border-river", "fr")
        subscribe(registry, 3, "fishing")
        subscribe(registry, 4)
        subscribe(registry, 4, "border-river")
        subscribe(registry, 5, bot="998")
        show(registry, 6)
        news.observe([OLD, NEW])
        lent = news.take(T, B, 100)
        assert sorted((d.event.id, d.address, d.language, d.again) for d in lent) == [
            ("new:cod-2026", "1", "en", False),
            ("new:cod-2026", "2", "fr", False),
            ("new:cod-2026", "4", "en", False),
        ]
        assert addresses(news.take(T, "998", 100)) == ["5"]

    def test_the_chosen_language_goes_before_that_of_the_subscription(self, news: News, registry: Registry) -> None:
        ada = subscribe(registry, 1, language="en")
        registry.people.prefer(ada, Preferences("ar"))
        news.observe([OLD, NEW])
        assert [d.language for d in news.take(T, B, 100)] == ["ar"]

    def test_who_subscribes_afterwards_is_not_told(self, news: News, registry: Registry, clock: Clock) -> None:
        news.observe([OLD, NEW])
        clock.passes(seconds=1)
        subscribe(registry, 1)
        assert news.take(T, B, 100) == []

    def test_a_withdrawal_goes_to_those_who_were_shown_it_and_asked(self, news: News, registry: Registry) -> None:
        subscribe(registry, 1)
        show(registry, 2, "ru")
        show(registry, 3, name="other")
        stopped = show(registry, 4)
        registry.people.prefer(stopped, Preferences())
        news.observe([replace(OLD, withdrawn=date(2026, 6, 1))])
        assert [(d.event.happening, d.address, d.language) for d in news.take(T, B, 100)] == [("withdrawn", "2", "ru")]

    def test_a_correction_goes_to_those_who_were_shown_that_language(self, news: News, registry: Registry) -> None:
        show(registry, 1, "en")
        show(registry, 2, "ru")
        news.observe([replace(OLD, versions=(replace(OLD.versions[0], text="!"), OLD.versions[1]))])
        assert addresses(news.take(T, B, 100)) == ["2"]

    def test_who_unsubscribed_or_was_forgotten_meanwhile_is_not_told(self, news: News, registry: Registry) -> None:
        ada, bob = subscribe(registry, 1), subscribe(registry, 2)
        news.observe([OLD, NEW])
        registry.people.unsubscribe(ada)
        registry.people.forget(bob)
        assert news.take(T, B, 100) == []

    def test_old_events_are_told_to_nobody(self, news: News, registry: Registry, clock: Clock) -> None:
        subscribe(registry, 1)
        news.observe([OLD, NEW])
        clock.passes(seconds=CURRENT.total_seconds())
        assert news.take(T, B, 100) == []
        clock.passes(seconds=1)
        assert registry.enforce(Retention())["events"] == 1


class TestOnce:
    @pytest.fixture
    def news(self, news: News, registry: Registry) -> News:
        for number in range(1, 6):
            subscribe(registry, number)
        news.observe([OLD, NEW])
        return news

    def test_each_is_lent_once(self, news: News) -> None:
        lent = [news.take(T, B, 2) for _ in range(4)]
        assert [len(share) for share in lent] == [2, 2, 1, 0]
        assert sorted(d.address for share in lent for d in share) == ["1", "2", "3", "4", "5"]

    def test_what_was_sent_is_never_sent_again(self, news: News, clock: Clock) -> None:
        for delivery in news.take(T, B, 100):
            news.sent(delivery)
        for _ in range(5):
            clock.passes(days=1)
            assert news.take(T, B, 100) == []

    def test_after_a_crash_it_is_sent_again_once(self, news: News, clock: Clock) -> None:
        assert len(news.take(T, B, 100)) == 5
        clock.passes(seconds=LEASE.total_seconds())
        again = news.take(T, B, 100)
        assert [d.again for d in again] == [True] * 5
        for _ in range(3):
            clock.passes(seconds=LEASE.total_seconds())
            assert news.take(T, B, 100) == []

    def test_what_failed_for_certain_is_tried_twelve_times_ever_more_seldom(self, news: News, clock: Clock) -> None:
        told = []
        for minutes in (1, 2, 4, 8, 16, 32, *[60] * 6):
            lent = news.take(T, B, 100)
            assert [d.again for d in lent] == [False] * 5
            told.append([news.failed(d, timedelta(minutes=1)) for d in lent])
            clock.passes(seconds=60 * minutes - 1)
            assert news.take(T, B, 100) == []
            clock.passes(seconds=1)
        assert told == [[True] * 5] * 11 + [[False] * 5]
        assert news.take(T, B, 100) == []

    def test_no_earlier_than_the_platform_asks_for(self, news: News, clock: Clock) -> None:
        (first, *_) = news.take(T, B, 1)
        news.failed(first, timedelta(hours=2))
        clock.passes(seconds=7199)
        assert first.address not in addresses(news.take(T, B, 100))
        clock.passes(seconds=1)
        assert first.address in addresses(news.take(T, B, 100))

    def test_who_has_gone_is_not_written_to_again(self, news: News, registry: Registry) -> None:
        (first, *others) = news.take(T, B, 100)
        news.gone(first)
        assert registry.people.subscribed(Pseudonym(first.person)) == []
        assert [registry.people.subscribed(Pseudonym(d.person)) for d in others] == [[ALL]] * 4

    def test_a_sender_that_outlived_its_lease_changes_nothing(self, news: News, clock: Clock) -> None:
        late = news.take(T, B, 100)
        clock.passes(seconds=LEASE.total_seconds())
        again = news.take(T, B, 100)
        for delivery in late:
            assert news.failed(delivery) is False
            news.sent(delivery)
        for delivery in again:
            assert news.failed(delivery) is True


def test_two_processes_tell_each_person_once(url: str, registry: Registry) -> None:
    for number in range(60):
        subscribe(registry, number)
    real = open_registry(url, registry.keys)  # by the real time, as the other processes
    real.news.observe([OLD])
    real.news.observe([OLD, statement("fresh", {"en": "x"}, published=datetime.now(UTC).date())])
    real.close()
    spawn = multiprocessing.get_context("spawn")
    answers = spawn.SimpleQueue()
    tellers = [spawn.Process(target=tell, args=(url, answers)) for _ in range(2)]
    for teller in tellers:
        teller.start()
    reached = Counter(address for _ in tellers for address in answers.get())
    for teller in tellers:
        teller.join(60)
    assert reached == Counter(map(str, range(60)))


def tell(url: str, answers: multiprocessing.SimpleQueue[list[str]]) -> None:
    registry = open_registry(url, Keys(SECRET))
    reached = []
    while lent := registry.news.take(T, B, 3):
        for delivery in lent:
            reached.append(delivery.address)
            registry.news.sent(delivery)
    registry.close()
    answers.put(reached)
