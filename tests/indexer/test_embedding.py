"""The real model on few texts, and what needs none."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import textwrap
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer import embedding
from indexer.embedding import Embedder, find, fingerprint, fitting_precision
from indexer.encoding import ModelError
from indexer.golden import GOLDEN_TEXTS, SAME_MODEL, agreement, pack_golden
from indexer.statement import Span
from indexer.tokens import pack, rotation, unpack
from indexer.vectors import Vectors, unit
from tests.fakes.encoder import FakeEncoder

ROOT = Path(__file__).parents[2]
MODEL = ROOT / ".model" / "multilingual-e5-small"
unpacked = pytest.mark.skipif(not MODEL.is_dir(), reason="the model is not unpacked: make index")


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(str(MODEL), "float32")


@pytest.mark.parametrize("collecting", [True, False])
@pytest.mark.parametrize("failing", [False, True])
def test_no_garbage_is_looked_for_while_the_model_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collecting: bool, failing: bool
) -> None:
    """Afterwards it is as it was before, whether the model could be loaded or not; what was loaded is left out."""
    seen: list[bool] = []

    def load(folder: Path, precision: str) -> object:
        seen.append(gc.isenabled())
        if failing:
            raise ModelError("no model")
        return object()

    monkeypatch.setattr(embedding, "_load", load)
    (gc.enable if collecting else gc.disable)()
    frozen = gc.get_freeze_count()
    try:
        with pytest.raises(ModelError, match=r"^no model$") if failing else nullcontext():
            assert Embedder(str(tmp_path), "float32")._model
        assert (seen, gc.isenabled()) == ([False], collecting)
        assert (gc.get_freeze_count() > frozen) is not failing
    finally:
        gc.enable()
        gc.unfreeze()


TEXTS = [
    "The river rises. Both banks are warned.\n\n",
    "No.",
    "  Fishing is closed until May, and the ministry will say when it opens. Ask then.  ",
    "会谈已经开始。边界河流属于两岸。",
]
SPANS: list[list[Span]] = [[(0, 17), (17, 41)], [(0, 3)], [(0, 73), (73, 83)], [(0, 7), (7, 16)]]


def bare(embedder: Embedder, texts: list[str]) -> Vectors:
    """What sentence-transformers gives for texts that carry their prefix already."""
    rows = embedder._model.encode(texts, prompt="", normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(rows, np.float32)


@unpacked
def test_questions_and_passages_carry_their_prefixes(embedder: Embedder) -> None:
    questions = embedder.questions(TEXTS)
    passages = np.stack([e.passage for e in embedder.passages(TEXTS, SPANS)])
    for rows, prefix in ((questions, "query: "), (passages, "passage: ")):
        assert rows.shape == (4, 384)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
        own = (rows * bare(embedder, [prefix + text for text in TEXTS])).sum(axis=1)
        assert own.min() > 0.9999
        assert (rows * bare(embedder, TEXTS)).sum(axis=1).max() < 0.999  # without a prefix they are others


@unpacked
def test_a_sentences_vector_is_the_mean_of_its_tokens_within_the_passage(embedder: Embedder) -> None:
    prefix = "passage: "
    for text, spans, encoded in zip(TEXTS, SPANS, embedder.passages(TEXTS, SPANS), strict=True):
        assert encoded.sentences.dtype == np.float32
        told = embedder._model.tokenizer(prefix + text, return_offsets_mapping=True, return_tensors="pt")
        where = told.pop("offset_mapping")[0].tolist()
        network: Any = embedder._model[0].auto_model
        states = network(**told).last_hidden_state[0].detach().numpy()
        wanted = []
        for start, end in spans:
            placed = [(a - len(prefix), b - len(prefix)) for a, b in where]
            inside = [i for i, (a, b) in enumerate(placed) if b > 0 and start <= first_sign(text, a, b) < end]
            assert inside
            mean = states[inside].mean(axis=0)
            wanted.append(mean / np.linalg.norm(mean))
        np.testing.assert_allclose(encoded.sentences, np.stack(wanted), atol=1e-4)


def states(embedder: Embedder, text: str) -> tuple[Vectors, list[Span]]:
    """What the network itself gives for each token of `text`, prefix and all, and the tokens' slices of it."""
    told = embedder._model.tokenizer(text, return_offsets_mapping=True, return_tensors="pt")
    where = [(a, b) for a, b in told.pop("offset_mapping")[0].tolist()]
    network: Any = embedder._model[0].auto_model
    return network(**told).last_hidden_state[0].detach().numpy(), where


