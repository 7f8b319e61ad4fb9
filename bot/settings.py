"""What the operator sets: the environment, else `verbale.toml`, else a default. Nothing else reads the environment.

Only the settings that this program's parts use are known; an unknown key in the file is refused, so that a misspelt one
is not ignored in silence.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path

from indexer.statement import VerbaleError

FILE = "verbale.toml"
_PREFIX = "VERBALE_"

# No library may phone home, and no model is looked for outside this machine unless the operator says otherwise.
_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}

_DEFAULTS = {
    "knowledge": "knowledge",
    "store": ".store",
    "model": ".model/multilingual-e5-small",
    "precision": "auto",
    "language": "",
}
_MEANINGS = {
    "knowledge": "the folder of statements",
    "store": "the folder of the store",
    "model": "a sentence-transformers folder, or NAME@REVISION in the local hub cache",
    "precision": "auto, float32 or bfloat16",
    "language": "the language the terminal speaks, such as fr; else that of the system",
}


class SettingsError(VerbaleError):
    """A setting is unknown or has no meaning."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting's value and where it came from."""

    name: str
    value: str
    origin: str
    meaning: str

    @property
    def variable(self) -> str:
        return _PREFIX + self.name.upper()


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, by name."""

    all: Mapping[str, Setting]

    def __getitem__(self, name: str) -> str:
        return self.all[name].value

    @property
    def knowledge(self) -> Path:
        return Path(self["knowledge"])

    @property
    def store(self) -> Path:
        return Path(self["store"])

    @property
    def model(self) -> str:
        return self["model"]

    @property
    def precision(self) -> str | None:
        """None where the processor decides."""
        return None if self["precision"] == "auto" else self["precision"]

    @property
    def language(self) -> str | None:
        return self["language"] or None


def read(environment: Mapping[str, str], folder: Path) -> Settings:
    """Settings from `environment` and from `verbale.toml` in `folder`. Raises `SettingsError`."""
    file = folder / FILE
    written = _read_file(file)
    known: dict[str, Setting] = {}
    for name, default in _DEFAULTS.items():
        variable = _PREFIX + name.upper()
        if environment.get(variable):  # one set to nothing is as good as not set
            value, origin = environment[variable], variable
        elif name in written:
            value, origin = written[name], str(file)
        else:
            value, origin = default, "default"
        known[name] = Setting(name, value, origin, _MEANINGS[name])
    _demand_precision(known["precision"])
    if not known["language"].value:
        spoken = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
        language = spoken.split(".")[0].split("_")[0]
        if len(language) == 2:
            known["language"] = Setting("language", language, "the system's locale", _MEANINGS["language"])
    return Settings(known)


def _read_file(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not TOML: {error}") from error
    except OSError as error:
        raise SettingsError(f"{file} cannot be read ({error.strerror}); mend that or remove it") from error
    for name, value in written.items():
        _demand_known(name, f"{name} in {file}")
        if not isinstance(value, str):
            raise SettingsError(f'{name} in {file} must be text in quotes, such as {name} = "{_DEFAULTS[name]}"')
    return written


def _demand_known(name: str, shown: str) -> None:
    if name not in _DEFAULTS:
        near = difflib.get_close_matches(name, _DEFAULTS, 1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(_DEFAULTS)}"
        raise SettingsError(f"there is no setting {shown}; {hint}")


def _demand_precision(setting: Setting) -> None:
    if setting.value not in ("auto", "float32", "bfloat16"):
        raise SettingsError(f"{setting.variable} is {setting.value!r} ({setting.origin}); write {setting.meaning}")


def quieten(environment: MutableMapping[str, str]) -> None:
    """Keep libraries from the network and from reporting home; call it before any of them is imported."""
    for name, value in _QUIET.items():
        environment.setdefault(name, value)
