"""The alarms and the dashboard: real tools read them, and everything they name exists."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.serving.metrics import Figures
from bot.tending.figures import Figures as WatchFigures
from tests.conftest import CHECKOUT
from tests.deploy.tools import needs

PROMETHEUS = CHECKOUT / "deploy" / "prometheus"
DASHBOARD = CHECKOUT / "deploy" / "grafana" / "dashboard.json"
RUNBOOK = CHECKOUT / "deploy" / "RUNBOOK.md"
NAME = re.compile(r"\bverbale_\w+")
ENDINGS = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((PROMETHEUS / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def there() -> set[str]:
    """The names of all figures, as Prometheus stores them."""
    families = [*Figures().registry.collect(), *WatchFigures().registry.collect()]
    return {(family.name + ending) for family in families for ending in ENDINGS[family.type]}


@needs("promtool")
@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("check rules", "alerts.yaml"),
        ("test rules", "alerts.test.yaml"),
        ("check config --syntax-only", "prometheus.yaml"),
    ],
)
def test_promtool_accepts_the_rules_and_makes_each_ring(command: str, file: str) -> None:
    ended = subprocess.run(
        ["promtool", *command.split(), str(PROMETHEUS / file)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_alarm_is_made_to_ring_and_not_to_ring() -> None:
    cases = yaml.safe_load((PROMETHEUS / "alerts.test.yaml").read_text(encoding="utf-8"))["tests"]
    tested = [(case["alertname"], bool(case["exp_alerts"])) for made in cases for case in made["alert_rule_test"]]
    assert sorted(set(tested)) == sorted((rule["alert"], rings) for rule in rules() for rings in (True, False))


def test_the_runbook_has_a_section_on_every_alarm() -> None:
    sections = set(re.findall(r"^### (\w+)$", RUNBOOK.read_text(encoding="utf-8"), re.M))
    assert {rule["annotations"]["runbook"] for rule in rules()} == {
        f"deploy/RUNBOOK.md#{rule['alert'].lower()}" for rule in rules()
    }
    assert {rule["alert"] for rule in rules()} == {name for name in sections if name.startswith("Verbale")}


def test_alarms_and_dashboard_name_figures_that_exist() -> None:
    named = {name for rule in rules() for name in NAME.findall(rule["expr"])}
    shown = {name for query in queries() for name in NAME.findall(query)}
    assert (named | shown) - there() == set()


def test_alarms_name_events_outcomes_and_stages_that_are_counted() -> None:
    """Each word stands in the program as it is counted: an alarm on a word that nobody writes never rings."""
    program = "".join(file.read_text(encoding="utf-8") for file in sorted((CHECKOUT / "bot").rglob("*.py")))
    asked = [*(rule["expr"] for rule in rules()), *queries()]
    chosen = [words for query in asked for words in re.findall(r'(?:event|outcome|stage|queue)=~?"([\w|-]+)"', query)]
    named = {word for words in chosen for word in words.split("|")}
    assert {word for word in named if f'"{word}"' not in program} == set()
    assert {"answered", "busy", "conflict", "late", "none", "position", "questions", "refused", "taken"} <= named


def panels() -> Iterator[dict[str, Any]]:
    yield from json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]


def queries() -> Iterator[str]:
    for panel in panels():
        for target in panel.get("targets", ()):
            yield target["expr"]


def test_the_panels_fill_the_dashboard_without_covering_one_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not taken & cells, panel["title"]
        assert place["x"] + place["w"] <= 24, panel["title"]
        taken |= cells
    lowest = max(y for _, y in taken) + 1
    assert len(taken) == 24 * lowest


def test_each_panel_has_a_title_a_description_and_the_source_that_is_chosen() -> None:
    made = list(panels())
    assert len({panel["id"] for panel in made}) == len({panel["title"] for panel in made}) == len(made)
    for panel in made:
        assert panel["description"].endswith("."), panel["title"]
        for target in panel["targets"]:
            assert target["datasource"] == panel["datasource"] == {"type": "prometheus", "uid": "${source}"}


@needs("promtool")
def test_promtool_understands_every_query_of_the_dashboard(tmp_path: Path) -> None:
    asked = [query.replace("$__rate_interval", "5m") for query in queries()]
    recorded = [{"record": f"query:{number}", "expr": query} for number, query in enumerate(asked)]
    file = tmp_path / "queries.yaml"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": recorded}]}), encoding="utf-8")
    ended = subprocess.run(["promtool", "check", "rules", str(file)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
