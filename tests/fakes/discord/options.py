"""What Discord's own program sends for a slash command: only what the registered command lets one enter."""

from __future__ import annotations

from tests.fakes.discord.world import Json, World

Option = str | int | bool | float
_TYPES = {str: 3, int: 4, bool: 5, float: 10}
_CHANNEL = 7


def entered(world: World, words: str, options: dict[str, Option], focused: str | None = None) -> Json:
    """The data of ``/name subcommand`` with these options, one of which is perhaps still being written.

    Fails where the registered command has no such option or does not let one enter that. While no command is registered
    at all, anything goes.
    """
    name, *below = words.removeprefix("/").split()
    command = registered(world, name, 1)
    declared = command.get("options")
    for word in below:
        found = [one for one in declared or [] if one["name"] == word and one["type"] in (1, 2)]
        assert found or declared is None, f"there is no command {words!r}"
        declared = found[0].get("options", []) if found else None
    if command["id"] != "1":
        _check({one["name"]: one for one in declared or []}, options, focused)
    known = {one["name"]: one["type"] for one in declared or []}
    given: list[Json] = [
        {"name": option, "type": known.get(option, _TYPES[type(value)]), "value": value}
        | ({"focused": True} if option == focused else {})
        for option, value in options.items()
    ]
    data: Json = {"type": 1, "name": name, "id": command["id"], "options": _nested(below, given)}
    channels = {str(one["value"]): _resolved(world, one["value"]) for one in given if one["type"] == _CHANNEL}
    return data | ({"resolved": {"channels": channels}} if channels else {})


def registered(world: World, name: str, kind: int) -> Json:
    """The registered command, by its English name; one with id 1 while none is registered at all."""
    known = world.commands.get(None, [])
    found = [one for one in known if (one["type"], one["name"]) == (kind, name)]
    assert found or not known, f"there is no command {name!r}"
    return found[0] if found else {"id": "1"}


def _check(declared: dict[str, Json], options: dict[str, Option], focused: str | None) -> None:
    for name, value in options.items():
        assert name in declared, f"there is no option {name!r}; there are {list(declared)}"
        option = declared[name]
        if name == focused:
            assert option.get("autocomplete"), f"the option {name!r} is not completed"
            continue
        choices = [choice["value"] for choice in option.get("choices", [])]
        assert not choices or value in choices, f"{value!r} is none of the choices {choices}"
        if isinstance(value, str) and option["type"] == 3:
            least, most = option.get("min_length", 0), option.get("max_length", 6000)
            assert least <= len(value) <= most, f"{name!r} takes {least} to {most} characters, not {len(value)}"
        elif not isinstance(value, bool | str):
            within = option.get("min_value", value) <= value <= option.get("max_value", value)
            assert within, f"{name!r} does not take {value}"
    missing = [name for name, one in declared.items() if one.get("required") and name not in options]
    assert not missing or focused is not None, f"the options {missing} are required"


def _resolved(world: World, value: Option) -> Json:
    channel = world.channels[int(value)]
    return {"id": str(channel.id), "type": channel.type, "name": channel.name, "permissions": "0"}


def _nested(below: list[str], options: list[Json]) -> list[Json]:
    """Options within subcommands (type 1) and their groups (type 2)."""
    for depth, name in enumerate(reversed(below)):
        options = [{"type": 1 if depth == 0 else 2, "name": name, "options": options}]
    return options
