"""The header of a wide file → which column holds what. An id wins over a label; a column that holds nothing known is an error."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from spegla.catalogue import Instrument, Severity
from spegla.importers.table import clean, fold_header
from spegla.importers.wide.findings import Findings, letter, short
from spegla.importers.wide.identities import identity_header, identity_in
from spegla.responses import Problem

# What a row has beside its answers: where, at which unit, in which case, when, and whether it is made up.
CONTEXT = ("kommunkod", "enhet", "arende", "datum", "pahittad")
# The municipality by name, where the rows are its own answers.
NAME = "kommun"
# What a mapping calls a column that is not to be read. It is still looked through for identities.
SKIPPED = "-"
_SUGGESTIONS = 100


@dataclass(frozen=True)
class Names:
    """Folded headers → the variables and context columns that they mean. `ids` go before `labels`, and `mapped` before both."""

    ids: Mapping[str, str]
    labels: Mapping[str, str]
    mapped: Mapping[str, str] = field(default_factory=dict)

    def meant(self, header: str) -> str:
        """The id that `header` stands for, or ""."""
        folded = fold_header(header)
        return self.mapped.get(folded) or self.ids.get(folded) or self.labels.get(folded, "")


class Suggestions:
    """What headers that nobody knows are most like; of the first of them only, since to find that takes a millisecond."""

    def __init__(self, names: Names) -> None:
        self.names = {**names.labels, **names.ids}
        self.left = _SUGGESTIONS

    def near(self, header: str) -> str:
        """The id of what is most like `header`, or ""."""
        self.left -= 1
        like = difflib.get_close_matches(fold_header(header), self.names, n=1, cutoff=0.75) if self.left >= 0 else []
        return self.names[like[0]] if like else ""


def context_of(instrument: Instrument) -> tuple[str, ...]:
    """The context columns that a file of `instrument` may have."""
    return (*CONTEXT, NAME) if instrument.of_municipalities else CONTEXT


def names_of(instrument: Instrument, mapped: Mapping[str, str]) -> Names:
    """The names by which a file may call the columns of `instrument`. A label that two variables share means neither."""
    ids = {fold_header(id): id for id in (*(variable.id for variable in instrument.variables), *context_of(instrument))}
    labels: dict[str, set[str]] = {}
    for variable in instrument.variables:
        for label in (variable.label.sv, variable.label.en):
            labels.setdefault(fold_header(label), set()).add(variable.id)
    alone = {label: next(iter(found)) for label, found in labels.items() if len(found) == 1}
    return Names(ids, alone, mapped)


def columns_of(header_row: int, header: Sequence[str], filled: Iterable[int], names: Names, findings: Findings) -> Mapping[str, int]:
    """The place of each variable and context column that the file has; what is wrong with the header is in `findings`.

    `filled` has the places of the columns that have something below the header: a blank header over a blank column is nobody's fault.
    """
    found: dict[str, int] = {}
    meanings = [names.meant(name) for name in header]
    if not any(meanings):
        findings.header(0, header_row, "", "missing_column", "missing_column_header", row=str(header_row))
    below, suggestions = set(filled), Suggestions(names)
    for place, (name, meant) in enumerate(zip(header, meanings, strict=True)):
        at = letter(place)
        if meant == SKIPPED and not identity_of_header(place, header_row, name, meant):
            continue
        if meant != SKIPPED and meant in found:
            findings.header(place, header_row, meant, "duplicate_column", column=meant, first=letter(found[meant]), second=at)
        elif meant and meant != SKIPPED:
            found[meant] = place
        elif identity := identity_of_header(place, header_row, name, meant):
            findings.add(place, identity)
        elif name and any(meanings):
            near = suggestions.near(name)
            sentence = "unknown_column_near" if near else "unknown_column"
            findings.header(place, header_row, name, "unknown_column", sentence, column=short(clean(name)), near=near)
        elif place in below and any(meanings):
            findings.header(place, header_row, "", "unknown_column", "unknown_column_blank", letter=at)
    if "kommunkod" not in found and NAME not in found and any(meanings):
        findings.header(0, header_row, "kommunkod", "missing_column", column="kommunkod")
    return found


def identity_of_header(place: int, header_row: int, name: str, meant: str) -> Problem | None:
    """An error for a header that holds an identity or asks for one, unless the column is known to be something else.

    It is placed in the word that asks, as it is listed here, and in no column when the identity itself is the header.
    """
    if meant not in ("", SKIPPED):
        return None
    if kind := identity_in(name):
        facts = {"letter": letter(place)}
        return Problem(header_row, "", "identity_column", Severity.ERROR, facts, None, IN_HEADER[kind])
    if word := identity_header(name):
        facts = {"letter": letter(place), "word": word}
        return Problem(header_row, word, "identity_column", Severity.ERROR, facts, None, "identity_column_header")
    return None


# The sentences for an identity that stands in the header itself, and in the cells below.
IN_HEADER: Mapping[str, str] = {
    "personnummer": "identity_header_personnummer",
    "mail": "identity_header_mail",
    "phone": "identity_header_phone",
}
IN_CELLS: Mapping[str, str] = {
    "personnummer": "identity_cells_personnummer",
    "mail": "identity_cells_mail",
    "phone": "identity_cells_phone",
}
