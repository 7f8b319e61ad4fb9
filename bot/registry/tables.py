"""The tables. Moments are whole milliseconds since 1970 UTC; days are ISO dates; what is sealed is binary.

`person` and `chat` are pseudonyms. No column holds a readable question, a name or an id that a platform gave to a
person.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, false
from sqlalchemy import UniqueConstraint as Unique

metadata = MetaData()

_NUMBER = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts rows up in INTEGER columns only
_NAME = String(64)
_ID = String(255)

inbox = Table(
    "inbox",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("platform", _NAME, nullable=False),
    Column("bot", _NAME, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("chat", _NAME),
    Column("payload", LargeBinary),  # sealed; none once answered or dead
    Column("reply", LargeBinary),  # sealed; the parts of a reply whose sending has begun
    Column("arrived", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),  # when it may be claimed; while claimed, when the lease ends
    Column("claims", Integer, nullable=False),
    Column("returns", Integer, nullable=False),  # claims that did not end with the worker's death
    Column("failures", Integer, nullable=False),
    Column("sending", Integer),  # the part whose sending has begun; those before it are sent
    Column("sends", Integer, nullable=False),  # how often the sending of that part has begun
    Unique("platform", "bot", "update_id", name="inbox_once"),
    sqlite_autoincrement=True,
)
_open = inbox.c.payload.is_not(None)
Index(  # holds all that a claim looks at, so that it reads no payloads
    "inbox_open",
    *(inbox.c[name] for name in ("platform", "bot", "chat", "id", "due", "claims", "returns")),
    sqlite_where=_open,
    postgresql_where=_open,
)
Index("inbox_arrived", inbox.c.arrived)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("platform", _NAME, nullable=False),
    Column("event", _NAME, nullable=False),
    Column("error", _NAME, nullable=False),
    Column("at", BigInteger, nullable=False),
)

preferences = Table(
    "preferences",
    metadata,
    Column("person", _NAME, primary_key=True),
    Column("language", String(16)),
    Column("corrections", Boolean, nullable=False),
    Column("touched", BigInteger, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("person", _NAME, primary_key=True),
    Column("topic", _ID, primary_key=True),  # empty: all topics
    Column("platform", _NAME, nullable=False),
    Column("bot", _NAME, nullable=False),
    Column("address", LargeBinary, nullable=False),  # sealed
    Column("language", String(16), nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("changes", Boolean, nullable=False, server_default=false()),  # told of corrections and withdrawals, too
)
Index("subscriptions_topic", subscriptions.c.platform, subscriptions.c.bot, subscriptions.c.topic)

rooms = Table(  # what moderators set for a server, and for its channels
    "rooms",
    metadata,
    Column("server", _NAME, primary_key=True),  # a pseudonym, as `room` is
    Column("room", _NAME, primary_key=True),  # the channel, as it subscribes; empty: the whole server
    Column("platform", _NAME, nullable=False),
    Column("bot", _NAME, nullable=False),
    Column("address", LargeBinary, nullable=False),  # sealed; of the whole server nothing
    Column("answers", _NAME),
    Column("language", String(16)),
    Column("cooldown", Integer),  # seconds
)

shown = Table(
    "shown",
    metadata,
    Column("person", _NAME, primary_key=True),
    Column("statement", _ID, primary_key=True),
    Column("platform", _NAME, nullable=False),
    Column("bot", _NAME, nullable=False),
    Column("address", LargeBinary, nullable=False),  # sealed
    Column("language", String(16), nullable=False),
    Column("at", BigInteger, nullable=False),
)
Index("shown_statement", shown.c.statement)

known = Table(
    "known",
    metadata,
    Column("statement", _ID, primary_key=True),
    Column("standing", _NAME, nullable=False),
    Column("digests", Text, nullable=False),  # JSON: language to the digest of title and text
)

events = Table(
    "events",
    metadata,
    Column("id", String(400), primary_key=True),
    Column("kind", _NAME, nullable=False),
    Column("statement", _ID, nullable=False),
    Column("topics", Text, nullable=False),  # JSON: a list
    Column("languages", Text, nullable=False),  # JSON: a list
    Column("at", BigInteger, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("event", String(400), primary_key=True),
    Column("person", _NAME, primary_key=True),
    Column("platform", _NAME, nullable=False),
    Column("bot", _NAME, nullable=False),
    Column("state", _NAME, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("sends", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("message", BigInteger),  # where it went out, while more is to be done with that
)
Index("deliveries_due", deliveries.c.platform, deliveries.c.bot, deliveries.c.state, deliveries.c.due)

feedback = Table(
    "feedback",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("platform", _NAME, primary_key=True),
    Column("language", String(16), primary_key=True),
    Column("statement", _ID, primary_key=True),
    Column("helped", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
)

tallies = Table(
    "tallies",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("platform", _NAME, primary_key=True),
    Column("language", String(16), primary_key=True),
    Column("outcome", _NAME, primary_key=True),
    Column("topic", _ID, primary_key=True),  # empty: none
    Column("count", Integer, nullable=False),
)

timings = Table(  # how long answering took: as many questions as `tallies` counts
    "timings",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("platform", _NAME, primary_key=True),
    Column("within", Integer, primary_key=True, autoincrement=False),  # milliseconds; 0: longer than all others
    Column("count", Integer, nullable=False),
)

showings = Table(
    "showings",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("platform", _NAME, primary_key=True),
    Column("language", String(16), primary_key=True),
    Column("statement", _ID, primary_key=True),
    Column("count", Integer, nullable=False),
)

reach = Table(
    "reach",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("platform", _NAME, primary_key=True),
    Column("what", _NAME, primary_key=True),
    Column("count", Integer, nullable=False),
)

questions = Table(  # stripped and sealed, and only where the operator wants them
    "questions",
    metadata,
    Column("id", _NAME, primary_key=True),  # random, so that no order tells when
    Column("day", String(10), nullable=False),
    Column("language", String(16), nullable=False),
    Column("outcome", _NAME, nullable=False),
    Column("text", LargeBinary, nullable=False),  # sealed
    sqlite_with_rowid=False,  # a row's number would tell the order
)
Index("questions_day", questions.c.day)

keyring = Table(
    "keyring",
    metadata,
    Column("fingerprint", _NAME, primary_key=True),
    Column("since", BigInteger, nullable=False),
)
