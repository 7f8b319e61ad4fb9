"""Nodes to values by the forms of the schema; what cannot be read becomes a problem at its line."""

from __future__ import annotations

from pathlib import Path

from indexer.files.characters import inside, mend_for, named, refused_in_value, shown
from indexer.files.forms import Form, ListOf, MapOf, Record, Scalar, did_you_mean
from indexer.files.mistakes import (
    CHARACTER,
    CUT_OFF,
    MISSING_KEY,
    NO_VALUE,
    UNKNOWN_KEY,
    WRONG_SHAPE,
    AmissError,
    Mistake,
)
from indexer.files.parsing import Entries, Items, Node, Refused, Value, parse


class Reading:
    """One file being read; `problems` grows meanwhile, `node` is its root.

    Methods return None for what could not be read; no readable value is None.
    """

    def __init__(self, file: Path, data: bytes) -> None:
        parsed = parse(file, data)
        self.file = file
        self.node = parsed.root
        self.problems = list(parsed.problems)
        self._suspicious = parsed.suspicious

    def root(self, form: Record) -> dict[str, object] | None:
        """The readable fields of the file's record, None when the file is no map."""
        if self.node is None:
            return None
        if not isinstance(self.node, Entries):
            self._wrong_shape(form, self.node, "", self.node.line)
            return None
        return self._fields(form, self.node, "", 1)

    def add(self, mistake: Mistake, line: int, path: str, **words: object) -> None:
        self.problems.append(mistake.at(self.file, line, path, **words))

    def _value(self, form: Form, node: Node, path: str, line: int, *, needed: bool) -> object | None:
        """`line` is that of the key, or of the value where there is no key."""
        if isinstance(node, Value) and node.plain and not node.text:
            otherwise = "" if needed else ", or leave the key out"
            self.add(NO_VALUE, line, path, example=_example(form), otherwise=otherwise)
        elif isinstance(form, Scalar) and isinstance(node, Value):
            return self._scalar(form, node, path)
        elif isinstance(form, ListOf) and isinstance(node, Items):
            return self._items(form, node, path, line, needed=needed)
        elif isinstance(form, MapOf) and isinstance(node, Entries):
            return self._map(form, node, path, line, needed=needed)
        elif isinstance(form, Record) and isinstance(node, Entries):
            return self._made(form, node, path, line, {})
        else:
            self._wrong_shape(form, node, path, line)
        return None

    def _scalar(self, form: Scalar, node: Value, path: str) -> object | None:
        if self._suspicious and (refused := refused_in_value(node.text)) is not None:
            at, character = refused
            line = node.line + 1 + node.text.count("\n", 0, at) if node.block else node.line
            self.add(CHARACTER, line, path, character=named(character), mend=mend_for(character))
            return None
        if node.rest and form.prose:
            self.add(CUT_OFF, node.line, path, rest=shown(node.rest, 20))
            return None
        try:
            return form.read(node.text)
        except AmissError as amiss:
            self.add(amiss.mistake, node.line, path, **amiss.words)
            return None

    def _items(self, form: ListOf, node: Items, path: str, line: int, *, needed: bool) -> object | None:
        if needed and not node.items:
            self.add(NO_VALUE, line, path, example=_example(form), otherwise="")
            return None
        values = [self._value(form.item, item, path, item.line, needed=True) for item in node.items]
        return None if None in values else tuple(values)

    def _map(self, form: MapOf, node: Entries, path: str, line: int, *, needed: bool) -> object | None:
        if needed and not node.entries:
            self.add(NO_VALUE, line, path, example=_example(form), otherwise="")
            return None
        values: dict[str, object] = {}
        for word, (below, inner) in node.entries.items():
            field = inside(path, word)
            key = self._scalar(form.keys, Value(below, word), field)
            value = (
                self._record(form.values, form.keyed, word, inner, field, below)
                if isinstance(form.values, Record) and form.keyed
                else self._value(form.values, inner, field, below, needed=True)
            )
            if key is not None and value is not None:
                values[word] = value
        if len(values) < len(node.entries):
            return None
        return tuple(values.values()) if form.keyed else values

    def _record(self, form: Record, key: str, word: str, node: Node, path: str, line: int) -> object | None:
        """The record under `word` in a map; `word` is its field `key`."""
        if not isinstance(node, Entries):
            return self._value(form, node, path, line, needed=True)
        return self._made(form, node, path, line, {key: word})

    def _made(self, form: Record, node: Entries, path: str, line: int, also: dict[str, str]) -> object | None:
        before = len(self.problems)
        values = self._fields(form, node, path, line)
        # What YAML's scan refused is missing here without a new problem.
        whole = len(self.problems) == before and all(name in values for name in form.required)
        return form.make(**values, **also) if whole else None

    def _fields(self, form: Record, node: Entries, path: str, line: int) -> dict[str, object]:
        values: dict[str, object] = {}
        for key, (below, inner) in node.entries.items():
            wanted = form.fields.get(key)
            if wanted is None:
                missing = [name for name in form.fields if name not in node.entries]
                self.add(UNKNOWN_KEY, below, path, key=shown(key), mend=did_you_mean(key, missing))
                continue
            value = self._value(wanted, inner, inside(path, key), below, needed=key in form.required)
            if value is not None:
                values[key] = value
        for key in form.required:
            if key not in node.entries:
                example = f"{key}: {_example(form.fields[key])}"
                self.add(MISSING_KEY, line, path, key=shown(key), example=example)
        return values

    def _wrong_shape(self, form: Form, node: Node, path: str, line: int) -> None:
        if isinstance(node, Refused):
            return
        what = {Value: "a single value", Items: "a list", Entries: "a map"}[type(node)]
        example = _example(form)
        if isinstance(form, ListOf) and isinstance(node, Value) and len(node.text) <= 60:
            example = f"[{node.text}]" if node.text.isprintable() else example
        self.add(WRONG_SHAPE, line, path, what=what, meant=_meant(form), example=example)


def _meant(form: Form) -> str:
    match form:
        case Scalar():
            return form.meant
        case ListOf():
            return "a list"
        case MapOf() | Record():
            return "a map"


def _example(form: Form) -> str:
    match form:
        case Scalar():
            return form.example
        case ListOf():
            return f"[{form.item.example}]"
        case MapOf():
            return f"{{{form.keys.example}: …}}"
        case Record():
            return f"the keys {', '.join(form.required)}, each on a line of its own"
