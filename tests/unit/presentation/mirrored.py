"""Invented registrations for the tests of the mirror: made here, so that the tests need neither an importer nor a file."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from spegla.analyses.mirrors import MirrorAnswer, MirrorQuestion, mirror
from spegla.catalogue import Instrument, load
from spegla.catalogue.rules import VariableType
from spegla.columns import BLANK, EPOCH, Batch, Holder, Packed
from spegla.disclosure import Audience

OWN = "2080"
MUNICIPALITIES = ("2029", "2031", "2061", "2062", "2080", "2081", "2082", "2083")
ROWS = 416
# A follow-up is made while the intervention goes on; these are closings, so nobody was asked at a follow-up.
CLOSED = 2
UNITS = ("Barn och unga", "Ungdom och familj", "Jouren")
# So few that they have no shares.
FEW = 7


def webbkollen() -> Instrument:
    return load().instruments["webbkollen-2017"]


@cache
def packed(rows: int = ROWS, without: frozenset[str] = frozenset(), invented: bool = True, own_rows: int | None = None) -> Packed:
    """`rows` closings; `without` are variables that have no column, `own_rows` how many are Falun's, as they fall when None."""
    return Packed.of(_batch(rows, without, invented, own_rows), Holder.FILE)


@cache
def stored(rows: int = ROWS, invented: bool = False, without: frozenset[str] = frozenset()) -> Packed:
    """The rows of `stored_batch`, in the store."""
    return Packed.of(stored_batch(rows, invented, without), Holder.STORE)


def stored_batch(rows: int = ROWS, invented: bool = False, without: frozenset[str] = frozenset()) -> Batch:
    """`rows` closings of 2025 and 2026 in Falun, from three units; Jouren has seven, or what there is of fewer."""
    batch = _batch(rows, without, invented, None)
    random = np.random.default_rng(2080)
    unit = random.integers(0, 2, rows).astype(np.int32)
    unit[:FEW] = UNITS.index("Jouren")
    day = ((date(2025, 1, 1) - EPOCH).days + random.integers(0, 2 * 365, rows)).astype(np.int32)
    owned = replace(batch, organisations=(OWN,) if rows else (), organisation=np.zeros(rows, np.int32))
    return replace(owned, day=day, unit=unit, texts={"enhet": UNITS})


def _batch(rows: int, without: frozenset[str], invented: bool, own_rows: int | None) -> Batch:
    instrument = webbkollen()
    random = np.random.default_rng(2017)
    answers: dict[str, Any] = {}
    for variable in instrument.variables:
        count = len(variable.categories)
        match variable.type:
            case VariableType.MULTIPLE:
                answers[variable.id] = _several(random, rows, count)
            case VariableType.SINGLE | VariableType.ORDERED:
                weights = random.dirichlet(np.full(count, 1.5) * np.linspace(1.6, 0.5, count))
                answers[variable.id] = random.choice(count, size=rows, p=weights).astype(np.uint8) + np.uint8(1)
            case _:
                answers[variable.id] = np.clip(random.normal(11, 4.5, rows), 0, 20).astype(np.int32)
        blank = random.random(rows) < 0.02
        answers[variable.id][blank] = BLANK if variable.type is VariableType.INTEGER else 0
    answers["tillfalle"][:] = CLOSED
    for id, asked in _routes(instrument, answers).items():
        answers[id][~asked] = 0
    own = MUNICIPALITIES.index(OWN)
    organisation = random.choice(len(MUNICIPALITIES), size=rows, p=np.array([6, 5, 6, 8, 24, 30, 12, 9]) / 100).astype(np.int32)
    if own_rows is not None:
        organisation[organisation == own] = own + 1
        organisation[:own_rows] = own
    kept = {id: found for id, found in answers.items() if id not in without}
    return Batch(instrument, rows, MUNICIPALITIES, organisation, kept, invented=invented)


def _routes(instrument: Instrument, answers: dict[str, Any]) -> dict[str, Any]:
    """Which rows were asked the questions that not everybody is asked: what is not asked has no answer."""
    place = {variable.id: {one.code: place for place, one in enumerate(variable.categories, 1)} for variable in instrument.variables}
    later = {variable.id: answers["tillfalle"] != CLOSED for variable in instrument.variables if variable.steps == ("uppfoljning",)}
    return {
        **later,
        "ensamkommande": answers["ursprung"] == place["ursprung"]["utland"],
        "samverkan_aktorer": answers["samverkan"] == place["samverkan"]["ja"],
        "halsoundersokning": answers["insats_heldygnsvard"] > place["insats_heldygnsvard"]["ingen"],
        "forsorjning_avslut": answers["alder"] >= 16,
    }


def _several(random: np.random.Generator, rows: int, count: int) -> Any:
    """Each alternative chosen by itself; the last stands for none, and is chosen alone by those who chose nothing else."""
    chances = random.uniform(0.03, 0.42, count - 1)
    bits = (random.random((rows, count - 1)) < chances) @ (1 << np.arange(count - 1, dtype=np.uint64))
    return np.where(bits == 0, np.uint64(1) << np.uint64(count - 1), bits).astype(np.uint64)


def mirrored(packed: Packed, where: str = "", own: str = OWN, by: str = "") -> MirrorAnswer:
    """The answer for the holder of the file."""
    return mirror(packed, MirrorQuestion(where, own, by), load(), Audience.file_holder())


def mirrored_for_staff(packed: Packed, where: str = "", unit: str = "", by: str = "") -> MirrorAnswer:
    """The answer for those who work in Falun."""
    return mirror(packed, MirrorQuestion(where, OWN, by, unit), load(), Audience.staff_of(OWN))
