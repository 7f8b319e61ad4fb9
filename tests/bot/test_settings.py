from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import Setting, SettingsError, quieten, read

DEFAULTS = {
    "knowledge": "knowledge",
    "store": ".store",
    "model": ".model/multilingual-e5-small",
    "precision": "auto",
    "wrong_positions": "0.05",
    "language": "",
    "database": "",
    "secret_key": "",
    "telegram_token": "",
    "telegram_api": "https://api.telegram.org",
    "telegram_loopback": "",
    "telegram_webhook": "",
    "telegram_webhook_secret": "",
    "telegram_listen": "127.0.0.1:8443",
    "telegram_channel": "",
    "discord_token": "",
    "discord_api": "https://discord.com/api/v10",
    "discord_gateway": "wss://gateway.discord.gg",
    "discord_loopback": "",
    "discord_shards": "",
    "metrics_port": "",
    "metrics_host": "127.0.0.1",
    "log_level": "info",
    "log_format": "auto",
    "watch_git": "",
    "watch_git_seconds": "15",
    "watch_webhook": "",
    "store_oldest_hours": "",
    "log_questions": "",
    "limit_person": "12/minute",
    "limit_chat": "30/minute",
    "limit_everybody": "50/second",
    "limit_strikes": "5 per 10 minutes",
    "keep_unanswered_hours": "24",
    "keep_marks_hours": "48",
    "keep_dead_letters_days": "30",
    "keep_shown_days": "365",
    "keep_preferences_days": "730",
    "keep_counts_days": "1095",
    "keep_questions_days": "30",
}
SECRETS = ("secret_key", "telegram_token", "telegram_webhook_secret", "discord_token", "watch_webhook")
PLAIN = [name for name in DEFAULTS if name not in SECRETS]
ALLOWED = {
    "precision": "float32",
    "wrong_positions": "0.1",
    "telegram_loopback": "1",
    "discord_loopback": "1",
    "log_questions": "1",
    "discord_shards": "4",
    "log_level": "debug",
    "log_format": "json",
    "metrics_port": "9464",
    "watch_git": "origin/main",
    "watch_git_seconds": "60",
}


def toml(folder: Path, text: str) -> Path:
    file = folder / "verbale.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_anything_each_setting_is_its_default(tmp_path: Path) -> None:
    settings = read({}, tmp_path)
    assert {name: s.value for name, s in settings.all.items()} == DEFAULTS
    assert {s.origin for s in settings.all.values()} == {"default"}
    assert (settings.knowledge, settings.store) == (Path("knowledge"), Path(".store"))
    assert (settings.model, settings.precision, settings.language) == (".model/multilingual-e5-small", None, None)


def test_the_environment_goes_over_the_file_over_the_default(tmp_path: Path) -> None:
    file = toml(tmp_path, 'store = "/srv/store"\nknowledge = "/srv/knowledge"\n')
    settings = read({"VERBALE_STORE": "/mnt/store", "STORE": "/no"}, tmp_path)
    found = {name: (s.value, s.origin) for name, s in settings.all.items() if s.origin != "default"}
    assert found == {"store": ("/mnt/store", "VERBALE_STORE"), "knowledge": ("/srv/knowledge", str(file))}


def test_a_variable_set_to_nothing_is_not_set(tmp_path: Path) -> None:
    """Else `VERBALE_STORE=` would make the working folder the store."""
    file = toml(tmp_path, 'store = "/srv/store"\n')
    settings = read({"VERBALE_STORE": "", "VERBALE_KNOWLEDGE": ""}, tmp_path)
    assert (settings.all["store"].value, settings.all["store"].origin) == ("/srv/store", str(file))
    assert (settings.all["knowledge"].value, settings.all["knowledge"].origin) == ("knowledge", "default")


@pytest.mark.parametrize("name", PLAIN)
def test_each_setting_has_its_variable_and_its_key(tmp_path: Path, name: str) -> None:
    value = ALLOWED.get(name, "7" if name.endswith(("_hours", "_days")) else "fr")
    assert read({f"VERBALE_{name.upper()}": value}, tmp_path)[name] == value
    toml(tmp_path, f'{name} = "{value}"\n')
    assert read({}, tmp_path)[name] == value


