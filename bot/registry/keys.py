"""Sealing what is stored, and pseudonyms instead of ids.

A secret is text of at least 32 characters. Two keys are derived from each (HKDF-SHA-256): one seals (Fernet:
AES-128-CBC with HMAC-SHA-256), one makes pseudonyms (HMAC-SHA-256). Several secrets, newest first, are a rotation: the
first seals and names, the others still open and are still found.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from indexer.statement import VerbaleError

SHORTEST = 32
"""Characters of a secret."""


class RegistryError(VerbaleError):
    """The database or its key cannot be used; the message says what to do."""


class UnsealError(RegistryError):
    """Something stored was sealed with a secret that is not given any more."""


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """A person or a chat: under the secret in use, and under the earlier ones."""

    current: str
    earlier: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every form, the one in use first."""
        return (self.current, *self.earlier)


class Keys:
    """Seals, opens and names with one or more secrets, newest first. Raises `RegistryError` for one too short."""

    def __init__(self, *given: str) -> None:
        if not given or min(map(len, given)) < SHORTEST:
            raise RegistryError(
                f"a secret key needs at least {SHORTEST} characters; make one with 'openssl rand -base64 32' "
                "and give it in VERBALE_SECRET_KEY or VERBALE_SECRET_KEY_FILE"
            )
        sealing = [Fernet(urlsafe_b64encode(_derived(secret, b"sealing"))) for secret in given]
        self._newest = sealing[0]
        self._fernet = MultiFernet(sealing)
        self._names = [_derived(secret, b"pseudonyms") for secret in given]

    def __repr__(self) -> str:
        return f"Keys({len(self._names)} secrets)"

    def seal(self, plain: bytes, dated: datetime | None = None) -> bytes:
        """`plain`, readable only with these keys. A seal tells when it was made; `dated` is told instead."""
        if dated is None:
            return self._fernet.encrypt(plain)
        return self._newest.encrypt_at_time(plain, int(dated.timestamp()))

    def unseal(self, sealed: bytes) -> bytes:
        """What was sealed. Raises `UnsealError`."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise UnsealError(
                "something in the database was sealed with another key; add the earlier one to VERBALE_SECRET_KEY"
            ) from None

    def refreshed(self, sealed: bytes) -> bytes | None:
        """The same, sealed with the secret in use; None when it is so already. Raises `UnsealError`."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return self.seal(self.unseal(sealed))
        return None

    def person(self, platform: str, number: int | str) -> Pseudonym:
        """The pseudonym of a person, or of a group that subscribes as one."""
        return self._pseudonym("person", platform, str(number))

    def chat(self, platform: str, bot: str, number: int | str) -> Pseudonym:
        """The pseudonym of a chat with one bot."""
        return self._pseudonym("chat", platform, bot, str(number))

    def fingerprints(self) -> tuple[str, ...]:
        """What tells these secrets from others without telling them, newest first."""
        return self._pseudonym("fingerprint").all

    def _pseudonym(self, *parts: str) -> Pseudonym:
        named = "\0".join(parts).encode()
        current, *earlier = (urlsafe_b64encode(hmac.digest(key, named, "sha256")[:24]).decode() for key in self._names)
        return Pseudonym(current, tuple(earlier))


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"verbale " + purpose).derive(secret.encode())


def keys_from(written: str) -> Keys:
    """Keys of secrets that stand one after another, newest first, parted by commas or line breaks."""
    return Keys(*filter(None, map(str.strip, written.replace(",", "\n").splitlines())))


def keys_beside(file: Path) -> Keys:
    """Keys of the secrets in `file`, which is made with a new one, readable by its owner only, where it is missing.

    Two processes that start together agree on one. Raises `RegistryError`.
    """
    try:
        _make_once(file)
        mode = file.stat().st_mode & 0o077
        written = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise RegistryError(
            f"the secret key {file} cannot be used ({why}); mend that or set VERBALE_SECRET_KEY"
        ) from None
    if mode:
        raise RegistryError(f"the secret key {file} can be read by others; run 'chmod 600 {file}'")
    return keys_from(written)


def _make_once(file: Path) -> None:
    """Write the whole file under another name and link it: nobody ever reads half a key."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(32) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            os.link(fresh, file)
    finally:
        fresh.unlink()


def digest(*parts: str) -> str:
    """A short name for public text, such as a statement's."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
