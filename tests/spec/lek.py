"""`lek-1`, an invented instrument with every type of variable and every way of not answering, and what a rule says of it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from spegla.catalogue import Instrument, load
from spegla.catalogue.rules import Askable, Truth, bind, evaluate
from spegla.catalogue.values import Answer

DEFINITIONS = Path(__file__).parent / "definitions"


def lek() -> Instrument:
    return load(DEFINITIONS).instruments["lek-1"]


@cache
def scope() -> Mapping[str, Askable]:
    """What a rule may name: variables and derived variables, by id."""
    instrument = lek()
    return {**{variable.id: variable for variable in instrument.variables}, **{one.id: one for one in instrument.derived}}


def truth(rule: str, answers: Mapping[str, Answer]) -> Truth:
    """What `rule` says of `answers`, derived variables included."""
    return evaluate(bind(rule, scope()), lek().with_derived(answers))


def chosen(*codes: str) -> frozenset[str]:
    """A multiple answer."""
    return frozenset(codes)