def typical(embedder: Embedder, prefix: str) -> Vectors:
    """The mean over all tokens of all golden texts that hold a letter or digit of them."""
    rows = []
    for text in GOLDEN_TEXTS:
        found, where = states(embedder, prefix + text)
        rows += [row for row, (a, b) in zip(found, where, strict=True) if said(text, a - len(prefix), b - len(prefix))]
    return np.asarray(np.mean(rows, axis=0), np.float32)


def said(text: str, start: int, end: int) -> bool:
    """Whether a slice, which may begin in the prefix, holds a letter or digit of `text`."""
    return any(map(str.isalnum, text[max(0, start) : max(0, end)]))


def first_sign(text: str, start: int, end: int) -> int:
    """Where a token's first sign lies that is no white space: a model counts the space before a word to the word."""
    start = max(0, start)
    return start + len(text[start:end]) - len(text[start:end].lstrip())


ASKED = ["Who may fish on the bank, and when?", "  Peut-on pêcher ?! ", "谁可以捕鱼？", "2025", "… ?", "ﷺ №5 x²"]


@unpacked
def test_a_questions_vector_is_the_same_with_its_tokens(embedder: Embedder) -> None:
    found = embedder.questions_by_token(ASKED)
    np.testing.assert_allclose(np.stack([q.vector for q in found]), embedder.questions(ASKED), atol=1e-5)
    for one in found:
        assert one.vector.dtype == one.tokens.dtype == np.float32
        assert one.tokens.shape == (len(one.spans), 384)
        np.testing.assert_allclose(np.linalg.norm(one.tokens, axis=1), 1, atol=1e-5)


@unpacked
def test_a_questions_tokens_are_centred_rotated_and_of_letters_only(embedder: Embedder) -> None:
    middle = typical(embedder, "query: ")
    for text, one in zip(ASKED, embedder.questions_by_token(ASKED), strict=True):
        rows, where = states(embedder, f"query: {text}")
        kept = [(row, (a - 7, b - 7)) for row, (a, b) in zip(rows, where, strict=True) if said(text, a - 7, b - 7)]
        assert one.spans == tuple((max(0, a), b) for _, (a, b) in kept)
        if kept:
            wanted = unit(np.stack([row for row, _ in kept]) - middle) @ rotation(384)
            np.testing.assert_allclose(one.tokens, wanted, atol=2e-4)


@unpacked
@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Who may fish, and when?", ["Who", "may", "fish", "and", "when"]),
        ("… ?! —", []),
        ("谁可以捕鱼？", ["谁", "可以", "捕", "鱼"]),
        ("12.5 km²", ["12.", "5", "km", "²"]),
    ],
)
def test_spans_are_slices_of_the_question(embedder: Embedder, text: str, spoken: list[str]) -> None:
    (one,) = embedder.questions_by_token([text])
    assert [text[a:b].strip() for a, b in one.spans] == spoken


@unpacked
def test_a_passages_tokens_are_those_of_its_sentences_in_order(embedder: Embedder) -> None:
    """Coded; those of the first sentence, then of the second; no full stop, no prefix, none of what lies between."""
    middle = typical(embedder, "passage: ")
    for text, spans, encoded in zip(TEXTS, SPANS, embedder.passages(TEXTS, SPANS), strict=True):
        rows, where = states(embedder, f"passage: {text}")
        placed = [(a - 9, b - 9) for a, b in where]
        wanted, counts = [], []
        for start, end in spans:
            own = [i for i, (a, b) in enumerate(placed) if said(text, a, b) and start <= first_sign(text, a, b) < end]
            wanted += [rows[i] for i in own]
            counts.append(len(own))
        assert encoded.counts == tuple(counts)
        assert len(wanted) == sum(said(text, a, b) for a, b in placed)
        turned = unit(np.stack(wanted) - middle) @ rotation(384)
        assert encoded.tokens.dtype == np.uint8
        # A value on the edge of a level may fall to either side.
        assert (encoded.tokens == pack(turned)).mean() > 0.99
        assert (unit(unpack(encoded.tokens, 384)) * turned).sum(axis=1).min() > 0.9


