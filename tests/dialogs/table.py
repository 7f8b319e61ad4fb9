"""Questions to every front-end, and what each must answer: the statements that it names, by their links, in order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.fakes.contents import STATEMENTS

PUBLISHED = tuple(replace(s, valid_until=None) if s.id == "orda-2026" else s for s in STATEMENTS)
"""What they are asked about, whatever the day on which they are asked."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question, the links to the statements that the answer names, in order, and a sentence that it quotes."""

    question: str
    links: tuple[str, ...] = ()
    quote: str = ""


_AT = "https://mfa.example"
_COD = f"{_AT}/en/cod-2025"
_FORMER = (f"{_AT}/ru/orda-2019", f"{_AT}/en/orda-2026")
TABLE = (
    Row("Hello"),
    Row("Twelve ships may catch cod on the Selm bank.", (_COD,), "Twelve ships may catch cod on the Selm bank."),
    Row("Herring stays open.", (_COD,), "Herring stays open."),
    Row("Douze navires peuvent pêcher la morue.", (f"{_AT}/fr/cod-2025",), "Douze navires peuvent pêcher la morue."),
    Row("Does the Orda belong to both banks?", (f"{_AT}/en/orda-2026",), "The Orda belongs to both banks 🌊."),
    Row("نهر أوردا ملك للضفتين.", (f"{_AT}/ar/orda-2026",), "نهر أوردا ملك للضفتين."),
    Row("边界河流属于两岸。", (f"{_AT}/zh/empty-title",), "边界河流属于两岸。"),
    Row("Орда принадлежит нам.", _FORMER, "Орда принадлежит нам."),
    Row("Who paints the moon green?"),
    Row("What is your opinion on cod?"),
    Row("a" * 600),
)
