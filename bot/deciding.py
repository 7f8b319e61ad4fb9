"""From what a search found to the reply: what is presented, listed, shown as former, or refused.

In this order: what no statement can say is refused (an opinion, a prediction, what is private, what another state
thinks); a question about an earlier time is answered from what was in force then; a statement in force whose
confidence reaches the threshold (a higher one where the question seems to be of the first sort) is the position; one no
longer in force that does is shown as such; what belongs to another authority is sent there; what comes close is listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import numpy.typing as npt

from bot.confidence import confidences, shipped
from bot.moments import moment_of
from bot.quoting import quote
from bot.reply import Closest, Former, Found, Match, NoPosition, Position, Reason, Refusal, Searched
from bot.retrieval import Candidate, Ranking, Sought, rank_all
from indexer.kinds import Judgement, QuestionKind
from indexer.lexicon import tokens
from indexer.statement import Standing, Statement
from indexer.store import Snapshot, Thresholds, plainly

_LISTED = 5
_RANKED = 10
_ALMOST_AS_SURE = 0.5
"""The newest of statements counts as "the latest" whose confidence is at least this share of the best one's."""

_BEYOND_DOUBT = 0.95
"""The confidence that a position needs where the question seems to ask for an opinion, a prediction and the like."""

_STAFF_SAID = 0.99
"""The confidence in a statement for which staff wrote down the very question."""
_UNSURE = 0.01
"""So far below the threshold of a position is what staff's questions speak against."""
_LEAST_TERMS = 3
"""With fewer terms, one more or less makes another question."""

_REFUSED = {
    QuestionKind.OPINION: Reason.OPINION,
    QuestionKind.PREDICTION: Reason.PREDICTION,
    QuestionKind.PRIVATE: Reason.PRIVATE,
    QuestionKind.OTHER_STATE: Reason.OTHER_STATE,
    QuestionKind.REMIT: Reason.NOT_OUR_REMIT,
}


@dataclass(frozen=True, slots=True)
class Search:
    """One search: what was sought among the statements in force at `moment`, what it found, and how sure.

    `sure` are the confidences of the ranking's candidates, never rising.
    """

    sought: Sought
    moment: datetime
    ranking: Ranking
    sure: tuple[float, ...]

    @property
    def best(self) -> float:
        """The confidence in the first candidate; 0 without one."""
        return self.sure[0] if self.sure else 0.0


def search(snapshot: Snapshot, sought: Sought, moment: datetime, pool: npt.NDArray[np.bool_] | None = None) -> Search:
    """Search among the statements in force at `moment`, or among those of `pool` (statements,)."""
    return search_all(snapshot, [sought], moment, pool)[0]


def search_all(
    snapshot: Snapshot, questions: Sequence[Sought], moment: datetime, pool: npt.NDArray[np.bool_] | None = None
) -> list[Search]:
    """The same for several questions, in their order."""
    rankings = rank_all(snapshot, questions, snapshot.in_force(moment) if pool is None else pool)
    return [_weighed(snapshot, one, moment, found) for one, found in zip(questions, rankings, strict=True)]


def _weighed(snapshot: Snapshot, sought: Sought, moment: datetime, ranking: Ranking) -> Search:
    """What a search found, with how sure each of it is."""
    sure = confidences(ranking, shipped(), snapshot.manifest.fit)
    if (said := _said_by_staff(snapshot, sought, ranking)) is not None:
        ranking = replace(ranking, candidates=_first(ranking.candidates, said))
        sure = (max(sure[said], _STAFF_SAID), *(s for i, s in enumerate(sure) if i != said))
    elif meant := _nearly_said_by_staff(snapshot, sought, ranking):
        ranking = replace(ranking, candidates=_first(ranking.candidates, meant))
        below = snapshot.manifest.thresholds.position - _UNSURE
        sure = tuple(min(s, below) for s in (sure[0], *(s for i, s in enumerate(sure) if i != meant)))
    return Search(sought, moment, ranking, tuple(np.minimum.accumulate(sure).tolist()) if sure else ())


def _said_by_staff(snapshot: Snapshot, sought: Sought, ranking: Ranking) -> int | None:
    """The place of the one candidate for which staff wrote down this very question, where there is one."""
    numbers = snapshot.asked.get(plainly(sought.text), frozenset())
    places = [place for place, candidate in enumerate(ranking.candidates) if candidate.statement in numbers]
    return places[0] if len(places) == 1 else None