def test_a_setting_names_its_variable() -> None:
    assert Setting("store", ".store", "default", "the folder of the store").variable == "VERBALE_STORE"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        pytest.param('stoer = "x"', "there is no setting stoer in {file}; did you mean store?", id="misspelt"),
        pytest.param(
            'zzz = "x"',
            "there is no setting zzz in {file}; 'verbale settings' lists those there are",
            id="unknown",
        ),
        pytest.param("store = 5", 'store in {file} must be text in quotes, such as store = ".store"', id="not text"),
        pytest.param(
            "keep_shown_days = 5",
            'keep_shown_days in {file} must be text in quotes, such as keep_shown_days = "365"',
            id="keep_shown_days not text",
        ),
        pytest.param(
            "telegram_token_file = 5",
            'telegram_token_file in {file} must be text in quotes, such as telegram_token_file = "FILE"',
            id="telegram_token_file not text",
        ),
        pytest.param(
            'telegram_token = "1:x"',
            "telegram_token does not belong in {file}; write it into a file and name that by telegram_token_file",
            id="secret",
        ),
        pytest.param(
            "[model]\nname = 'x'",
            'model in {file} must be text in quotes, such as model = ".model/multilingual-e5-small"',
            id="table",
        ),
        pytest.param("store", "{file} is not TOML: Expected '=' after a key in a key/value pair (at end of document)"),
        pytest.param(
            'precision = "double"',
            "VERBALE_PRECISION is 'double' ({file}); write auto, float32 or bfloat16",
            id="precision",
        ),
    ],
)
def test_a_mistake_in_the_file_is_refused(tmp_path: Path, written: str, message: str) -> None:
    file = toml(tmp_path, written)
    with pytest.raises(SettingsError) as caught:
        read({}, tmp_path)
    assert str(caught.value) == message.format(file=file)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "verbale.toml"
    file.write_bytes(b'store = "\xff"')
    with pytest.raises(SettingsError) as caught:
        read({}, tmp_path)
    reason = "'utf-8' codec can't decode byte 0xff in position 9: invalid start byte"
    assert str(caught.value) == f"{file} is not TOML: {reason}"


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = toml(tmp_path, "")

    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(SettingsError) as caught:
        read({}, tmp_path)
    assert str(caught.value) == f"{file} cannot be read (Permission denied); mend that or remove it"


def test_a_precision_that_is_none_is_refused_in_the_environment_too(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read({"VERBALE_PRECISION": "float16"}, tmp_path)
    wanted = "VERBALE_PRECISION is 'float16' (VERBALE_PRECISION); write auto, float32 or bfloat16"
    assert str(caught.value) == wanted
    assert read({"VERBALE_PRECISION": "bfloat16"}, tmp_path).precision == "bfloat16"


@pytest.mark.parametrize(
    ("environment", "language", "origin"),
    [
        ({"LANG": "fr_CA.UTF-8"}, "fr", "the system's locale"),
        ({"LANG": "zh_CN"}, "zh", "the system's locale"),
        ({"LANG": "ru"}, "ru", "the system's locale"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "es_ES.UTF-8"}, "es", "the system's locale"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "es_ES.UTF-8", "LC_ALL": "ar_EG"}, "ar", "the system's locale"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, "fr", "the system's locale"),
        ({"LANG": "C.UTF-8"}, None, "default"),
        ({"LANG": "POSIX"}, None, "default"),
        ({"LANG": ""}, None, "default"),
        ({"LANG": "fr_FR.UTF-8", "VERBALE_LANGUAGE": "es"}, "es", "VERBALE_LANGUAGE"),
    ],
)
def test_the_terminal_s_language(
    tmp_path: Path, environment: dict[str, str], language: str | None, origin: str
) -> None:
    settings = read(environment, tmp_path)
    assert (settings.language, settings.all["language"].origin) == (language, origin)


def test_no_library_may_reach_the_network_unless_the_operator_says_so() -> None:
    environment = {"HF_HUB_OFFLINE": "0"}
    quieten(environment)
    assert environment == {
        "HF_HUB_OFFLINE": "0",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "DO_NOT_TRACK": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }


TOKEN = "123456789:AAFakeFakeFakeFakeFakeFakeFakeFakeFa"


