"""A column of text → numbers as a `Batch` holds them. Only the different texts are looked at, however many rows have them.

Codes come first: a text that is a code, then one that is a code but for case, spaces and form of the letters, then a label in either
language or another spelling. Where two answers would fold to the same text it stands for neither.
"""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spegla.catalogue import Variable
from spegla.catalogue.municipalities import fold
from spegla.catalogue.rules import VariableType
from spegla.columns import BLANK, EPOCH
from spegla.importers.table import clean, fold_header
from spegla.importers.wide.identities import SUSPECT, identity_in
from spegla.responses.cells import unguarded

# Finding what a text is like takes a millisecond; a column of the wrong kind is wrong in every row.
_SUGGESTIONS = 50


@dataclass(frozen=True)
class Coded:
    """A column as places in a list of texts, which are clean; two of them may be equal. `identity` says what each could give away."""

    texts: tuple[str, ...]
    places: NDArray[np.uint32]
    identity: Mapping[int, str]

    def where(self, texts: Iterable[int]) -> NDArray[np.int64]:
        """The rows that have one of `texts`, given by place, in their order."""
        chosen = list(texts)
        if not chosen:
            return np.empty(0, np.int64)
        wanted = np.zeros(len(self.texts), np.bool_)
        wanted[chosen] = True
        return np.flatnonzero(wanted[self.places])

    def of(self, rows: NDArray[np.bool_]) -> "Coded":
        """The same column in some of its rows."""
        return self if rows.all() else Coded(self.texts, self.places[rows], self.identity)


@dataclass(frozen=True)
class Meaning:
    """What one text says: a number for the array, or the sentence for why it says nothing, with its facts."""

    value: int
    wrong: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cells:
    """`values` as the batch wants them; `wrong` has the meaning of each text that means nothing, by its place."""

    values: NDArray[Any]
    wrong: Mapping[int, Meaning]


def numbered() -> pl.Categorical:
    """Text of which the different ones are numbered. Each column has a list of its own, which is forgotten with it."""
    return pl.Categorical(pl.Categories.random())


def encode(columns: Mapping[int, pl.Series]) -> Mapping[int, Coded]:
    """Each column with its different texts found once."""
    frame = pl.DataFrame([column.alias(str(place)) for place, column in columns.items()])
    coded = frame.select(pl.col(name).cast(numbered()) if type == pl.String else name for name, type in frame.schema.items())
    # One query for all columns, since Polars then uses every core.
    unique = coded.select(pl.all().drop_nulls().unique().implode())
    return {place: _coded(coded.get_column(str(place)), unique.get_column(str(place)).explode()) for place in columns}


def _coded(column: pl.Series, unique: pl.Series) -> Coded:
    known = unique.drop_nulls()
    places, raw = known.to_physical().to_numpy(), known.cast(pl.String)
    blank = int(places.max()) + 1 if len(places) else 0
    texts = [""] * (blank + 1)
    for place, text in zip(places.tolist(), raw.to_list(), strict=True):
        texts[place] = clean(text)
    identity = {int(places[at]): kind for at, kind in identities_in(raw).items()}
    return Coded(tuple(texts), column.to_physical().fill_null(blank).to_numpy(), identity)


def identities_in(texts: pl.Series) -> Mapping[int, str]:
    """What kind of identity each text holds, by its place; those that hold none are left out."""
    suspects = np.flatnonzero(texts.str.contains(SUSPECT).fill_null(False).to_numpy())
    found = zip(suspects.tolist(), texts.gather(suspects).to_list(), strict=True)
    return {place: kind for place, text in found if (kind := identity_in(text))}


def read_cells(coded: Coded, dtype: type[np.generic], blank: int, meaning: Callable[[str], Meaning]) -> Cells:
    """What `meaning` makes of each different text. Blank cells, and those that could tell who a child is, are `blank`."""
    values = np.full(len(coded.texts), blank, dtype)
    wrong = {}
    for place, text in enumerate(coded.texts):
        if text and place not in coded.identity:
            found = meaning(text)
            values[place] = found.value
            if found.wrong:
                wrong[place] = found
    return Cells(values[coded.places], wrong)


def reader(variable: Variable, mapped: Mapping[str, str]) -> Callable[[str], Meaning]:
    """How the answers to `variable` are read; `mapped` has codes for texts of others, folded, and goes before everything."""
    if variable.type.has_categories:
        codes = _Codes(variable, mapped)
        return codes.several if variable.type is VariableType.MULTIPLE else codes.single
    read = whole_number if variable.type is VariableType.INTEGER else day

    def meaning(text: str) -> Meaning:
        meant = mapped.get(fold(text), text)
        return read(meant) if meant else Meaning(BLANK)

    return meaning


def unknown_in(coded: Coded, variable: Variable, mapped: Mapping[str, str]) -> Counter[str]:
    """The texts that are no answer to `variable`, and no part of one, each with how many rows have it."""
    codes = _Codes(variable, mapped)
    found = Counter[str]()
    for text, rows in zip(coded.texts, np.bincount(coded.places, minlength=len(coded.texts)).tolist(), strict=True):
        for part in codes.parts(text):
            if not codes.knows(part):
                found[part] += rows
    return found


