"""Opening what the commands work with: the store, the model, the desk."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.desk import Desk
    from indexer.embedding import Embedder


def root_of(chosen: argparse.Namespace, settings: Settings) -> Path:
    """The folder of the chosen store, or of that of the settings."""
    root: Path = chosen.store or settings.store
    return root


def model_of(root: Path, settings: Settings) -> Embedder:
    """The model of the settings, at the store's precision, not this processor's: their vectors differ."""
    from indexer.embedding import Embedder
    from indexer.store import manifest_in_use

    return Embedder(settings.model, manifest_in_use(root).model.precision)


def desk_over(root: Path, settings: Settings) -> Desk:
    """A desk over the store in `root`."""
    from bot.desk import open_desk

    return open_desk(root, model_of(root, settings))
