"""The six exercises, and what is still wrong in each: what `verbale check` says, then what it cannot know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from indexer.advice.probes import on_probes
from indexer.checking import check, notes
from indexer.course import sorts
from indexer.course.comparing import changed, unlike, version_unlike
from indexer.course.copying import SAMPLE, CourseError
from indexer.files.folder import STATEMENTS_FOLDER
from indexer.loading import Loaded, Located, load, read_statement
from indexer.questions import QUESTIONS_FILE
from indexer.statement import Problem, Statement

PUBLISHED = Path(__file__).with_name("published")
"""What the ministry publishes in the course, a file a statement; of the translation its own language only."""
WITHDRAWN = date(2026, 11, 20)
IN_SELVARA = datetime(2099, 6, 15, 10, tzinfo=UTC)
"""The embargo as who takes local time for UTC writes it."""
REPLACED = "dual-nationals-consular-assistance"
ANSWERING = "kestova-citrus-dispute-2025"
ASKED_BY_CITIZENS = "I grow oranges. Is the ministry doing anything so I can export them again?"
NOT_OURS = "Which party should I vote for?"


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise, about the statement `id`: `look` tells what is wrong in its file, once that can be read.

    `around` tells what is wrong in other files, always; of those `others` are statements.
    """

    number: int
    name: str
    id: str
    look: Callable[[Located], Iterator[Problem]]
    around: Callable[[Loaded], Iterator[Problem]] | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """An exercise with what is still wrong in it, sorted by file and line."""

    exercise: Exercise
    problems: tuple[Problem, ...]

    @property
    def done(self) -> bool:
        """Whether nothing is."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Judgement:
    """All exercises, in order, and what `verbale check` finds in files that belong to none."""

    exercises: tuple[Judged, ...]
    elsewhere: tuple[Problem, ...]

    @property
    def done(self) -> bool:
        """Whether the course is through."""
        return not self.elsewhere and all(one.done for one in self.exercises)


def judge(folder: Path, now: datetime) -> Judgement:
    """What is still wrong in the scratch copy's knowledge folder; raises what `load` raises."""
    loaded = load(folder)
    of_folder = [*check(loaded), *notes(loaded), *on_probes(loaded, now)]
    by_number: dict[int, list[Problem]] = {one.number: [] for one in EXERCISES}
    elsewhere: list[Problem] = []
    for problem in of_folder:
        number = _number_of(problem)
        (elsewhere if number is None else by_number[number]).append(problem)
    judged = []
    for exercise in EXERCISES:
        found = by_number[exercise.number]
        told = {(p.file, p.field) for p in found}
        found += [p for p in _looked(exercise, loaded) if (p.file, p.field) not in told]
        judged.append(Judged(exercise, tuple(sorted(found, key=lambda p: (p.file, p.line, p.field, p.found)))))
    return Judgement(tuple(judged), tuple(elsewhere))


def _number_of(problem: Problem) -> int | None:
    """Whose file it lies in; of staff's questions those on another exercise's statement are that one's."""
    if problem.file == QUESTIONS_FILE:
        named = next((one for one in EXERCISES if problem.field.startswith(f"answered.{one.id}")), EXERCISES[-1])
        return named.number
    return next((one.number for one in EXERCISES if problem.file.stem in (one.id, *one.others)), None)


def _looked(exercise: Exercise, loaded: Loaded) -> Iterator[Problem]:
    drafts = [draft.located for draft in loaded.drafts if draft.file.stem == exercise.id]
    found = [one for one in (*loaded.statements, *drafts) if one is not None and one.file.stem == exercise.id]
    if exercise.id not in _stems(loaded):
        before = _before().get(exercise.id)
        topic = (before or _published(exercise.id)).topics[0]
        sort = sorts.NOT_WRITTEN if before is None else sorts.GONE
        yield sort.at(STATEMENTS_FOLDER / topic / f"{exercise.id}.yaml", 1, id=exercise.id)
    for located in found[:1]:
        if located.statement is not None:
            yield from exercise.look(located)
    if exercise.around is not None:
        yield from exercise.around(loaded)


def _stems(loaded: Loaded) -> set[str]:
    """The names of all files, those that cannot be read and drafts too."""
    return {file.stem for file in (*loaded.files, *(draft.file for draft in loaded.drafts))}


def _add(located: Located) -> Iterator[Problem]:
    yield from unlike(located, _published(located.file.stem))


