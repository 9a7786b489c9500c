"""Located YAML → typed fields, with every problem collected, so that a writer sees all of them at once.

A field that is wrong gives a problem and a harmless stand-in; nothing built from stand-ins leaves the package, since
`Reader.finish` raises when there was any problem.
"""

import difflib
import re
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from spegla.catalogue.rules import Askable, Rule, RuleError, bind
from spegla.catalogue.source import DefinitionProblem, DefinitionsError, Located, Place, Sequence, Table, Text
from spegla.catalogue.values import day, whole_number
from spegla.messages import Words

_ID = re.compile(r"[a-z][a-z0-9_]*")
# A code is a value and not a name: it may begin with a figure, and say a range or "or more".
_CODE = re.compile(r"[a-z0-9][a-z0-9_+-]*")
T = TypeVar("T")


class Reader:
    """Collects the problems of one or more definition files. `met` counts them with repeats: has it grown, something was wrong."""

    def __init__(self) -> None:
        self.problems: list[DefinitionProblem] = []
        self.met = 0

    def problem(self, place: Place, code: str, /, pointed: str = "", **facts: str) -> None:
        """Note a problem and go on. The same problem at the same place is noted once: a repeated block would say it per item."""
        self.met += 1
        found = DefinitionProblem(place, code, facts, pointed)
        if found not in self.problems:
            self.problems.append(found)

    def fields(self, node: Located) -> "Fields":
        """The fields of a mapping; a problem and an empty one when `node` is something else."""
        if isinstance(node, Table):
            return Fields(node, self)
        self.problem(node.place, "definition_needs_mapping")
        return _NoFields(Table({}, (), node.place), self)

    def finish(self) -> None:
        """Raise `DefinitionsError` when there was any problem."""
        if self.problems:
            raise DefinitionsError(tuple(sorted(self.problems, key=lambda p: (p.place.file, p.place.line, p.place.column))))


class Fields:
    """The fields of one mapping. Each is asked for by name; `done` tells of those that nobody asked for."""

    def __init__(self, table: Table, reader: Reader) -> None:
        self.table = table
        self.reader = reader
        self._asked: set[str] = set()

    @property
    def place(self) -> Place:
        return self.table.place

    def done(self) -> None:
        """Note each field that is not part of the format."""
        for key in self.table.keys:
            if key.value not in self._asked:
                near = difflib.get_close_matches(key.value, self._asked, n=1)
                code = "definition_unknown_field_near" if near else "definition_unknown_field"
                self.reader.problem(key.place, code, field=key.value, near=near[0] if near else "")

    def has(self, name: str) -> bool:
        self._asked.add(name)
        return name in self.table.entries

    def node(self, name: str) -> Located | None:
        """The field as it stands; None when it is not there."""
        self._asked.add(name)
        return self.table.entries.get(name)

    def required(self, name: str) -> Located | None:
        """The field as it stands; a problem when it is not there."""
        node = self.node(name)
        if node is None:
            self.reader.problem(self.place, "definition_field_missing", field=name)
        return node

    def located_text(self, name: str) -> Text:
        """A scalar with its place."""
        node = self.required(name)
        if isinstance(node, Text):
            if not node.value.strip():
                self.reader.problem(node.place, "definition_field_empty", field=name)
            return node
        if node is not None:
            self.reader.problem(node.place, "definition_needs_text", field=name)
        return Text("", self.place)

    def text(self, name: str) -> str:
        return " ".join(self.located_text(name).value.split())

    def optional_text(self, name: str, default: str = "") -> str:
        return self.text(name) if self.has(name) else default

    def id(self, name: str) -> str:
        """Lower-case ASCII that can be a column name."""
        node = self.located_text(name)
        if node.value and not _ID.fullmatch(node.value):
            self.reader.problem(node.place, "definition_bad_id", id=node.value)
        return node.value

    def code(self, name: str) -> str:
        """Lower-case ASCII that can be the value of a cell: `ja`, `0-6`, `19+`."""
        node = self.located_text(name)
        if node.value and not _CODE.fullmatch(node.value):
            self.reader.problem(node.place, "definition_bad_code", code=node.value)
        return node.value

    def words(self, name: str) -> Words:
        """A text in both languages: `{sv: …, en: …}`."""
        node = self.required(name)
        if node is None:
            return Words("", "")
        fields = self.reader.fields(node)
        words = Words(fields.text("sv"), fields.text("en"))
        fields.done()
        return words

    def optional_words(self, name: str) -> Words | None:
        return self.words(name) if self.has(name) else None

    def optional_table(self, name: str) -> Table:
        """A mapping whose fields have names of the writer's choice; an empty one when it is not there."""
        node = self.node(name)
        if isinstance(node, Table):
            return node
        if node is not None:
            self.reader.problem(node.place, "definition_needs_mapping")
        return Table({}, (), self.place)

    def sequence(self, name: str) -> tuple[Located, ...]:
        node = self.required(name)
        if isinstance(node, Sequence):
            return node.items
        if node is not None:
            self.reader.problem(node.place, "definition_needs_list", field=name)
        return ()

    def optional_sequence(self, name: str) -> tuple[Located, ...]:
        return self.sequence(name) if self.has(name) else ()

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of scalars; none when the field is not there."""
        found = []
        for node in self.optional_sequence(name):
            if isinstance(node, Text):
                found.append(node.value)
            else:
                self.reader.problem(node.place, "definition_needs_text", field=name)
        return tuple(found)

    def choice(self, name: str, choices: Mapping[str, T], default: T) -> T:
        """One of `choices`; `default` stands in after a problem."""
        node = self.located_text(name)
        if node.value in choices:
            return choices[node.value]
        if node.value:
            self.reader.problem(node.place, "definition_unknown_choice", field=name, value=node.value, known=", ".join(choices))
        return default

    def choices(self, name: str, known: tuple[str, ...]) -> tuple[str, ...]:
        """A list of at least one of `known`."""
        nodes = self.sequence(name)
        if not nodes and isinstance(self.node(name), Sequence):
            self.reader.problem(self.place, "definition_field_empty", field=name)
        found = []
        for node in nodes:
            if not isinstance(node, Text):
                self.reader.problem(node.place, "definition_needs_text", field=name)
            elif node.value not in known:
                self.reader.problem(node.place, "definition_unknown_choice", field=name, value=node.value, known=", ".join(known))
            else:
                found.append(node.value)
        return tuple(found)

    def flag(self, name: str) -> bool:
        """`ja` or `nej`; nej when the field is not there."""
        return self.choice(name, {"ja": True, "nej": False}, False) if self.has(name) else False

    def day(self, name: str) -> date:
        node = self.located_text(name)
        try:
            return day(node.value)
        except ValueError:
            if node.value:
                self.reader.problem(node.place, "definition_bad_date", field=name, value=node.value)
            return date.min

    def optional_integer(self, name: str) -> int | None:
        if not self.has(name):
            return None
        node = self.located_text(name)
        try:
            return whole_number(node.value)
        except ValueError:
            self.reader.problem(node.place, "definition_bad_integer", field=name, value=node.value)
            return None

    def rule(self, name: str, scope: Mapping[str, Askable]) -> Rule | None:
        """A rule that fits `scope`; None after a problem, which points into the rule."""
        node = self.located_text(name)
        if not node.value.strip():
            return None
        try:
            return bind(node.value.strip(), scope)
        except RuleError as error:
            self.reader.problem(node.place, error.code, error.pointed(), **error.facts)
            return None


class _NoFields(Fields):
    """Stands in for what should have been a mapping: that is one problem, and not one more for each field it lacks."""

    def required(self, name: str) -> Located | None:
        return None
