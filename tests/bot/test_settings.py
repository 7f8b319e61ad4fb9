from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Setting, SettingsError, quieten, read

DEFAULTS = {
    "knowledge": "knowledge",
    "store": ".store",
    "model": ".model/multilingual-e5-small",
    "precision": "auto",
    "language": "",
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
    found = {name: (s.value, s.origin) for name, s in settings.all.items()}
    assert found == {
        "store": ("/mnt/store", "VERBALE_STORE"),
        "knowledge": ("/srv/knowledge", str(file)),
        "model": (".model/multilingual-e5-small", "default"),
        "precision": ("auto", "default"),
        "language": ("", "default"),
    }


def test_a_variable_set_to_nothing_is_not_set(tmp_path: Path) -> None:
    """Else `VERBALE_STORE=` would make the working folder the store."""
    file = toml(tmp_path, 'store = "/srv/store"\n')
    settings = read({"VERBALE_STORE": "", "VERBALE_KNOWLEDGE": ""}, tmp_path)
    assert (settings.all["store"].value, settings.all["store"].origin) == ("/srv/store", str(file))
    assert (settings.all["knowledge"].value, settings.all["knowledge"].origin) == ("knowledge", "default")


@pytest.mark.parametrize("name", DEFAULTS)
def test_each_setting_has_its_variable_and_its_key(tmp_path: Path, name: str) -> None:
    value = "float32" if name == "precision" else "fr"
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
            "there is no setting zzz in {file}; known are knowledge, store, model, precision, language",
            id="unknown",
        ),
        pytest.param("store = 5", 'store in {file} must be text in quotes, such as store = ".store"', id="not text"),
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