def _nearly_said_by_staff(snapshot: Snapshot, sought: Sought, ranking: Ranking) -> int:
    """The place of the candidate, not the first, for which staff wrote down this question but for one term; else 0.

    Staff know what is asked so: then no other statement is presented. It makes no position either, for that one term
    may be what it is about.
    """
    asked = frozenset(tokens(sought.text, sought.language))
    numbers = {
        number
        for terms, number in snapshot.asked_terms.get(sought.language, ())
        if len(terms & asked) >= _LEAST_TERMS and len(terms ^ asked) <= 1
    }
    places = [place for place, candidate in enumerate(ranking.candidates) if candidate.statement in numbers]
    return places[0] if len(places) == 1 else 0


def _first(candidates: tuple[Candidate, ...], place: int) -> tuple[Candidate, ...]:
    return (candidates[place], *(c for i, c in enumerate(candidates) if i != place))


def decide(snapshot: Snapshot, found: Search, language: str, now: datetime, dated: bool) -> Searched:
    """The reply to one search, spoken in `language`; `dated` says that the citizen chose its moment."""
    kinds = snapshot.contents.kinds
    judged = Judgement(QuestionKind.ORDINARY, 1.0) if kinds is None else kinds.classify(found.sought.vector)
    thresholds = snapshot.manifest.thresholds
    past = None if dated else _then(snapshot, found, judged, now)
    if past is not None:
        found, dated = past, True
    if judged.kind is QuestionKind.LATEST:
        found = _newest_first(snapshot, found, thresholds)
    shown = found_of(snapshot, found, language, dated)
    if judged.kind in _REFUSED and judged.kind is not QuestionKind.REMIT:
        return _refused(shown, judged)
    if past is not None and found.best >= thresholds.position and _is_former(snapshot, found, now):
        return _as_former(snapshot, found, shown, language, now)
    if found.best >= (_BEYOND_DOUBT if _doubted(snapshot, found) else thresholds.position):
        return Position(shown)
    if not dated and (former := _former(snapshot, found, shown, language, thresholds)) is not None:
        return former
    if judged.kind is QuestionKind.REMIT:
        return _elsewhere(snapshot, shown, judged)
    listed = tuple(m for m in shown.matches if m.confidence >= thresholds.closest)[:_LISTED]
    if listed:
        return Closest(shown, listed)
    if kinds is not None:
        # Nothing answers anyway: what is likelier than not may name the refusal.
        judged = kinds.classify(found.sought.vector, refused=True)
        if judged.kind is QuestionKind.REMIT:
            return _elsewhere(snapshot, shown, judged)
        if judged.kind in _REFUSED:
            return _refused(shown, judged)
    return NoPosition(shown)


def _doubted(snapshot: Snapshot, found: Search) -> bool:
    """Whether the question likelier than not asks for what no statement can say, though too unsurely to refuse it."""
    kinds = snapshot.contents.kinds
    kind = QuestionKind.ORDINARY if kinds is None else kinds.classify(found.sought.vector, refused=True).kind
    return kind in _REFUSED and kind is not QuestionKind.REMIT


def _refused(shown: Found, judged: Judgement) -> Refusal:
    """A refusal; the confidence that a statement answers is what is left of it by the kind's probability."""
    less = shown.confidence * (1 - judged.probability)
    return Refusal(replace(shown, confidence=less), _REFUSED[judged.kind])


def _elsewhere(snapshot: Snapshot, shown: Found, judged: Judgement) -> Refusal:
    signposts = snapshot.contents.ministry.signposts
    return Refusal(shown, Reason.NOT_OUR_REMIT, signposts.get(judged.signpost or ""))


def _then(snapshot: Snapshot, found: Search, judged: Judgement, now: datetime) -> Search | None:
    """The search at the earlier time that the question speaks of, where that and not today is asked about.

    It is where the question sounds so, and where what answered then was superseded by what answers today: "the position
    on X in 2019" is not the one that was taken in 2024.
    """
    moment = moment_of(found.sought.text, now)
    if moment is None:
        return None
    then = search(snapshot, found.sought, moment)
    if judged.kind is QuestionKind.PAST or _is_ancestor(snapshot, then, found):
        return then
    return None


