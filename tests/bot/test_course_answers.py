"""The course, done with the real model: the questions that the text says to ask get what it says they get."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from bot.probing import Probe, answers
from bot.publishing import publish_folder
from indexer.course import make_copy
from indexer.embedding import Embedder
from indexer.store import open_snapshot
from tests.conftest import TODAY
from tests.indexer.course import solving


def asked(number: int) -> str:
    """The question that an exercise says to ask."""
    (found,) = re.findall(r"[Aa]sk\s+`\"([^\"`]+)\"`", solving.section(number))
    return str(found)


def test_what_the_text_says_is_what_comes(sample_store: Path, embedder: Embedder, tmp_path: Path) -> None:
    folder = make_copy(tmp_path / "course", "a-model@1")
    root = Path(shutil.copytree(sample_store, tmp_path / "store"))
    gap, not_ours = solving.asked_by_citizens()
    probes = [Probe(asked(n), "fr" if n == 2 else "en", frozenset()) for n in range(1, 6)]
    probes += [Probe(text, "en", frozenset()) for text in (gap, not_ours)]
    before = answers(open_snapshot(root), probes, embedder.questions_by_token, TODAY)
    assert [a.statements for a in before[-3:]] == [("zarvia-departure-advice-2026",), (), ()]
    solving.solve(folder)
    done = publish_folder(folder, root, embedder, TODAY, lambda *_: None)
    assert (done.report.embargoed, done.wrong) == (("climate-finance-pledge-2099", "kestria-rail-freight-2099"), ())
    after = answers(open_snapshot(root), probes, embedder.questions_by_token, TODAY)
    assert [a.statements for a in after] == [
        ("orda-ferry-2026",),
        ("halcyon-scholarships-tharos-2026",),
        ("dual-nationals-consular-assistance-2026",),
        (),  # under embargo
        (),  # withdrawn
        ("kestova-citrus-dispute-2025",),
        (),
    ]
    assert after[-1].outcome == "opinion"
