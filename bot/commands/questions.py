"""Questions to a person at a terminal: an answer is judged before it is taken."""

from __future__ import annotations

import shutil
import textwrap

from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import HTML, merge_formatted_text

from indexer.drafting.answers import Answers, Question

_LONG = "text"


def ask(answers: Answers, question: Question) -> None:
    """Ask until the answer is accepted. Raises `KeyboardInterrupt` or `EOFError` when the person leaves."""
    session: PromptSession[str] = PromptSession()
    asked, answer = _meaning(answers, question), answers.likely(question.key)
    while True:
        answer = session.prompt(
            merge_formatted_text([asked, "\n> "]), default=answer, multiline=question.key == _LONG
        ).strip("\n")
        if (problem := answers.give(question.key, answer)) is None:
            return
        asked = HTML("<ansired>{}</ansired>").format(_wrapped(f"{problem.found}; {problem.mend}"))


def _meaning(answers: Answers, question: Question) -> HTML:
    """The name, what it means and what may be chosen."""
    name = "language" if question.key == "original" else question.key.replace("_", " ")
    hint = question.meaning if question.needed else f"{question.meaning}; may stay empty"
    hint += "; end with Escape and then Enter" if question.key == _LONG else ""
    hint += f"; there are {', '.join(choices)}" if (choices := answers.choices(question.key)) else ""
    told = _wrapped(f"{name} ({hint})").removeprefix(name)
    return HTML("<b>{}</b><ansibrightblack>{}</ansibrightblack>").format(name, told)


def _wrapped(text: str) -> str:
    """As many lines as the terminal's width asks for: a prompt's own lines are cut at its edge."""
    width = shutil.get_terminal_size().columns
    return textwrap.fill(text, max(width - 1, 20), break_on_hyphens=False)
