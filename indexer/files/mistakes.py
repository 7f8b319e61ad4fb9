"""Every mistake that a check can name, each with what was found and what to write instead.

`knowledge/README.md` explains each of them to staff; a test compares the two lists. The words in
braces are filled in where the mistake is found; values shown are quoted and shortened by
`characters.shown`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.statement import Problem


@dataclass(frozen=True, slots=True)
class Mistake:
    """One sort of mistake; `found` and `mend` are templates for `str.format`."""

    found: str
    mend: str

    def at(self, file: Path, line: int, field: str = "", **words: object) -> Problem:
        """The problem that this mistake is, at one place."""
        return Problem(file, line, field, self.found.format(**words), self.mend.format(**words))


class AmissError(Exception):
    """A value cannot be read; whoever knows file, line and field makes a problem of it."""

    def __init__(self, mistake: Mistake, **words: object) -> None:
        super().__init__(mistake.found)
        self.mistake = mistake
        self.words = words


# The folder and its files
NO_MINISTRY = Mistake("there is no ministry.yaml", "write one as README.md shows")
NO_STATEMENTS = Mistake("there is no statement", "put at least one statement file into the folder statements")
NOT_A_FILE = Mistake("this is {what}, not a file", "put the file itself here, or remove it")
STRAY = Mistake("this is not a .yaml file", "let its name end in .yaml, or move it out of statements")
BAD_NAME = Mistake("the file name holds {character}", "rename the file to its id and .yaml")
UNREADABLE = Mistake("the file cannot be read ({reason})", "let the one who runs the check read it")
TOO_BIG = Mistake("the file is larger than 1 MiB", "keep nothing but the statement in it")
EMPTY_FILE = Mistake("the file is empty", "write it as README.md shows, or remove it")
NOT_UTF8 = Mistake("the file is not UTF-8 ({reason})", "save it again with the encoding UTF-8, without BOM")
CHARACTER = Mistake("{character} may not stand here", "{mend}")

# The form of YAML
NOT_YAML = Mistake("YAML cannot be read here ({reason})", "{mend}")
TRICK = Mistake("{what} is not used in this folder", "{mend}")
DOCUMENTS = Mistake("a second document begins (---)", "keep one in a file")
TOO_DEEP = Mistake("values lie more than 16 deep", "write it as README.md shows")
TOO_MANY = Mistake("the file holds more than 10,000 values", "write it as README.md shows")
DUPLICATE_KEY = Mistake("the key {key} is already on line {first}", "keep one of the two")
ODD_KEY = Mistake("a list or a map stands where a key is meant", "write a word and a colon")

# Keys and shapes
UNKNOWN_KEY = Mistake("the key {key} is unknown", "{mend}")
MISSING_KEY = Mistake("the key {key} is missing", "add the line {example}")
WRONG_SHAPE = Mistake("{what} stands where {meant} is meant", "write {example}")
NO_VALUE = Mistake("there is no value", "write {example}{otherwise}")
CUT_OFF = Mistake("the value ends before {rest}, the rest is a comment", "put the value in double quotes")

# Values
BAD_ID = Mistake("{value} is not made of lower-case words and digits joined by hyphens", "write for example {example}")
LONG_ID = Mistake("the id has {length} characters", "write at most 80")
BAD_KIND = Mistake("{value} is not a kind of statement", "{mend}")
BAD_STATUS = Mistake("{value} is not a status", "write draft, or delete the line")
BAD_LANGUAGE = Mistake("{value} is not a language code", "{mend}")
BAD_DATE = Mistake("{value} is not written as a date or a time in UTC", "write {example}")
NO_SUCH_DAY = Mistake("{value} does not exist: {reason}", "write a day or a time that exists")
FAR_YEAR = Mistake("the year {year} is not between 1800 and 2999", "check the year")
NO_WORDS = Mistake("the value holds no letter and no digit", "write the {what} as it was published")
TOO_LONG = Mistake("the {what} has {length} characters", "write at most {limit}")
LINE_BREAK = Mistake("the {what} has more than one line", "write it on one line")
BAD_LINK = Mistake("{value} is not an https address", "write {example}")
LINK_CHARACTER = Mistake("the address holds {character}", "{mend}")
LINK_USER = Mistake("the address holds a user name (@), and leads to {host}", "leave out what is before the @")
LINK_PORT = Mistake("the address holds a port ({port})", "leave it out")
BAD_HOST = Mistake("{value} is not a host name", "{mend}")
BAD_PHONE = Mistake("{value} is not a telephone number", 'write for example "+999 20 555 0100"')
BAD_EMAIL = Mistake("{value} is not an e-mail address", "write for example press@example.org")

# A draft
TO_DO = Mistake("there is still something to do: {what}", "do it, then delete this line")
ONLY_A_DRAFT = Mistake("this is a draft, which nobody sees", "to adopt it, delete this line")

# Across fields and files
ID_UNLIKE_NAME = Mistake("the id is {id}, but the file is called {name}", "make the two the same")
ID_TWICE = Mistake("the id {id} is already that of {other}", "give one of the two another id and file name")
NO_ORIGINAL = Mistake(
    "the original is {language}, but there is no version in it", "add that version, or name one of: {known}"
)
TOO_EARLY = Mistake("{moment} is before {other}, when it is {what}", "check the two dates")
NEVER_SHOWN = Mistake("{moment} is before the embargo ends ({embargo})", "check the two dates")
LISTED_TWICE = Mistake("{value} is listed twice", "keep it once")
SUPERSEDES_ITSELF = Mistake("the statement supersedes itself", "name the earlier statement")
SUPERSEDES_UNKNOWN = Mistake("there is no statement {id}", "{mend}")
SUPERSEDES_LATER = Mistake(
    "the statement {id} was published later, on {published}", "let the later one supersede the earlier"
)
CIRCLE = Mistake("statements supersede each other in a circle ({circle})", "take out one of these links")
ASKED_TWICE = Mistake("the question is already on line {first}", "keep it once")
UNKNOWN_TOPIC = Mistake("the topic {topic} is not in ministry.yaml", "{mend}")
FOREIGN_HOST = Mistake(
    "the host {host} is not one of the hosts in ministry.yaml",
    "link to one of: {hosts}; or have the host added to ministry.yaml",
)
