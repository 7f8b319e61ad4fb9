from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import retrieval
from bot.retrieval import Candidate, Ranking, Sought, rank, rank_all, seek
from indexer.expected import Expected
from indexer.lexicon import tokens
from indexer.statement import Standing, Statement, standing, superseded_from
from indexer.store import Snapshot, open_snapshot
from indexer.tokens import unpack
from tests.conftest import TODAY
from tests.fakes.contents import STATEMENTS, make, many, publish_made, statement
from tests.fakes.encoder import FakeEncoder

Array = npt.NDArray[np.floating]
ENCODER = FakeEncoder()
GOLDEN_LANGUAGES = [language for language in ("en", "fr", "es", "ru", "ar", "zh") for _ in range(4)]
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def opened(root: Path, statements: tuple[Statement, ...]) -> Snapshot:
    publish_made(root, make(statements, asked_in=GOLDEN_LANGUAGES))
    return open_snapshot(root)


def sought(snapshot: Snapshot, text: str, language: str) -> Sought:
    return seek(snapshot, text, language, ENCODER.questions_by_token([text])[0])


def asked(snapshot: Snapshot, text: str, language: str, as_of: datetime = NOW) -> Ranking:
    return rank(snapshot, sought(snapshot, text, language), as_of)


def ids(snapshot: Snapshot, ranking: Ranking) -> list[str]:
    return [snapshot.contents.statements[c.statement].id for c in ranking.candidates]


def in_force(statements: tuple[Statement, ...], moment: datetime) -> set[str]:
    superseded = superseded_from(statements)
    return {s.id for s in statements if standing(s, moment, superseded.get(s.id)) is Standing.IN_FORCE}


def bm25(texts: list[list[str]], terms: set[str]) -> Array:
    """Lucene's BM25 (k1 1.5, b 0.75), written out."""
    mean = np.mean([len(t) for t in texts])
    scores = np.zeros(len(texts))
    for term in terms:
        holding = sum(term in t for t in texts)
        weight = np.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for i, words in enumerate(texts):
            count = words.count(term)
            scores[i] += weight * count / (count + 1.5 * (0.25 + 0.75 * len(words) / mean))
    return scores


@dataclass(frozen=True)
class Told:
    """One version as brute force sees it, in float64."""

    id: str
    language: str
    rows: list[int]
    similarity: float
    words: float
    late: float = 0.0

    def score(self, snapshot: Snapshot, language: str, weight: float) -> float:
        mean, deviation = chance(snapshot.contents.expected, language, self.language)
        return (self.similarity - mean) / deviation + weight * self.words + retrieval._LATE_WEIGHS * self.late


def chance(expected: Expected, question: str, text: str) -> tuple[float, float]:
    return expected.pairs.get((question, text), expected.across)


def unit64(rows: Array) -> Array:
    wide = np.asarray(rows, np.float64)
    return np.asarray(wide / np.linalg.norm(wide, axis=-1, keepdims=True))


def words_of_versions(snapshot: Snapshot, text: str, language: str, public: set[str]) -> tuple[Array, float]:
    """BM25 of every version in standard deviations above its pool, and the share of the pool that has a version."""
    versions = [(s, v) for s in snapshot.contents.statements for v in s.versions]
    spoken = [i for i, (_, v) in enumerate(versions) if v.language == language]
    texts = [tokens(f"{versions[i][1].title}\n{versions[i][1].text}", language) for i in spoken]
    words = bm25(texts, set(tokens(text, language))) if spoken else np.zeros(0)
    pool = [j for j, i in enumerate(spoken) if versions[i][0].id in public]
    z = np.zeros(len(versions))
    for j in pool:
        z[spoken[j]] = (words[j] - words[pool].mean()) / (words[pool].std() + 1e-6)
    return z, len({versions[spoken[j]][0].id for j in pool}) / max(1, len(public))


def similarity_of(snapshot: Snapshot, vectors: Array, rows: list[int], question: Array) -> float:
    """The mean of the best passage, the best sentence and the mean of the passages."""
    offsets = np.cumsum([0, *map(len, snapshot.contents.sentence_spans)])
    sentences = np.concatenate([snapshot.contents.sentences[offsets[r] : offsets[r + 1]] for r in rows])
    whole = unit64(vectors[rows].mean(axis=0)) @ question
    return float(np.mean([(vectors[rows] @ question).max(), (sentences.astype(np.float64) @ question).max(), whole]))


