"""What stands on every report: outcomes, headings of columns and notes, in one language."""

from __future__ import annotations

from bot.wording import Wording


def outcomes(words: Wording) -> dict[str, str]:
    """Every outcome that is counted and what it is called, in the order in which they are shown."""
    return {
        "position": words.say("report-outcome-position"),
        "closest": words.say("report-outcome-closest"),
        "none": words.say("report-outcome-none"),
        "superseded": words.say("report-outcome-superseded"),
        "opinion": words.say("report-outcome-opinion"),
        "prediction": words.say("report-outcome-prediction"),
        "private": words.say("report-outcome-private"),
        "other-state": words.say("report-outcome-other-state"),
        "not-our-remit": words.say("report-outcome-not-our-remit"),
        "several": words.say("report-outcome-several"),
        "too-many": words.say("report-outcome-too-many"),
        "too-long": words.say("report-outcome-too-long"),
        "greeting": words.say("report-outcome-greeting"),
        "command": words.say("report-outcome-command"),
        "empty": words.say("report-outcome-empty"),
        "paused": words.say("report-outcome-paused"),
    }


def reached(words: Wording) -> dict[str, str]:
    """What reach is told of."""
    return {
        "chats": words.say("report-reach-chats"),
        "busiest": words.say("report-reach-busiest"),
        "subscribers": words.say("report-reach-subscribers"),
        "servers": words.say("report-reach-servers"),
    }


def fixed(words: Wording) -> dict[str, str]:
    """What the page says whatever was counted."""
    return {
        "title": words.say("report-title"),
        "brief": words.say("report-brief"),
        "number": words.say("report-number"),
        "share": words.say("report-share"),
        "table": words.say("report-table"),
        "what": words.say("report-what"),
        "reach": words.say("report-reach"),
        "reach-note": words.say("report-reach-note"),
        "gaps": words.say("report-gaps"),
        "gaps-off": words.say("report-gaps-off"),
        "gaps-note": words.say("report-gaps-note"),
        "gaps-none": words.say("report-gaps-none"),
        "gap-nearest": words.say("report-gap-nearest"),
    }