def _translate(located: Located) -> Iterator[Problem]:
    (version,) = _published(located.file.stem).versions
    yield from version_unlike(located, version)
    yield from changed(located, _before()[located.file.stem])


def _earlier(loaded: Loaded) -> Iterator[Problem]:
    """What became of the statement that exercise 3 replaces."""
    before = _before()[REPLACED]
    found = next((one for one in loaded.statements if one.file.stem == REPLACED), None)
    if found is None:
        if REPLACED not in _stems(loaded):
            yield sorts.GONE.at(STATEMENTS_FOLDER / before.topics[0] / f"{REPLACED}.yaml", 1, id=REPLACED)
    elif found.statement is not None:
        for problem in changed(found, before):
            yield sorts.EARLIER_CHANGED.at(problem.file, problem.line, problem.field, id=REPLACED)


def _embargo(located: Located) -> Iterator[Problem]:
    assert located.statement is not None
    expected = _published(located.file.stem)
    for problem in unlike(located, expected):
        if problem.field == "embargo" and located.statement.embargo == IN_SELVARA:
            words = {"value": "10:00", "expected": "embargo: 2099-06-15T08:00:00Z"}
            yield sorts.LOCAL_TIME.at(problem.file, problem.line, problem.field, **words)
        else:
            yield problem


def _withdraw(located: Located) -> Iterator[Problem]:
    expected = replace(_before()[located.file.stem], withdrawn=WITHDRAWN)
    for problem in changed(located, expected):
        if problem.field == "valid_until":
            yield sorts.ENDS.at(problem.file, problem.line, problem.field, expected=WITHDRAWN.isoformat())
        else:
            yield problem


def _answer(located: Located) -> Iterator[Problem]:
    assert located.statement is not None
    english = located.statement.version("en")
    yield from changed(located, _before()[located.file.stem])
    if english is not None and ASKED_BY_CITIZENS not in english.questions:
        place = ("versions", "en", "questions")
        yield sorts.NO_SUCH_QUESTION.at(located.file, located.line(*place), ".".join(place), question=ASKED_BY_CITIZENS)


def _asked(loaded: Loaded) -> Iterator[Problem]:
    """What is missing in questions.yaml; of one that cannot be read `verbale check` has said all."""
    if any(problem.file == QUESTIONS_FILE for problem in loaded.problems):
        return
    mine = [asked for asked in loaded.questions if asked.statement == ANSWERING and asked.language == "en"]
    if all(asked.text == NOT_OURS for asked in mine):
        yield sorts.NOT_ASKED.at(QUESTIONS_FILE, 1, "answered", id=ANSWERING, language="en")
    refused = next((asked for asked in loaded.questions if asked.text == NOT_OURS), None)
    if refused is None:
        yield sorts.NOT_REFUSED.at(QUESTIONS_FILE, 1, "unanswered", question=NOT_OURS, language="en")
    elif refused.statement is not None:
        where = f"answered.{refused.statement}.{refused.language}"
        yield sorts.WRONG_PLACE.at(QUESTIONS_FILE, refused.line, where, id=refused.statement, language="en")


EXERCISES = (
    Exercise(1, "add", "orda-ferry-2026", _add),
    Exercise(2, "translate", "halcyon-scholarships-tharos-2026", _translate),
    Exercise(3, "supersede", "dual-nationals-consular-assistance-2026", _add, _earlier, (REPLACED,)),
    Exercise(4, "embargo", "kestria-rail-freight-2099", _embargo),
    Exercise(5, "withdraw", "zarvia-departure-advice-2026", _withdraw),
    Exercise(6, "answer a gap", ANSWERING, _answer, _asked),
)


def _published(name: str) -> Statement:
    file = PUBLISHED / f"{name}.yaml"
    located, _ = read_statement(Path(file.name), file.read_bytes())
    assert located is not None
    assert located.statement is not None
    return located.statement


def _before() -> dict[str, Statement]:
    """The sample's statements that exercises are about, as the scratch copy had them. Raises `CourseError`."""
    wanted = {name for one in EXERCISES for name in (one.id, *one.others)}
    found = {}
    for file in sorted((SAMPLE / STATEMENTS_FOLDER).rglob("*.yaml")):
        if file.stem in wanted:
            located, _ = read_statement(Path(file.name), file.read_bytes())
            if located is not None and located.statement is not None:
                found[file.stem] = located.statement
    if not found:
        raise CourseError("the sample is not installed here; run 'verbale course' in the program's own repository")
    return found
