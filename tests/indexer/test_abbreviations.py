"""No sentence ends after an abbreviation: tables of six languages."""

from __future__ import annotations

import pytest

from indexer.passages import sentences

IN_THE_MIDDLE = {
    "en": "We met %s at the end.",
    "fr": "On verra %s à la fin.",
    "es": "Se verá %s al final.",
    "ru": "Здесь %s в конце.",
    "ar": "التقينا %s في النهاية.",
    "zh": "我们会见 %s 之后离开。",
}
ABBREVIATIONS = {
    "en": "Mr. Lind|Mrs. Lind|Ms. Lind|Messrs. Lind|Dr. Hask|Prof. Lind|Sen. Vale|Rep. Moss|Gen. Tarn"
    "|Col. Brandt|Capt. Roe|Lt. Finch|Gov. Hale|Amb. Corin|Hon. Secretary|Rev. Stone|St. Orlen|Mt. Orda"
    "|Ft. Orda|Jr. Minister|H.E. Mr. Lind|Ph.D. Lind|Art. 12|Arts. 12|para. 4|paras. 4|Para. 4|No. 7"
    "|Nos. 7|no. 7|vol. 2|Vol. II|p. 12|pp. 12|ch. 3|Ch. 3|sec. 5|fig. 2|cf. Annex|e.g. Kestria"
    "|i.e. Kestria|vs. Kestria|viz. Kestria|approx. 40|ca. 1990|ed. Lind|et al. 2020|Jan. 5|Feb. 5|Aug. 5"
    "|Sept. 5|Oct. 5|Nov. 5|Dec. 5|U.S. Treasury|U.N. Charter|J. Smith|J. R. Smith|Res. 2231|Doc. 5",
    "fr": "M. Lind|MM. Lind|Mme. Lind|Mlle. Lind|Dr. Hask|Pr. Lind|prof. Lind|Me. Martin|Mgr. Paul|St. Orlen"
    "|Ste. Orlen|S. E. M. Lind|S.E. Lind|J. Lind|J.-P. Lind|O.N.U. Charte|art. 12|Art. 12|art. L. 12"
    "|al. 2|par. 4|p. 12|pp. 12|n°. 7|no. 7|vol. 2|ch. 3|chap. 3|fig. 2|cf. Annexe|réf. Annexe"
    "|p. ex. Kestria|c.-à-d. Kestria|env. 40|éd. Lind|op. cit. 14|ibid. 14|av. J.-C.|apr. J.-C.|max. 40"
    "|min. 40|rés. 2231|doc. 5|janv. 2025|févr. 2025|juill. 2025|sept. 2025|oct. 2025|nov. 2025|déc. 2025"
    "|bd. Foch",
    "es": "Sr. López|Sra. López|Srta. López|Sres. López|Dr. Hask|Dra. Hask|Prof. Lind|D. Juan|Dña. Ana"
    "|Excmo. Embajador|Excma. Embajadora|Ilmo. Señor|Lic. López|Ing. López|Gral. Brandt|Cnel. Brandt"
    "|Mons. Paul|Sto. Tomás|Sta. Ana|Cía. López|Ltda. López|Fdo. López|art. 12|arts. 12|Art. 12|núm. 7"
    "|Núm. 7|núms. 7|n.º 7|pág. 12|págs. 12|párr. 4|párrs. 4|vol. 2|t. 3|cap. 3|inc. 3|res. 2231|doc. 5"
    "|fig. 2|cf. Anexo|ref. Anexo|ed. Lind|aprox. 40|máx. 40|mín. 40|p. ej. Kestria|op. cit. 14"
    "|EE. UU. Tesoro|EE.UU. Tesoro|Ud. López|Uds. López|S. E. López|S.M. Rey|J. López|ene. 2025|feb. 2025"
    "|sept. 2025|oct. 2025|nov. 2025|dic. 2025",
    "ru": "г. Орлен|гг. Орлен|в. Орлен|вв. Орлен|ст. 12|Ст. 12|п. 4|пп. 4|подп. 4|абз. 4|стр. 12|с. 12|т. 2"
    "|ч. 3|гл. 3|кн. 5|рис. 2|табл. 2|прил. 5|Док. 5|рез. 2231|см. Приложение|ср. Приложение|прим. Линд"
    "|им. Орлена|ул. Орлена|пл. Орлена|просп. Орлена|д. 5|кв. 5|корп. 5|обл. Орлен|р. Орда|о. Орлен"
    "|оз. Орлен|пос. Орлен|др. Орлен|проф. Линд|акад. Линд|доц. Линд|ген. Брандт|полк. Брандт"
    "|зам. Министра|г-н. Линд|ред. Линд|изд. Линд|напр. Кестрия|т. е. Кестрия|т.е. Кестрия|т. н. Кестрия"
    "|млн. 40|млрд. 40|тыс. 40|руб. 40|долл. США|коп. 40|янв. 2025|февр. 2025|авг. 2025|сент. 2025"
    "|окт. 2025|нояб. 2025|дек. 2025|А. Линд|А. С. Линд|А.С. Линд|н. э. 40",
    "ar": "د. هاسك|أ. ليند|م. ليند|أ.د. ليند|ص. 12|ج. 2|هـ. 1445|م. 2025|ق.م. 40|ت. 05|ط. 2|ب. ليند|ف. 4|J. Smith",
    "zh": "J. Smith|J. R. Smith|Dr. Hask|Mr. Lind|Prof. 林德|No. 7|vol. 2|p. 12|Art. 12|St. Orlen|Inc. 公司|Ltd. 公司"
    "|U.S. 财政部|e.g. 公司|vs. 公司",
}


def test_there_are_cases_enough() -> None:
    counts = {language: len(set(told.split("|"))) for language, told in ABBREVIATIONS.items()}
    assert min(counts[language] for language in ("en", "fr", "es", "ru")) >= 25
    assert min(counts[language] for language in ("ar", "zh")) >= 10


@pytest.mark.parametrize(
    ("language", "told"),
    [(language, told) for language, row in ABBREVIATIONS.items() for told in dict.fromkeys(row.split("|"))],
)
def test_no_sentence_ends_after_an_abbreviation(language: str, told: str) -> None:
    text = IN_THE_MIDDLE[language] % told
    assert sentences(text, language) == ((0, len(text)),)
