"""Random instruments, rows and rules for Hypothesis: every type of variable, routing, derived variables, facts and missing answers."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from spegla.catalogue import Instrument
from spegla.catalogue.instruments import read_instrument
from spegla.catalogue.reader import Reader
from spegla.catalogue.rules import VariableType
from spegla.catalogue.source import parse_definition
from spegla.columns import BLANK, Batch

LABEL = {"sv": "Påhittad", "en": "Invented"}
HEAD = {
    "id": "slump",
    "version": "1",
    "title": LABEL,
    "about": LABEL,
    "subject": "child",
    "confidentiality": "sensitive",
    "status": "seed",
    "source": "Påhittad för test",
    "owner": "Spegla",
    "reviewed": "2026-11-22",
    "review_by": "2027-11-22",
    "steps": ["beslut"],
    "areas": [{"id": "a", "label": LABEL}],
    "groups": [{"id": "g", "area": "a", "label": LABEL}],
}
CODES = ("ett", "tva", "tre", "fyra")
# What a page can filter on depends on the kind.
KINDS = {"fore": "bakgrund", "slag": "process", "alder": "bakgrund", "antal": "struktur"}
MISSING = {"inte_kant": "not_known", "ej_aktuellt": "not_applicable", "vill_inte": "declined"}
EQUAL, ORDERS = ("==", "!="), ("==", "!=", "<", "<=", ">", ">=")
PLACES, UNITS, WORDS = ("2080", "0114", "2081"), ("norr", "soder", "2080"), ("Påhittat", "norr", "Två ord")
FIRST = (date(2015, 12, 28) - date(1970, 1, 1)).days


def _categories(codes: tuple[str, ...], missing: tuple[str, ...], exclusive: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"code": code, "label": {"sv": f"S {code}", "en": f"E {code}"}} for code in codes]
    if exclusive:
        found[-1]["exclusive"] = "ja"
    return found + [{"code": code, "label": {"sv": f"S {code}", "en": f"E {code}"}, "missing": MISSING[code]} for code in missing]


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """Two ordered variables on one list, two numbers, two multiple ones, a day and a text; some routed, some derived."""
    missing = tuple(draw(st.lists(st.sampled_from(list(MISSING)), max_size=2, unique=True)))
    many_missing = tuple(draw(st.lists(st.sampled_from(list(MISSING)), max_size=1)))
    codes, many = CODES[: draw(st.integers(2, 4))], CODES[: draw(st.integers(2, 4))]
    scale, choices = _categories(codes, missing, False), _categories(many, many_missing, draw(st.booleans()))
    least = draw(st.sampled_from([0, -3]))
    variables: list[dict[str, Any]] = [
        {"id": "fore", "type": "ordered", "categories": scale},
        {"id": "efter", "type": "ordered", "categories": scale},
        {"id": "slag", "type": "single", "categories": _categories(CODES[:2], missing, False)},
        {"id": "val", "type": "multiple", "categories": choices},
        {"id": "mer", "type": "multiple", "categories": _categories(many[:2], (), False)},
        {"id": "alder", "type": "integer", "minimum": str(least), "maximum": "9"},
        {"id": "antal", "type": "integer", "minimum": "0", "maximum": "5"},
        {"id": "dag", "type": "date"},
        {"id": "ord", "type": "text"},
    ]
    for variable in variables:
        variable |= {"label": LABEL, "question": LABEL, "definition": LABEL, "group": "g", "steps": ["beslut"]}
        variable["kind"] = KINDS.get(variable["id"], "resultat")
    routes = ['slag == "ett"', 'answered(fore) and fore != "ett"', "alder >= 3", 'not ("ett" in val)']
    for id in draw(st.lists(st.sampled_from(["efter", "mer", "antal"]), max_size=2, unique=True)):
        next(variable for variable in variables if variable["id"] == id)["asked_when"] = draw(st.sampled_from(routes))
    codes_derived = _categories(("lagre", "samma", "hogre"), missing[:1], False)
    derived: list[dict[str, Any]] = [
        {
            "id": "forandring",
            "type": "single",
            "categories": codes_derived,
            "cases": [
                {"code": "lagre", "when": "efter < fore"},
                {"code": "samma", "when": 'efter == fore and slag == "ett"'},
                {"code": "hogre", "when": "efter > fore or alder > 4"},
            ],
            "examples": [{"given": {"fore": "tva", "efter": "ett"}, "gives": "lagre"}],
        },
        {"id": "summa", "counts": ["val", "mer"], "examples": [{"given": {"val": ["ett"], "mer": ["ett"]}, "gives": "2"}]},
    ]
    if draw(st.booleans()):
        derived[0]["asked_when"] = 'slag == "ett"'
        derived[0]["examples"] = [{"given": {"slag": "tva"}, "gives": "not_asked"}]
    if choices[0].get("exclusive"):
        derived[1]["examples"] = [{"given": {"val": ["ett"], "mer": ["ett"]}, "gives": "1"}]
    for one in derived:
        one |= {"label": LABEL}
    # JSON is YAML, and knows no aliases.
    text = json.dumps({**HEAD, "variables": variables, "derived": derived}, ensure_ascii=False)
    reader = Reader()
    instrument, _ = read_instrument(parse_definition(text, "slump-1.yaml"), reader)
    reader.finish()
    return instrument


@st.composite
def batches(draw: st.DrawFn, instrument: Instrument) -> Batch:
    """Up to some hundred rows, so that there are several words, from three organisations; each answer blank in a fifth of the rows."""
    length = draw(st.sampled_from([0, 1, 63, 64, 65, 130, 200]))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    absent = set(draw(st.lists(st.sampled_from(["efter", "mer", "antal", "dag", "slag", "ord"]), max_size=2, unique=True)))
    answers: dict[str, NDArray[Any]] = {}
    for variable in instrument.variables:
        if variable.id not in absent:
            answers[variable.id] = _column(variable.type, variable.substantive, variable.missing, random, length)
    blank = random.random(length) < 0.2
    days = (FIRST + random.integers(0, 9, length)).astype(np.int32)
    days[blank] = BLANK
    units = random.integers(-1, len(UNITS), length).astype(np.int32)
    units[units < 0] = BLANK
    return Batch(
        instrument=instrument,
        length=length,
        organisations=PLACES,
        organisation=random.integers(0, draw(st.integers(1, len(PLACES))), length).astype(np.int32),
        answers=answers,
        day=draw(st.sampled_from([days, None])),
        unit=draw(st.sampled_from([units, None])),
        latest=None,
        texts={"enhet": UNITS, "ord": WORDS},
    )


def _column(
    type: VariableType, codes: tuple[str, ...], missing: Mapping[str, object], random: np.random.Generator, length: int
) -> NDArray[Any]:
    match type:
        case VariableType.SINGLE | VariableType.ORDERED:
            return random.integers(0, 1 + len(codes) + len(missing), length).astype(np.uint8)
        case VariableType.MULTIPLE:
            chosen = random.integers(0, 1 << len(codes), length).astype(np.uint64)
            # A code that means missing stands alone, as the importers see to.
            alone = (np.uint64(1) << (len(codes) + random.integers(0, max(1, len(missing)), length)).astype(np.uint64)) * bool(missing)
            return np.where(random.random(length) < 0.2, alone, chosen).astype(np.uint64)
        case VariableType.INTEGER:
            # Below zero too, so that numbers are not always held as themselves.
            values = random.integers(-3, 6, length).astype(np.int32)
            values[random.random(length) < 0.2] = BLANK
            return values
        case VariableType.TEXT:
            words = random.integers(-1, len(WORDS), length).astype(np.int32)
            words[words < 0] = BLANK
            return words
        case VariableType.DATE:
            values = (FIRST + random.integers(0, 9, length)).astype(np.int32)
            values[random.random(length) < 0.2] = BLANK
            return values


@st.composite
def rules(draw: st.DrawFn, instrument: Instrument) -> str:
    """A rule that fits the instrument, two levels deep at the most."""
    return str(draw(st.recursive(_atoms(instrument), _combined, max_leaves=5)))


def _combined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} and {})".format, parts, parts), st.builds("({} or {})".format, parts, parts), st.builds("(not {})".format, parts)
    )


def _atoms(instrument: Instrument) -> st.SearchStrategy[str]:
    by_type: dict[VariableType, list[str]] = {}
    codes = {}
    for one in instrument.asked_and_derived:
        by_type.setdefault(one.type, []).append(one.id)
        codes[one.id] = (*one.substantive, *one.missing)
    categorical = st.sampled_from([*by_type[VariableType.SINGLE], *by_type[VariableType.ORDERED]])
    numbers = st.sampled_from([*by_type[VariableType.INTEGER], "ar"])
    sums = st.lists(numbers, min_size=2, max_size=4).map(" + ".join)
    literal = st.sampled_from([*map(str, range(-1, 10)), "2015", "2016", "70000"])
    days = st.sampled_from(["dag", "datum"])
    scale = instrument.variable("fore").substantive
    order = st.sampled_from(ORDERS)

    def code_of(id: str) -> st.SearchStrategy[tuple[str, str]]:
        return st.tuples(st.just(id), st.sampled_from(codes[id]))

    picked = categorical.flatmap(code_of)
    multiple = st.sampled_from(by_type[VariableType.MULTIPLE])
    return st.one_of(
        picked.flatmap(lambda pair: st.sampled_from(EQUAL).map(lambda sign: f'{pair[0]} {sign} "{pair[1]}"')),
        picked.map(lambda pair: f'{pair[0]} in ("{pair[1]}", "{codes[pair[0]][0]}")'),
        st.builds('{} {} "{}"'.format, st.sampled_from(["fore", "efter"]), order, st.sampled_from(scale)),
        st.builds("fore {} efter".format, order),
        multiple.flatmap(code_of).map(lambda pair: f'"{pair[1]}" in {pair[0]}'),
        st.builds("{} {} {}".format, numbers, order, literal),
        st.builds("{} {} {}".format, numbers, order, numbers),
        st.builds('{} {} "{}"'.format, days, order, st.dates(date(2015, 12, 25), date(2016, 1, 8)).map(date.isoformat)),
        st.builds("dag {} datum".format, order),
        st.builds("count({}) {} {}".format, st.sampled_from(["val", "val, mer"]), order, literal),
        st.builds("alder {} count(val, mer)".format, order),
        st.builds("{} {} {}".format, sums, order, numbers | literal),
        st.builds("{} {} {}".format, numbers, order, sums),
        st.sampled_from([*codes, "enhet", "datum", "kommunkod"]).map("answered({})".format),
        st.builds(
            '{} {} "{}"'.format, st.sampled_from(["enhet", "kommunkod", "ord"]), st.sampled_from(EQUAL), st.sampled_from([*UNITS, "x"])
        ),
        st.builds("enhet {} {}".format, st.sampled_from(EQUAL), st.sampled_from(["kommunkod", "ord"])),
        st.just('kommunkod in ("2080", "0114")'),
    )
