"""What is counted of rows that are matched is what is counted of a response that is handed in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spegla.catalogue import Catalogue
from spegla.portal.matching import KnownCase, KnownStep, Questions, basis_of
from spegla.responses.forms import row_of
from tests.portal.registrations import INSTRUMENT

QUESTIONS = Questions(Catalogue.opened().instruments[INSTRUMENT])
ANSWERS = st.dictionaries(st.sampled_from([*sorted(QUESTIONS.every), "datum", "nasta"]), st.sampled_from(["ja", "nej"]))


@given(st.sampled_from(QUESTIONS.instrument.steps), ANSWERS, ANSWERS)
def test_what_is_counted_is_what_a_row_is_but_for_the_facts_beside_it(step: str, own: dict[str, str], decision: dict[str, str]) -> None:
    row = row_of(QUESTIONS.instrument, step, own, decision)

    assert QUESTIONS.counted(step, own, decision) == {id: answer for id, answer in row.items() if id in QUESTIONS.every}


def case(**changed: object) -> KnownCase:
    step = KnownStep(7, "avslut", None, corrected=False, by_hand=False, answers={})
    values: dict[str, object] = {
        "id": 1,
        "unit": 2,
        "decided": None,
        "closed": None,
        "due": None,
        "due_step": "",
        "steps": (step,),
        "begun": frozenset(),
        "others": False,
    }
    return KnownCase(**{**values, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"unit": 3},
        {"due_step": "uppfoljning"},
        {"steps": ()},
        {"steps": (KnownStep(8, "avslut", None, corrected=False, by_hand=False, answers={}),)},
        {"steps": (KnownStep(7, "avslut", None, corrected=True, by_hand=False, answers={}),)},
        {"begun": frozenset({"avslut"})},
        {"others": True},
    ],
)
def test_whatever_else_is_known_is_another_basis(changed: dict[str, object]) -> None:
    assert basis_of({"a": case()}, 1) != basis_of({"a": case(**changed)}, 1)


def test_the_order_in_which_cases_are_found_is_no_other_basis_but_a_circumstance_is() -> None:
    assert basis_of({"a": case(), "b": case()}, 1) == basis_of({"b": case(), "a": case()}, 1)
    assert basis_of({"a": case()}, 1) != basis_of({"a": case()}, 2)