def late_of(snapshot: Snapshot, told: Told, text: str, language: str) -> float:
    """The weighted mean of each token's nearest among a passage's, of the best passage, in standard deviations."""
    late = snapshot.contents.late
    if language not in late.space.questions:
        return 0.0
    raw = ENCODER.questions_by_token([text])[0]
    question = unit64(unit64(raw.tokens - late.space.questions[language]) @ late.space.damping.astype(np.float64))
    weights = snapshot.contents.lexicon.importance(text, language, raw.spans).astype(np.float64)
    counts = late.counts.astype(int)
    offsets = np.cumsum([0, *map(len, snapshot.contents.sentence_spans)])
    found = []
    for row in told.rows:
        first, last = counts[: offsets[row]].sum(), counts[: offsets[row + 1]].sum()
        codes = unpack(late.codes[first:last], snapshot.manifest.model.dimension)
        passage = unit64(codes - late.space.passages[told.language])
        found.append(sum(w * max(passage @ q) for w, q in zip(weights, question, strict=True)))
    mean, deviation = chance(late.expected, language, told.language)
    return float((max(found) - mean) / deviation)


def brute_force(snapshot: Snapshot, text: str, language: str, moment: datetime) -> list[tuple[str, float]]:
    """Ids and scores of all statements in force, best first, from every vector, every word and every token."""
    contents = snapshot.contents
    space = contents.space
    centre = space.questions.get(language, space.any_question)
    question = unit64(unit64(ENCODER.questions([text])[0] - centre) @ space.whitening.astype(np.float64))
    public = in_force(contents.statements, moment)
    z, share = words_of_versions(snapshot, text, language, public)
    weight = retrieval._WORDS_WEIGH * share**2 if share >= 1 / 3 else 0.0
    everything = snapshot.passage_vectors(range(len(contents.passages))).astype(np.float64)
    found: list[Told] = []
    for i, (told, version) in enumerate((s, v) for s in contents.statements for v in s.versions):
        here = (told.id, version.language)
        rows = [r for r, p in enumerate(contents.passages) if (contents.statements[p.statement].id, p.language) == here]
        if told.id in public and rows:
            similarity = similarity_of(snapshot, everything, rows, question)
            found.append(Told(told.id, version.language, rows, similarity, float(z[i])))
    best: dict[str, float] = {}
    for one in found:
        late = late_of(snapshot, one, text, language)
        score = replace(one, late=late).score(snapshot, language, weight)
        best[one.id] = max(score, best.get(one.id, -np.inf))
    return sorted(best.items(), key=lambda entry: -entry[1])


QUESTIONS = [
    ("Who may catch cod on the Selm bank?", "en"),
    ("Does each ship carry an observer?", "en"),
    ("Qui peut pêcher la morue ?", "fr"),
    ("Кому принадлежит Орда?", "ru"),
    ("لمن نهر أوردا؟", "ar"),
    ("边界河流属于谁？", "zh"),
    ("Wem gehört der Fluss?", "de"),
    ("zzz qqq", "en"),
]
MOMENTS = [datetime(2024, 6, 1, tzinfo=UTC), datetime(2025, 9, 1, tzinfo=UTC), NOW, datetime(2027, 6, 1, tzinfo=UTC)]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return opened(tmp_path_factory.mktemp("retrieval"), STATEMENTS)


