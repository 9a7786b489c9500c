"""What a person must see of a file to say what its columns and texts are: before it is read, and without what could tell who a child is.

Nothing is shown of a column that holds or asks for an identity, or that says what cases are called. Of the others only such texts are
shown as two rows share (what one row alone says may point at one child), and none that could be a name or an address: somebody may have
taken the wrong column.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from spegla.catalogue import Instrument
from spegla.catalogue.municipalities import fold
from spegla.identities import found_in
from spegla.importers.reading import Read
from spegla.importers.wide.cells import Coded, unknown_in
from spegla.importers.wide.findings import Findings, letter
from spegla.importers.wide.headers import SKIPPED, Suggestions, context_of, identity_of_header
from spegla.importers.wide.identities import identity_in
from spegla.importers.wide.limits import Limits
from spegla.importers.wide.mapping import ColumnMap
from spegla.importers.wide.opened import Opened, open_wide
from spegla.responses import Problem

_SAMPLES, _SHARED_BY, _UNKNOWN = 3, 2, 50
# The name of an answer is shorter. What is longer is somebody's own words.
_LONGEST_SAMPLE, _LONGEST_UNKNOWN = 60, 200


@dataclass(frozen=True)
class Column:
    """One column of a file. `letter` is what a spreadsheet calls it, `name` its header as the file writes it.

    `id` is the variable or context column that it is taken for, "-" when it is not to be read, or "" when nobody knows; then `near` is
    the id that has no column yet and is most like the header, or "". `identity` is what reading the file will say of a column that could
    tell who somebody is. `name` is "" when that stands in the header itself, or may do since the file seems to have no header: no column
    is known. `samples` are at most three texts, of most rows first.
    """

    letter: str
    name: str
    id: str
    near: str
    identity: Problem | None
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Headers:
    """The columns of a file in their order, without those that are blank all through.

    `variables` and `context` are the ids of the instrument's questions, and of what a row has beside its answers, that have no column.
    """

    header_row: int
    rows: int
    columns: tuple[Column, ...]
    variables: tuple[str, ...]
    context: tuple[str, ...]


def headers_of(content: bytes, instrument: Instrument, limits: Limits, mapping: ColumnMap | None = None) -> Read[Headers]:
    """The header of a file and what each column is taken for, where `mapping` has its say; or why it cannot be read as a table."""
    findings = Findings()
    opened = open_wide(lambda: content, instrument, mapping, limits, findings)
    if opened is None or findings.any_error:
        return findings.read(None)
    meant = [opened.names.meant(name) for name in opened.header]
    filled = {*opened.filled, *opened.cases}
    there = [place for place, id in enumerate(meant) if opened.header[place] or id or place in filled]
    suggestions = Suggestions(opened.names)
    columns = tuple(_column(opened, place, meant, suggestions) for place in there)
    variables = tuple(variable.id for variable in instrument.variables if variable.id not in meant)
    context = tuple(id for id in context_of(instrument) if id not in meant)
    return findings.read(Headers(opened.header_row, len(opened.rows), columns, variables, context))


def unknown_texts(
    content: bytes, instrument: Instrument, limits: Limits, mapping: ColumnMap | None = None
) -> Read[Mapping[str, tuple[str, ...]]]:
    """By id, for each question with alternatives that has a column: the texts that mean no code, those that most rows have first.

    At most fifty, and none that could tell who somebody is; how many others there are is in `left_out`, as `unknown_code`. A question
    whose column holds an identity is left out.
    """
    findings = Findings()
    opened = open_wide(lambda: content, instrument, mapping, limits, findings)
    if opened is None or findings.any_error:
        return findings.read(None)
    found = {}
    for place, name in enumerate(opened.header):
        variable = next((one for one in instrument.variables if one.id == opened.names.meant(name)), None)
        if variable is None or not variable.type.has_categories or variable.id in found or opened.identity(place, ""):
            continue
        unknown = unknown_in(opened.coded[place], variable, opened.codes.get(variable.id, {}))
        texts = _told_apart(unknown)
        shown = (text for text in texts if len(text) <= _LONGEST_UNKNOWN and not found_in(text))
        found[variable.id] = tuple(islice(shown, _UNKNOWN))
        if len(texts) > len(found[variable.id]):
            findings.left_out["unknown_code", variable.id] = len(texts) - len(found[variable.id])
    return findings.read(found)


def _column(opened: Opened, place: int, meant: Sequence[str], suggestions: Suggestions) -> Column:
    name, id = opened.header[place], meant[place]
    identity = identity_of_header(place, opened.header_row, name, id) or opened.identity(place, "" if id == SKIPPED else id)
    near = "" if id or identity else suggestions.near(name)
    return Column(
        letter=letter(place),
        name="" if identity_in(name) or (not any(meant) and found_in(name)) else name,
        id=id,
        near="" if near in meant else near,
        identity=identity,
        samples=() if identity or place in opened.cases else _samples(opened.coded[place]),
    )


def _samples(coded: Coded) -> tuple[str, ...]:
    rows = np.bincount(coded.places, minlength=len(coded.texts)).tolist()
    shared = Counter[str]()
    for text, count in zip(coded.texts, rows, strict=True):
        if text and len(text) <= _LONGEST_SAMPLE:
            shared[text] += count
    shown = (text for text in _by_rows(shared) if shared[text] >= _SHARED_BY and not found_in(text))
    return tuple(islice(shown, _SAMPLES))


def _told_apart(texts: Counter[str]) -> list[str]:
    """The texts that most rows have first; those that are looked up as one are one, spelled as most rows spell it."""
    spelled: dict[str, str] = {}
    rows = Counter[str]()
    for text in _by_rows(texts):
        spelled.setdefault(fold(text), text)
        rows[fold(text)] += texts[text]
    return [spelled[folded] for folded in _by_rows(rows)]


def _by_rows(texts: Counter[str]) -> list[str]:
    return sorted((text for text in texts if texts[text]), key=lambda text: (-texts[text], text))
