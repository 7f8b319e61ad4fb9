"""Commands that serve citizens on a platform: telegram."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from datetime import UTC, datetime

from bot.commands.opening import model_of, root_of
from bot.settings import Settings


def telegram(chosen: argparse.Namespace, settings: Settings) -> int:
    """Answer on Telegram until told to end."""
    from bot.frontends.telegram.endpoints import endpoint_of
    from bot.frontends.telegram.opened import Opened
    from bot.frontends.telegram.service import serve_until_told
    from bot.serving import logs

    logs.set_up(sys.stderr, logging.getLevelNamesMapping()[settings["log_level"].upper()], settings.secrets)
    endpoint_of(settings)  # a missing token is told before the model is loaded
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
    asyncio.run(serve_until_told(settings, opened))
    return 0
