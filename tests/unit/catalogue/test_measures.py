"""Measures as data: what they make of one child, and what is refused in a definition."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from spegla.catalogue import Reason
from spegla.catalogue.measures import Index, Parts, ShareOfTotals, Total
from spegla.catalogue.values import Answer
from tests.unit.catalogue.definitions import INDICATORS, Folder

MEASURES = """
measures:
  - id: index_mod
    kind: index
    label: {sv: Mod, en: Courage}
    group: lek
    over: [mod_fore, mod_efter]
    values: {radd: "0", lagom: "3.33", modig: "10"}
    at_least: 2
    says: {sv: Medelvärdet., en: The mean.}
    examples:
      - {given: {mod_fore: modig, mod_efter: lagom}, gives: "6.67"}
      - {given: {mod_fore: modig, mod_efter: vet_inte}, gives: not_known}
      - {given: {mod_fore: modig}, gives: not_answered}
  - id: andel_syskon
    kind: share_of_totals
    label: {sv: Andel syskon, en: Share of siblings}
    group: lek
    part: [syskon]
    whole: [syskon, alder]
    says: {sv: Syskon av syskon och år., en: Siblings of siblings and years.}
    examples:
      - {given: {syskon: "2", alder: "6"}, gives: 2/8}
      - {given: {syskon: "2"}, gives: not_answered}
  - id: syskon_totalt
    kind: total
    label: {sv: Syskon, en: Siblings}
    group: lek
    over: [syskon]
    says: {sv: Alla syskon., en: All siblings.}
    examples:
      - {given: {syskon: "2"}, gives: "2"}
      - {given: {}, gives: not_answered}
"""


@pytest.fixture
def measures(folder: Folder) -> Folder:
    return folder.write(INDICATORS, folder.text(INDICATORS).rstrip("\n") + MEASURES)


def read(folder: Folder) -> tuple[Index, ShareOfTotals, Total]:
    index, share, total = folder.load().instruments["lek-1"].measures
    assert isinstance(index, Index)
    assert isinstance(share, ShareOfTotals)
    assert isinstance(total, Total)
    return index, share, total


@pytest.mark.parametrize(
    ("answers", "gives"),
    [
        ({"mod_fore": "modig", "mod_efter": "lagom"}, (Fraction(10) + Fraction("3.33")) / 2),
        ({"mod_fore": "radd", "mod_efter": "radd"}, Fraction(0)),
        ({"mod_fore": "radd", "mod_efter": "vet_inte"}, Reason.NOT_KNOWN),
        ({"mod_fore": "ej_aktuellt", "mod_efter": "modig"}, Reason.NOT_APPLICABLE),
        ({"mod_efter": "modig"}, Reason.NOT_ANSWERED),
        ({"mod_fore": Reason.NOT_ASKED, "mod_efter": "modig"}, Reason.NOT_ASKED),
    ],
)
def test_an_index_is_exact_or_says_why_not(measures: Folder, answers: Mapping[str, Answer], gives: Fraction | Reason) -> None:
    assert read(measures)[0].of(answers) == gives


def test_what_one_row_adds(measures: Folder) -> None:
    _, share, total = read(measures)

    assert share.of({"syskon": 2, "alder": 6}) == Parts(2, 2 + 6)
    assert share.of({"syskon": 2}) is Reason.NOT_ANSWERED
    assert (total.of({"syskon": 0}), total.of({})) == (0, Reason.NOT_ANSWERED)


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("definition_unknown_choice", "kind: index", "kind: medel"),
        ("definition_unknown_choice", "over: [mod_fore, mod_efter]", "over: [mod_fore, mod]"),
        ("measure_needs_choice", "over: [mod_fore, mod_efter]", "over: [mod_fore, leksaker]"),
        ("measure_needs_integer", "part: [syskon]", "part: [humor]"),
        ("definition_unknown_choice", 'lagom: "3.33"', 'lite: "3.33"'),
        ("definition_unknown_choice", 'lagom: "3.33"', 'vet_inte: "3.33"'),
        ("measure_needs_number", 'lagom: "3.33"', "lagom: tre"),
        ("definition_field_missing", '    values: {radd: "0", lagom: "3.33", modig: "10"}\n', ""),
        ("measure_at_least", "at_least: 2", "at_least: 3"),
        ("measure_at_least", "at_least: 2", "at_least: -1"),
        ("example_gives_other", 'gives: "6.67"', 'gives: "6.66"'),
        ("example_gives_other", "gives: 2/8", "gives: 2/6"),
        ("example_missing", "      - {given: {mod_fore: modig}, gives: not_answered}\n", ""),
        ("definition_duplicate_id", "id: syskon_totalt", "id: andel_syskon"),
        ("definition_same_label", "label: {sv: Syskon, en: Siblings}", "label: {sv: Andel syskon, en: Siblings}"),
        ("definition_unknown_field", "    at_least: 2\n", "    at_least: 2\n    fel: 1\n"),
    ],
)
def test_a_measure_that_cannot_be_right_is_refused(measures: Folder, code: str, old: str, new: str) -> None:
    measures.changed(old, new, INDICATORS)

    assert code in {found.code for found in measures.problems()}


def test_measures_may_stand_without_indicators(folder: Folder) -> None:
    folder.write(INDICATORS, "instrument: lek-1" + MEASURES)

    instrument = folder.load().instruments["lek-1"]
    assert (instrument.indicators, len(instrument.measures)) == ((), 3)


def test_a_file_with_neither_is_refused(folder: Folder) -> None:
    folder.write(INDICATORS, "instrument: lek-1\n")

    assert [found.code for found in folder.problems()] == ["definition_field_missing"]
