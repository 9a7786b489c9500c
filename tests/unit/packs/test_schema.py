"""The JSON Schema refuses what Spegla calls an error, and nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from spegla.catalogue import Answer, Instrument, Severity, load
from spegla.catalogue.rules import VariableType
from spegla.packs.examples import right_rows
from spegla.packs.schema import always_there
from spegla.responses import Response, check_response
from tests.unit.packs.conftest import REFERENCES, pack_of

INSTRUMENTS = load().instruments


def schema(reference: str) -> dict[str, Any]:
    return dict(json.loads(pack_of(reference)[f"schema/{reference}.schema.json"]))


def as_object(answers: dict[str, Answer]) -> dict[str, Any]:
    return {"kommunkod": "2080", **{id: sorted(one) if isinstance(one, frozenset) else one for id, one in answers.items()}}


@st.composite
def responses(draw: st.DrawFn, instrument: Instrument) -> dict[str, Answer]:
    """Some answers, also such that must not stand together and numbers outside their limits."""
    answers: dict[str, Answer] = {}
    for variable in instrument.variables:
        codes = [category.code for category in variable.categories]
        if not always_there(variable) and draw(st.booleans()):
            continue
        match variable.type:
            case VariableType.MULTIPLE:
                answers[variable.id] = draw(st.frozensets(st.sampled_from(codes), min_size=1, max_size=3))
            case VariableType.SINGLE | VariableType.ORDERED:
                answers[variable.id] = draw(st.sampled_from(codes))
            case VariableType.INTEGER:
                answers[variable.id] = draw(st.integers(-2, 30))
            case _:
                continue
    return answers


def errors(answers: dict[str, Answer], instrument: Instrument) -> set[str]:
    return {one.code for one in check_response(Response("2080", "", answers), instrument) if one.severity is Severity.ERROR}


@pytest.mark.parametrize("reference", REFERENCES)
def test_the_schema_is_a_schema(reference: str) -> None:
    Draft202012Validator.check_schema(schema(reference))


@pytest.mark.parametrize("reference", REFERENCES)
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_the_schema_and_spegla_agree(reference: str, data: st.DataObject) -> None:
    instrument = INSTRUMENTS[reference]
    answers = data.draw(responses(instrument))
    said = schema(reference)
    unsaid = {one.get("kontroll", "not_asked") for one in said["x-kan-inte-sagas"]}
    found = errors(answers, instrument)

    if found - unsaid or not found:
        assert Draft202012Validator(said).is_valid(as_object(answers)) is not bool(found - unsaid)


@pytest.mark.parametrize("reference", REFERENCES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_warning_that_the_schema_says_is_a_warning_of_spegla(reference: str, data: st.DataObject) -> None:
    instrument = INSTRUMENTS[reference]
    answers = data.draw(responses(instrument))
    fired = {one.facts.get("check") for one in check_response(Response("2080", "", answers), instrument)}

    for warning in schema(reference)["x-varningar"]:
        if "nar" in warning:
            holds = Draft202012Validator(warning["nar"]).is_valid(as_object(answers))
            assert holds is (warning["kontroll"] in fired), warning["kontroll"]


@pytest.mark.parametrize("reference", REFERENCES)
def test_right_rows_are_right_by_the_schema(reference: str) -> None:
    validator = Draft202012Validator(schema(reference))

    assert [list(validator.iter_errors(as_object(dict(row)))) for row in right_rows(INSTRUMENTS[reference])] == [[]] * 12


@pytest.mark.parametrize(
    "wrong",
    [
        {"kommunkod": "9999"},
        {"kommunkod": 2080},
        {"tillfalle": None},
        {"kon": "finns_inte"},
        {"alder": "sju"},
        {"alder": 25},
        {"utsatthet_hemmet": "heder"},
        {"utsatthet_hemmet": []},
        {"utsatthet_hemmet": ["heder", "ingen"]},
        {"utsatthet_hemmet": ["heder", "heder"]},
        {"datum": "31/5 2017"},
        {"namn": "x"},
        {"ursprung": "sverige", "ensamkommande": "ja"},
        {"insats_oppenvard": ["ingen"], "insats_heldygnsvard": "ingen"},
    ],
)
def test_what_is_wrong_is_refused(wrong: dict[str, Any]) -> None:
    validator = Draft202012Validator(schema("webbkollen-2017"))
    right = {"kommunkod": "2080", "tillfalle": "avslut"}

    assert validator.is_valid(right)
    assert not validator.is_valid({**right, **wrong})


def test_webbkollen_is_said_whole() -> None:
    said = schema("webbkollen-2017")

    assert said["x-kan-inte-sagas"] == []
    assert len(said["x-varningar"]) == 13
