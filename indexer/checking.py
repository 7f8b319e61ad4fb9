"""What can be wrong across fields and files: dates, originals, hosts, topics, and who supersedes whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from indexer.files.characters import shown
from indexer.files.dates import written
from indexer.files.forms import did_you_mean, nearest
from indexer.files.links import host_of
from indexer.files.mistakes import (
    CIRCLE,
    FOREIGN_HOST,
    ID_TWICE,
    LISTED_TWICE,
    NEVER_SHOWN,
    NO_ORIGINAL,
    ONLY_A_DRAFT,
    SUPERSEDES_ITSELF,
    SUPERSEDES_LATER,
    SUPERSEDES_UNKNOWN,
    TOO_EARLY,
    UNKNOWN_TOPIC,
)
from indexer.files.parsing import Items, Value
from indexer.loading import Loaded, Located
from indexer.questions import QUESTIONS_FILE
from indexer.statement import Knowledge, Ministry, Problem, VerbaleError, end_of, start_of

_SUGGESTIONS = 5  # in one list: likeness to thousands of ids takes time


class UncheckedKnowledgeError(VerbaleError):
    """Knowledge was asked of a folder that has problems."""


def check(loaded: Loaded) -> tuple[Problem, ...]:
    """Every problem of the folder, those of loading included, sorted by file and line."""
    problems = list(loaded.problems)
    for located in loaded.statements:
        problems.extend(_original(located))
        problems.extend(_dates(located))
        problems.extend(_lists(located))
        if loaded.ministry is not None:
            problems.extend(_hosts(located, loaded.ministry))
            problems.extend(_topics(located, loaded.ministry))
    problems.extend(_twice(loaded))
    problems.extend(_superseded(loaded))
    problems.extend(_asked(loaded))
    return tuple(sorted(problems, key=lambda p: (p.file, p.line, p.field, p.found)))


def notes(loaded: Loaded) -> tuple[Problem, ...]:
    """What each draft still lacks, as if all were published now; of one that lacks nothing, that it is a draft."""
    if not loaded.drafts:
        return ()
    drafts = {draft.file: draft for draft in loaded.drafts}
    adopted = replace(
        loaded,
        statements=(*loaded.statements, *(draft.located for draft in loaded.drafts if draft.located is not None)),
        problems=tuple(problem for draft in loaded.drafts for problem in draft.problems),
        files=tuple(sorted((*loaded.files, *drafts), key=lambda file: (file in drafts, file))),
        drafts=(),
    )
    found = [problem for problem in check(adopted) if problem.file in drafts]
    ready = drafts.keys() - {problem.file for problem in found}
    for file in ready:
        located = drafts[file].located
        found.append(ONLY_A_DRAFT.at(file, 1 if located is None else located.line("status"), "status"))
    return tuple(sorted(found, key=lambda p: (p.file, p.line, p.field, p.found)))


def knowledge(loaded: Loaded) -> Knowledge:
    """The statements, sorted by id, of a folder in which `check` found nothing.

    Raises:
        UncheckedKnowledgeError: the folder has problems.

    """
    whole = [located.statement for located in loaded.statements if located.statement is not None]
    if loaded.ministry is None or loaded.problems or len(whole) < len(loaded.files):
        raise UncheckedKnowledgeError("the knowledge folder has problems; run `verbale check` and mend what it names")
    return Knowledge(loaded.ministry, tuple(sorted(whole, key=lambda statement: statement.id)))


def _original(located: Located) -> Iterator[Problem]:
    original = located.readable.get("original")
    languages = [language for language, _ in located.versions()]
    if original is not None and languages and original not in languages:
        yield NO_ORIGINAL.at(
            located.file,
            located.line("original"),
            "original",
            language=original,
            known=", ".join(map(shown, languages)),
        )


def _dates(located: Located) -> Iterator[Problem]:
    readable, file = located.readable, located.file
    published, embargo = readable.get("published"), readable.get("embargo")
    moments: dict[str, tuple[date | datetime | None, str]] = {
        "embargo": (embargo, "published"),
        "valid_until": (readable.get("valid_until"), "published"),
        "withdrawn": (readable.get("withdrawn"), "published"),
    }
    for name, (moment, what) in moments.items():
        if moment is None:
            continue
        # A last day counts whole, so it is over when the next day begins.
        last = name == "valid_until"
        instant = end_of(moment) if last else start_of(moment)
        line = located.line(name)
        if published is not None and (instant < start_of(published) or (last and instant == start_of(published))):
            words = {"moment": written(moment), "other": written(published), "what": what}
            yield TOO_EARLY.at(file, line, name, **words)
        elif name != "embargo" and embargo is not None and instant <= start_of(embargo):
            yield NEVER_SHOWN.at(file, line, name, moment=written(moment), embargo=written(embargo))


def _lists(located: Located) -> Iterator[Problem]:
    found = [(key, located.node.entries.get(key)) for key in ("topics", "supersedes")]
    found.extend(
        (f"versions.{language}.questions", entries.get("questions")) for language, entries in located.versions()
    )
    for field, entry in found:
        if entry is None or not isinstance(entry[1], Items):
            continue
        seen: set[str] = set()
        for item in entry[1].items:
            if isinstance(item, Value):
                if item.text in seen:
                    yield LISTED_TWICE.at(located.file, item.line, field, value=shown(item.text))
                seen.add(item.text)


def _hosts(located: Located, ministry: Ministry) -> Iterator[Problem]:
    for language, entries in located.versions():
        line, node = entries.get("source", (0, None))
        host = host_of(node.text) if isinstance(node, Value) else None
        if host is not None and host not in ministry.hosts:
            field = f"versions.{language}.source"
            words = {"host": shown(host, 100), "hosts": ", ".join(ministry.hosts)}
            yield FOREIGN_HOST.at(located.file, line, field, **words)


def _topics(located: Located, ministry: Ministry) -> Iterator[Problem]:
    if not ministry.topics:
        return
    for told, (topic, line) in enumerate(_listed(located, "topics")):
        if topic not in ministry.topics:
            mend = did_you_mean(topic, ministry.topics if told < _SUGGESTIONS else ())
            yield UNKNOWN_TOPIC.at(located.file, line, "topics", topic=topic, mend=mend)


def _listed(located: Located, key: str) -> Iterator[tuple[str, int]]:
    """The values of the list `key` with their lines, if all of them could be read."""
    _, node = located.node.entries.get(key, (0, None))
    if key in located.readable and isinstance(node, Items):
        for item in node.items:
            if isinstance(item, Value):
                yield item.text, item.line


def _twice(loaded: Loaded) -> Iterator[Problem]:
    lines = {located.file: located.line("id") for located in loaded.statements}
    first: dict[str, Path] = {}
    for file in loaded.files:
        if file.stem in first:
            line = lines.get(file, 1)
            yield ID_TWICE.at(file, line, "id", id=shown(file.stem), other=first[file.stem])
        else:
            first[file.stem] = file


def _superseded(loaded: Loaded) -> Iterator[Problem]:
    # A file that could not be read is still there: who supersedes it makes no mistake.
    names = {file.stem for file in loaded.files}
    by_id = {located.file.stem: located for located in loaded.statements}
    drafts = {draft.file.stem for draft in loaded.drafts}
    links: dict[str, list[str]] = {}
    for located in loaded.statements:
        for told, (earlier, line) in enumerate(_listed(located, "supersedes")):
            if earlier == located.file.stem:
                yield SUPERSEDES_ITSELF.at(located.file, line, "supersedes")
            elif earlier not in names:
                near = nearest(earlier, names) if told < _SUGGESTIONS else None
                mend = f"did you mean {near}?" if near else "write the id of a statement in this folder"
                mend = "it is a draft: adopt that, too, or take this out" if earlier in drafts else mend
                yield SUPERSEDES_UNKNOWN.at(located.file, line, "supersedes", id=earlier, mend=mend)
            else:
                links.setdefault(located.file.stem, []).append(earlier)
                yield from _later(located, by_id.get(earlier), line)
    yield from _circles(links, by_id)


def _asked(loaded: Loaded) -> Iterator[Problem]:
    """Staff's questions name statements that there are, if only as drafts."""
    names = {file.stem for file in loaded.files} | {draft.file.stem for draft in loaded.drafts}
    unknown = {a.statement: a for a in reversed(loaded.questions) if a.statement not in (None, *names)}
    for told, (name, asked) in enumerate(sorted(unknown.items(), key=lambda item: item[1].line)):
        near = nearest(str(name), names) if told < _SUGGESTIONS else None
        mend = f"did you mean {near}?" if near else "name another statement, or take its questions out"
        yield SUPERSEDES_UNKNOWN.at(QUESTIONS_FILE, asked.line, f"answered.{name}", id=name, mend=mend)


def _later(located: Located, earlier: Located | None, line: int) -> Iterator[Problem]:
    own = located.readable.get("published")
    other = None if earlier is None else earlier.readable.get("published")
    if earlier is not None and own is not None and other is not None and end_of(own) <= start_of(other):
        words = {"id": earlier.file.stem, "published": written(other)}
        yield SUPERSEDES_LATER.at(located.file, line, "supersedes", **words)


def _circles(links: Mapping[str, list[str]], by_id: Mapping[str, Located]) -> Iterator[Problem]:
    """One problem for each circle met, at the link that closes it; iterative, for chains of any length."""
    done: set[str] = set()
    for start in sorted(links):
        path: dict[str, None] = {}  # ordered
        waiting = [(start, False)]
        while waiting:
            name, leaving = waiting.pop()
            if leaving:
                path.popitem()
                done.add(name)
            elif name in path:
                names = list(path)
                circle = [*names[names.index(name) :], name]
                located = by_id[names[-1]]
                yield CIRCLE.at(located.file, located.line("supersedes"), "supersedes", circle=" → ".join(circle))
            elif name not in done:
                path[name] = None
                waiting.append((name, True))
                waiting.extend((earlier, False) for earlier in reversed(links.get(name, [])))
