"""`verbale doctor` over a whole installation: what is well, and each failure, made for real, with what to do."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands import doctoring
from bot.registry.keys import keys_from
from bot.serving.pages import apart
from bot.tending.health import Health
from bot.tending.record import RECORD, Build, Result
from indexer.pausing import pause
from indexer.rollback import roll_back
from indexer.store import current
from tests.bot.examining.installation import KEY, Installation
from tests.bot.frontends.telegram.program import Program, free_port
from tests.bot.tending.watched import Watched
from tests.fakes.contents import make, publish_made
from tests.fakes.discord import BlackHole as Hole
from tests.fakes.discord import Status as Answer
from tests.fakes.telegram import Reset, Status, internal
from tests.indexer.folders import good

PLATFORMS = ("telegram", "discord")


def test_all_is_well(there: Installation) -> None:
    told = there.examined()
    lines = [line for line in told.out.splitlines() if line[8:19].strip() not in ("packages", "disk")]
    lines = [re.sub(r"moved \d+ s|built \d min|0\.\d MB|\d+\.\d+ MB", "…", line) for line in lines]
    folder, key = there.folder, keys_from(KEY).fingerprints()[0][:8]
    assert (told.code, told.err) == (0, "")
    assert re.fullmatch(r"well    python     3\.\d+\.\d+, Linux \S+ on \w+", lines[0])
    assert re.fullmatch(rf"well    model      {folder}/model, \w{{12}}, as the store was made with", lines[2])
    assert [lines[1], *lines[3:-1]] == [
        f"well    threads    OMP_NUM_THREADS is 1, processors: {os.cpu_count()}",
        f"well    store      {there.version}, 6 statements, …, … ago, every file as it was written",
        "well    pause      not paused",
        f"well    knowledge  1 statement in {folder}/knowledge, no problems",
        f"well    watch      process 4711 runs, … ago, follows {folder}/knowledge",
        f"well    database   {there.database}, … and … of log, form {there.form()}, can be written",
        f"well    secret key VERBALE_SECRET_KEY_FILE ({folder}/key), known to the database, {key}",
        f"well    secrets    {folder}/key (VERBALE_SECRET_KEY_FILE)",
        f"well    secrets    {folder}/telegram (VERBALE_TELEGRAM_TOKEN_FILE)",
        f"well    secrets    {folder}/discord (VERBALE_DISCORD_TOKEN_FILE)",
        "well    telegram   the token is that of @marenia_bot",
        "well    telegram   privacy mode is on: in groups the bot is sent only what is meant for it",
        "well    discord    the token is that of marenia",
        "well    discord    no privileged intent is on: the bot is sent no message that is not meant for it",
        "well    clock      within 1 s of Telegram's",
        "well    clock      within 1 s of Discord's",
        "skipped service    no port is set (VERBALE_METRICS_PORT), so whether one runs is not asked",
    ]
    assert re.fullmatch(r"nothing is wrong, \d warnings?", lines[-1])


def test_as_json_it_tells_the_same_and_no_secret(there: Installation, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    there.telegram.faults.queue(internal(), method="getMe")
    told = there.examined("--json")
    found = json.loads(told.out)
    assert (told.code, found["well"], found["wrong"]) == (1, False, 1)
    assert {"check", "standing", "told"} == {key for one in found["checks"] for key in one}
    assert [one["told"] for one in found["checks"] if one["standing"] == "wrong"] == [
        "Telegram answers with status 500; try again later"
    ]
    assert found["warnings"] == sum(one["standing"] == "warning" for one in found["checks"])
    for secret in (KEY, there.telegram.token, there.telegram.token.partition(":")[2], there.discord.token):
        assert secret not in told.out + told.err + caplog.text


def test_nothing_is_changed_and_nothing_made(there: Installation) -> None:
    shutil.rmtree(there.database.parent)
    there.settings |= {"VERBALE_SECRET_KEY_FILE": None}
    before = sorted(there.folder.rglob("*"))
    assert there.lines("database") == [
        f"warning: there is no database {there.database} yet; the first start of a platform makes it; "
        "if there should be one, mend VERBALE_DATABASE"
    ]
    assert there.lines("secret key") == [
        f"warning: none is set; the first start of a platform makes {there.folder}/.registry/secret.key"
    ]
    assert sorted(there.folder.rglob("*")) == before
    assert {call.method for call in there.telegram.calls()} == {"getMe", "getWebhookInfo"}
    asked = {"get_my_user", "get_my_application", "get_bot_gateway"}
    assert {call.operation for call in there.discord.calls()} == asked


# --- what is published ---


def test_another_model_than_the_stores(there: Installation) -> None:
    (there.folder / "model" / "weights").write_bytes(b"another")
    (line,) = there.lines("model")
    assert re.sub(r"\b[0-9a-f]{12}\b", "…", line) == (
        f"wrong: {there.folder}/model is …, the store was made with model, …: nothing can be answered; "
        "name that in VERBALE_MODEL ('verbale model' unpacks the default) or run 'verbale index'"
    )


def test_no_model(there: Installation) -> None:
    there.settings["VERBALE_MODEL"] = "nowhere"
    assert there.lines("model") == [
        "wrong: no model at nowhere: run 'verbale model' to unpack the default one, "
        "or name a folder, or NAME@REVISION of a model in the local hub cache, in VERBALE_MODEL"
    ]


def test_a_store_with_one_flipped_byte(there: Installation) -> None:
    file = there.store / there.version / "vectors.faiss"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(data)
    (line,) = there.lines("store")
    assert re.sub(r"\b[0-9a-f]{12}\b", "…", line) == (
        f"wrong: {file.parent.parent}/{there.version}/vectors.faiss has SHA-256 ……, its manifest says ……; "
        "run 'verbale index' to build it anew"
    ).replace(there.version, re.sub(r"\b[0-9a-f]{12}\b", "…", there.version))


def test_no_store_at_all(there: Installation) -> None:
    there.settings["VERBALE_STORE"] = "elsewhere"
    assert there.lines("store") == ["wrong: there is no store in elsewhere; run 'verbale index'"]
    (model,) = there.lines("model")
    assert re.fullmatch(rf"skipped: {there.folder}/model, \w{{12}}; no store can be read to compare it with", model)
    assert there.lines("watch") == [
        "warning: none has run here: what is saved is published by 'verbale index' only; start 'verbale watch'"
    ]


def test_a_store_that_is_too_old_or_from_the_future(there: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    there.settings["VERBALE_STORE_OLDEST_HOURS"] = "24"
    monkeypatch.setattr(doctoring, "now", lambda: datetime.now(UTC) + timedelta(hours=25))
    (line,) = there.lines("store")
    assert line.endswith(
        "built 25 h ago: older than VERBALE_STORE_OLDEST_HOURS allows; see whether 'verbale watch' runs"
    )
    monkeypatch.setattr(doctoring, "now", lambda: datetime.now(UTC) - timedelta(days=3))
    (line,) = there.lines("store")
    assert line.endswith(
        "built in 3 days: that is in the future; set the clock of the machine that builds, or of this one"
    )


def test_a_pause(there: Installation) -> None:
    pause(there.store, "a mistake in cod-2025", datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert there.lines("pause") == [
        "warning: the service is paused since 2026-11-22T12:00:00Z: a mistake in cod-2025; 'verbale resume' ends that"
    ]


def test_problems_in_the_knowledge_folder(there: Installation) -> None:
    folder = there.folder / "knowledge"
    (folder / "statements" / "b.yaml").write_text(good("b", kind="poem", published="soon"), encoding="utf-8")
    assert there.lines("knowledge") == [f"wrong: 2 problems in {folder}; 'verbale check {folder}' shows them"]
    shutil.rmtree(folder)
    assert there.lines("knowledge") == [
        f"skipped: {folder} cannot be seen from here; what the watch says of its last build tells"
    ]
    shutil.copytree(there.store, there.folder / "unwatched")
    there.settings["VERBALE_STORE"] = str(there.folder / "unwatched")
    assert there.lines("knowledge") == [
        f"wrong: there is no knowledge folder {folder}; make it, or name the right one (VERBALE_KNOWLEDGE)"
    ]


def test_a_watch_that_stands_still_whose_build_failed_and_whose_branch_is_lost(there: Installation) -> None:
    failed = Build(datetime.now(UTC), Result.FAILED, there.version, "2 problems")
    there.writes(build=failed, trouble="origin is not reached; mend that")
    long_ago = time.time() - 600
    os.utime(there.store / RECORD, (long_ago, long_ago))
    still, branch, build = there.lines("watch")
    assert re.fullmatch(r"wrong: process 4711 has not moved for 60\d s; restart it", still)
    assert branch == "wrong: the branch is not followed: origin is not reached; mend that"
    assert build == "wrong: the last build failed: 2 problems; 'verbale status' shows more"


def test_a_rollback_that_holds_and_a_failure_that_somebody_has_since_built_past(there: Installation) -> None:
    there.writes(build=Build(datetime(2020, 1, 1, tzinfo=UTC), Result.FAILED, there.version, "2 problems"))
    newer = publish_made(there.store, make(), datetime.now(UTC))
    roll_back(there.store, None, "", datetime(2026, 11, 22, 12, tzinfo=UTC))
    alive, held = there.lines("watch")
    assert alive.startswith("well: process 4711 runs")
    assert held == (
        f"warning: rolled back from {newer} at 2026-11-22T12:00:00Z: nothing is published, no embargo that ends "
        "either, until the folder changes or 'verbale index' is run"
    )


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        (None, "wrong: process 4711 ended without saying so; start 'verbale watch' again"),
        (
            datetime(2026, 11, 22, 12, tzinfo=UTC),
            "warning: it was ended at 2026-11-22T12:00:00Z: what is saved is not published; start 'verbale watch'",
        ),
    ],
)
def test_a_watch_that_is_no_more(there: Installation, ended: datetime | None, told: str) -> None:
    there.writes(ended=ended)
    copied = there.folder / "copied"  # nobody holds the lock there
    shutil.copytree(there.store, copied)
    there.settings["VERBALE_STORE"] = str(copied)
    assert there.lines("watch") == [told]


# --- what is kept ---


def test_a_database_that_is_none(there: Installation) -> None:
    there.database.write_bytes(b"no database at all " * 100)
    assert there.lines("database") == [
        f"wrong: the database {there.database} cannot be used (file is not a database); "
        "check that it is there and may be written"
    ]


def test_a_database_that_somebody_holds(there: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.registry.looking._PATIENCE_S", 0.1)
    with sqlite3.connect(there.database, isolation_level=None) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert there.lines("database") == [
            f"wrong: {there.database} cannot be written (database is locked); nobody is answered: mend that"
        ]
    holder.close()


def test_a_damaged_database(there: Installation) -> None:
    with sqlite3.connect(there.database, isolation_level=None) as held:
        held.execute("PRAGMA journal_mode=DELETE")
        (root,) = held.execute("SELECT rootpage FROM sqlite_master WHERE name = 'preferences'").fetchone()
        (size,) = held.execute("PRAGMA page_size").fetchone()
    held.close()
    with there.database.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * 64)
    first, *others = there.lines("database")
    assert first.startswith(f"wrong: {there.database} is damaged (")
    assert first.endswith("); restore a backup (deploy/RUNBOOK.md)")
    assert f"warning: {there.database} has journal mode delete, not wal: the next start sets it" in others


def test_a_database_of_an_older_form_that_others_may_read(there: Installation) -> None:
    newest = there.form()
    with sqlite3.connect(there.database) as held:
        held.execute("UPDATE alembic_version SET version_num = '0001'")
    held.close()
    there.database.chmod(0o644)
    assert there.lines("database") == [
        f"warning: {there.database} has form 0001, this program wants {newest}: "
        "the next start of a platform brings it there",
        f"wrong: {there.database} can be read by others (644); run 'chmod 600 {there.database}'",
    ]


def test_a_database_without_tables(there: Installation) -> None:
    newest = there.form()
    there.database.unlink()
    sqlite3.connect(there.database).close()
    there.database.touch(0o600)
    there.database.chmod(0o600)
    assert there.lines("database") == [
        f"warning: {there.database} has no tables yet, this program wants {newest}: "
        "the next start of a platform brings it there",
        f"warning: {there.database} has journal mode delete, not wal: the next start sets it",
    ]
    (line,) = there.lines("secret key")
    assert line == (
        f"warning: that of VERBALE_SECRET_KEY_FILE ({there.folder}/key) has sealed nothing yet; "
        "the next start of a platform takes it up"
    )


def test_another_key_none_and_a_new_one_before_it(there: Installation) -> None:
    key, other = there.folder / "key", "another-key-of-forty-characters-for-tests"
    key.write_text(other, encoding="utf-8")
    assert there.lines("secret key") == [
        f"wrong: what is in the database was sealed with another one than that of VERBALE_SECRET_KEY_FILE ({key}); "
        "give that one, behind the new one if it is to be replaced"
    ]
    key.write_text(f"{other},{KEY}", encoding="utf-8")
    assert there.lines("secret key") == [
        f"warning: that of VERBALE_SECRET_KEY_FILE ({key}) has sealed nothing yet; "
        "the next start of a platform takes it up"
    ]
    key.write_text("short", encoding="utf-8")
    assert there.lines("secret key") == [
        "wrong: a secret key needs at least 32 characters; make one with 'openssl rand -base64 32' "
        "and give it in VERBALE_SECRET_KEY or VERBALE_SECRET_KEY_FILE"
    ]
    there.settings["VERBALE_SECRET_KEY_FILE"] = None
    made = there.folder / ".registry" / "secret.key"
    assert there.lines("secret key") == [
        f"wrong: the database was sealed with one; VERBALE_SECRET_KEY is not set, {made} is not there: bring it back"
    ]
    made.parent.mkdir()
    made.write_text(KEY, encoding="utf-8")
    made.chmod(0o640)
    assert there.lines("secret key") == [f"wrong: the secret key {made} can be read by others; run 'chmod 600 {made}'"]
    made.chmod(0o600)
    (line,) = there.lines("secret key")
    assert line.startswith(f"well: {made}, known to the database, ")


def test_a_secret_that_others_may_read(there: Installation) -> None:
    token = there.folder / "telegram"
    token.chmod(0o640)
    assert there.lines("secrets")[1] == (
        f"wrong: {token} (VERBALE_TELEGRAM_TOKEN_FILE) can be read by others (640); run 'chmod 600 {token}'"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_secret_that_is_another_users(there: Installation) -> None:
    token = there.folder / "discord"
    os.chown(token, 12_345, -1)
    assert there.lines("secrets")[2] == (
        f"warning: {token} (VERBALE_DISCORD_TOKEN_FILE) belongs to user 12345, who may change it; chown it to this one"
    )


def test_secrets_in_variables(there: Installation) -> None:
    for name, value in (("SECRET_KEY", KEY), ("TELEGRAM_TOKEN", there.telegram.token), ("DISCORD_TOKEN", None)):
        there.settings |= {f"VERBALE_{name}_FILE": None, f"VERBALE_{name}": value}
    assert there.lines("secrets") == [
        "skipped: none is in a file; a file that VERBALE_…_FILE names is safer than a variable"
    ]


# --- the platforms ---


def test_tokens_that_are_refused(there: Installation) -> None:
    (there.folder / "telegram").write_text("7000000001:AAwrongTokenWrongTokenWrongToken0123", encoding="utf-8")
    (there.folder / "discord").write_text(f"{there.discord.token[:-3]}xyz", encoding="utf-8")
    assert there.lines("telegram") == [
        "wrong: Telegram does not accept the bot's token; put the one that @BotFather shows in "
        "VERBALE_TELEGRAM_TOKEN or VERBALE_TELEGRAM_TOKEN_FILE"
    ]
    assert there.lines("discord") == [
        "wrong: Discord does not accept the bot's token; put the one that the Developer Portal shows in "
        "VERBALE_DISCORD_TOKEN or VERBALE_DISCORD_TOKEN_FILE"
    ]


def test_tokens_of_the_wrong_form(there: Installation) -> None:
    for name in PLATFORMS:
        (there.folder / name).write_text("a mistake", encoding="utf-8")
    assert there.lines("telegram") == [
        "wrong: the Telegram token is not of the form that @BotFather shows (digits, a colon, letters and digits);"
        " see VERBALE_TELEGRAM_TOKEN and VERBALE_TELEGRAM_TOKEN_FILE"
    ]
    assert there.lines("discord") == [
        "wrong: the Discord token is not of the form that the Developer Portal shows (three parts with dots between);"
        " see VERBALE_DISCORD_TOKEN and VERBALE_DISCORD_TOKEN_FILE"
    ]


def test_without_tokens_nobody_is_asked(there: Installation) -> None:
    there.settings |= {"VERBALE_TELEGRAM_TOKEN_FILE": None, "VERBALE_DISCORD_TOKEN_FILE": None}
    assert there.lines("telegram") == ["skipped: no token is set (VERBALE_TELEGRAM_TOKEN_FILE)"]
    assert there.lines("discord") == ["skipped: no token is set (VERBALE_DISCORD_TOKEN_FILE)"]
    assert there.lines("clock") == ["skipped: no platform answered that it could be compared with"]
    assert (there.telegram.calls(), there.discord.calls()) == ([], [])


def test_where_only_this_machine_may_be_asked_no_token_leaves_it(there: Installation) -> None:
    there.settings |= {"VERBALE_TELEGRAM_API": None, "VERBALE_DISCORD_API": None}
    assert there.lines("telegram") == [
        "wrong: in tests only a server on this machine is asked; set VERBALE_TELEGRAM_API to a fake"
    ]
    assert there.lines("discord") == [
        "wrong: in tests only a server on this machine is asked; set VERBALE_DISCORD_API to a fake"
    ]


def test_platforms_that_are_not_reached(there: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    hint = "look at this machine's network, its DNS and its proxy (HTTPS_PROXY)"
    there.telegram.faults.queue(Reset(), method="getMe")
    assert there.lines("telegram") == [f"wrong: Telegram is not reached (ReadError); {hint}"]
    there.settings["VERBALE_TELEGRAM_API"] = f"http://127.0.0.1:{free_port()}"
    assert there.lines("telegram") == [f"wrong: Telegram is not reached (connection refused); {hint}"]
    monkeypatch.setattr("bot.examining.asking.PATIENCE_S", 0.2)
    there.discord.faults.queue(Hole(), method="get_my_user")
    assert there.lines("discord") == [f"wrong: Discord is not reached (ReadTimeout); {hint}"]


def test_a_telegram_bot_that_may_see_too_much_and_offers_too_little(there: Installation) -> None:
    me = there.telegram.world.bot | {"can_read_all_group_messages": True, "supports_inline_queries": False}
    there.telegram.faults.queue(Status(200, json.dumps({"ok": True, "result": me})), method="getMe")
    assert there.lines("telegram")[1:] == [
        "wrong: privacy mode is off: the bot is sent every message of its groups; /setprivacy at @BotFather, Enable, "
        "then take the bot out of its groups and add it again",
        "warning: inline mode is off: nobody can cite statements in other chats; /setinline at @BotFather",
    ]


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        (1 << 12, "presence"),
        (1 << 15, "server members"),
        (1 << 18 | 1 << 13 | 1 << 14, "presence, server members, message content"),
        (1 << 19 | 1 << 23, "message content"),
    ],
)
def test_a_discord_bot_with_privileged_intents(there: Installation, flags: int, named: str) -> None:
    body = {"id": "1", "flags": flags, "interactions_endpoint_url": "https://old.example/interactions"}
    there.discord.faults.queue(Answer(200, json.dumps(body)), method="get_my_application")
    starts = {"session_start_limit": {"total": 1000, "remaining": 7}}
    there.discord.faults.queue(Answer(200, json.dumps(starts)), method="get_bot_gateway")
    assert there.lines("discord")[1:] == [
        f"wrong: privileged intents are on ({named}), and nothing here needs one; "
        "switch them off in the Developer Portal, under Bot",
        "wrong: questions are sent to an Interactions Endpoint URL and not to the bot; "
        "empty that field in the Developer Portal, under General Information",
        "warning: only 7 connections may still be opened today; find out what starts again and again",
    ]


def test_a_clock_that_is_off(there: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    hint = "embargoes end at the wrong moment; set it, and keep it by NTP (timedatectl set-ntp true)"
    for seconds, told in ((40, "ahead of"), (-40, "behind")):
        monkeypatch.setattr(doctoring, "now", lambda by=seconds: datetime.now(UTC) + timedelta(seconds=by))
        found = [re.sub(r"\b(39|40|41) s", "40 s", line) for line in there.lines("clock")]
        assert found == [f"wrong: this clock is 40 s {told} {name}'s: {hint}" for name in ("Telegram", "Discord")]
    monkeypatch.setattr(doctoring, "now", lambda: datetime.now(UTC) + timedelta(seconds=20))
    assert [line.partition(":")[0] for line in there.lines("clock")] == ["well", "well"]


def test_a_webhook_that_another_program_set_and_updates_that_wait(there: Installation) -> None:
    there.telegram.world.hook.url = "https://old.example/telegram"
    anna = there.telegram.person("Anna")
    for number in range(101):
        anna.says(f"{number}")
    assert there.lines("telegram")[2:] == [
        "wrong: a webhook is set, and VERBALE_TELEGRAM_WEBHOOK is not: another program serves this bot, "
        "or 'verbale telegram', which takes it away, has not been started since",
        "warning: 101 updates wait at Telegram; see whether 'verbale telegram' runs",
    ]


def test_a_webhook_that_nobody_answers(there: Installation) -> None:
    port = free_port()
    public = f"http://127.0.0.1:{port}/telegram"
    there.settings["VERBALE_TELEGRAM_WEBHOOK"] = public
    unset, unreached = there.lines("telegram")[2:]
    assert unset == (
        "wrong: Telegram does not deliver to VERBALE_TELEGRAM_WEBHOOK; restart 'verbale telegram', which says so"
    )
    assert unreached == (
        "wrong: the webhook's public address is not reached (connection refused); "
        "look at the proxy before 'verbale telegram', its certificate and the firewall"
    )
    there.telegram.world.hook.url = public
    there.telegram.person("Anna").says("Is anybody there?")
    there.telegram.wait_until("a failed delivery", lambda: there.telegram.world.hook.failed_at)
    assert there.lines("telegram")[2] == (
        "wrong: Telegram could not deliver to the webhook lately: Connection refused; mend what answers there"
    )


def test_a_webhook_behind_which_another_program_answers(there: Installation) -> None:
    public = f"{there.telegram.base}/telegram"  # it answers 404 to everything
    there.settings["VERBALE_TELEGRAM_WEBHOOK"] = public
    there.telegram.world.hook.url = public
    assert there.lines("telegram")[-1] == (
        "wrong: the webhook's public address answers a stranger with status 404, not 403; "
        "let the proxy hand it to 127.0.0.1:8443, and see whether 'verbale telegram' runs"
    )
    there.settings["VERBALE_TELEGRAM_WEBHOOK"] = "https://bot.mfa.example/telegram"
    assert there.lines("telegram")[-1] == (
        "skipped: the webhook's public address is not asked: VERBALE_TELEGRAM_LOOPBACK is set"
    )


# --- the service itself ---


def test_a_service_that_runs_with_its_webhook(there: Installation) -> None:
    port = free_port()
    public = f"http://127.0.0.1:{port}/telegram"
    version = publish_made(there.folder / "faked", make())  # the program runs with a fake model
    with Program(
        there.telegram,
        there.folder,
        store=str(there.folder / "faked"),
        telegram_webhook=public,
        telegram_webhook_secret="a-secret-of-more-than-16",
        telegram_listen=f"127.0.0.1:{port}",
        secret_key=KEY,
        database=f"sqlite:///{there.database}",
    ) as program:
        there.telegram.wait_until("the webhook", lambda: there.telegram.world.hook.url)
        there.settings |= {"VERBALE_TELEGRAM_WEBHOOK": public, "VERBALE_METRICS_PORT": str(program.port)}
        assert there.lines("telegram")[1:] == [
            "well: privacy mode is on: in groups the bot is sent only what is meant for it",
            "well: the webhook's public address is reached, and lets no stranger in",
        ]
        assert there.lines("service") == [f"well: port {program.port}: ready, answers from {version}"]


def test_the_watch_is_asked_by_its_own_port(there: Installation, tmp_path_factory: pytest.TempPathFactory) -> None:
    watched = Watched(tmp_path_factory.mktemp("watched"))
    health = Health(0, watched.root, lambda: watched.keeper.state, clock=lambda: watched.now)
    with apart(health):
        there.settings["VERBALE_METRICS_PORT"] = str(health.port)
        assert there.lines("service") == [
            f"wrong: port {health.port}: not ready: there is no store in {watched.root}; run 'verbale index'"
        ]
        watched.tick(changed=True)
        version = current(watched.root).split()[0]
        assert there.lines("service") == [f"well: port {health.port}: ready, the watch, which keeps {version}"]


def test_a_service_that_has_not_reached_its_platform(there: Installation) -> None:
    version = publish_made(there.folder / "faked", make())
    for _ in range(50):
        there.telegram.faults.queue(internal(), method="getMe")
    with Program(
        there.telegram,
        there.folder,
        store=str(there.folder / "faked"),
        secret_key=KEY,
        database=f"sqlite:///{there.database}",
    ) as program:
        there.settings["VERBALE_METRICS_PORT"] = str(program.port)
        assert there.lines("service") == [
            f"warning: port {program.port}: answers from {version}, but has not reached telegram yet; "
            "if that stays so, its log says why"
        ]


def test_a_service_that_does_not_run_or_is_another(there: Installation) -> None:
    port = free_port()
    there.settings["VERBALE_METRICS_PORT"] = str(port)
    assert there.lines("service") == [
        f"wrong: port {port} of this machine is not reached (connection refused); "
        "start it, or see in its log why it ended"
    ]
    port = int(there.telegram.base.rpartition(":")[2])
    there.settings["VERBALE_METRICS_PORT"] = str(port)
    assert there.lines("service") == [
        f"wrong: port {port} is another program's; set VERBALE_METRICS_PORT to the service's own"
    ]


def test_a_check_that_fails_itself_hides_no_other(there: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(root: Path) -> None:
        raise KeyError(there.telegram.token)

    monkeypatch.setattr("bot.examining.published.paused", fail)
    told = there.examined()
    assert told.code == 1
    assert "wrong   pause      could not be looked at (KeyError); please report this" in told.out.splitlines()
    assert there.telegram.token not in told.out + told.err
    assert "well    telegram   the token is that of @marenia_bot" in told.out.splitlines()
    assert told.out.splitlines()[-1].startswith("1 wrong, ")