class TestSecrets:
    @pytest.mark.parametrize("name", SECRETS)
    def test_one_is_in_its_variable_or_in_a_named_file(self, tmp_path: Path, name: str) -> None:
        file = tmp_path / "secret"
        file.write_text(f"{TOKEN}\n")
        variable = f"VERBALE_{name.upper()}"
        beside = read({variable: TOKEN}, tmp_path)
        named = read({f"{variable}_FILE": str(file)}, tmp_path)
        configured = toml(tmp_path, f'{name}_file = "{file}"\n')
        written = read({}, tmp_path)
        assert [s.secret(name) for s in (beside, named, written)] == [TOKEN] * 3
        assert [s.all[name].origin for s in (beside, named, written)] == [
            variable,
            f"{variable}_FILE ({file})",
            f"{configured} ({file})",
        ]
        assert {s[name] for s in (beside, named, written)} == {"set, not shown"}

    def test_none_is_shown(self, tmp_path: Path) -> None:
        environment = {f"VERBALE_{name.upper()}": f"{TOKEN}{name}" for name in SECRETS}
        address = "postgresql://verbale:hush@db.example/x?password=hush2"
        settings = read(environment | {"VERBALE_DATABASE": address}, tmp_path)
        assert settings["database"] == "postgresql://verbale:***@db.example/x?password=***"
        assert settings.database == address
        shown = repr(settings) + "".join(f"{s}{s.value}{s.origin}{s.meaning}" for s in settings.all.values())
        assert TOKEN not in shown
        assert "hush" not in shown
        assert settings.secrets == (*(f"{TOKEN}{name}" for name in SECRETS), "hush", "hush2")

    def test_both_at_once_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError) as caught:
            read({"VERBALE_TELEGRAM_TOKEN": TOKEN, "VERBALE_TELEGRAM_TOKEN_FILE": "/x"}, tmp_path)
        assert str(caught.value) == (
            "both VERBALE_TELEGRAM_TOKEN and VERBALE_TELEGRAM_TOKEN_FILE are set; unset one of them"
        )

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (None, "cannot be read (No such file or directory); mend that"),
            (b"\xff\xfe", "cannot be read (it is not text); mend that"),
            (b" \n", "is empty; write the secret into it"),
            (b"x" * 70_000, "is too long for a secret; name the right file"),
        ],
        ids=["missing", "not text", "empty", "another file"],
    )
    def test_a_file_that_holds_none_is_refused(self, tmp_path: Path, content: bytes | None, words: str) -> None:
        file = tmp_path / "token"
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(SettingsError) as caught:
            read({"VERBALE_TELEGRAM_TOKEN_FILE": str(file)}, tmp_path)
        assert str(caught.value) == f"{file}, named by VERBALE_TELEGRAM_TOKEN_FILE, {words}"


def test_the_database_is_beside_the_store_unless_it_is_set(tmp_path: Path) -> None:
    settings = read({"VERBALE_STORE": "/srv/verbale/store"}, tmp_path)
    assert settings.database == "sqlite:////srv/verbale/.registry/registry.sqlite"
    assert settings.registry == Path("/srv/verbale/.registry")
    assert read({"VERBALE_DATABASE": "sqlite:///x.sqlite"}, tmp_path).database == "sqlite:///x.sqlite"


@pytest.mark.parametrize(
    ("name", "value", "meaning"),
    [
        ("metrics_port", "65536", "the port of health and metrics; else none"),
        ("metrics_port", "web", "the port of health and metrics; else none"),
        ("log_level", "loud", "debug, info, warning or error"),
        (
            "telegram_loopback",
            "0",
            "1 where only a Bot API server on this machine may be asked, as in tests; else nothing",
        ),
        ("keep_marks_hours", "0", "hours for which an update is known as answered"),
        ("keep_shown_days", "-1", "days for which what was shown is corrected"),
        ("store_oldest_hours", "1.5", "hours after which a store is too old to be ready; else never"),
    ],
)
def test_a_value_without_meaning_is_refused(tmp_path: Path, name: str, value: str, meaning: str) -> None:
    variable = f"VERBALE_{name.upper()}"
    with pytest.raises(SettingsError) as caught:
        read({variable: value}, tmp_path)
    assert str(caught.value) == f"{variable} is {value!r} ({variable}); write {meaning}"


def test_where_systemd_is_told_is_no_setting(tmp_path: Path) -> None:
    settings = read({"NOTIFY_SOCKET": "@systemd/notify"}, tmp_path)
    assert settings.notify_socket == "@systemd/notify"
    assert "notify_socket" not in settings.all
    assert read({}, tmp_path).notify_socket == ""


def test_numbers_and_times(tmp_path: Path) -> None:
    settings = read({"VERBALE_METRICS_PORT": "65535", "VERBALE_STORE_OLDEST_HOURS": "36"}, tmp_path)
    assert (settings.metrics_port, settings.store_oldest) == (65535, timedelta(hours=36))
    assert (settings.time("keep_marks_hours"), settings.time("keep_shown_days")) == (timedelta(2), timedelta(365))
    unset = read({}, tmp_path)
    assert (unset.metrics_port, unset.store_oldest) == (None, None)