def whole_number(text: str) -> Meaning:
    """A whole number in nine figures at most. Spreadsheets write 7 as 7.0 or 7,0 too."""
    found = re.fullmatch("(-?[0-9]{1,9})(?:[.,]0*)?", unicodedata.normalize("NFKC", text).replace("\u2212", "-"))
    return Meaning(int(found[1])) if found else Meaning(BLANK, "wrong_type_integer")


def day(text: str) -> Meaning:
    """A day as yyyy-mm-dd, with midnight after it where a spreadsheet has put that."""
    found = re.fullmatch("([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]00:00(?::00(?:[.]0+)?)?)?", unicodedata.normalize("NFKC", text))
    try:
        return Meaning((date.fromisoformat(found[1]) - EPOCH).days) if found else Meaning(BLANK, "wrong_type_date")
    except ValueError:
        return Meaning(BLANK, "wrong_type_date")


def read_texts(coded: Coded) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The different texts in the order in which the column has them, and for each row its place among them.

    An apostrophe that keeps a spreadsheet from running a text is not of the text.
    """
    told = [unguarded(text) if place not in coded.identity else "" for place, text in enumerate(coded.texts)]
    kept = {text: number for number, text in enumerate(dict.fromkeys(filter(None, told)))}
    places = [kept.get(text, BLANK) for text in told]
    return tuple(kept), np.array(places, np.int32)[coded.places]


class _Codes:
    """The texts that stand for the codes of one variable."""

    def __init__(self, variable: Variable, mapped: Mapping[str, str]) -> None:
        self.codes = {category.code: place for place, category in enumerate(variable.categories)}
        self.mapped = mapped
        self.multiple = variable.type is VariableType.MULTIPLE
        folded = _unambiguous((fold(code), place) for code, place in self.codes.items())
        named = [
            (text, place)
            for place, category in enumerate(variable.categories)
            for text in (category.label.sv, category.label.en, *category.spellings)
        ]
        self.folded = {**_unambiguous((fold(text), place) for text, place in named), **folded}
        # A code is written without the marks over å, ä and ö, and people write them.
        self.unmarked = _unambiguous((fold_header(text), place) for text, place in (*named, *self.codes.items()))
        self.suggested = 0
        # What has been read of several answers: they are few, and come in many combinations.
        self.read: dict[str, int | None] = {}

    def single(self, text: str) -> Meaning:
        """The place of the one code, counted from 1."""
        place = self._place(text)
        return Meaning(place + 1) if place is not None else self._unknown(text, 0)

    def several(self, text: str) -> Meaning:
        """A bit for each code; where a part is unknown the others count."""
        total, unknown = 0, None
        for part in self.parts(text):
            place = self.read.get(part, -2)
            if place == -2:
                place = self.read[part] = self._place(part)
            if place is None:
                unknown = unknown or part
            elif place >= 0:
                total |= 1 << place
        return Meaning(total) if unknown is None else self._unknown(unknown, total)

    def parts(self, text: str) -> list[str]:
        """The answers in a cell, of which there is one where only one may be given."""
        return [part for part in map(clean, text.split("|") if self.multiple else [text]) if part]

    def knows(self, text: str) -> bool:
        """Whether `text` is a code, or is mapped to one or to no answer."""
        return self._place(text) is not None

    def _place(self, text: str) -> int | None:
        """The place of a code; -1 for a text that is mapped to no answer."""
        meant = self.mapped.get(fold(text), text)
        if not meant:
            return -1
        return self.codes.get(meant, self.folded.get(fold(meant), self.unmarked.get(fold_header(meant))))

    def _unknown(self, text: str, value: int) -> Meaning:
        """Never the text itself: a cell in the wrong column may hold anything."""
        allowed = ", ".join(self.codes)
        parts = [part for part in map(clean, re.split("[;,/]", text)) if part]
        if len(parts) > 1 and all(self._place(part) is not None for part in parts):
            return Meaning(value, "unknown_code_separator", {"allowed": allowed})
        self.suggested += 1
        near = self._near(fold(text)) if self.suggested <= _SUGGESTIONS else None
        if near is None:
            return Meaning(value, "unknown_code", {"allowed": allowed})
        return Meaning(value, "unknown_code_near", {"allowed": allowed, "near": tuple(self.codes)[near]})

    def _near(self, folded: str) -> int | None:
        like = difflib.get_close_matches(folded, self.folded, n=1, cutoff=0.75)
        return self.folded[like[0]] if like else None


def _unambiguous(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Folded text → place, without texts that stand for several."""
    found: dict[str, set[int]] = {}
    for folded, place in pairs:
        found.setdefault(folded, set()).add(place)
    return {folded: next(iter(places)) for folded, places in found.items() if len(places) == 1}
