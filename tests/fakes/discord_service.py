"""`verbale discord` as a program with a fake model and short leases: ``python -m tests.fakes.discord_service``.

Everything else is as installed: the command line, the settings, the desk, the registry, the sockets. With ``telegram``
behind it both platforms are served.
"""

from __future__ import annotations

import sys
from datetime import timedelta

import indexer.embedding
from bot.cli import main
from bot.frontends.discord import service
from bot.serving.working import Pace
from tests.fakes.encoder import FakeEncoder

LEASE = timedelta(seconds=2)


def tuned() -> service.Tuning:
    """What real people need is too slow for tests."""
    return _TUNING


_TUNING = service.Tuning(Pace(lease=LEASE, look=0.2), identify_pause=0.01)

if __name__ == "__main__":
    indexer.embedding.Embedder = lambda model, precision=None: FakeEncoder()  # type: ignore[assignment,misc,return-value]
    service.Tuning = tuned  # type: ignore[assignment,misc]
    sys.exit(main(["telegram", "discord"] if sys.argv[1:] == ["telegram"] else ["discord"]))
