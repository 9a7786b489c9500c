"""The definition of a report: what is wrong is found before anybody makes one."""

import pytest

from tests.unit.catalogue.definitions import Folder

REPORT = """
id: prov
version: "1"
name: {sv: Prov, en: Test}
figures: indicators
instruments: [lek-1]
over: {sv: Över, en: Over}
head: {sv: "{county}", en: "{county}"}
status: seed
source: test
owner: test
reviewed: "2026-01-01"
review_by: "2027-01-01"
parts:
  - id: text
    shows: text
    title: {sv: Titel, en: Title}
    text:
      - {sv: "År {year}.", en: "Year {year}."}
observations:
  - {sign: know, when: nobody, says: {sv: "{indicators}", en: "{indicators}"}}
"""


@pytest.fixture
def reported(folder: Folder) -> Folder:
    return folder.write("reports/prov.yaml", REPORT)


def codes(folder: Folder) -> list[tuple[int, str]]:
    return [(problem.place.line, problem.code) for problem in folder.errors().problems]


def test_a_report_is_read(reported: Folder) -> None:
    assert reported.load().reports["prov"].parts[0].text[0].sv == "År {year}."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("År {year}.", "År {yeer}.", (19, "definition_unknown_fact")),
        ("År {year}.", "År {year.", (19, "definition_braces")),
        ("shows: text", "shows: picture", (16, "definition_unknown_choice")),
        ("when: nobody", "when: sometimes", (21, "definition_unknown_choice")),
        ("[lek-1]", "[okand-1]", (6, "definition_unknown_choice")),
        ("id: prov", "id: annat", (1, "definition_file_name")),
        ("owner: test", "ovner: test", (11, "definition_unknown_field_near")),
        ('{sv: "{indicators}", en: "{indicators}"}', '{sv: "{printed}", en: x}', (21, "definition_unknown_fact")),
    ],
)
def test_what_is_wrong_is_found_with_its_line(reported: Folder, old: str, new: str, expected: tuple[int, str]) -> None:
    reported.changed(old, new, "reports/prov.yaml")

    assert expected in codes(reported)


def test_a_part_twice_is_found(reported: Folder) -> None:
    reported.added("  - {id: text, shows: contents}", "parts", "reports/prov.yaml")

    assert "definition_duplicate_id" in [code for _, code in codes(reported)]