class TestAgainstBruteForce:
    @pytest.mark.parametrize(("text", "language"), QUESTIONS)
    @pytest.mark.parametrize("moment", MOMENTS)
    def test_a_small_store_ranks_the_same(self, snapshot: Snapshot, text: str, language: str, moment: datetime) -> None:
        ranking = asked(snapshot, text, language, moment)
        wanted = brute_force(snapshot, text, language, moment)
        assert ids(snapshot, ranking) == [name for name, _ in wanted]
        assert [c.score for c in ranking.candidates] == pytest.approx([score for _, score in wanted], abs=1e-3)

    @pytest.mark.parametrize(("text", "language"), QUESTIONS[:6])
    def test_without_limits_many_rank_the_same(
        self, sample_words: Snapshot, monkeypatch: pytest.MonkeyPatch, text: str, language: str
    ) -> None:
        for limit in ("_NEAREST", "_PROMISING", "_LATE", "_LATE_VERSIONS", "_LATE_PASSAGES"):
            monkeypatch.setattr(retrieval, limit, 10_000)
        ranking = asked(sample_words, text, language, TODAY)
        wanted = brute_force(sample_words, text, language, TODAY)[:20]
        assert ids(sample_words, ranking) == [name for name, _ in wanted]
        assert [c.score for c in ranking.candidates] == pytest.approx([score for _, score in wanted], abs=2e-3)

    @pytest.mark.parametrize(("text", "language"), QUESTIONS[:6])
    def test_limits_cost_the_rear_only(self, sample_words: Snapshot, text: str, language: str) -> None:
        """What is looked at is scored as without limits, or less where its best version or passage was left out."""
        ranking = asked(sample_words, text, language, TODAY)
        wanted = brute_force(sample_words, text, language, TODAY)
        found = ids(sample_words, ranking)
        assert len(set(found)) == 20
        assert found[0] == wanted[0][0]
        whole = dict(wanted)
        same = [
            c.score == pytest.approx(whole[name], abs=2e-3) for name, c in zip(found, ranking.candidates, strict=True)
        ]
        assert all(c.score < whole[name] + 2e-3 for name, c in zip(found, ranking.candidates, strict=True))
        assert sum(same) >= 15
        assert [c.score for c in ranking.candidates] == sorted((c.score for c in ranking.candidates), reverse=True)


class TestWords:
    def test_words_of_another_language_count_nothing(self, tmp_path: Path) -> None:
        """`Selm` stands in both texts; a question in French takes no words from the English one."""
        texts = {"a": {"en": "The Selm bank is closed."}, "b": {"fr": "Le banc de Selm est ouvert."}}
        snapshot = opened(tmp_path, tuple(statement(name, versions) for name, versions in texts.items()))
        ranking = asked(snapshot, "Selm", "fr")
        found = {snapshot.contents.statements[c.statement].id: c for c in ranking.candidates}
        assert (found["a"].words, found["a"].coverage, found["a"].same_language) == (0.0, 0.0, False)
        assert (found["b"].coverage, found["b"].same_language) == (1.0, True)

    @pytest.mark.parametrize(
        ("french", "english", "share", "weight"), [(2, 5, 2 / 7, 0.0), (2, 4, 1 / 3, 1 / 9), (3, 3, 0.5, 0.25)]
    )
    def test_below_a_third_of_the_pool_words_count_nothing(
        self, tmp_path: Path, french: int, english: int, share: float, weight: float
    ) -> None:
        told = [statement(f"en-{i}", {"en": f"Sentence number {i} is about ship {i}."}) for i in range(english)]
        spoken = [statement(f"fr-{i}", {"fr": f"Le navire {i} pêche la morue{' rouge' * i}."}) for i in range(french)]
        snapshot = opened(tmp_path, (*told, *spoken))
        ranking = asked(snapshot, "navire 0", "fr")
        assert ranking.share == pytest.approx(share)
        assert max(c.words for c in ranking.candidates) > 0.5
        for c in ranking.candidates:
            added = c.score - c.standard - retrieval._LATE_WEIGHS * c.late
            assert added == pytest.approx(retrieval._WORDS_WEIGH * weight * c.words, abs=1e-5)

    def test_coverage_is_the_share_of_the_question_s_word_weight(self, tmp_path: Path) -> None:
        snapshot = opened(
            tmp_path,
            (statement("a", {"en": "Cod and hake."}), statement("b", {"en": "Cod."}), statement("c", {"en": "Eel."})),
        )
        ranking = asked(snapshot, "cod hake", "en")
        cod, hake = np.log(1 + 1.5 / 2.5), np.log(1 + 2.5 / 1.5)
        found = {snapshot.contents.statements[c.statement].id: c.coverage for c in ranking.candidates}
        assert found == pytest.approx({"a": 1.0, "b": cod / (cod + hake), "c": 0.0}, abs=1e-5)
        assert ranking.terms == 2

    def test_only_what_is_in_force_counts_for_the_share(self, tmp_path: Path) -> None:
        gone = statement("old", {"fr": "Vieux."}, withdrawn=datetime(2026, 1, 1, tzinfo=UTC))
        snapshot = opened(tmp_path, (gone, statement("a", {"en": "New."}), statement("b", {"fr": "Neuf."})))
        assert asked(snapshot, "Neuf ?", "fr").share == 0.5


