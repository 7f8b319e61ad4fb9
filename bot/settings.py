"""What the operator sets: the environment, else `verbale.toml`, else a default. Nothing else reads the environment.

Only the settings that this program's parts use are known; an unknown key in the file is refused, so that a misspelt one
is not ignored in silence. A secret stands in its variable, or in a file that ``…_FILE`` names (systemd's credentials
and container secrets are such files); never in `verbale.toml`. No `Setting` holds one: it can be printed.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.options import FORMS, KNOWN, SECRETS
from indexer.statement import VerbaleError

FILE = "verbale.toml"
NOT_SHOWN = "set, not shown"
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

_TOO_BIG = 64 * 1024  # bytes of a secret's file: it is another file
_PASSWORD = re.compile(r"(?<=:)[^:/@]+(?=@)|(?<=[?&]password=)[^&]+")


class SettingsError(VerbaleError):
    """A setting is unknown or has no meaning."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting's value and where it came from; of a secret only that there is one."""

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
    _hidden: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> str:
        """A setting as it may be shown."""
        return self.all[name].value

    def secret(self, name: str) -> str:
        """A secret itself, empty where there is none; log it nowhere."""
        return self._hidden.get(name, "")

    @property
    def secrets(self) -> tuple[str, ...]:
        """All that must show in no log."""
        written = "\n".join(self.secret(name).replace(",", "\n") for name in SECRETS)
        return (*filter(None, map(str.strip, written.splitlines())), *_PASSWORD.findall(self.secret("database")))

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
    def wrong_positions(self) -> float:
        """0..1."""
        return float(self["wrong_positions"])

    @property
    def language(self) -> str | None:
        return self["language"] or None

    @property
    def registry(self) -> Path:
        """The folder, beside the store, of the database and the secret key where none are set."""
        return self.store.absolute().parent / ".registry"

    @property
    def database(self) -> str:
        """The address with its password; log it nowhere."""
        return self._hidden.get("database") or f"sqlite:///{self.registry / 'registry.sqlite'}"

    @property
    def metrics_port(self) -> int | None:
        return int(self["metrics_port"]) if self["metrics_port"] else None

    @property
    def store_oldest(self) -> timedelta | None:
        return self.time("store_oldest_hours") if self["store_oldest_hours"] else None

    @property
    def notify_socket(self) -> str:
        """Where systemd is told how the service stands; empty where it did not start us."""
        return self._hidden.get("notify_socket", "")

    @property
    def threads(self) -> str:
        """What OMP_NUM_THREADS says, for the examination; empty where it is not set."""
        return self._hidden.get("threads", "")

    def time(self, name: str) -> timedelta:
        """The value of a setting in hours or days."""
        count = int(self[name])
        return timedelta(hours=count) if name.endswith("_hours") else timedelta(days=count)


def read(environment: Mapping[str, str], folder: Path) -> Settings:
    """Settings from `environment` and from `verbale.toml` in `folder`. Raises `SettingsError`."""
    file = folder / FILE
    written = _read_file(file)
    known: dict[str, Setting] = {}
    hidden = {"notify_socket": environment.get("NOTIFY_SOCKET", ""), "threads": environment.get("OMP_NUM_THREADS", "")}
    for name, (default, meaning) in KNOWN.items():
        variable = _PREFIX + name.upper()
        if environment.get(variable):  # one set to nothing is as good as not set
            value, origin = environment[variable], variable
        elif name in written:
            value, origin = written[name], str(file)
        else:
            value, origin = default, "default"
        if name in SECRETS:
            value, origin = _secret(name, value, origin, environment.get(f"{variable}_FILE"), written, file)
            hidden[name], value = value, NOT_SHOWN if value else ""
        elif name == "database":
            hidden[name], value = value, _PASSWORD.sub("***", value)
        known[name] = Setting(name, value, origin, meaning)
        _demand_form(known[name])
    if not known["language"].value:
        spoken = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
        language = spoken.split(".")[0].split("_")[0]
        if len(language) == 2:
            known["language"] = Setting("language", language, "the system's locale", KNOWN["language"][1])
    return Settings(known, hidden)


def _secret(
    name: str, value: str, origin: str, named: str | None, written: Mapping[str, str], file: Path
) -> tuple[str, str]:
    """A secret and its origin: its variable's value, else what stands in the file that is named."""
    variable = f"{_PREFIX}{name.upper()}"
    if value and named:
        raise SettingsError(f"both {variable} and {variable}_FILE are set; unset one of them")
    if value:
        return value.strip(), origin
    place, origin = (named, f"{variable}_FILE") if named else (written.get(f"{name}_file"), str(file))
    if not place:
        return "", "default"
    try:
        with Path(place).open("rb") as stream:
            read = stream.read(_TOO_BIG + 1)
        if len(read) > _TOO_BIG:
            raise SettingsError(f"{place}, named by {origin}, is too long for a secret; name the right file")
        secret = read.decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(f"{place}, named by {origin}, cannot be read ({why}); mend that") from None
    if not secret:
        raise SettingsError(f"{place}, named by {origin}, is empty; write the secret into it")
    return secret, f"{origin} ({place})"


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
        if name in SECRETS:
            raise SettingsError(f"{name} does not belong in {file}; write it into a file and name that by {name}_file")
        if not isinstance(value, str):
            example = KNOWN.get(name, ("FILE", ""))[0] or "…"
            raise SettingsError(f'{name} in {file} must be text in quotes, such as {name} = "{example}"')
    return written


def _demand_known(name: str, shown: str) -> None:
    all_of_them = [*KNOWN, *(f"{secret}_file" for secret in SECRETS)]
    if name not in all_of_them:
        near = difflib.get_close_matches(name, all_of_them, 1)
        hint = f"did you mean {near[0]}?" if near else "'verbale settings' lists those there are"
        raise SettingsError(f"there is no setting {shown}; {hint}")


def _demand_form(setting: Setting) -> None:
    form = FORMS.get(setting.name)
    if form is not None and re.fullmatch(form, setting.value) is None:
        raise SettingsError(f"{setting.variable} is {setting.value!r} ({setting.origin}); write {setting.meaning}")


def quieten(environment: MutableMapping[str, str]) -> None:
    """Keep libraries from the network and from reporting home; call it before any of them is imported."""
    for name, value in _QUIET.items():
        environment.setdefault(name, value)
