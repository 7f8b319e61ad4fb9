"""Carrying out steps through the bot, one at a time."""

from __future__ import annotations

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode

from bot.frontends.telegram.api import Bot
from bot.frontends.telegram.sender import Turn
from bot.frontends.telegram.steps import (
    Change,
    Offer,
    Rekey,
    Remove,
    Result,
    Say,
    Step,
    Tell,
    Visit,
)
from bot.views.keyboard import Button, Keyboard

_CACHED = 3
"""Seconds for which Telegram may give one answer to everybody who searches the same words: a store may change, and a
pause must be seen within five."""

_PLAIN = LinkPreviewOptions(is_disabled=True)


class Hands:
    """Does one step. Raises what `outcome` understands."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def show_typing(self, chat: int, thread: int | None) -> None:
        """Let the person see that an answer is on its way."""
        await self._bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=thread)

    async def do(self, step: Step, turn: Turn = Turn.ANSWER) -> int | None:
        """The number of the message that stands after `step`, where one does."""
        match step:
            case Say():
                return await self._say(step, turn)
            case Change():
                changed = await self._bot.edit_message_text(
                    step.html,
                    step.chat,
                    step.message,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_PLAIN,
                    reply_markup=_markup(step.keyboard),
                )
                return changed.message_id if isinstance(changed, Message) else step.message
            case Rekey():
                await self._bot.edit_message_reply_markup(step.chat, step.message, reply_markup=_markup(step.keyboard))
            case Remove():
                await self._bot.delete_message(step.chat, step.message)
            case Tell():
                await self._bot.answer_callback_query(step.press, step.text or None, show_alert=step.alert)
            case Offer():
                await self._offer(step)
            case Visit():
                await self._bot.answer_guest_query(step.guest, _result(step.result))
        return None

    async def _say(self, step: Say, turn: Turn) -> int:
        reply = None if step.to is None else ReplyParameters(step.to, allow_sending_without_reply=True)
        said = await self._bot.send_message(
            step.chat,
            step.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_PLAIN,
            reply_markup=_markup(step.keyboard),
            reply_parameters=reply,
            message_thread_id=step.thread,
            rate_limit_args=turn,
        )
        return said.message_id

    async def _offer(self, step: Offer) -> None:
        button = None if step.start is None else InlineQueryResultsButton(step.start[0], start_parameter=step.start[1])
        await self._bot.answer_inline_query(
            step.search,
            [_result(result) for result in step.results],
            cache_time=_CACHED,
            is_personal=step.personal,
            button=button,
        )


def _result(result: Result) -> InlineQueryResultArticle:
    content = InputTextMessageContent(result.html, ParseMode.HTML, link_preview_options=_PLAIN)
    return InlineQueryResultArticle(
        result.name, result.title, content, description=result.description, reply_markup=_markup(result.keyboard)
    )


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in keyboard]) if keyboard else None


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        button.text,
        url=button.link,
        callback_data=button.data,
        switch_inline_query=button.search,
    )