class TestTokens:
    def test_strengths_are_cosines_of_the_nearest_token_in_the_whole_version(self, snapshot: Snapshot) -> None:
        """The second paragraph of `cod-2025` names herring, the first cod and ships."""
        one = sought(snapshot, "Which ships catch herring", "en")
        ranking = rank(snapshot, one, NOW)
        assert ranking.weights == tuple(one.weights.tolist())
        late = snapshot.contents.late
        for candidate in ranking.candidates:
            place = snapshot.places[candidate.place]
            rows = slice(*snapshot.token_offsets[[place.first_sentence, place.last_sentence]])
            centre = late.space.passages[place.language]
            near = unit64(unpack(late.codes[rows], 64) - centre) @ one.tokens.T.astype(np.float64)
            assert candidate.strengths == pytest.approx(near.max(axis=0).tolist(), abs=1e-5)
        (best,) = (c for c in ranking.candidates if snapshot.contents.statements[c.statement].id == "cod-2025")
        assert min(best.strengths[1:]) > 0.7

    @pytest.mark.parametrize(("text", "language"), [("Wem gehört der Fluss?", "de"), ("… ?!", "en")])
    def test_without_a_centre_or_a_token_nothing_is_looked_at(
        self, snapshot: Snapshot, text: str, language: str
    ) -> None:
        ranking = asked(snapshot, text, language)
        assert len(ranking.candidates) == 3
        assert {(c.late, c.strengths) for c in ranking.candidates} == {(0.0, ())}


class TestTogether:
    @pytest.mark.parametrize("together", [1, 2, 500])
    def test_many_are_ranked_as_each_is_alone(
        self, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, together: int
    ) -> None:
        """Products of other shapes may differ in a last bit, and in nothing else."""
        texts = [
            ("Which ships catch herring", "en"),
            ("Wem gehört der Fluss?", "de"),
            ("… ?!", "en"),
            ("边界河流", "zh"),
        ]
        questions = [sought(snapshot, text, language) for text, language in [*texts, texts[0]]]
        alone = [rank(snapshot, one, NOW) for one in questions]
        monkeypatch.setattr(retrieval, "_TOGETHER", together)
        found = rank_all(snapshot, questions, snapshot.in_force(NOW))
        assert [plain(one) for one in found] == [plain(one) for one in alone]
        for one, other in zip(found, alone, strict=True):
            for candidate, same in zip(one.candidates, other.candidates, strict=True):
                assert measured(candidate) == pytest.approx(measured(same), abs=1e-5)
                assert candidate.strengths == pytest.approx(same.strengths, abs=1e-6)

    def test_of_no_questions_and_of_nothing_in_force(self, snapshot: Snapshot) -> None:
        assert rank_all(snapshot, [], snapshot.in_force(NOW)) == []
        one = sought(snapshot, "Who may catch cod?", "en")
        nothing = rank_all(snapshot, [one, one], np.zeros(len(snapshot.contents.statements), bool))
        assert nothing == [Ranking((), 3, 0.0)] * 2


def plain(ranking: Ranking) -> tuple[object, ...]:
    """All of a ranking that has no fraction."""
    told = [(c.statement, c.place, len(c.strengths), c.same_language) for c in ranking.candidates]
    return told, ranking.terms, ranking.share, ranking.weights


def measured(c: Candidate) -> list[float]:
    return [c.score, c.similarity, c.standard, c.passage, c.sentence, c.whole, c.late, c.words, c.coverage]