@unpacked
def test_a_token_without_letters_belongs_to_no_sentence(embedder: Embedder) -> None:
    (bare,) = embedder.passages(["It rises"], [[(0, 8)]])
    (dotted,) = embedder.passages(["It rises … !"], [[(0, 9), (9, 12)]])
    assert dotted.counts == (bare.counts[0], 0)
    assert len(dotted.tokens) == len(bare.tokens) > 1


@unpacked
def test_a_slice_without_a_token_takes_its_passages_vector(embedder: Embedder) -> None:
    (encoded,) = embedder.passages(["It rises.   "], [[(0, 9), (10, 11)]])
    np.testing.assert_allclose(encoded.sentences[1], encoded.passage, atol=1e-6)
    assert (encoded.sentences[0] * encoded.passage).sum() > 0.9


@unpacked
def test_order_is_kept_though_texts_are_sorted_by_length(embedder: Embedder) -> None:
    texts = ["Visa.", "A much longer text about fishing on the bank in the coming year.", "Aid?", "Two words"]
    spans: list[list[Span]] = [[(0, len(text))] for text in texts]
    together = embedder.passages(texts, spans)
    for text, span, encoded in zip(texts, spans, together, strict=True):
        (alone,) = embedder.passages([text], [span])
        np.testing.assert_allclose(encoded.passage, alone.passage, atol=1e-4)
        np.testing.assert_allclose(encoded.sentences, alone.sentences, atol=1e-4)


@unpacked
def test_progress_is_reported(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.embedding._SLICE", 2)
    seen: list[tuple[int, int]] = []
    embedder.passages(list("abcde"), [[(0, 1)]] * 5, lambda done, total: seen.append((done, total)))
    assert seen == [(2, 5), (4, 5), (5, 5)]


@unpacked
@pytest.mark.parametrize(
    ("text", "tokens"), [("word " * 508, 513), ("word " * 600, 605), ("ﷺ" * 200, 804)], ids=["one", "many", "forms"]
)
def test_a_passage_beyond_the_window_is_refused(embedder: Embedder, text: str, tokens: int) -> None:
    """The last has fewer code points than the window has tokens, and is longer all the same."""
    with pytest.raises(ModelError) as refused:
        embedder.passages(["short", text], [[(0, 5)], [(0, len(text))]])
    assert str(refused.value) == f"a text of {tokens} tokens exceeds the model's window of 512: {text[:60]!r} …"


@unpacked
def test_a_passage_that_fills_the_window_is_taken(embedder: Embedder) -> None:
    text = "word " * 507
    (encoded,) = embedder.passages([text], [[(0, len(text))]])
    assert np.linalg.norm(encoded.passage) == pytest.approx(1, abs=1e-5)


@unpacked
def test_card_and_golden_vectors(embedder: Embedder) -> None:
    card = embedder.card
    assert (card.name, card.dimension, card.precision) == ("multilingual-e5-small", 384, "float32")
    assert card.fingerprint == embedder.fingerprint == fingerprint(MODEL)
    packed = pack_golden(embedder.questions(GOLDEN_TEXTS))
    assert agreement(embedder, packed) > SAME_MODEL
    assert agreement(FakeEncoder(dimension=384), packed) < 0.5


@unpacked
def test_the_precision_that_fits_is_taken_by_default() -> None:
    assert fitting_precision() in ("float32", "bfloat16")
    embedder = Embedder(str(MODEL))
    assert embedder.card.precision == fitting_precision()
    rows = embedder.questions(["Who may fish?"])
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def made_folder(root: Path) -> Path:
    folder = root / "model"
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "config.json").write_bytes(b'{"model_type": "bert"}')
    (folder / "1_Pooling" / "config.json").write_bytes(b"{}")
    return folder


