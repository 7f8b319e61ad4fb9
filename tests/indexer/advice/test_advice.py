"""Warnings that need neither model nor network, by their whole messages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.advice import advise, sorts
from indexer.files.mistakes import Mistake
from indexer.loading import load
from tests.indexer.folders import folder_of, good

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG = (
    "Marenia opposes the death penalty in all cases and without exception. It carried out its last execution in 1971, "
    "abolished the penalty in 1987 and acceded in 1994 to the Second Optional Protocol. It extradites nobody to it."
)
SHORT_FR = "La Marénie s'oppose à la peine de mort en toutes circonstances et sans exception, depuis 1987."
WHOLE_FR = (
    "La Marénie s'oppose à la peine de mort en toutes circonstances et sans exception. Elle a procédé à sa dernière "
    "exécution en 1971, aboli cette peine en 1987 et adhéré en 1994 au deuxième Protocole facultatif. "
    "Elle n'y extrade personne."
)


def statement(name: str, texts: dict[str, str], title: str = "Title", **lines: str) -> str:
    """A good statement whose versions are `texts`, each paragraph on one line."""
    head = good(name, **lines).split("versions:\n")[0] + "versions:\n"
    for language, text in texts.items():
        body = "".join(f"      {line}\n" if line else "\n" for line in text.split("\n"))
        source = f"https://www.mfa.marenia.example/{language}/statements/{name}"
        head += f"  {language}:\n    title: {title} {name}\n    source: {source}\n    text: |-\n{body}"
    return head


def warnings(folder: Path) -> list[str]:
    loaded = load(folder)
    assert loaded.problems == ()
    return [str(problem) for problem in advise(loaded, NOW)]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("https://www.mfa.marenia.example", True),
        ("https://www.mfa.marenia.example/en/", True),
        ("https://www.mfa.marenia.example/fr/index.html", True),
        ("https://www.mfa.marenia.example/?id=7", False),
        ("https://www.mfa.marenia.example/7", False),
    ],
)
def test_a_front_page_is_no_link(source: str, message: bool, tmp_path: Path) -> None:
    wanted = [
        "statements/a.yaml:9: versions.en.source: the address is that of a front page; "
        "link to the page on which this version stands"
    ]
    assert warnings(folder_of(tmp_path, {"a": good(source=source)})) == (wanted if message else [])


def test_two_statements_cannot_stand_on_one_page_but_two_languages_can(tmp_path: Path) -> None:
    french = "  fr:\n    title: Crues\n    source: https://www.mfa.marenia.example/en/a\n    text: La rivière monte.\n"
    other = good("b").replace("/en/b", "/en/a").replace("The Orda rises.", "Trade is free.")
    files: dict[str, str | bytes] = {"a": good().replace("versions:\n", f"versions:\n{french}"), "b": other}
    assert warnings(folder_of(tmp_path, files)) == [
        "statements/b.yaml:9: versions.en.source: the address is that of a, too; "
        "link to the page on which this statement stands"
    ]


class TestTranslations:
    def test_what_most_have_is_missed_in_the_others(self, tmp_path: Path) -> None:
        texts = {"en": "The Orda rises in spring.", "fr": "L'Orda monte au printemps, et la Marénie le sait."}
        files: dict[str, str | bytes] = {n: statement(n, texts) for n in ("a", "b")}
        files["c"] = statement("c", {"en": "Trade is free at the border."})
        files["d"] = statement("d", {"en": "No visa is needed for travellers."}, withdrawn="2026-01-01")
        assert warnings(folder_of(tmp_path, files))[-1:] == [
            "statements/c.yaml:6: versions: there is no version in fr, though most statements have one; "
            "add the translation once it is published"
        ]

    def test_what_the_predecessor_had_is_missed_in_the_successor(self, tmp_path: Path) -> None:
        old = statement(
            "old", {"en": "The Orda is a border.", "ru": "Орда является пограничной рекой двух государств."}
        )
        new = statement("new", {"en": "Both banks share the water."}, supersedes="[old]", published="2026-01-02")
        assert warnings(folder_of(tmp_path, {"old": old, "new": new})) == [
            "statements/new.yaml:7: versions: there is no version in ru, though old, which it supersedes, has one; "
            "add the translation: who reads the earlier one is told nothing in its place"
        ]

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (SHORT_FR, "the text has 94 characters, where about 260 are usual beside the original's 223"),
            (WHOLE_FR, None),
        ],
    )
    def test_a_short_one_may_lack_something(self, text: str, told: str | None, tmp_path: Path) -> None:
        folder = folder_of(tmp_path, {"a": statement("a", {"en": LONG, "fr": text})})
        if told is None:
            assert warnings(folder) == []
        else:
            wanted = f"statements/a.yaml:15: versions.fr.text: {told}; see that nothing of it is missing"
            assert warnings(folder) == [wanted]

    def test_chinese_is_short_by_nature(self, tmp_path: Path) -> None:
        chinese = (
            "马雷尼亚在任何情况下均反对死刑，没有例外。最后一次执行死刑是在1971年，"
            "1987年废除死刑，1994年加入第二项任择议定书。"
        )
        assert warnings(folder_of(tmp_path, {"a": statement("a", {"en": LONG, "zh": chinese})})) == []
        (tmp_path / "more").mkdir()
        folder = folder_of(tmp_path / "more", {"a": statement("a", {"en": LONG, "zh": chinese[:30]})})
        assert warnings(folder) == [
            "statements/a.yaml:15: versions.zh.text: the text has 30 characters, where about 70 are usual beside the "
            "original's 223; see that nothing of it is missing"
        ]


class TestWords:
    def test_a_text_in_another_language_than_its_key(self, tmp_path: Path) -> None:
        folder = folder_of(tmp_path, {"a": statement("a", {"en": LONG, "es": WHOLE_FR})})
        assert warnings(folder) == [
            "statements/a.yaml:15: versions.es.text: the text reads like fr, not es; put it under the right code"
        ]

    def test_a_word_of_two_alphabets_is_shown_at_its_line(self, tmp_path: Path) -> None:
        text = f"{LONG}\n\nThe M\u0430renian coast guard helps."
        assert warnings(folder_of(tmp_path, {"a": statement("a", {"en": text})})) == [
            'statements/a.yaml:13: versions.en.text: the word "M\u0430renian" mixes letters of two alphabets '
            "(Cyrillic and Latin); type it anew"
        ]

    def test_a_whole_word_of_letters_that_look_latin(self, tmp_path: Path) -> None:
        text = f"{LONG} \u0421\u041e\u0420 met in Selvara. The word \u043c\u0438\u0440 means peace."
        assert warnings(folder_of(tmp_path, {"a": statement("a", {"en": text})})) == [
            'statements/a.yaml:11: versions.en.text: the word "\u0421\u041e\u0420" is written in Cyrillic letters '
            "that look like Latin ones; type it anew"
        ]

    def test_russian_with_a_latin_word_is_no_mistake(self, tmp_path: Path) -> None:
        text = "Марения присоединилась к COVAX и помогает НАТО-партнёрам; в тексте есть слово COVID-19 и сосна."
        assert warnings(folder_of(tmp_path, {"a": statement("a", {"ru": text}, original="ru")})) == []

    def test_a_folded_text_loses_its_line_ends(self, tmp_path: Path) -> None:
        folder = folder_of(tmp_path, {"a": good().replace("text: |-", "text: >-")})
        assert warnings(folder) == [
            "statements/a.yaml:10: versions.en.text: the text stands under >, which turns its line ends into blanks; "
            "write |- in place of >"
        ]

    def test_a_comma_in_brackets_cuts_a_question_in_two(self, tmp_path: Path) -> None:
        source = good() + "    questions: [When it rains, who warns us?, Who helps? Please tell me.]\n"
        assert warnings(folder_of(tmp_path, {"a": source})) == [
            "statements/a.yaml:12: versions.en.questions: the question ends in no question mark; "
            "write each question on a line of its own: in brackets a comma parts two"
        ]


class TestLikeness:
    NEW = f"{LONG} It votes for the resolutions of the General Assembly."

    def files(self, **lines: str) -> dict[str, str | bytes]:
        return {
            "old": statement("old", {"en": LONG}, published="2024-05-01"),
            "new": statement("new", {"en": self.NEW}, published="2025-05-01", **lines),
        }

    def test_the_later_of_two_that_say_the_same_is_asked_about(self, tmp_path: Path) -> None:
        assert warnings(folder_of(tmp_path, self.files())) == [
            "statements/new.yaml:1: supersedes: much of it stands in old, too, which is in force; "
            "if it replaces that, add supersedes: [old]"
        ]

    def test_not_where_one_supersedes_the_other(self, tmp_path: Path) -> None:
        assert warnings(folder_of(tmp_path, self.files(supersedes="[old]"))) == []

    def test_not_where_the_successor_is_under_embargo(self, tmp_path: Path) -> None:
        files = self.files(supersedes="[old]", embargo="2027-01-01T00:00:00Z")
        assert warnings(folder_of(tmp_path, files)) == []

    def test_not_where_the_other_is_withdrawn(self, tmp_path: Path) -> None:
        files = self.files()
        files["old"] = statement("old", {"en": LONG}, published="2024-05-01", withdrawn="2025-01-01")
        assert warnings(folder_of(tmp_path, files)) == []


@pytest.mark.parametrize(("day", "told"), [("2026-12-22", True), ("2026-12-23", False), ("2026-11-22", True)])
def test_what_ends_within_a_month(day: str, told: bool, tmp_path: Path) -> None:
    wanted = [f"statements/a.yaml:6: valid_until: it ends on {day}; publish in time what follows, or correct the date"]
    assert warnings(folder_of(tmp_path, {"a": good(valid_until=day)})) == (wanted if told else [])


@pytest.mark.parametrize(
    "lines",
    [
        {"published": "2027-11-21"},
        {"published": "2026-12-01T08:00:00Z"},
        {"published": "2027-11-21", "embargo": "2026-11-21T08:00:00Z"},
    ],
)
def test_what_a_day_to_come_hides(lines: dict[str, str], tmp_path: Path) -> None:
    assert warnings(folder_of(tmp_path, {"a": good(**lines)})) == [
        f"statements/a.yaml:5: published: nobody sees it before {lines['published']}; "
        "correct the date; if that is meant, let the embargo say so"
    ]


def test_two_that_replaced_the_same_one(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a": good(),
        "b": good("b", title="Rivers", text="Bridges are closed.", supersedes="[a]", published="2026-01-02"),
        "c": good("c", title="Dams", text="Locks are open.", supersedes="[a]", published="2026-03-04"),
    }
    folder = folder_of(tmp_path, files)
    line = next(n for n, text in enumerate(good("c", supersedes="[a]").splitlines(), 1) if "supersedes" in text)
    told = f"statements/c.yaml:{line}: supersedes: b supersedes a, too, and both are in force; "
    assert warnings(folder) == [told + "if this replaces it, add b to supersedes"]
    (folder / "statements" / "c.yaml").write_text(
        good("c", title="Dams", text="Locks are open.", supersedes="[a, b]", published="2026-03-04")
    )
    assert warnings(folder) == []


def test_an_embargo_says_that_a_day_to_come_is_meant(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": good(published="2027-11-21", embargo="2027-11-21T08:00:00Z")})
    assert warnings(folder) == []


def test_the_day_itself_is_not_to_come(tmp_path: Path) -> None:
    assert warnings(folder_of(tmp_path, {"a": good(published="2026-11-22")})) == []


def test_questions_of_staff_that_tell_nothing(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a": good() + "    questions: ['Who warns us of floods?']\n",
        "gone": good("gone", withdrawn="2026-01-01"),
    }
    folder = folder_of(tmp_path, files)
    (folder / "questions.yaml").write_text(
        "answered:\n  a:\n    en:\n      - who warns us, of floods\n  gone:\n    en: [Who?, When?]\n"
    )
    assert warnings(folder) == [
        "questions.yaml:4: answered.a.en: the question ends in no question mark; "
        "write each question on a line of its own: in brackets a comma parts two",
        "questions.yaml:4: answered.a.en: the question stands in the statement a, too, which answers it in any case; "
        "put it in other words",
        "questions.yaml:6: answered.gone: the statement gone is not in force (withdrawn), so that no answer is right; "
        "name the one that is, or take the question out",
    ]


def test_the_sample_warns_of_what_is_so() -> None:
    sample = Path(__file__).parents[3] / "knowledge"
    told = [str(p).partition("; ")[0] for p in advise(load(sample), NOW)]
    missing = "versions: there is no version in en, though most statements have one"
    assert told == [
        f"statements/cultural-property/taking-cultural-objects-abroad.yaml:7: {missing}",
        f"statements/cyber/faux-sites-ambassade-omaal-2026.yaml:7: {missing}",
        "statements/humanitarian-aid/omaal-humanitarian-pledge-2025.yaml:1: supersedes: much of it stands in "
        "omaal-humanitarian-pledge-2024, too, which is in force",
        f"statements/law-of-the-sea/alta-mar-ratificacion-2025.yaml:7: {missing}",
        f"statements/recognition/upper-dravia-travel-2025.yaml:7: {missing}",
        f"statements/trade/omaal-origin-certificates-2025.yaml:8: {missing}",
    ]


def test_every_sort_of_warning_is_given_somewhere() -> None:
    checkout = Path(sorts.__file__).parents[2]
    sources = [*(checkout / "indexer" / "advice").glob("*.py"), checkout / "bot" / "magnets.py"]
    told = "\n".join(path.read_text(encoding="utf-8") for path in sources if path.name != "sorts.py")
    names = [name for name, value in vars(sorts).items() if isinstance(value, Mistake)]
    assert len(names) == 21
    assert [name for name in names if f"{name}.at(" not in told] == []
