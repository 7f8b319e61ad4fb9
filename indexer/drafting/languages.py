"""Which language a text is in."""

from __future__ import annotations

from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

_ENOUGH = 40
"""Letters below which the detector's word is not asked for; an ideograph counts as four."""

_SURE = 0.8
_SAMPLE = 5_000
_WRITTEN_BY_NO_STATE = frozenset({Language.LATIN, Language.ESPERANTO})


@cache
def _detector() -> LanguageDetector:
    # Whole texts are long: the small models tell them apart, in a twentieth of the memory.
    languages = [language for language in Language.all() if language not in _WRITTEN_BY_NO_STATE]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()


def language_of(text: str, said: tuple[str, ...] = ()) -> tuple[str, str]:
    """The language (ISO 639-1, empty when unknown) of `text`, and what is doubtful about it, empty when nothing is.

    `said` is what the page says of itself; it holds for texts too short to be recognised.
    """
    sample = text[:_SAMPLE]
    letters = sum(4 if "\u3400" <= c <= "\u9fff" else 1 for c in sample if c.isalpha())
    if letters < _ENOUGH:
        return (said[0], "") if said else ("", "")
    best = _detector().compute_language_confidence_values(sample)[0]
    code = best.language.iso_code_639_1.name.lower()
    code = {"nb": "no", "nn": "no"}.get(code, code)
    if code in said:
        return code, ""
    if best.value < _SURE:
        return (said[0] if said else code), "language: the text is too short to be sure of it; compare"
    return code, f"language: the page says {said[0]}, the text looks like {code}; compare" if said else ""
