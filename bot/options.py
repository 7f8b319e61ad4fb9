"""What an operator may set: each option's default, its meaning, and the form of its value. Only data.

`bot.settings` reads them; `verbale settings` lists them in this order.
"""

from __future__ import annotations

KNOWN = {  # name: default, meaning
    "knowledge": ("knowledge", "the folder of statements"),
    "store": (".store", "the folder of the store"),
    "model": (
        ".model/multilingual-e5-small",
        "a sentence-transformers folder, or NAME@REVISION in the local hub cache",
    ),
    "precision": ("auto", "auto, float32 or bfloat16"),
    "wrong_positions": (
        "0.05",
        "the share of positions that may be wrong, which sets how sure one must be: 0.01 to 0.2",
    ),
    "language": ("", "the language the terminal speaks, such as fr; else that of the system"),
    "database": ("", "sqlite:///FILE or postgresql://USER@HOST/NAME; else a file beside the store"),
    "secret_key": ("", "seals what is stored, 32 characters or more; else made beside the store"),
    "telegram_token": ("", "the Telegram bot's token, as @BotFather shows it"),
    "telegram_api": ("https://api.telegram.org", "the address of the Bot API server"),
    "telegram_loopback": ("", "1 where only a Bot API server on this machine may be asked, as in tests; else nothing"),
    "telegram_webhook": ("", "the public https address that Telegram delivers to; else updates are polled for"),
    "telegram_webhook_secret": ("", "what Telegram shows to be let in, 16 letters or digits or more"),
    "telegram_listen": ("127.0.0.1:8443", "where the webhook listens"),
    "telegram_channel": ("", "the channel in which new statements are posted, such as @ministry; else none"),
    "discord_token": ("", "the Discord bot's token, as the Developer Portal shows it"),
    "discord_api": ("https://discord.com/api/v10", "the address of Discord's API"),
    "discord_gateway": ("wss://gateway.discord.gg", "the address of Discord's gateway"),
    "discord_loopback": ("", "1 where only a Discord on this machine may be asked, as in tests; else nothing"),
    "discord_shards": ("", "the number of connections to Discord; else as many as Discord recommends"),
    "metrics_port": ("", "the port of health and metrics; else none"),
    "metrics_host": ("127.0.0.1", "the address that health and metrics listen on; whoever reaches it reads them"),
    "log_level": ("info", "debug, info, warning or error"),
    "log_format": ("auto", "text, json, or auto: text on a terminal, JSON lines elsewhere"),
    "watch_git": ("", "the branch that 'verbale watch' follows in place of the folder, such as origin/main"),
    "watch_git_seconds": ("15", "seconds between two looks at that branch"),
    "watch_webhook": ("", "the https address that is told when builds begin to fail, and when they succeed again"),
    "store_oldest_hours": ("", "hours after which a store is too old to be ready; else never"),
    "log_questions": (
        "",
        "1 where questions asked in vain are kept, without names, numbers and addresses; else nothing",
    ),
    "limit_person": ("12/minute", "questions of one person"),
    "limit_chat": ("30/minute", "questions in one chat"),
    "limit_everybody": ("50/second", "questions of everybody together"),
    "limit_strikes": ("5 per 10 minutes", "refusals after which a person is ignored for so long"),
    "keep_unanswered_hours": ("24", "hours in which a question must be answered or is given up"),
    "keep_marks_hours": ("48", "hours for which an update is known as answered"),
    "keep_dead_letters_days": ("30", "days for which the kind of a failure is kept"),
    "keep_shown_days": ("365", "days for which what was shown is corrected"),
    "keep_preferences_days": ("730", "days for which choices are kept"),
    "keep_counts_days": ("1095", "days for which daily counts are kept"),
    "keep_questions_days": ("30", "days for which questions asked in vain are kept, where they are"),
}
SECRETS = ("secret_key", "telegram_token", "telegram_webhook_secret", "discord_token", "watch_webhook")
FORMS = {  # name: what a value must look like, empty or not
    "wrong_positions": r"0\.0[1-9]\d*|0\.1\d*|0\.20*",
    "precision": r"auto|float32|bfloat16",
    "log_level": r"debug|info|warning|error",
    "log_format": r"auto|text|json",
    "telegram_loopback": r"|1",
    "log_questions": r"|1",
    "discord_loopback": r"|1",
    "discord_shards": r"|[1-9][0-9]{0,3}",
    "metrics_port": r"|[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]",
    "store_oldest_hours": r"|[1-9][0-9]{0,5}",
    "watch_git": r"|[^/\s-][^/\s]*/[^\s-]\S*",
    "watch_git_seconds": r"[1-9][0-9]{0,4}",
} | {name: r"[1-9][0-9]{0,4}" for name in KNOWN if name.startswith("keep_")}
