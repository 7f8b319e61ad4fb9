"""What is kept on people, and what protects it: the database, the secret key, the files of secrets."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from bot.examining.finding import Finding, skipped, warning, well, wrong
from bot.options import SECRETS
from bot.registry.keys import Keys, keys_beside, keys_from
from bot.registry.looking import Looked, NoDatabaseError, look
from bot.serving.composing import SECRET_KEY
from bot.settings import Settings

_LONG_LOG = 256_000_000
"""Bytes of SQLite's log above which something holds it open."""
_CREDENTIALS = Path("/run/credentials")
"""Where systemd puts them, for one service alone whatever their mode says."""


def database(settings: Settings) -> Iterator[Finding]:
    """Raises `RegistryError`."""
    try:
        found = look(settings.database)
    except NoDatabaseError as error:
        yield warning("database", f"{error}; if there should be one, mend VERBALE_DATABASE")
        return
    amiss = list(_amiss(found))
    yield from amiss
    if not amiss:
        log = f" and {found.log / 1e6:.1f} MB of log" if found.file else ""
        yield well(
            "database", f"{found.address}, {found.size / 1e6:.1f} MB{log}, form {found.revision}, can be written"
        )


def _amiss(found: Looked) -> Iterator[Finding]:
    if found.damage:
        yield wrong("database", f"{found.address} is damaged ({found.damage}); restore a backup (deploy/RUNBOOK.md)")
    if found.unwritable:
        yield wrong(
            "database", f"{found.address} cannot be written ({found.unwritable}); nobody is answered: mend that"
        )
    if found.revision != found.newest:
        was = f"has form {found.revision}" if found.revision else "has no tables yet"
        yield warning(
            "database",
            f"{found.address} {was}, this program wants {found.newest}: the next start of a platform brings it there",
        )
    if found.file and found.journal != "wal":
        yield warning("database", f"{found.address} has journal mode {found.journal}, not wal: the next start sets it")
    if found.log > _LONG_LOG:
        yield warning(
            "database",
            f"the log of {found.address} has {found.log / 1e6:.0f} MB: some program holds an old state; restart all",
        )
    if found.file and (mode := found.file.stat().st_mode) & 0o077:
        yield wrong(
            "database", f"{found.file} can be read by others ({mode & 0o777:03o}); run 'chmod 600 {found.file}'"
        )


def key(settings: Settings) -> Iterator[Finding]:
    """That there is one, and that the database was sealed with it. Raises `RegistryError`."""
    written, file = settings.secret("secret_key"), settings.registry / SECRET_KEY
    used = _used(settings)
    if not written and not file.exists():
        if used:
            yield wrong(
                "secret key",
                f"the database was sealed with one; VERBALE_SECRET_KEY is not set, {file} is not there: bring it back",
            )
        else:
            yield warning("secret key", f"none is set; the first start of a platform makes {file}")
        return
    keys = keys_from(written) if written else keys_beside(file)
    yield _known(keys, used, settings.all["secret_key"].origin if written else str(file))


def _used(settings: Settings) -> frozenset[str]:
    try:
        return look(settings.database).fingerprints
    except NoDatabaseError:
        return frozenset()


def _known(keys: Keys, used: frozenset[str], origin: str) -> Finding:
    given = keys.fingerprints()
    if used and not used.intersection(given):
        return wrong(
            "secret key",
            f"what is in the database was sealed with another one than that of {origin}; give that one, "
            "behind the new one if it is to be replaced",
        )
    if given[0] not in used:
        return warning(
            "secret key", f"that of {origin} has sealed nothing yet; the next start of a platform takes it up"
        )
    return well("secret key", f"{origin}, known to the database, {given[0][:8]}")


def secrets(settings: Settings) -> Iterator[Finding]:
    """The files that hold secrets: whose they are and who may read them."""
    files = {name: Path(found[1]) for name in SECRETS if (found := re.search(r" \((.+)\)$", settings.all[name].origin))}
    for name, file in files.items():
        told = file.stat()
        variable = settings.all[name].variable
        if told.st_mode & 0o077 and not file.is_relative_to(_CREDENTIALS):
            yield wrong(
                "secrets",
                f"{file} ({variable}_FILE) can be read by others ({told.st_mode & 0o777:03o}); run 'chmod 600 {file}'",
            )
        elif told.st_uid not in (0, os.geteuid()):
            yield warning(
                "secrets",
                f"{file} ({variable}_FILE) belongs to user {told.st_uid}, who may change it; chown it to this one",
            )
        else:
            yield well("secrets", f"{file} ({variable}_FILE)")
    if not files:
        yield skipped("secrets", "none is in a file; a file that VERBALE_…_FILE names is safer than a variable")
