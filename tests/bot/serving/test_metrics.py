from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.serving.metrics import Metrics, language, plain


def figures(metrics: Metrics) -> dict[str, float]:
    """Every sample as Prometheus reads it, by its name and its labels in the order of theirs; not when it was made."""
    read = text_string_to_metric_families(metrics.figures.text().decode())
    return {
        sample.name + "".join(f" {value}" for _, value in sorted(sample.labels.items())): sample.value
        for family in read
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


@pytest.fixture
def metrics() -> Metrics:
    return Metrics("telegram")


def test_questions(metrics: Metrics) -> None:
    metrics.question("position", "fr")
    metrics.question("position", "fr", remembered=True)
    metrics.question("busy", "tlh")
    found = figures(metrics)
    assert found["verbale_questions_total fr position telegram"] == 2
    assert found["verbale_questions_total other busy telegram"] == 1
    assert found["verbale_remembered_total telegram"] == 1


def test_updates_sends_and_failures(metrics: Metrics) -> None:
    metrics.update("received")
    metrics.send("retried")
    metrics.refused("SLOW_DOWN")
    metrics.failed("message", "KeyError", dead=False)
    metrics.failed("message", "KeyError", dead=True)
    found = {name: value for name, value in figures(metrics).items() if "telegram" in name}
    assert found == {
        "verbale_updates_total received telegram": 1,
        "verbale_sends_total retried telegram": 1,
        "verbale_refused_total telegram SLOW_DOWN": 1,
        "verbale_failures_total KeyError message telegram": 1,
        "verbale_dead_letters_total KeyError message telegram": 1,
    }


def test_stages_and_queues(metrics: Metrics) -> None:
    metrics.took("waiting", 0.2)
    with metrics.timing("sending"):
        pass
    queue = [3, 5]
    metrics.waiting("inbox", lambda: queue.pop())
    assert figures(metrics)["verbale_waiting telegram inbox"] == 5
    found = figures(metrics)
    assert found["verbale_waiting telegram inbox"] == 3
    queue.append(0)
    assert found["verbale_stage_seconds_bucket 0.1 telegram waiting"] == 0
    assert found["verbale_stage_seconds_bucket 0.25 telegram waiting"] == 1
    assert found["verbale_stage_seconds_sum telegram waiting"] == 0.2
    assert found["verbale_stage_seconds_count telegram sending"] == 1


def test_the_store(metrics: Metrics) -> None:
    metrics.figures.store("20260501T083000Z-aa", 1000.0, lambda: 60.0)
    metrics.figures.store("20260502T083000Z-bb", 2000.0, lambda: 7.0)
    metrics.figures.trouble(there=True)
    found = {name: value for name, value in figures(metrics).items() if "store" in name}
    assert found == {
        "verbale_store_info 20260502T083000Z-bb": 1,
        "verbale_store_built_timestamp_seconds": 2000,
        "verbale_store_age_seconds": 7,
        "verbale_store_trouble": 1,
    }


@pytest.mark.parametrize("written", ["passport K1234567", "700123456", "", "x" * 41, "Кто?", "a b", "'7'", "e\n"])
def test_nothing_that_a_citizen_writes_becomes_a_label(metrics: Metrics, written: str) -> None:
    metrics.question(written, written)
    metrics.update(written)
    metrics.send(written)
    metrics.refused(written)
    metrics.failed(written, written, dead=True)
    metrics.took(written, 1)
    labels = {name.partition(" ")[2] for name in figures(metrics)} - {""}
    assert {word for label in labels for word in label.split()} <= {
        *("telegram", "other", "+Inf"),
        *("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0", "30.0"),
    }


def test_two_platforms_in_one_process_are_told_apart_and_share_the_store(metrics: Metrics) -> None:
    other = Metrics("discord", metrics.figures)
    metrics.update("received")
    other.update("received")
    other.update("received")
    metrics.figures.queue("questions", lambda: 7)
    metrics.figures.store("20260501T083000Z-aa", 1000.0, lambda: 60.0)
    found = {name: value for name, value in figures(other).items() if "trouble" not in name and "paused" not in name}
    assert found == {
        "verbale_updates_total received telegram": 1,
        "verbale_updates_total received discord": 2,
        "verbale_waiting all questions": 7,
        "verbale_store_info 20260501T083000Z-aa": 1,
        "verbale_store_built_timestamp_seconds": 1000,
        "verbale_store_age_seconds": 60,
    }


def test_the_library_s_own_registry_is_left_alone() -> None:
    from prometheus_client import REGISTRY

    before = len(list(REGISTRY.collect()))
    Metrics("telegram").update("received")
    Metrics("discord").update("received")
    assert len(list(REGISTRY.collect())) == before


def test_labels() -> None:
    assert [language(code) for code in ("ar", "zh", "de", "")] == ["ar", "zh", "other", "other"]
    assert [plain(name) for name in ("not-our-remit", "KeyError", "SLOW_DOWN", "4711")] == [
        "not-our-remit",
        "KeyError",
        "SLOW_DOWN",
        "other",
    ]
