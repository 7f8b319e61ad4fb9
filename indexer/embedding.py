"""Texts to vectors, through sentence-transformers. The one module that knows torch.

Vectors are as `indexer.vectors` says. Nothing here needs a network: the model is a local folder, or a hub
name with a pinned revision that lies in the local cache (`NAME@REVISION`).
"""

from __future__ import annotations

import gc
import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.encoding import Encoded, EncodedQuestion, ModelCard, ModelError, Progress
from indexer.golden import GOLDEN_TEXTS
from indexer.statement import Span
from indexer.tokens import pack, rotation
from indexer.vectors import Vectors, unit

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PRECISIONS = ("float32", "bfloat16")
_BATCH = 16
_SLICE = 1024  # texts tokenised together


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
                with _nothing_collected():
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

    def questions_by_token(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        prompt = self._model.prompts.get("query") or ""
        outputs: Any = self._model.encode(
            list(texts), prompt=prompt, batch_size=_BATCH, output_value=None, show_progress_bar=False
        )
        read = self._model.tokenizer([prompt + text for text in texts], return_offsets_mapping=True, truncation=True)
        found = []
        for text, output, offsets in zip(texts, outputs, read["offset_mapping"], strict=True):
            spans = _told(text, offsets, len(prompt))
            rows = output["token_embeddings"].float().numpy()[list(spans)]
            vector = unit(output["sentence_embedding"].float().numpy()[None, :])[0]
            found.append(EncodedQuestion(vector, _rotated(rows, self._typical[0]), tuple(spans.values())))
        return found

    @cached_property
    def _typical(self) -> tuple[Vectors, Vectors]:
        """The mean token vector (dim,) of texts that ask, and of texts that tell: most of what all tokens share."""
        means = []
        for role in ("query", "passage"):
            prompt = self._model.prompts.get(role) or ""
            outputs: Any = self._model.encode(
                list(GOLDEN_TEXTS), prompt=prompt, output_value=None, batch_size=_BATCH, show_progress_bar=False
            )
            read = self._model.tokenizer([prompt + text for text in GOLDEN_TEXTS], return_offsets_mapping=True)
            rows = [
                output["token_embeddings"].float().numpy()[list(_told(text, offsets, len(prompt)))]
                for text, output, offsets in zip(GOLDEN_TEXTS, outputs, read["offset_mapping"], strict=True)
            ]
            means.append(np.concatenate(rows).mean(axis=0))
        return means[0], means[1]

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
                    starts = [_begun(texts[i], a - len(prompt), b - len(prompt)) for a, b in offsets[i]]
                    told = _told(texts[i], offsets[i], len(prompt))
                    encoded[i] = _pooled(output, starts, told, spans[i], self._typical[1])
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


def _begun(text: str, start: int, end: int) -> int:
    """Where in `text` a token's first sign lies, -1 for none: the space before a word counts to the word's token."""
    word = text[max(0, start) : max(0, end)]
    return end - len(word.lstrip()) if word.strip() else -1


def _told(text: str, offsets: Sequence[Span], skipped: int) -> dict[int, Span]:
    """Which tokens stand for letters or digits of `text`, by number, and their slices of it.

    `offsets` are all tokens' slices of prompt and text; the prompt has `skipped` code points.
    """
    spans = ((number, start - skipped, end - skipped) for number, (start, end) in enumerate(offsets))
    return {n: (max(0, a), b) for n, a, b in spans if b > 0 and a < b and any(map(str.isalnum, text[max(0, a) : b]))}


def _rotated(rows: Vectors, typical: Vectors) -> Vectors:
    rotated: Vectors = unit(rows - typical) @ rotation(rows.shape[1])
    return rotated


def _pooled(
    output: Any, starts: Sequence[int], told: Mapping[int, Span], spans: Sequence[Span], typical: Vectors
) -> Encoded:
    """A passage's own vector; of each of its `spans` the mean over the tokens that begin in it, and the `told` of them.

    `starts` are where all tokens begin in the text, -1 for those of the prompt.
    """
    rows = output["token_embeddings"].float().numpy()
    begun = np.array(starts)
    of_letters = np.isin(np.arange(len(begun)), list(told))
    inside = [(begun >= a) & (begun < b) for a, b in spans]
    whole = output["sentence_embedding"].float().numpy()
    means = [rows[: len(begun)][own].mean(axis=0) if own.any() else whole for own in inside]
    members = [np.flatnonzero(own & of_letters) for own in inside]
    tokens = pack(_rotated(rows[np.concatenate(members)], typical))
    return Encoded(unit(whole[None, :])[0], unit(np.stack(means)), tokens, tuple(map(len, members)))


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Look for no garbage meanwhile, and later not among what is there by now: imports and the model stay.

    Python would walk through their million objects again and again: two of the seven seconds that they take.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if collecting:
            gc.enable()


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
