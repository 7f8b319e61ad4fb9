"""Questions to a person at a terminal: an answer is judged before it is taken."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from datetime import date

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import HTML, merge_formatted_text

from indexer.drafting.answers import Answers, Question

_LONG = "text"


class Proposals(Completer):
    """Offers those of `words` that hold what was typed since the last comma; all of them at the Tab key."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """In the order of the words."""
        typed = document.text_before_cursor.rpartition(",")[2].strip()
        if typed or complete_event.completion_requested:
            for word in self._words:
                if typed.casefold() in word.casefold() and typed != word:
                    yield Completion(word, start_position=-len(typed))


def ask(answers: Answers, question: Question, today: date) -> None:
    """Ask until the answer is accepted. Raises `KeyboardInterrupt` or `EOFError` when the person leaves."""
    words = Proposals(answers.proposals(question.key, today))
    session: PromptSession[str] = PromptSession()
    asked, answer = _meaning(answers, question), answers.likely(question.key)
    while True:
        answer = session.prompt(
            merge_formatted_text([asked, "\n> "]),
            default=answer,
            multiline=question.key == _LONG,
            completer=words,
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
