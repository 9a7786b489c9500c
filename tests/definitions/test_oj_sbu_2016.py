"""The instrument oj-sbu 2016: 45 indicators, of which 38 are in the county report and 7 are in the survey alone."""

import csv
from pathlib import Path

import pytest

from spegla.catalogue import Confidentiality, Instrument, Reason, Role
from spegla.catalogue.model import Reading, Status, SubjectKind
from spegla.catalogue.municipalities import fold

# In the survey, with no answers in the county report.
WITHOUT_ANSWERS = {
    "Aktuell samlad plan",
    "Ordinarie licens Barns behov i centrum (BBIC)",
    "Aktuell rutin vid indikation på att en vuxen utsatts för våld inom barn och unga",
    "Information till placerade barn",
    "Rutin för information om samordnad individuell plan (SIP)",
    "Rutin för information på kopia av journal/akt",
    "Personalens hantering vid skyddade personuppgifter",
}


@pytest.fixture(scope="module")
def rows(answers_file: Path) -> list[dict[str, str]]:
    with answers_file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_indicators_are_the_38_of_the_report_and_7_more(instrument: Instrument, rows: list[dict[str, str]]) -> None:
    printed = {row["indikator"] for row in rows}

    assert {indicator.label.sv for indicator in instrument.indicators} == printed | WITHOUT_ANSWERS
    assert len(instrument.indicators) == len(printed) + len(WITHOUT_ANSWERS) == 38 + 7


def test_each_indicator_stands_where_the_report_has_it(instrument: Instrument, rows: list[dict[str, str]]) -> None:
    groups = {indicator.label.sv: instrument.group(indicator.group) for indicator in instrument.indicators}

    for row in rows:
        group = groups[row["indikator"]]
        assert fold(group.label.sv) == fold(row["indikatorgrupp"])
        assert fold(instrument.areas[group.area].sv) == fold(row["kvalitetsomrade"])


def test_every_answer_of_the_report_is_an_alternative(instrument: Instrument, rows: list[dict[str, str]]) -> None:
    alternatives = instrument.variables[0].categories
    known = {fold(text) for one in alternatives for text in (one.label.sv, *one.spellings)}

    assert {fold(row["svar"]) for row in rows if row["svar"]} <= known


def test_every_question_has_the_same_four_alternatives(instrument: Instrument) -> None:
    assert {variable.categories for variable in instrument.variables} == {instrument.variables[0].categories}
    assert instrument.variables[0].substantive == ("ja", "nej", "delvis")
    assert instrument.variables[0].missing == {"ea": Reason.NOT_APPLICABLE}


def test_each_question_has_one_indicator(instrument: Instrument) -> None:
    assert [indicator.id for indicator in instrument.indicators] == [variable.id for variable in instrument.variables]
    assert all(indicator.main_variable == indicator.id for indicator in instrument.indicators)


@pytest.mark.parametrize(
    ("answer", "role"),
    [
        ("ja", Role.ACHIEVED),
        ("nej", Role.NOT_ACHIEVED),
        ("delvis", Role.NOT_ACHIEVED),
        ("ea", Reason.NOT_APPLICABLE),
        (Reason.NOT_ANSWERED, Reason.NOT_ANSWERED),
    ],
)
def test_yes_is_achieved_and_not_applicable_leaves(instrument: Instrument, answer: str | Reason, role: Role | Reason) -> None:
    roles = {indicator.role_of({indicator.id: answer}) for indicator in instrument.indicators}

    assert roles == {role}


def test_more_is_wished_of_every_indicator(instrument: Instrument) -> None:
    assert {indicator.reading for indicator in instrument.indicators} == {Reading.HIGHER}


def test_it_is_public_and_about_municipalities(instrument: Instrument) -> None:
    assert (instrument.confidentiality, instrument.subject) == (Confidentiality.PUBLIC, SubjectKind.MUNICIPALITY)
    assert instrument.year == 2016
    assert instrument.not_comparable is not None


def test_every_definition_says_that_it_is_our_reading_and_of_what(instrument: Instrument) -> None:
    provenances = {one.provenance for one in instrument.variables} | {one.provenance for one in instrument.indicators}

    assert {one.status for one in provenances} == {Status.RECONSTRUCTED}
    assert all(one.source and one.owner and one.reviewed < one.review_by for one in provenances)


@pytest.mark.parametrize("care", ["oppenvard", "dygnsvard"])
def test_using_results_by_gender_without_any_is_implausible(instrument: Instrument, care: str) -> None:
    check = {check.id: check for check in instrument.checks}[f"anvant_kon_utan_uppfoljning_{care}"]

    assert check.fires({f"anvant_kon_{care}": "ja", "uppfoljning_kon": "nej"})
    assert not check.fires({f"anvant_kon_{care}": "ja", "uppfoljning_kon": "ja"})


def test_texts_have_no_placeholder_left(instrument: Instrument) -> None:
    shown = [words for one in instrument.variables for words in (one.label, one.short, one.question, one.definition)]
    shown += [words for one in instrument.indicators for words in (one.label, one.short, one.cannot_say, one.numerator.says)]
    shown += [check.says for check in instrument.checks]

    assert [words for words in shown if "{" in words.sv + words.en] == []


def test_a_coordination_names_the_other_area_of_its_pair(instrument: Instrument) -> None:
    assert instrument.variable("samordning_sbu_missbruk").label.en == "Current routine for coordination with substance misuse"
