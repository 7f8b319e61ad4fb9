"""Golden texts: encoded when a store is made and again when it is opened, they tell one model from another."""

from __future__ import annotations

import base64

import numpy as np

from indexer.encoding import Encoder
from indexer.vectors import Vectors, unit

SAME_MODEL = 0.999
"""Cosine of golden vectors from which two models are the same; facts of the field, not tuned here."""

GOLDEN_TEXTS = (
    "The ministry published its position.",
    "Who may fish on the bank this year?",
    "Water level, 14 March, 3.2 metres",
    "sanctions",
    "Le ministère a publié sa position.",
    "Qui peut pêcher sur le banc cette année ?",
    "Un accord entre deux États riverains",
    "visa",
    "El ministerio publicó su posición.",
    "¿Quién puede pescar este año?",
    "Derechos humanos y trabajo",
    "aduana",
    "Министерство опубликовало свою позицию.",
    "Кто может ловить рыбу в этом году?",
    "Договор о границе и реке",
    "помощь",
    "نشرت الوزارة موقفها.",
    "من يجوز له الصيد هذا العام؟",
    "حقوق الإنسان والعمل",
    "سفارة",
    "外交部公布了立场。",
    "今年谁可以捕鱼？",
    "两国之间的边界河流",
    "贸易",
)
"""Encoded as questions."""


def pack_golden(rows: Vectors) -> str:
    """Vectors of the golden texts, as base64 of float16, for the manifest."""
    return base64.b64encode(rows.astype("<f2").tobytes()).decode("ascii")


def agreement(encoder: Encoder, golden_vectors: str) -> float:
    """The least cosine between `encoder`'s golden vectors and those of a manifest; 0 when dimensions differ."""
    kept = np.frombuffer(base64.b64decode(golden_vectors), dtype="<f2").astype(np.float32)
    own = encoder.questions(GOLDEN_TEXTS)
    if kept.size != own.size:
        return 0.0
    return float((unit(kept.reshape(own.shape)) * own).sum(axis=1).min())
