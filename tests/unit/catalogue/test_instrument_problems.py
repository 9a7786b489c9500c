"""Each way of writing an instrument or an indicator wrong: its code, and the line that it points at.

Each row is a code, a text of the invented definitions, and what it is changed to.
"""

import pytest

from tests.unit.catalogue.definitions import INDICATORS, INSTRUMENT, Folder, Found

# ¤ marks the line that the problem points at, and is taken out.
AT_THE_CHANGE = [
    # Fields.
    ("definition_field_empty", "owner: Spegla\n", "¤owner: ''\n"),
    ("definition_needs_text", "owner: Spegla\n", "¤owner: {a: 1}\n"),
    ("definition_unknown_field", "owner: Spegla\n", "owner: Spegla\n¤logotyp: x\n"),
    ("definition_unknown_field_near", "owner: Spegla\n", "owner: Spegla\n¤steg: [x]\n"),
    ("definition_needs_mapping", "title: {sv: Lek, en: Play}", "¤title: Lek"),
    ("definition_field_missing", "title: {sv: Lek, en: Play}", "¤title: {sv: Lek}"),
    ("definition_unknown_field", "title: {sv: Lek, en: Play}", "¤title: {sv: Lek, en: Play, fi: Leikki}"),
    ("definition_needs_list", "steps: [fore, efter]", "¤steps: fore"),
    ("definition_needs_text", "steps: [fore, efter]", "¤steps: [fore, efter, [x]]"),
    ("definition_unknown_choice", "status: seed", "¤status: gissning"),
    ("definition_unknown_choice", "subject: child", "¤subject: barn"),
    ("definition_unknown_choice", "confidentiality: sensitive", "¤confidentiality: hemlig"),
    ("definition_bad_date", 'review_by: "2027-11-22"', '¤review_by: "nästa år"'),
    ("definition_bad_date", 'reviewed: "2026-11-22"', '¤reviewed: "20261122"'),
    ("definition_bad_integer", "year: 2016", "¤year: i fjol"),
    ("definition_bad_integer", 'minimum: "0"', '¤minimum: "0.5"'),
    ("definition_bad_integer", 'maximum: "20"', '¤maximum: "1_000"'),
    ("definition_needs_mapping", "areas:\n  - {id: lek, ", "areas:\n  ¤- lek\n  - {id: lek, "),
    ("definition_needs_mapping", "code_lists:\n", "¤code_lists: [mod]\nold_lists:\n"),
    ("definition_needs_mapping", "upprepningar:\n", "¤upprepningar: [plats]\ngamla:\n"),
    # Ids and names.
    ("definition_bad_id", "- id: humor", "¤- id: Humör"),
    ("definition_bad_id", "- id: humor", "¤- id: 1humor"),
    ("definition_reserved_id", "- id: humor", "¤- id: datum"),
    ("definition_reserved_id", "- id: modigare", "¤- id: ar"),
    ("definition_duplicate_id", "- id: vikt", "¤- id: humor"),
    ("definition_duplicate_id", "- id: antal_val", "¤- id: humor"),
    ("definition_duplicate_id", "- id: manga_syskon", "¤- id: slut_fore_start"),
    # Variables.
    ("definition_unknown_choice", "type: date\n    group: lek\n    steps: [fore]", "¤type: dag\n    group: lek\n    steps: [fore]"),
    (
        "definition_unknown_choice",
        "kind: process\n    type: date\n    group: lek\n    steps: [fore]",
        "¤kind: x\n    type: date\n    group: lek\n    steps: [fore]",
    ),
    ("definition_field_missing", "short: {sv: Kottar räknas., en: Cones count.}", "¤kort: {sv: Kottar, en: Cones}"),
    ("rule_unknown_variable_near", 'asked_when: humor != "arg"', '¤asked_when: humr != "arg"'),
    ("rule_syntax", 'asked_when: humor != "arg"', "¤asked_when: humor !="),
    ("definition_field_empty", 'asked_when: humor != "arg"', "¤asked_when: ''"),
    # Categories.
    (
        "definition_duplicate_code",
        "      - {code: tung, label: {sv: Tung, en: Heavy}}\n",
        "      ¤- {code: latt, label: {sv: Tung, en: Heavy}}\n",
    ),
    ("definition_bad_code", "{code: tung,", "¤{code: Tung,"),
    ("definition_unknown_choice", "{code: tung,", "¤{code: tung, mark: stjarna,"),
    (
        "definition_unknown_choice",
        "{code: vill_inte, label: {sv: Vill inte svara, en: Declines}, missing: declined}",
        "¤{code: vill_inte, label: {sv: V, en: D}, missing: ja}",
    ),
    ("definition_unknown_choice", "{code: docka, label: {sv: Docka, en: Doll}}", "¤{code: docka, label: {sv: D, en: D}, exclusive: yes}"),
    (
        "definition_unknown_code_list",
        "    type: ordered\n    categories: mod\n    group: lek\n    steps: [efter]",
        "    type: ordered\n    ¤categories: modd\n    group: lek\n    steps: [efter]",
    ),
    (
        "definition_field_empty",
        "    type: ordered\n    categories: mod\n    group: lek\n    steps: [efter]",
        "    type: single\n    ¤categories: []\n    group: lek\n    steps: [efter]",
    ),
    (
        "definition_needs_list",
        "    type: ordered\n    categories: mod\n    group: lek\n    steps: [efter]",
        "    type: single\n    ¤categories: {a: b}\n    group: lek\n    steps: [efter]",
    ),
    # Derived variables.
    ("definition_unknown_choice", "{code: ja, when: mod_efter > mod_fore}", "¤{code: kanske, when: mod_efter > mod_fore}"),
    ("rule_unknown_variable", "{code: ja, when: mod_efter > mod_fore}", "¤{code: ja, when: mod_efter > antal_val}"),
    (
        "example_gives_other",
        "{given: {mod_fore: lagom, mod_efter: lagom}, gives: nej}",
        "¤{given: {mod_fore: lagom, mod_efter: lagom}, gives: ja}",
    ),
    (
        "definition_example_bad_answer",
        '{given: {alder: "9", humor: glad}, gives: not_applicable}',
        '¤{given: {alder: "9", modigare: ja}, gives: not_answered}',
    ),
    # Checks.
    ("definition_field_empty", '      right: {syskon: "12"}\n', "      ¤right: []\n"),
    ("definition_field_missing", '      implausible: {syskon: "13"}', '      ¤wrong: {syskon: "13"}'),
    ("rule_unknown_code", "    implausible_when: syskon > 12\n", '    ¤implausible_when: syskon > 12 and modigare == "jo"\n'),
    ("example_should_not_fire", 'right: {syskon: "12"}', '¤right: {syskon: "14"}'),
    ("example_should_fire", 'implausible: {syskon: "13"}', '¤implausible: {syskon: "12"}'),
    ("definition_example_unknown_variable", 'right: {syskon: "12"}', '¤right: {kusiner: "12"}'),
    ("definition_example_bad_answer", 'right: {syskon: "12"}', "¤right: {syskon: tolv}"),
    ("definition_example_bad_answer", 'right: {syskon: "12"}', '¤right: {syskon: "1_2"}'),
    ("definition_example_bad_answer", 'right: {syskon: "12"}', "¤right: {syskon: [a]}"),
    ("definition_example_bad_answer", 'right: {syskon: "12"}', '¤right: {syskon: "12", humor: gladd}'),
    ("definition_example_bad_answer", 'right: {syskon: "12"}', '¤right: {syskon: "12", leksaker: [boll, bil]}'),
    ("definition_example_bad_answer", 'right: {syskon: "12"}', '¤right: {syskon: "12", start: "20160601"}'),
    ("definition_needs_mapping", 'right: {syskon: "12"}', "¤right: tolv"),
    # Indicators.
    ("definition_unknown_choice", "instrument: lek-1", "¤instrument: lek-2"),
    ("definition_needs_mapping", 'numerator: {when: modigare == "ja", says: {sv: Ja, en: "Yes"}}', "¤numerator: ja"),
    ("rule_unknown_code", 'numerator: {when: modigare == "ja",', '¤numerator: {when: modigare == "jo",'),
    ("rule_syntax", "population: {when: alder >= 6,", "¤population: {when: alder >=,"),
    ("definition_unknown_choice", "reading: higher", "¤reading: uppåt"),
    ("definition_unknown_choice", "reason: declined", "¤reason: trött"),
    ("definition_unknown_choice", "group: lek", "¤group: mod"),
    ("example_gives_other", "gives: outside", "¤gives: numerator"),
]

