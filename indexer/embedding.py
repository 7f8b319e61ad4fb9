"""Texts to vectors, through sentence-transformers. The one module that knows torch.

Vectors are as `indexer.vectors` says. Nothing here needs a network: the model is a local folder, or a hub
name with a pinned revision that lies in the local cache (`NAME@REVISION`).
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from indexer.statement import Span, VerbaleError
from indexer.vectors import Vectors, unit

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Progress = Callable[[int, int], None]
"""Called with how many texts are done, and of how many."""

PRECISIONS = ("float32", "bfloat16")
SAME_MODEL = 0.999
"""Cosine of golden vectors from which two models are the same; facts of the field, not tuned here."""

_BATCH = 16
_SLICE = 1024  # texts tokenised together

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
"""Encoded as questions when a store is made and again when it is opened: they tell one model from another."""


class ModelError(VerbaleError):
    """The model cannot be loaded, or is not the one that made the store."""


class Encoder(Protocol):
    """What the build and the desk need of a model; tests bring their own."""

    fingerprint: str
    """SHA-256 (hex) over the model's files; known without loading it."""

    @property
    def card(self) -> ModelCard:
        """Which model this is; loads it."""

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Unit rows (n, dim) of one or more texts that ask."""

    def passages(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> list[Encoded]:
        """Vectors of texts that tell, and of the slices `spans[i]` of `texts[i]`."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A passage as vectors: its own (dim,), and those of its sentences (k, dim); all of unit length."""

    passage: Vectors
    sentences: Vectors


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Which model made a store's vectors: its name, the SHA-256 over its files, dimension and precision."""

    name: str
    fingerprint: str
    dimension: int
    precision: str


def fingerprint(folder: Path) -> str:
    """SHA-256 (hex) over names and contents of a model folder's files, in sorted order."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def find(model: str) -> Path:
    """The local folder of `model`: a folder's path, or ``NAME@REVISION`` in the local hub cache."""
    folder = Path(model)
    if folder.is_dir():
        return folder
    name, _, revision = model.partition("@")
    if not revision:
        raise ModelError(
            f"no model at {model}: run 'verbale model' to unpack the default one, "
            "or name a folder, or NAME@REVISION of a model in the local hub cache, in VERBALE_MODEL"
        )
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, revision=revision, local_files_only=True))
    except (LocalEntryNotFoundError, ValueError) as error:
        raise ModelError(
            f"{model} is not in the local hub cache; download it there, or name a folder in VERBALE_MODEL"
        ) from error


def fitting_precision() -> str:
    """bfloat16 where the processor multiplies it in hardware (2.4 times as fast there), else float32."""
    import torch

    features = torch.cpu.get_capabilities()
    return "bfloat16" if features.get("amx_bf16") or features.get("avx512_bf16") else "float32"


class Embedder:
    """A sentence-transformers model on this machine's processor, loaded when it is first needed."""

    def __init__(self, model: str, precision: str | None = None) -> None:
        """Find `model` (see `find`) and take its fingerprint; `precision` is else the one that fits the processor.

        Raises `ModelError` when the model is not there.
        """
        self._folder = find(model)
        self._precision = precision
        self._loading = Lock()
        self._loaded: SentenceTransformer | None = None
        self.fingerprint = fingerprint(self._folder)

    @property
    def _model(self) -> SentenceTransformer:
        """The model; the first call takes seconds, mostly for imports. Raises `ModelError`."""
        with self._loading:
            if self._loaded is None:
                self._precision = self._precision or fitting_precision()
                self._loaded = _load(self._folder, self._precision)
            return self._loaded

    @property
    def card(self) -> ModelCard:
        dimension = self._model.get_embedding_dimension()
        if dimension is None or self._precision is None:
            raise ModelError(f"{self._folder} does not say its dimension; it is no sentence-transformers model")
        return ModelCard(self._folder.name, self.fingerprint, dimension, self._precision)

    def questions(self, texts: Sequence[str]) -> Vectors:
        rows = self._model.encode(
            list(texts), prompt=self._model.prompts.get("query", ""), batch_size=_BATCH, show_progress_bar=False
        )
        return unit(np.asarray(rows, np.float32))

    def passages(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> list[Encoded]:
        """A sentence's vector is the mean of its tokens' vectors within the passage: one pass gives both."""
        prompt = self._model.prompts.get("passage") or ""
        self._refuse_overlong(texts, prompt)
        encoded: dict[int, Encoded] = {}
        # Longest first, so that memory peaks at once and not at the end.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for first in range(0, len(order), _SLICE):
            part = order[first : first + _SLICE]
            read = self._model.tokenizer([prompt + texts[i] for i in part], return_offsets_mapping=True)
            offsets = dict(zip(part, read["offset_mapping"], strict=True))
            # Batches of texts with exactly as many tokens: padding costs a tenth of the time.
            for _, group in groupby(sorted(part, key=lambda i: -len(offsets[i])), key=lambda i: len(offsets[i])):
                batch = list(group)
                outputs: Any = self._model.encode(
                    [texts[i] for i in batch],
                    prompt=prompt,
                    batch_size=_BATCH,
                    output_value=None,
                    show_progress_bar=False,
                )
                for i, output in zip(batch, outputs, strict=True):
                    encoded[i] = _pooled(output, offsets[i], len(prompt), spans[i])
                if progress is not None:
                    progress(len(encoded), len(order))
        return [encoded[i] for i in range(len(texts))]

    def _refuse_overlong(self, texts: Sequence[str], prompt: str) -> None:
        """A passage beyond the window would lose its end without a word: refuse it instead."""
        window = self._model.get_max_seq_length()
        if window is None:
            return
        for text in texts:
            # A token is at least one code point of the compatibility form, so shorter texts need no counting.
            if len(unicodedata.normalize("NFKC", prompt + text)) < window - 2:
                continue
            length = len(self._model.tokenizer(prompt + text, truncation=False, verbose=False)["input_ids"])
            if length > window:
                raise ModelError(f"a text of {length} tokens exceeds the model's window of {window}: {text[:60]!r} …")


def _pooled(output: Any, offsets: Sequence[Span], skipped: int, spans: Sequence[Span]) -> Encoded:
    """A passage's own vector, and for each of its `spans` the mean over the tokens that begin in it.

    `offsets` are the tokens' slices of prompt and text; the prompt has `skipped` code points.
    """
    tokens = output["token_embeddings"].float().numpy()
    starts = np.array([start if end > start else -1 for start, end in offsets]) - skipped
    rows = [tokens[: len(starts)][(starts >= a) & (starts < b)] for a, b in spans]
    whole = output["sentence_embedding"].float().numpy()
    means = [row.mean(axis=0) if len(row) else whole for row in rows]
    return Encoded(unit(whole[None, :])[0], unit(np.stack(means)))


def _load(folder: Path, precision: str) -> SentenceTransformer:
    if precision not in PRECISIONS:
        raise ModelError(f"unknown precision {precision}; take one of {', '.join(PRECISIONS)}")
    import torch
    import transformers
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    transformers.utils.logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # it has no types
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # likewise
    options: dict[str, Any] = {"dtype": getattr(torch, precision)}
    try:
        if '"BertModel"' in (folder / "config.json").read_text(encoding="utf-8"):
            options["add_pooling_layer"] = False  # the model has none; a random one would be made up
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=options)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelError(
            f"the model in {folder} cannot be loaded ({error}); remove it and run 'verbale model'"
        ) from error


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
