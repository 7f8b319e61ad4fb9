"""``python -m tests.bot.frontends.discord.mortal TOKEN API GATEWAY FOLDER``: a bot that takes a minute for each reply.

It says ``ready`` once it is connected, and serves until it is killed.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.bot.frontends.discord.linked import Linked, registry_in


@dataclass(frozen=True, slots=True)
class There:
    """A fake Discord in another process."""

    token: str
    api: str
    gateway: str


def main() -> None:
    """Serve."""
    token, api, gateway, folder = sys.argv[1:]
    registry = registry_in(Path(folder))
    with Linked(There(token, api, gateway), registry.inbox, pauses=60, lease=timedelta(seconds=1)):
        print("ready", flush=True)
        time.sleep(60)


if __name__ == "__main__":
    main()
