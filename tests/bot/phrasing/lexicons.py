"""A small lexicon in six languages, of statements like the sample's, for questions as people write them."""

from __future__ import annotations

from indexer.lexicon import Lexicon

_TEXTS = {
    "en": [
        "The catch limit for blue hake on the Lomen Bank was lowered. Fishing is closed from April.",
        "The Ministry pays the defence lawyer of a citizen detained abroad.",
        "A visa for a stay of ninety days costs 40 marens. The passport must be valid for six months.",
        "Sanctions against Zarvia apply to ships, to their owners and to the import of oil.",
        "Marenia opposes the death penalty in all cases and without exception.",
    ],
    "fr": [
        "La limite de capture du merlu bleu sur le banc de Lomen a été abaissée.",
        "Un visa pour un séjour de quatre-vingt-dix jours coûte 40 marens. Le passeport doit être valable six mois.",
        "La Marénie s'oppose à la peine de mort en toutes circonstances et sans exception.",
    ],
    "es": [
        "Se redujo el límite de captura de la merluza azul en el banco de Lomen.",
        "El visado para una estancia de noventa días cuesta 40 marenes. El pasaporte debe ser válido seis meses.",
        "Marenia se opone a la pena de muerte en todos los casos y sin excepción.",
    ],
    "ru": [
        "Предельный улов голубого хека на банке Ломен снижен. Промысел закрыт с апреля.",
        "Виза на девяносто дней стоит 40 маренов. Паспорт должен действовать ещё шесть месяцев.",
        "Санкции против Зарвии распространяются на суда и их владельцев.",
        "Марения выступает против смертной казни во всех случаях и без исключений.",
    ],
    "ar": [
        "خُفض حد صيد النازلي الأزرق في ضفة لومن. ويُحظر الصيد من أبريل.",
        "تكلف التأشيرة لمدة تسعين يوماً 40 ماريناً. ويجب أن يكون جواز السفر صالحاً لستة أشهر.",
        "تعارض مارينيا عقوبة الإعدام في جميع الحالات ودون استثناء.",
        "تدفع الوزارة أتعاب محامي المواطن المحتجز في الخارج.",
    ],
    "zh": [
        "洛门浅滩蓝鳕的捕捞限额已经降低。四月起禁止捕捞。",
        "停留九十天的签证费用为四十马伦。护照有效期须超过六个月。",
        "马雷尼亚在任何情况下均反对死刑，没有例外。",
    ],
}

SIX = Lexicon.build(
    [text for texts in _TEXTS.values() for text in texts], [lang for lang, t in _TEXTS.items() for _ in t]
)
ENGLISH = Lexicon.build(_TEXTS["en"], ["en"] * len(_TEXTS["en"]))
EMPTY = Lexicon({})
