"""The report as one HTML page with everything in it, for a screen, a phone and paper. It fetches nothing."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from bot.learning.labels import fixed
from bot.learning.telling import Report
from bot.wording import Wording, right_to_left


def page_of(report: Report, words: Wording) -> str:
    """HTML in the language of `words`; every text in it is escaped."""
    direction = "rtl" if right_to_left(words.language) else "ltr"
    return _template().render(report=report, labels=fixed(words), language=words.language, direction=direction)


@cache
def _template() -> Template:
    source = files("bot").joinpath("learning", "report.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(source)
