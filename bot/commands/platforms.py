"""Commands that serve citizens on a platform, or on several at once: telegram, discord."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.commands.opening import model_of, root_of
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.serving.common import Front


def telegram(chosen: argparse.Namespace, settings: Settings) -> int:
    """Answer on Telegram, and on Discord where that is asked for too, until told to end."""
    return _serve("telegram", chosen, settings)


def discord(chosen: argparse.Namespace, settings: Settings) -> int:
    """Answer on Discord, and on Telegram where that is asked for too, until told to end."""
    return _serve("discord", chosen, settings)


def _serve(platform: str, chosen: argparse.Namespace, settings: Settings) -> int:
    from bot.serving import logs

    platforms = [name for name in (platform, chosen.also) if name]
    logs.start(settings, " ".join(platforms), sys.stderr)
    return logs.serve(lambda: _serve_all(platforms, chosen, settings))


def _serve_all(platforms: list[str], chosen: argparse.Namespace, settings: Settings) -> None:
    from bot.serving.common import serve_until_told
    from bot.serving.opened import Opened

    # A missing token is told before the model is loaded.
    fronts = {name: _FRONTS[name](settings) for name in platforms}
    from bot.desk import open_desk
    from bot.reply import Question
    from bot.verification import verify

    root = root_of(chosen, settings)
    model = model_of(root, settings)
    desk = open_desk(root, model)
    opened = Opened(
        desk, desk.library, lambda snapshot, text, moment, language: verify(snapshot, text, moment, language, model)
    )
    # The first question loads what later ones share, which takes seconds; let it be nobody's.
    desk.respond(Question("What can be asked here?", datetime.now(UTC)))
    asyncio.run(serve_until_told(settings, opened, fronts))


def _telegram(settings: Settings) -> Front:
    from bot.frontends.telegram import service

    service.demand(settings)
    return service.run


def _discord(settings: Settings) -> Front:
    from bot.frontends.discord import service

    service.demand(settings)
    return service.run


_FRONTS: dict[str, Callable[[Settings], Front]] = {"telegram": _telegram, "discord": _discord}