# What is missing has no line of its own: the problem points at the block that it is missing from.
ELSEWHERE = [
    ("definition_field_missing", "owner: Spegla\n", "", "id: lek"),
    (
        "definition_file_name",
        'version: "1"',
        'version: "2"',
        "# An invented instrument: every type of variable, every way of not answering, derived variables and checks.",
    ),
    ("definition_unknown_choice", "areas:\n  - {id: lek", "areas:\n  - {id: lekar", "- {id: lek, area: lek, label: {sv: Lek, en: Play}}"),
    ("rule_count_needs_multiple", "counts: [leksaker, vanner]", "counts: [leksaker, humor]", "- id: antal_val"),
    (
        "definition_one_of_two",
        "wrong_when: slut < start",
        "wrong_when: slut < start\n    implausible_when: slut < start",
        "- id: slut_fore_start",
    ),
    ("definition_field_missing", "    wrong_when: slut < start\n", "", "- id: slut_fore_start"),
    ("definition_field_missing", '      right: {syskon: "12"}\n', "", 'implausible: {syskon: "13"}'),
    ("example_missing", '      - {given: {alder: "6", mod_fore: radd, mod_efter: lagom}, gives: numerator}\n', "", "- id: modiga_barn"),
    ("example_missing", '      - {given: {alder: "6", mod_fore: lagom, mod_efter: radd}, gives: denominator}\n', "", "- id: modiga_barn"),
    ("example_missing", '      - {given: {alder: "6", humor: vill_inte}, gives: declined}\n', "", "- id: modiga_barn"),
    ("example_missing", '      - {given: {alder: "6", mod_fore: radd}, gives: not_answered}\n', "", "- id: modiga_barn"),
]