def test_fingerprint_knows_every_byte_and_name(tmp_path: Path) -> None:
    folder = made_folder(tmp_path)
    prints = [fingerprint(folder)]
    assert len(prints[0]) == 64
    shutil.copytree(folder, tmp_path / "elsewhere")
    assert fingerprint(tmp_path / "elsewhere") == prints[0]
    (folder / "config.json").write_bytes(b'{"model_type": "berT"}')
    prints.append(fingerprint(folder))
    (folder / "1_Pooling" / "config.json").write_bytes(b"{} ")
    prints.append(fingerprint(folder))
    (folder / "config.json").rename(folder / "config.jsom")
    prints.append(fingerprint(folder))
    (folder / "empty").touch()
    prints.append(fingerprint(folder))
    assert len(set(prints)) == 5


def test_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    assert find(str(tmp_path)) == tmp_path
    with pytest.raises(ModelError) as refused:
        find("no/such-folder")
    assert str(refused.value) == (
        "no model at no/such-folder: run 'verbale model' to unpack the default one, "
        "or name a folder, or NAME@REVISION of a model in the local hub cache, in VERBALE_MODEL"
    )
    for name in ("nobody/no-such-model@0123456", "not a name@main"):
        with pytest.raises(ModelError) as refused:
            find(name)
        assert str(refused.value) == (
            f"{name} is not in the local hub cache; download it there, or name a folder in VERBALE_MODEL"
        )


def test_unknown_precision(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as refused:
        _ = Embedder(str(made_folder(tmp_path)), "float8").card
    assert str(refused.value) == "unknown precision float8; take one of float32, bfloat16"


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    with pytest.raises(ModelError) as refused:
        _ = Embedder(str(folder), "float32").card
    assert str(refused.value) == (
        f"the model in {folder} cannot be loaded ([Errno 2] No such file or directory: '{folder / 'config.json'}'); "
        "remove it and run 'verbale model'"
    )


@unpacked
def test_cut_off_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder, ignore=shutil.ignore_patterns("model.safetensors"))
    with (MODEL / "model.safetensors").open("rb") as file:
        (folder / "model.safetensors").write_bytes(file.read(100_000))
    with pytest.raises(ModelError) as refused:
        _ = Embedder(str(folder), "float32").card
    assert str(refused.value) == (
        f"the model in {folder} cannot be loaded "
        "(Error while deserializing header: incomplete metadata, file not fully covered); "
        "remove it and run 'verbale model'"
    )


def fresh(code: str, **environment: str) -> str:
    """What a fresh interpreter prints, started without the variables that keep libraries off the network."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_importing_loads_no_heavy_library() -> None:
    printed = fresh(
        """
        import sys, indexer.embedding
        heavy = {"torch", "transformers", "sentence_transformers", "huggingface_hub", "tokenizers", "safetensors"}
        print(sorted(heavy & sys.modules.keys()))
        """
    )
    assert printed == "[]\n"


LOADS = """
    import socket
    from indexer.embedding import Embedder

    asked = []
    def refuse(self, address, *rest):
        asked.append(address)
        raise OSError("no network in tests")
    def unknown(host, *rest, **more):
        asked.append(host)
        raise OSError("no network in tests")
    socket.socket.connect = socket.socket.connect_ex = refuse
    socket.getaddrinfo = unknown

    rows = Embedder({model!r}, "float32").questions(["Who may fish?"])
    print(rows.shape, asked)
"""


@unpacked
@pytest.mark.parametrize("environment", [{}, {"HF_HUB_OFFLINE": "1"}], ids=["default", "offline"])
def test_the_model_loads_without_asking_the_network(environment: dict[str, str]) -> None:
    assert fresh(LOADS.format(model=str(MODEL)), **environment) == "(1, 384) []\n"
