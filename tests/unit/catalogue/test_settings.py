"""Choices that a source leaves open: what a setting says has been run, and indicators that are only named are never counted."""

import pytest

from spegla.catalogue import Reason, load
from tests.unit.catalogue.definitions import INDICATORS, Folder, Found

TRIAL = '{indicator: modiga_barn, given: {alder: "7", mod_fore: radd}, gives: not_answered, otherwise: denominator}'


def test_a_setting_belongs_to_the_indicators_of_its_groups(folder: Folder) -> None:
    instrument = folder.load().instruments["lek-1"]
    (indicator,) = instrument.indicators

    assert [setting.id for setting in instrument.settings_for(indicator)] == ["utan_svar"]
    assert instrument.settings[0].chosen.en == "The child is not counted."
    assert instrument.settings[0].trials[0].otherwise == "denominator"


def test_an_indicator_that_is_only_named_is_not_counted(folder: Folder) -> None:
    instrument = folder.load().instruments["lek-1"]

    assert [one.label.sv for one in instrument.named_only] == ["Glada barn"]
    assert "Glada barn" not in [indicator.label.sv for indicator in instrument.indicators]


def test_a_setting_that_says_other_than_the_rule_does_is_refused(folder: Folder) -> None:
    folder.changed("gives: not_answered, otherwise", "gives: outside, otherwise", INDICATORS)

    assert [found.code for found in folder.problems()] == ["example_gives_other"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        # An alternative that makes no difference is none.
        ("otherwise: denominator}", "otherwise: not_answered}", "definition_unknown_choice"),
        ("otherwise: denominator}", "otherwise: kanske}", "definition_unknown_choice"),
        ("otherwise: denominator}", "gives: x}", "definition_duplicate_key"),
        (", otherwise: denominator}", "}", "definition_field_missing"),
        ("{indicator: modiga_barn,", "{indicator: modiga,", "definition_unknown_choice"),
        ('{alder: "7", mod_fore: radd}, gives: not_answered', '{alder: "x"}, gives: not_answered', "definition_example_bad_answer"),
        ("groups: [lek]", "groups: [hopp]", "definition_unknown_choice"),
        ("groups: [lek]", "groups: []", "definition_field_empty"),
        ("    why: {sv: Ett tomt svar är inget svar., en: A blank is no answer.}\n", "", "definition_field_missing"),
        (f"      - {TRIAL}", f"      - {TRIAL}\n  - id: utan_svar", "definition_duplicate_id"),
        (f"      - {TRIAL}", "      - not_asked", "definition_needs_mapping"),
        ("    source: Påhittad\n", "", "definition_field_missing"),
    ],
)
def test_a_setting_written_wrong_is_refused(folder: Folder, old: str, new: str, code: str) -> None:
    folder.changed(old, new, INDICATORS)

    assert code in [found.code for found in folder.problems()]


def test_a_problem_of_a_trial_points_at_the_trial(folder: Folder) -> None:
    folder.changed("otherwise: denominator}", "otherwise: not_answered}", INDICATORS)

    assert folder.problems() == [
        Found("definition_unknown_choice", "- " + TRIAL.replace("otherwise: denominator", "otherwise: not_answered"))
    ]


@pytest.mark.parametrize(
    ("answers", "decides"),
    [
        ({"skyddade_sbu_finns": "ja", "skyddade_sbu_uppfoljd": "ja"}, "skyddade_sbu_finns"),
        ({"skyddade_sbu_finns": "nej"}, "skyddade_sbu_finns"),
        ({"skyddade_sbu_finns": "finns_inte"}, "skyddade_sbu_finns"),
        ({}, "skyddade_sbu_finns"),
        ({"skyddade_sbu_finns": "ja", "skyddade_sbu_uppfoljd": "nej"}, "skyddade_sbu_uppfoljd"),
        ({"skyddade_sbu_finns": "ja"}, "skyddade_sbu_uppfoljd"),
        ({"skyddade_sbu_finns": "nej", "skyddade_sbu_uppfoljd": Reason.NOT_ASKED}, "skyddade_sbu_finns"),
    ],
)
def test_the_answer_that_settles_the_role_is_the_first_without_which_it_is_not_known(
    answers: dict[str, str | Reason], decides: str
) -> None:
    indicator = {one.id: one for one in load().instruments["oj-2019"].indicators}["skyddade_sbu"]

    assert indicator.decided_by(answers) == decides
