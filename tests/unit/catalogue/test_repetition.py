"""`upprepas_over`: one block stands for one per area, pair or actor; each way of misusing it is refused."""

import pytest

from spegla.catalogue import Instrument, Variable
from spegla.catalogue.rules import bind
from tests.unit.catalogue.definitions import INDICATORS, INSTRUMENT, Folder, Found

LISTS = """upprepningar:
  omrade:
    kind: omrade
    items:
      - {id: koja, label: {sv: kojan, en: the hut}, short: {sv: Koja, en: Hut}}
      - {id: berg, label: {sv: berget, en: the hill}}
      - {id: damm, label: {sv: dammen, en: the pond}}
  par:
    kind: par
    of: omrade
    items:
      - [koja, berg]
      - [damm, koja]
  aktor:
    kind: aktor
    items:
      - {id: katt, label: {sv: katten, en: the cat}}
      - {id: hund, label: {sv: hunden, en: the dog}}
"""
BLOCK = """  - id: ID
    upprepas_over: LIST
    label: {sv: "LABEL", en: "LABEL"}
    question: {sv: "LABEL?", en: "LABEL?"}
    definition: {sv: Påhittat., en: Invented.}
    kind: resultat
    type: single
    categories:
      - {code: ja, label: {sv: Ja, en: "Yes"}}
      - {code: nej, label: {sv: Nej, en: "No"}}
    group: lek
    steps: [fore]
"""


@pytest.fixture
def lists(folder: Folder) -> Folder:
    return folder.changed("upprepningar:\n", LISTS)


def block(over: str, id: str, label: str) -> str:
    return BLOCK.replace("LIST", over).replace("ID", id).replace("LABEL", label).rstrip("\n")


def read(folder: Folder) -> Instrument:
    return folder.load().instruments["lek-1"]


def repeated(folder: Folder, over: str, id: str, label: str) -> tuple[Variable, ...]:
    """The variables that one block stands for."""
    before = {variable.id for variable in read(folder).variables}
    folder.added(block(over, id, label), under="variables")
    # Read from another folder, since a folder is read once.
    copy = Folder(folder.root / "kopia")
    for name in (INSTRUMENT, INDICATORS):
        copy.write(name, folder.text(name))
    return tuple(variable for variable in read(copy).variables if variable.id not in before)


def test_a_block_stands_for_one_per_actor(lists: Folder) -> None:
    variables = repeated(lists, "aktor", "leker_med_{aktor}", "Leker med {aktor.label}")

    assert [variable.id for variable in variables] == ["leker_med_katt", "leker_med_hund"]


def test_a_label_is_filled_in_each_language(lists: Folder) -> None:
    variables = repeated(lists, "aktor", "leker_med_{aktor}", "{aktor.label} ({aktor})")

    assert [(variable.label.sv, variable.label.en) for variable in variables] == [
        ("katten (katt)", "the cat (katt)"),
        ("hunden (hund)", "the dog (hund)"),
    ]


def test_a_short_label_is_the_label_when_there_is_none(lists: Folder) -> None:
    variables = repeated(lists, "omrade", "varit_i_{omrade}", "{omrade.short}")

    assert [(variable.label.sv, variable.label.en) for variable in variables] == [
        ("Koja", "Hut"),
        ("berget", "the hill"),
        ("dammen", "the pond"),
    ]


def test_a_block_stands_for_one_per_pair(lists: Folder) -> None:
    variables = repeated(lists, "par", "fran_{par.forsta}_till_{par.andra}", "{par.forsta.label} – {par.andra.short}")

    assert [(variable.id, variable.label.sv, variable.label.en) for variable in variables] == [
        ("fran_koja_till_berg", "kojan – berget", "the hut – the hill"),
        ("fran_damm_till_koja", "dammen – Koja", "the pond – Hut"),
    ]


