"""Every warning, with what was found and what to do. `knowledge/README.md` explains each; a test compares the two."""

from __future__ import annotations

from indexer.files.mistakes import Mistake

# Links
FRONT_PAGE = Mistake("the address is that of a front page", "link to the page on which this version stands")
SHARED_PAGE = Mistake("the address is that of {other}, too", "link to the page on which this statement stands")
NO_ANSWER = Mistake("the page is not to be had ({why})", "correct the address, or tell those who keep the site")
LEADS_ON = Mistake("the address leads on to {other}", "link to where the text is")
UNLIKE_PAGE = Mistake(
    "the text is not the one on the page: {difference}", "copy what is published, or have the page mended"
)
NOT_ON_PAGE = Mistake("the page shows nothing of this text", "link to the page on which it stands")

# Translations
NO_TRANSLATION = Mistake(
    "there is no version in {languages}, though most statements have one", "add the translation once it is published"
)
LOST_TRANSLATION = Mistake(
    "there is no version in {languages}, though {earlier}, which it supersedes, has one",
    "add the translation: who reads the earlier one is told nothing in its place",
)
SHORT_TRANSLATION = Mistake(
    "the text has {length} characters, where about {usual} are usual beside the original's {original}",
    "see that nothing of it is missing",
)

# Words
OTHER_LANGUAGE = Mistake("the text reads like {found}, not {language}", "put it under the right code")
MIXED_WORD = Mistake("the word {word} mixes letters of two alphabets ({letters})", "type it anew")
FOREIGN_WORD = Mistake("the word {word} is written in {letters} letters that look like Latin ones", "type it anew")
FOLDED = Mistake("the text stands under >, which turns its line ends into blanks", "write |- in place of >")
NO_QUESTION = Mistake(
    "the question ends in no question mark", "write each question on a line of its own: in brackets a comma parts two"
)

# Standing
NEAR_DUPLICATE = Mistake(
    "much of it stands in {other}, too, which is in force", "if it replaces that, add supersedes: [{other}]"
)
REPLACES_TOO = Mistake(
    "{other} supersedes {earlier}, too, and both are in force", "if this replaces it, add {other} to supersedes"
)
AHEAD = Mistake("nobody sees it before {date}", "correct the date; if that is meant, let the embargo say so")
ENDING = Mistake("it ends on {date}", "publish in time what follows, or correct the date")

# Questions of staff
SAME_AS_STATEMENTS = Mistake(
    "the question stands in the statement {id}, too, which answers it in any case", "put it in other words"
)
NOT_IN_FORCE = Mistake(
    "the statement {id} is not in force ({standing}), so that no answer is right",
    "name the one that is, or take the question out",
)

# What citizens' questions find
MAGNET = Mistake(
    "{count} of {of} probe questions that are not for it would be answered with it, such as {example}",
    "see what in this passage attracts them: {passage}",
)
