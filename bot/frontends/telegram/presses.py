"""What pressing a button does, as steps: the press is always answered, else the button would turn for a minute."""

from __future__ import annotations

from typing import assert_never

from bot.frontends.telegram.events import Pressed
from bot.frontends.telegram.questions import in_place_of, shown
from bot.frontends.telegram.render import pages
from bot.frontends.telegram.steps import Rekey, Step, Tell
from bot.serving.exchanging import Response
from bot.serving.pressing import Alert, Pressing, Shown, Thanked
from bot.views.buttons import Action
from bot.views.cards import without_feedback


class Presses:
    """Answers to buttons."""

    def __init__(self, pressing: Pressing) -> None:
        self._pressing = pressing

    async def respond(self, pressed: Pressed) -> Response[Step]:
        """What to do about a press."""
        asks = any((b.data or "")[:1] in (Action.YES, Action.NO) for row in pressed.keyboard for b in row)
        answer = await self._pressing.press(pressed.place, pressed.data, pressed.message, asks=asks)
        match answer:
            case Alert(text):
                return Response((Tell(pressed.press, text, alert=True),))
            case Thanked(text, helped):
                tell = Tell(pressed.press, text, alert=not helped)
                standing = Rekey(pressed.place.chat, pressed.message, without_feedback(pressed.keyboard))
                return Response((tell, standing) if asks else (tell,))
            case Shown(view, instead=False):
                return Response((Tell(pressed.press), *shown(pressed.place, pressed.message, view)))
            case Shown(view):
                place, message = pressed.place, pressed.message
                steps = in_place_of((message,), place, message, pages(view.message), view.keyboard)
                return Response((Tell(pressed.press), *steps))
            case _:
                assert_never(answer)