def _is_former(snapshot: Snapshot, found: Search, now: datetime) -> bool:
    """Whether the first statement of a search at an earlier time has ended or was superseded since."""
    first = found.ranking.candidates[0].statement
    return bool(snapshot.formerly_in_force(now)[first])


def _is_ancestor(snapshot: Snapshot, then: Search, found: Search) -> bool:
    """Whether the first statement of `then` was superseded, at once or by steps, by the first of `found`."""
    if not then.ranking.candidates or not found.ranking.candidates:
        return False
    statements = snapshot.contents.statements
    wanted = statements[then.ranking.candidates[0].statement].id
    waiting = list(statements[found.ranking.candidates[0].statement].supersedes)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name == wanted:
            return True
        if name not in seen and name in snapshot.by_id:
            seen.add(name)
            waiting += snapshot.by_id[name].supersedes
    return False


def _newest_first(snapshot: Snapshot, found: Search, thresholds: Thresholds) -> Search:
    """For "the latest on …": the newest of the statements that are nearly as sure as the best is put first."""
    least = max(thresholds.closest, _ALMOST_AS_SURE * found.best)
    able = [i for i, sure in enumerate(found.sure[:_LISTED]) if sure >= least]
    if len(able) < 2:
        return found
    statements = snapshot.contents.statements
    newest = max(able, key=lambda i: statements[found.ranking.candidates[i].statement].released)
    order = _first(found.ranking.candidates, newest)
    return replace(found, ranking=replace(found.ranking, candidates=order))


def _former(snapshot: Snapshot, found: Search, shown: Found, language: str, thresholds: Thresholds) -> Former | None:
    """The statement no longer in force that answers what none in force does; withdrawn ones are never shown."""
    pool = snapshot.formerly_in_force(found.moment)
    if not pool.any():
        return None
    earlier = search(snapshot, found.sought, found.moment, pool | snapshot.in_force(found.moment))
    if earlier.best < thresholds.position or not pool[earlier.ranking.candidates[0].statement]:
        return None
    if found.best >= thresholds.closest and _is_ancestor(snapshot, earlier, found):
        return None  # what replaced it comes close too, and what was replaced never beats that
    return _as_former(snapshot, earlier, shown, language, found.moment)


def _as_former(snapshot: Snapshot, earlier: Search, shown: Found, language: str, now: datetime) -> Former:
    """The first statement of `earlier`, which is no longer in force at `now`, shown as such."""
    statement = snapshot.contents.statements[earlier.ranking.candidates[0].statement]
    ends = [(statement.ends, Standing.ENDED), (snapshot.superseded.get(statement.id), Standing.SUPERSEDED)]
    past = [(until, why) for until, why in ends if until is not None and until <= now]
    until, why = min(past, key=lambda end: end[0])  # what came later did not end it
    return Former(shown, _match(snapshot, earlier, 0, language), until, why, _successor(snapshot, statement, now))


def _successor(snapshot: Snapshot, statement: Statement, moment: datetime) -> Statement | None:
    """What replaced `statement`, or replaced that in turn, and is in force at `moment`."""
    in_force = snapshot.in_force(moment)
    earlier, seen = [statement.id], {statement.id}
    while earlier:
        name = earlier.pop(0)
        for number, later in enumerate(snapshot.contents.statements):
            if name in later.supersedes and later.id not in seen and later.released <= moment:
                if in_force[number]:
                    return later
                seen.add(later.id)
                earlier.append(later.id)
    return None


def found_of(snapshot: Snapshot, found: Search, language: str, dated: bool = False) -> Found:
    """What a reply carries of a search."""
    count = min(_RANKED, len(found.ranking.candidates))
    matches = tuple(_match(snapshot, found, i, language) for i in range(count))
    moment = found.moment if dated else None
    return Found(language, found.best, matches, snapshot.contents.ministry, moment)


def _match(snapshot: Snapshot, found: Search, number: int, language: str) -> Match:
    candidate = found.ranking.candidates[number]
    statement = snapshot.contents.statements[candidate.statement]
    version = statement.best_version(language)
    return Match(
        statement=statement,
        version=version,
        confidence=found.sure[number],
        quote=quote(snapshot, snapshot.place(candidate.statement, version.language), version, found.sought),
        replaces=_replaced(snapshot, statement),
    )


def _replaced(snapshot: Snapshot, statement: Statement) -> tuple[Statement, ...]:
    return tuple(snapshot.by_id[earlier] for earlier in statement.supersedes if earlier in snapshot.by_id)