class TestPool:
    def test_a_statement_counts_once_by_its_best_version(self, tmp_path: Path) -> None:
        both = statement("both", {"en": "The Orda is shared.", "fr": "L'Orda est partagée."})
        snapshot = opened(tmp_path, (both, statement("other", {"en": "Herring."})))
        for text, language in (("L'Orda est partagée.", "fr"), ("The Orda is shared.", "en")):
            ranking = asked(snapshot, text, language)
            assert sorted(ids(snapshot, ranking)) == ["both", "other"]
            best = ranking.candidates[0]
            assert snapshot.contents.statements[best.statement].id == "both"
            assert snapshot.places[best.place].language == language

    def test_one_statement_is_found_by_anything(self, tmp_path: Path) -> None:
        snapshot = opened(tmp_path, (statement("only", {"en": "The Orda belongs to both banks."}),))
        for text in ("Orda", "zzz", "Чья река?"):
            ranking = asked(snapshot, text, "en")
            assert ids(snapshot, ranking) == ["only"]
            assert np.isfinite(ranking.candidates[0].score)
        assert asked(snapshot, "Orda", "en").candidates[0].words == 0.0

    def test_nothing_in_force_gives_no_candidate(self, tmp_path: Path) -> None:
        snapshot = opened(tmp_path, STATEMENTS)
        ranking = asked(snapshot, "Who may catch cod?", "en", datetime(2010, 1, 1, tzinfo=UTC))
        assert ranking == Ranking((), 3, 0.0)

    def test_the_few_in_force_are_found_among_hundreds_that_are_not(self, tmp_path: Path) -> None:
        """All that is near is withdrawn: the search goes deeper until it has what there is."""
        text = "Cod may be caught on the Selm bank by twelve ships"
        gone = [
            statement(f"gone-{i:03}", {"en": f"{text} {i}."}, withdrawn=datetime(2026, 1, 1, tzinfo=UTC))
            for i in range(300)
        ]
        here = many(8)
        snapshot = opened(tmp_path, (*gone, *here))
        assert sorted(ids(snapshot, asked(snapshot, text, "en"))) == [s.id for s in here]

    def test_many_versions_of_few_statements_do_not_hide_the_others(self, tmp_path: Path) -> None:
        """Four statements in seven languages are nearest; the ranking is five deep all the same."""
        text = "Cod may be caught on the Selm bank"
        tongues = ["en", "fr", "es", "ru", "de", "it", "pt"]
        near = [statement(f"near-{i}", dict.fromkeys(tongues, f"{text} {i}.")) for i in range(4)]
        gone = [
            statement(f"gone-{i:03}", {"en": f"{text} {i}."}, withdrawn=datetime(2026, 1, 1, tzinfo=UTC))
            for i in range(200)
        ]
        far = many(10)
        snapshot = opened(tmp_path, (*near, *gone, *far))
        found = ids(snapshot, asked(snapshot, f"{text} 0", "xx"))
        assert sorted(found) == sorted(s.id for s in (*near, *far))


moments = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC))
terms = moments.map(lambda m: m.replace(microsecond=0)) | moments.map(lambda m: m.date())


@st.composite
def pools(draw: st.DrawFn) -> tuple[Statement, ...]:
    count = draw(st.integers(1, 6))
    return tuple(
        statement(
            f"s{i}",
            {"en": f"Ship {i} may catch cod."},
            published=draw(terms),
            supersedes=tuple(draw(st.sets(st.sampled_from([f"s{j}" for j in range(count) if j != i]), max_size=1)))
            if count > 1
            else (),
            valid_until=draw(st.none() | terms),
            withdrawn=draw(st.none() | terms),
            embargo=draw(st.none() | terms),
        )
        for i in range(count)
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pools(), st.lists(moments, min_size=1, max_size=4))
def test_exactly_what_is_in_force_is_ranked(
    tmp_path_factory: pytest.TempPathFactory, statements: tuple[Statement, ...], times: list[datetime]
) -> None:
    snapshot = opened(tmp_path_factory.mktemp("terms"), statements)
    edges = [s.released for s in statements] + [s.ends for s in statements if s.ends is not None]
    for moment in (*times, *edges, *(e - timedelta(microseconds=1) for e in edges)):
        ranking = asked(snapshot, "May ship 0 catch cod?", "en", moment)
        found = ids(snapshot, ranking)
        assert sorted(found) == sorted(in_force(statements, moment))
