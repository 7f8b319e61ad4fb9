from __future__ import annotations

import base64
import hmac
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.registry.keys import Keys, Pseudonym, RegistryError, UnsealError, keys_beside, keys_from

OLD = "the secret of last year, long enough"
NEW = "the secret of this year, long enough"


def test_what_is_sealed_cannot_be_read_and_is_never_the_same() -> None:
    keys = Keys(NEW)
    first, second = keys.seal(b"passport 999"), keys.seal(b"passport 999")
    assert first != second
    assert b"passport" not in first + base64.urlsafe_b64decode(first)
    assert keys.unseal(first) == keys.unseal(second) == b"passport 999"


def test_another_secret_opens_nothing() -> None:
    sealed = Keys(OLD).seal(b"text")
    with pytest.raises(UnsealError) as caught:
        Keys(NEW).unseal(sealed)
    assert str(caught.value) == (
        "something in the database was sealed with another key; add the earlier one to VERBALE_SECRET_KEY"
    )


def test_one_changed_byte_is_refused() -> None:
    sealed = bytearray(Keys(NEW).seal(b"text"))
    sealed[40] = ord("A") if sealed[40] != ord("A") else ord("B")
    with pytest.raises(UnsealError):
        Keys(NEW).unseal(bytes(sealed))


def test_the_first_secret_seals_and_the_others_still_open() -> None:
    old, both, new = Keys(OLD), Keys(NEW, OLD), Keys(NEW)
    sealed = old.seal(b"address")
    assert both.unseal(sealed) == b"address"
    fresh = both.refreshed(sealed)
    assert fresh is not None
    assert new.unseal(fresh) == b"address"
    assert both.refreshed(fresh) is None


def test_pseudonyms_depend_on_the_secret_the_platform_and_the_id() -> None:
    keys = Keys(NEW)
    made = {
        keys.person("telegram", 42).current,
        keys.person("telegram", 43).current,
        keys.person("discord", 42).current,
        keys.chat("telegram", "1", 42).current,
        keys.chat("telegram", "2", 42).current,
        Keys(OLD).person("telegram", 42).current,
    }
    assert len(made) == 6
    assert keys.person("telegram", 42) == keys.person("telegram", "42")
    assert {len(name) for name in made} == {32}


def test_a_pseudonym_is_an_hmac_and_no_plain_hash() -> None:
    """A plain hash of a Telegram id falls in an hour and a half."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(SHA256(), 32, salt=None, info=b"verbale pseudonyms").derive(NEW.encode())
    expected = base64.urlsafe_b64encode(hmac.digest(key, b"person\0telegram\x0042", "sha256")[:24]).decode()
    assert Keys(NEW).person("telegram", 42) == Pseudonym(expected)


def test_earlier_secrets_give_earlier_pseudonyms() -> None:
    named = Keys(NEW, OLD).person("telegram", 42)
    assert named.all == (Keys(NEW).person("telegram", 42).current, Keys(OLD).person("telegram", 42).current)


@pytest.mark.parametrize("written", ["", "   ", "short", f"{NEW}, short"])
def test_a_short_secret_is_refused(written: str) -> None:
    with pytest.raises(RegistryError) as caught:
        keys_from(written)
    assert str(caught.value) == (
        "a secret key needs at least 32 characters; make one with 'openssl rand -base64 32' "
        "and give it in VERBALE_SECRET_KEY or VERBALE_SECRET_KEY_FILE"
    )


def test_secrets_stand_one_after_another_newest_first() -> None:
    new, old = "a pass phrase of several plain words", "o" * 32
    assert keys_from(f"{new},\n {old}\n").person("x", 1) == Keys(new, old).person("x", 1)


def test_a_missing_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "secret.key"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: keys_beside(file).person("x", 1), range(32)))
    assert len(set(made)) == 1
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(file.read_text().strip()) == 43
    assert [found.name for found in file.parent.iterdir()] == ["secret.key"]
    assert keys_beside(file).person("x", 1) == made[0]


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    keys_beside(file)
    file.chmod(0o644)
    with pytest.raises(RegistryError) as caught:
        keys_beside(file)
    assert str(caught.value) == f"the secret key {file} can be read by others; run 'chmod 600 {file}'"


def test_a_key_that_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegistryError) as caught:
        keys_beside(tmp_path)
    assert str(caught.value) == (
        f"the secret key {tmp_path} cannot be used (Is a directory); mend that or set VERBALE_SECRET_KEY"
    )


def test_secrets_show_in_no_representation() -> None:
    assert repr(Keys(NEW, OLD)) == "Keys(2 secrets)"
