"""YAML text → a tree in which everything knows its line, or a problem with file and line.

YAML 1.1 would turn the code `0114` into 76 and `no` into False, so every scalar stays text; the schema gives it a type.
Refused, since each has hidden an error before: a key twice in one mapping, aliases, explicit tags, several documents in a file.
More than `MAX_DEPTH` levels are refused too: no definition needs them, and libyaml ends the process at some ten thousand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MAX_DEPTH = 50

# libyaml's loader gives the same nodes and marks, some ten times faster; PyYAML may be built without it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Place:
    """Where in a definition file, counted from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class DefinitionProblem:
    """One thing wrong in a definition. `facts` fill the sentence for `code` in messages.yaml; `pointed` shows a rule with a caret."""

    place: Place
    code: str
    facts: Mapping[str, str]
    pointed: str = ""


class DefinitionsError(Exception):
    """The definitions cannot be used; `problems` says every reason found, in file order."""

    def __init__(self, problems: tuple[DefinitionProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.place.file}:{p.place.line}: {p.code} {dict(p.facts)}" for p in problems))
        self.problems = problems


@dataclass(frozen=True)
class Text:
    """A scalar, exactly as written between its quotes."""

    value: str
    place: Place


@dataclass(frozen=True)
class Sequence:
    items: tuple["Located", ...]
    place: Place


@dataclass(frozen=True)
class Table:
    """A mapping; `keys` holds each key with its own place, in file order."""

    entries: Mapping[str, "Located"]
    keys: tuple[Text, ...]
    place: Place


Located = Text | Sequence | Table


def read_definition(path: Path, name: str) -> Table:
    """Read one definition file; `name` is what problems call it.

    Raises `DefinitionsError` when it is not one YAML mapping.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise DefinitionsError((DefinitionProblem(Place(name, 1, 1), "definition_unreadable", {}),)) from None
    return parse_definition(text, name)


def parse_definition(text: str, name: str) -> Table:
    """The same for text that is already read."""
    # YAML's own error for these counts bytes, not characters, when libyaml reads.
    control = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if control:
        before = text[: control.start()]
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise DefinitionsError((DefinitionProblem(place, "definition_character", {"code": f"U+{ord(control[0]):04X}"}),))
    try:
        _refuse_traps(text, name)
        root = yaml.compose(text, Loader=_LOADER)
        if not isinstance(root, MappingNode):
            _fail(Place(name, 1, 1), "definition_not_mapping")
        return _mapping(root, name, _place(root.start_mark, name))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _place(mark, name) if mark else Place(name, 1, 1)
        lines = text.rstrip("\n").split("\n")
        if place.line > len(lines):  # The end of the file, which libyaml counts as a line of its own.
            place = Place(name, len(lines), len(lines[-1]) + 1)
        # YAML's own sentences are English and of little help.
        at_tab = lines[place.line - 1][: place.column].lstrip(" ").startswith("\t")
        raise DefinitionsError((DefinitionProblem(place, "definition_tab" if at_tab else "definition_yaml", {}),)) from None


def _refuse_traps(text: str, name: str) -> None:
    """Refuse aliases, tags and deep nesting while YAML still reads event by event: building the tree recurses, in C as well."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            _fail(_place(event.start_mark, name), "definition_alias")
        if getattr(event, "tag", None) is not None:
            _fail(_place(event.start_mark, name), "definition_tag")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            _fail(_place(event.start_mark, name), "definition_too_deep")


def _located(node: Node, name: str) -> Located:
    place = _place(node.start_mark, name)
    match node:
        case ScalarNode():
            return Text(node.value, place)
        case SequenceNode():
            return Sequence(tuple(_located(item, name) for item in node.value), place)
        case MappingNode():
            return _mapping(node, name, place)
        case _:
            raise TypeError(f"not a YAML node: {node!r}")


def _mapping(node: MappingNode, name: str, place: Place) -> Table:
    entries: dict[str, Located] = {}
    keys: list[Text] = []
    for key, value in node.value:
        at = _place(key.start_mark, name)
        if not isinstance(key, ScalarNode):
            _fail(at, "definition_key_not_text")
        if key.value in entries:
            _fail(at, "definition_duplicate_key", key=key.value)
        entries[key.value] = _located(value, name)
        keys.append(Text(key.value, at))
    return Table(entries, tuple(keys), place)


def _place(mark: Any, name: str) -> Place:
    return Place(name, mark.line + 1, mark.column + 1)


def _fail(place: Place, code: str, /, **facts: str) -> NoReturn:
    raise DefinitionsError((DefinitionProblem(place, code, facts),))


def texts_in(node: Located) -> Iterator[Text]:
    """Every scalar below `node`, keys left out."""
    match node:
        case Text():
            yield node
        case Sequence(items):
            for item in items:
                yield from texts_in(item)
        case Table(entries):
            for value in entries.values():
                yield from texts_in(value)