def test_a_pair_has_a_name_of_both(lists: Folder) -> None:
    variables = repeated(lists, "par", "mellan_{par}", "Mellan")

    assert [variable.id for variable in variables] == ["mellan_koja_berg", "mellan_damm_koja"]


def test_checks_with_their_examples_are_repeated(lists: Folder) -> None:
    lists.added(block("aktor", "leker_med_{aktor}", "Leker med {aktor.label}"), under="variables")
    lists.added(
        """  - id: arg_med_{aktor}
    upprepas_over: aktor
    wrong_when: leker_med_{aktor} == "ja" and humor == "arg"
    says: {sv: "Arg på {aktor.label}?", en: "Angry with {aktor.label}?"}
    examples:
      wrong: {"leker_med_{aktor}": ja, humor: arg}
      right: {"leker_med_{aktor}": ja, humor: glad}""",
        under="checks",
    )

    instrument = read(lists)
    checks = {check.id: check for check in instrument.checks}
    assert checks["arg_med_hund"].rule == bind('leker_med_hund == "ja" and humor == "arg"', {v.id: v for v in instrument.variables})
    assert checks["arg_med_katt"].says.sv == "Arg på katten?"
    assert [dict(example.given) for example in checks["arg_med_katt"].examples] == [
        {"leker_med_katt": "ja", "humor": "arg"},
        {"leker_med_katt": "ja", "humor": "glad"},
    ]


def test_derived_variables_are_repeated(lists: Folder) -> None:
    lists.added(
        """  - id: aldre_an_{aktor}
    upprepas_over: aktor
    label: {sv: "Äldre än {aktor.label}", en: "Older than {aktor.label}"}
    type: single
    categories: [{code: ja, label: {sv: Ja, en: "Yes"}}]
    cases: [{code: ja, when: alder > 5}]
    examples: [{given: {alder: "6"}, gives: ja}]""",
        under="derived",
    )

    assert [one.id for one in read(lists).derived][:2] == ["aldre_an_katt", "aldre_an_hund"]


def test_a_list_may_take_some_items_of_another(lists: Folder) -> None:
    lists.changed("  par:\n", "  hogt:\n    kind: omrade\n    of: omrade\n    items: [berg]\n  par:\n")

    (variable,) = repeated(lists, "hogt", "lek_pa_{hogt}", "Lek på {hogt.label}, {hogt.short}")

    assert (variable.id, variable.label.sv, variable.label.en) == ("lek_pa_berg", "Lek på berget, berget", "Lek på the hill, the hill")


def pairs(items: str) -> str:
    return f"  fel:\n    kind: par\n    of: omrade\n    items:\n      - {items}\n"


