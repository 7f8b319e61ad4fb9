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

_KNOWN = {  # name: default, meaning
    "knowledge": ("knowledge", "the folder of statements"),
    "store": (".store", "the folder of the store"),
    "model": (
        ".model/multilingual-e5-small",
        "a sentence-transformers folder, or NAME@REVISION in the local hub cache",
    ),
    "precision": ("auto", "auto, float32 or bfloat16"),
    "wrong_positions": (
        "0.05",
        "the share of positions that may be wrong, which sets how sure one must be: 0.01 to 0.2",
    ),
    "language": ("", "the language the terminal speaks, such as fr; else that of the system"),
    "database": ("", "sqlite:///FILE or postgresql://USER@HOST/NAME; else a file beside the store"),
    "secret_key": ("", "seals what is stored, 32 characters or more; else made beside the store"),
    "telegram_token": ("", "the Telegram bot's token, as @BotFather shows it"),
    "telegram_api": ("https://api.telegram.org", "the address of the Bot API server"),
    "telegram_loopback": ("", "1 where only a Bot API server on this machine may be asked, as in tests; else nothing"),
    "telegram_webhook": ("", "the public https address that Telegram delivers to; else updates are polled for"),
    "telegram_webhook_secret": ("", "what Telegram shows to be let in, 16 letters or digits or more"),
    "telegram_listen": ("127.0.0.1:8443", "where the webhook listens"),
    "telegram_channel": ("", "the channel in which new statements are posted, such as @ministry; else none"),
    "metrics_port": ("", "the loopback port of health and metrics; else none"),
    "log_level": ("info", "debug, info, warning or error"),
    "store_oldest_hours": ("", "hours after which a store is too old to be ready; else never"),
    "limit_person": ("12/minute", "questions of one person"),
    "limit_chat": ("30/minute", "questions in one chat"),
    "limit_everybody": ("50/second", "questions of everybody together"),
    "limit_strikes": ("5 per 10 minutes", "refusals after which a person is ignored for so long"),
    "keep_unanswered_hours": ("24", "hours in which a question must be answered or is given up"),
    "keep_marks_hours": ("48", "hours for which an update is known as answered"),
    "keep_dead_letters_days": ("30", "days for which the kind of a failure is kept"),
    "keep_shown_days": ("365", "days for which what was shown is corrected"),
    "keep_preferences_days": ("730", "days for which choices are kept"),
    "keep_counts_days": ("1095", "days for which daily counts are kept"),
}
_SECRETS = ("secret_key", "telegram_token", "telegram_webhook_secret")
_TOO_BIG = 64 * 1024  # bytes of a secret's file: it is another file
_FORMS = {  # name: what a value must look like, empty or not
    "wrong_positions": r"0\.0[1-9]\d*|0\.1\d*|0\.20*",
    "precision": r"auto|float32|bfloat16",
    "log_level": r"debug|info|warning|error",
    "telegram_loopback": r"|1",
    "metrics_port": r"|[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]",
    "store_oldest_hours": r"|[1-9][0-9]{0,5}",
} | {name: r"[1-9][0-9]{0,4}" for name in _KNOWN if name.startswith("keep_")}
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
        written = "\n".join(self.secret(name).replace(",", "\n") for name in _SECRETS)
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

    def time(self, name: str) -> timedelta:
        """The value of a setting in hours or days."""
        count = int(self[name])
        return timedelta(hours=count) if name.endswith("_hours") else timedelta(days=count)


def read(environment: Mapping[str, str], folder: Path) -> Settings:
    """Settings from `environment` and from `verbale.toml` in `folder`. Raises `SettingsError`."""
    file = folder / FILE
    written = _read_file(file)
    known: dict[str, Setting] = {}
    hidden: dict[str, str] = {}
    for name, (default, meaning) in _KNOWN.items():
        variable = _PREFIX + name.upper()
        if environment.get(variable):  # one set to nothing is as good as not set
            value, origin = environment[variable], variable
        elif name in written:
            value, origin = written[name], str(file)
        else:
            value, origin = default, "default"
        if name in _SECRETS:
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
            known["language"] = Setting("language", language, "the system's locale", _KNOWN["language"][1])
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
        if name in _SECRETS:
            raise SettingsError(f"{name} does not belong in {file}; write it into a file and name that by {name}_file")
        if not isinstance(value, str):
            example = _KNOWN.get(name, ("FILE", ""))[0] or "…"
            raise SettingsError(f'{name} in {file} must be text in quotes, such as {name} = "{example}"')
    return written


def _demand_known(name: str, shown: str) -> None:
    all_of_them = [*_KNOWN, *(f"{secret}_file" for secret in _SECRETS)]
    if name not in all_of_them:
        near = difflib.get_close_matches(name, all_of_them, 1)
        hint = f"did you mean {near[0]}?" if near else "'verbale settings' lists those there are"
        raise SettingsError(f"there is no setting {shown}; {hint}")


def _demand_form(setting: Setting) -> None:
    form = _FORMS.get(setting.name)
    if form is not None and re.fullmatch(form, setting.value) is None:
        raise SettingsError(f"{setting.variable} is {setting.value!r} ({setting.origin}); write {setting.meaning}")


def quieten(environment: MutableMapping[str, str]) -> None:
    """Keep libraries from the network and from reporting home; call it before any of them is imported."""
    for name, value in _QUIET.items():
        environment.setdefault(name, value)
