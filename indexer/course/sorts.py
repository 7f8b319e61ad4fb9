"""What is still wrong in an exercise where `verbale check` finds no fault with the folder."""

from __future__ import annotations

from indexer.files.mistakes import Mistake

# Statements and their fields
NOT_WRITTEN = Mistake("there is no statement {id}", "write it as the exercise says, in this file")
GONE = Mistake(
    "the statement {id} is gone, though nothing that was published is ever deleted",
    "copy its file anew from another scratch copy, and do the exercise in it",
)
NOT_SO = Mistake("{value} is not what the exercise says", "write {expected}")
NOT_MEANT = Mistake("the exercise says nothing of {value}", "take the line out")
CHANGED = Mistake("the exercise says nothing of a change to this", "put back {expected}")

# Versions
NO_VERSION = Mistake("there is no version in {language}", "add it under versions, under the code {language}")
OTHER_CODE = Mistake("the version that the exercise gives in {language} stands under {code}", "put it under {language}")
UNLIKE_GIVEN = Mistake("the {what} is not the one in the exercise: {difference}", "copy what is published")
UNLIKE_BEFORE = Mistake("the {what} was changed: {difference}", "put back what was published")

# What each exercise is about
EARLIER_CHANGED = Mistake(
    "the earlier statement {id} was changed",
    "put it back as it was: the new statement, in a file of its own, replaces it",
)
LOCAL_TIME = Mistake(
    "{value} is the time in Selvara, which in June is two hours ahead of UTC", "write {expected}, the time in UTC"
)
ENDS = Mistake("valid_until is for what ends by itself", "write withdrawn: {expected} in its place")
NO_SUCH_QUESTION = Mistake(
    "the question of the citizens is not there: {question}", "add it to questions, as they put it"
)
NOT_ASKED = Mistake(
    "no question in {language} must be answered by {id}", "add one under answered, in other words than theirs"
)
NOT_REFUSED = Mistake(
    "the question that nothing may answer is not there: {question}", "add it under unanswered, {language}"
)
WRONG_PLACE = Mistake("a position on {id} cannot answer this", "move the question to unanswered, {language}")