# The list or block that is added, the code and the line.
MISUSE = [
    ("upprepningar", pairs("[koja, koja]"), "definition_pair", "- [koja, koja]"),
    ("upprepningar", pairs("[koja, stad]"), "definition_pair", "- [koja, stad]"),
    ("upprepningar", pairs("[koja]"), "definition_pair", "- [koja]"),
    ("upprepningar", pairs("[koja, berg, damm]"), "definition_pair", "- [koja, berg, damm]"),
    ("upprepningar", pairs("[koja, berg, [damm]]"), "definition_pair", "- [koja, berg, [damm]]"),
    ("upprepningar", pairs("koja"), "definition_pair", "- koja"),
    ("upprepningar", pairs("[koja, berg]").replace("of: omrade", "of: land"), "definition_pair", "- [koja, berg]"),
    ("upprepningar", "  fel:\n    kind: land\n    items: []\n", "definition_unknown_choice", "kind: land"),
    ("upprepningar", "  fel:\n    kind: aktor\n", "definition_field_missing", "kind: aktor"),
    (
        "upprepningar",
        "  fel:\n    kind: aktor\n    items: [{id: Å, label: {sv: Å, en: Å}}]\n",
        "definition_bad_id",
        "items: [{id: Å, label: {sv: Å, en: Å}}]",
    ),
    ("upprepningar", "  fel:\n    kind: aktor\n    of: omrade\n    items: []\n", "definition_field_empty", "kind: aktor"),
    ("upprepningar", "  fel:\n    kind: aktor\n    of: land\n    items: [koja]\n", "definition_unknown_choice", "of: land"),
    ("upprepningar", "  fel:\n    kind: aktor\n    of: omrade\n    items: [stad]\n", "definition_unknown_choice", "items: [stad]"),
    ("upprepningar", "  fel:\n    kind: aktor\n    of: omrade\n    items: [koja, koja]\n", "definition_duplicate_id", "kind: aktor"),
    ("upprepningar", "  fel: [koja]\n", "definition_needs_mapping", "fel: [koja]"),
    ("variables", block("land", "lek_i_{land}", "Lek"), "definition_unknown_repetition", "upprepas_over: land"),
    ("variables", block("[aktor]", "lek_i_{aktor}", "Lek"), "definition_unknown_repetition", "upprepas_over: [aktor]"),
    ("variables", block("aktor", "lek_i_{omrade}", "Lek"), "definition_unknown_placeholder", "- id: lek_i_{omrade}"),
    ("variables", block("aktor", "lek_i_{aktor.forsta}", "Lek"), "definition_unknown_placeholder", "- id: lek_i_{aktor.forsta}"),
    ("variables", block("aktor", "lek_i_{Aktor}", "Lek"), "definition_unknown_placeholder", "- id: lek_i_{Aktor}"),
    ("variables", block("aktor", "lek_i_{aktör}", "Lek"), "definition_unknown_placeholder", "- id: lek_i_{aktör}"),
    ("variables", block("par", "lek_i_{par.tredje}", "Lek"), "definition_unknown_placeholder", "- id: lek_i_{par.tredje}"),
    # The same id for every item.
    ("variables", block("aktor", "lek_med", "Leker med {aktor.label}"), "definition_duplicate_id", "- id: lek_med"),
]


@pytest.mark.parametrize(("under", "text", "code", "line"), MISUSE)
def test_misuse_is_refused_at_its_line(lists: Folder, under: str, text: str, code: str, line: str) -> None:
    if under == "upprepningar":
        # A list of pairs comes after the list that it takes from.
        lists.changed("  plats:\n", f"{text}  plats:\n")
    else:
        lists.added(text, under=under)

    assert Found(code, line) in lists.problems()


def test_a_placeholder_where_nothing_is_repeated_is_refused(lists: Folder) -> None:
    text = block("aktor", "lek_med", "Leker med {aktor.label}").replace("    upprepas_over: aktor\n", "")
    lists.added(text, under="variables")

    problems = lists.errors().problems
    assert {(one.code, one.facts["field"]) for one in problems} == {("definition_field_missing", "upprepas_over")}


def test_two_fields_that_become_the_same_are_refused(lists: Folder) -> None:
    text = block("aktor", "lek_med_{aktor}", "Lek") + '\n    guidance: {short: {sv: a, en: a}, long: {sv: b, en: b}, "{aktor}": x, katt: y}'
    lists.added(text, under="variables")

    assert "definition_duplicate_key" in [found.code for found in lists.problems()]


def test_an_unknown_placeholder_is_answered_with_those_there_are(lists: Folder) -> None:
    lists.added(block("aktor", "lek_{aktor}", "{aktor.lable}"), under="variables")

    assert {one.facts["known"] for one in lists.errors().problems} == {"{aktor}, {aktor.label}, {aktor.short}"}


def test_what_is_wrong_in_a_repeated_block_is_told_once_and_not_once_per_item(lists: Folder) -> None:
    lists.added(block("omrade", "lek_{omrade}", "Lek").replace("kind: resultat", "kind: resulat"), under="variables")

    assert lists.problems() == [Found("definition_unknown_choice", "kind: resulat")]
