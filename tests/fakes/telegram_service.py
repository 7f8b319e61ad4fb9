"""`verbale telegram` as a program with a fake model and short leases: ``python -m tests.fakes.telegram_service``.

Everything else is as installed: the command line, the settings, the desk, the registry, the sockets. With ``real``
behind it the model is too.
"""

from __future__ import annotations

import sys
from datetime import timedelta

import indexer.embedding
from bot.cli import main
from bot.frontends.telegram import service
from bot.frontends.telegram.sender import Limits
from bot.serving.working import Pace
from tests.fakes.encoder import FakeEncoder

LEASE = timedelta(seconds=2)
QUICK = Limits(overall=10_000, per_second=10_000, group_minute=10_000, bulk=10_000, first_pause=0.01)


def tuned() -> service.Tuning:
    """What real people need is too slow for tests."""
    return _TUNING


_TUNING = service.Tuning(QUICK, Pace(lease=LEASE, look=0.2))

if __name__ == "__main__":
    if sys.argv[1:] != ["real"]:
        indexer.embedding.Embedder = lambda model, precision=None: FakeEncoder()  # type: ignore[assignment,misc,return-value]
    service.Tuning = tuned  # type: ignore[assignment,misc]
    sys.exit(main(["telegram"]))
