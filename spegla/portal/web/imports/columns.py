"""What the columns of a file mean, as a form: a choice for each column, and for each text in them that means no answer.

What was sent stays in the form, whatever is wrong with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from spegla.catalogue import Instrument, Variable
from spegla.importers.wide import ColumnMap
from spegla.portal.store.models.imports import Import
from spegla.portal.texts import language, said
from spegla.portal.use_cases.imports import ImportPage

# What the choices are sent as that are no id or code: not read, and no answer. "" is that nobody has chosen.
SKIP = NO_ANSWER = "-"
# So many texts are shown; the rest come when these have been explained.
_TEXTS = 500


@dataclass(frozen=True)
class Choice:
    """One thing that a column or a text can mean."""

    value: str
    label: str


@dataclass(frozen=True)
class ColumnField:
    """One column of the file. `locked` says that it may hold who somebody is, so that it has to go from the file."""

    name: str
    letter: str
    header: str
    samples: Sequence[str]
    chosen: str
    near: str
    locked: bool
    error: str


@dataclass(frozen=True)
class TextField:
    """A text that stands for an answer."""

    name: str
    text: str
    chosen: str
    error: str


@dataclass(frozen=True)
class TextGroup:
    """The texts in the column of one question."""

    id: str
    label: str
    choices: Sequence[Choice]
    fields: Sequence[TextField]
    left_out: int


class ColumnsForm:
    """The form for one file, as it was `sent`, or as it stands when nobody has sent it."""

    def __init__(self, page: ImportPage, sent: Mapping[str, str] | None = None) -> None:
        self.one: Import = page.one
        self.instrument: Instrument = page.instrument
        self.sent = sent
        self.mapping = ColumnMap.from_data(page.one.mapping)

    @cached_property
    def seen(self) -> str:
        """What tells whether the file is still as it was when the form was shown."""
        return sha256(repr((self.one.columns, self.one.mapping)).encode()).hexdigest()[:16]

    @property
    def is_old(self) -> bool:
        """Whether the form that was sent is of another state of the file."""
        return self.sent is not None and self.sent.get("seen") != self.seen

    @cached_property
    def groups(self) -> Sequence[tuple[str, Sequence[Choice]]]:
        """Everything that a column can mean."""
        context = [Choice(id, said(f"context_{id}")) for id in ("arende", "datum", "enhet", "kommunkod", "pahittad")]
        questions = [Choice(one.id, _label(one)) for one in self.instrument.variables]
        return [(said("columns_of_row"), context), (said("columns_of_questions"), questions)]

    @cached_property
    def columns(self) -> Sequence[ColumnField]:
        """The columns in their order."""
        labels = {choice.value: choice.label for _, choices in self.groups for choice in choices}
        chosen = [self._value(f"col-{place}", one["id"]) for place, one in enumerate(self._columns)]
        return [
            ColumnField(
                f"col-{place}", one["letter"], one["name"], one["samples"], chosen[place], labels.get(one["near"], ""),
                one["identity"], self._column_error(place, chosen, labels),
            )
            for place, one in enumerate(self._columns)
        ]  # fmt: skip

    @cached_property
    def asked(self) -> Sequence[ColumnField]:
        """The columns that somebody has to look at."""
        return [one for one in self.columns if one.locked or one.error or not self._stands(one)]

    @property
    def known(self) -> Sequence[ColumnField]:
        """Those that go without saying."""
        return [one for one in self.columns if one not in self.asked]

    @cached_property
    def texts(self) -> Sequence[TextGroup]:
        """The questions with texts to explain, or that have been explained."""
        found, left = [], _TEXTS
        for one in self.instrument.variables:
            texts = self._texts(one)[:left]
            left -= len(texts)
            if texts:
                codes = [Choice(category.code, category.label.in_language(language())) for category in one.categories]
                fields = [self._text(one, place, text) for place, text in enumerate(texts)]
                found.append(TextGroup(one.id, _label(one), codes, fields, self.one.columns["unknown_left_out"].get(one.id, 0)))
        return found

    @property
    def listed(self) -> Sequence[tuple[str, str]]:
        """The fields with errors and what is wrong with them."""
        fields = [(one.name, one.error) for one in self.columns]
        fields += [(one.name, one.error) for group in self.texts for one in group.fields]
        return [(name, error) for name, error in fields if error]

    @property
    def chosen_columns(self) -> Mapping[str, str]:
        """What was chosen, by header: "" for nothing. What goes without saying is left out."""
        found = {}
        for field, one in zip(self.columns, self._columns, strict=True):
            said_before = field.header in self.mapping.columns
            if field.header and not field.locked and (said_before or field.chosen != one["id"]):
                found[field.header] = field.chosen
        return found

    @property
    def chosen_codes(self) -> Mapping[tuple[str, str], str | None]:
        """The code of each text, "" where it is no answer, and None where nobody has chosen."""
        meant = {"": None, NO_ANSWER: ""}
        return {(group.id, one.text): meant.get(one.chosen, one.chosen) for group in self.texts for one in group.fields}

    @property
    def _columns(self) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = self.one.columns["columns"]
        return found

    def _stands(self, field: ColumnField) -> str:
        """What the column is taken for already."""
        return str(self._columns[int(field.name.removeprefix("col-"))]["id"])

    def _value(self, name: str, stands: str) -> str:
        return stands if self.sent is None else self.sent.get(name, stands)

    def _column_error(self, place: int, chosen: Sequence[str], labels: Mapping[str, str]) -> str:
        value = chosen[place]
        if self.sent is None or value in ("", SKIP) or self._columns[place]["identity"]:
            return ""
        if value not in labels:
            return said("given_unknown")
        header = str(self._columns[place]["name"])
        for before in range(place):
            letter = self._columns[before]["letter"]
            if chosen[before] == value:
                return said("columns_twice", letter=letter)
            if header and self._columns[before]["name"] == header:
                return said("columns_same_header", letter=letter)
        return ""

    def _texts(self, one: Variable) -> list[str]:
        unknown = list(self.one.columns["unknown"].get(one.id, []))
        return [*unknown, *(text for id, text in self.mapping.codes if id == one.id and text not in unknown)]

    def _text(self, one: Variable, place: int, text: str) -> TextField:
        code = self.mapping.codes.get((one.id, text))
        name = f"txt-{one.id}-{place}"
        chosen = self._value(name, "" if code is None else code or NO_ANSWER)
        known = {"", NO_ANSWER, *(category.code for category in one.categories)}
        return TextField(name, text, chosen, "" if chosen in known else said("given_unknown"))


def _label(one: Variable) -> str:
    return f"{one.label.in_language(language())} ({one.id})"
