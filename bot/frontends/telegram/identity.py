"""Who the bot is on Telegram, and the links that open a conversation with it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.buttons import key_of

_PAYLOAD = 64


@dataclass(frozen=True, slots=True)
class Identity:
    """The bot's number and user name."""

    id: int
    username: str

    def link(self, payload: str = "") -> str:
        """The address that opens a conversation with the bot."""
        return f"https://t.me/{self.username}" + (f"?start={payload}" if payload else "")


def payload_of(name: str) -> str:
    """What a deep link to a statement carries, as `House.named` reads it."""
    return name if len(name) <= _PAYLOAD else key_of(name)