def change(folder: Folder, old: str, new: str) -> str:
    """Change the one file that holds `old` once; gives its name."""
    (name,) = (name for name in (INSTRUMENT, INDICATORS) if folder.text(name).count(old) == 1)
    folder.changed(old, new, name)
    return name


@pytest.mark.parametrize(("code", "old", "marked"), AT_THE_CHANGE)
def test_a_problem_points_at_the_line_that_was_changed(folder: Folder, code: str, old: str, marked: str) -> None:
    name = change(folder, old, marked)
    before, _, after = folder.text(name).partition("¤")
    folder.write(name, before + after)

    places = [(problem.code, problem.place.file, problem.place.line) for problem in folder.errors().problems]
    assert (code, name, 1 + before.count("\n")) in places


@pytest.mark.parametrize(("code", "old", "new", "line"), ELSEWHERE)
def test_a_problem_of_a_block_points_at_its_first_line(folder: Folder, code: str, old: str, new: str, line: str) -> None:
    change(folder, old, new)

    assert Found(code, line) in folder.problems()


def test_the_invented_definitions_are_whole(folder: Folder) -> None:
    assert list(folder.load().instruments) == ["lek-1"]


def test_every_problem_is_told_at_once_in_the_order_of_the_file(folder: Folder) -> None:
    folder.changed("subject: child", "subject: barn").changed("status: seed", "status: gissning").changed("- id: humor", "- id: Humör")

    found = folder.problems()
    lines = [problem.place.line for problem in folder.errors().problems]
    assert {one.line for one in found} >= {"subject: barn", "status: gissning", "- id: Humör"}
    assert lines == sorted(lines)


def test_a_rule_is_shown_with_a_caret(folder: Folder) -> None:
    folder.changed('asked_when: humor != "arg"', 'asked_when: smeknamn == "åäö" and humör != "arg"')

    (problem,) = folder.errors().problems
    assert problem.pointed.splitlines() == [
        'smeknamn == "åäö" and humör != "arg"',
        "                      ^",
    ]


def test_indicators_wait_until_the_instruments_are_whole(folder: Folder) -> None:
    """Else each rule of an indicator would be one more problem for the same cause."""
    folder.changed("- id: humor", "- id: stamning")

    assert {problem.place.file for problem in folder.errors().problems} == {INSTRUMENT}


def test_a_folder_without_instruments_says_so(folder: Folder) -> None:
    (folder.root / INSTRUMENT).unlink()

    assert folder.problems() == [Found("definition_no_instruments", "instruments")]


def test_two_indicators_that_files_cannot_tell_apart_are_refused(folder: Folder) -> None:
    text = folder.text(INDICATORS)
    block = text[text.index("  - id: modiga_barn") :].replace("modiga_barn", "modiga_igen").replace("blev modigare", "BLEV modi-gare")
    folder.write(INDICATORS, text + block)

    assert folder.problems() == [Found("definition_same_label", "- id: modiga_igen")]


def test_one_id_for_two_indicators_is_refused(folder: Folder) -> None:
    text = folder.text(INDICATORS)
    block = text[text.index("  - id: modiga_barn") :].replace("Barn som blev", "Alla som blev")
    folder.write(INDICATORS, text + block)

    assert Found("definition_duplicate_id", "- id: modiga_barn") in folder.problems()


def test_yaml_that_cannot_be_read_does_not_hide_the_other_files(folder: Folder) -> None:
    folder.write("instruments/trasig-1.yaml", "id: [").changed("subject: child", "subject: barn")

    assert [found.code for found in folder.problems()] == ["definition_unknown_choice", "definition_yaml"]
