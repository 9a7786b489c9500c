"""Each format of the pack is read by what others read it with."""

import csv
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from spegla.catalogue import load
from spegla.catalogue.rules import Truth, VariableType, evaluate
from spegla.importers import read_wide, validate_answers
from spegla.packs.conditions import NotSayableError, when_false, when_true
from spegla.packs.xlsform import xpath
from tests.unit.packs.conftest import REFERENCES, pack_of
from tests.unit.packs.test_schema import responses

CATALOGUE = load()
INSTRUMENTS = CATALOGUE.instruments


def on_disk(reference: str, folder: Path) -> Path:
    for name, content in pack_of(reference).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


# ── XLSForm ───────────────────────────────────────────────────────────────
@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.filterwarnings("default")
def test_pyxform_takes_the_form(reference: str, tmp_path: Path) -> None:
    from pyxform.xls2xform import convert

    result = convert(xlsform=str(on_disk(reference, tmp_path) / f"xlsform/{reference}.xlsx"))

    assert result.warnings == []
    for variable in INSTRUMENTS[reference].variables:
        assert f"/{variable.id}" in result.xform
    assert "Svenska (sv)" in result.xform
    assert "English (en)" in result.xform


def test_routing_and_checks_are_in_the_form(tmp_path: Path) -> None:
    book = load_workbook(on_disk("webbkollen-2017", tmp_path) / "xlsform/webbkollen-2017.xlsx")
    head, *rows = book["survey"].iter_rows(values_only=True)
    survey = {row[1]: dict(zip(head, row, strict=True)) for row in rows}

    assert survey["forsorjning_avslut"]["relevant"] == "(${tillfalle} = 'avslut' and (${alder} != '' and ${alder} >= 16))"
    assert survey["alder"]["constraint"] == "(. >= 0) and (. <= 24)"
    assert "selected(${insats_oppenvard}, 'ingen')" in survey["insats_heldygnsvard"]["constraint"]
    assert survey["tillfalle"]["required"] == "yes"


def xpath_truth(text: str, answers: dict[str, Any]) -> bool:
    """What an XPath engine makes of a condition; a form keeps several answers as words with spaces between."""
    functions = etree.FunctionNamespace(None)
    functions["selected"] = lambda _, nodes, code: code in (nodes[0].text or "").split() if nodes else False
    functions["count-selected"] = lambda _, nodes: float(len((nodes[0].text or "").split())) if nodes else 0.0
    root = etree.Element("d")
    for id in {part.partition("}")[0] for part in text.split("${")[1:]}:
        answer = answers.get(id)
        etree.SubElement(root, id).text = (
            " ".join(sorted(answer)) if isinstance(answer, frozenset) else "" if answer is None else str(answer)
        )
    return bool(root.xpath(f"boolean({text.replace('${', '/d/').replace('}', '')})"))


@pytest.mark.parametrize("reference", REFERENCES)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_rule_in_the_form_is_true_when_it_is_true_and_false_when_it_is_false(reference: str, data: st.DataObject) -> None:
    instrument = INSTRUMENTS[reference]
    answers = data.draw(responses(instrument))
    # What may not be chosen together makes no promise.
    for variable in instrument.variables:
        chosen = answers.get(variable.id)
        if isinstance(chosen, frozenset) and len(chosen) > 1 and chosen & {*variable.missing, *variable.exclusive}:
            answers[variable.id] = frozenset([sorted(chosen)[0]])
    every = instrument.with_derived(answers)
    rules = [check.rule for check in instrument.checks] + [one.asked_when for one in instrument.variables if one.asked_when]
    for rule in rules:
        # A number beside others is no condition on single answers: the pack tells of it instead.
        if len(rule.variables) > 1 and all(one.type is VariableType.INTEGER for one in rule.variables.values()):
            with pytest.raises(NotSayableError):
                when_true(rule)
            continue
        truth = evaluate(rule, every)
        assert xpath_truth(xpath(when_true(rule)), answers) is (truth is Truth.TRUE), rule.text
        assert xpath_truth(xpath(when_false(rule)), answers) is (truth is Truth.FALSE), rule.text


# ── FHIR ──────────────────────────────────────────────────────────────────
ITEM_TYPES = {"group", "display", "coding", "integer", "date", "string"}
OPERATORS = {"exists", "=", "!=", ">", "<", ">=", "<="}


def items(of: dict[str, Any]) -> list[dict[str, Any]]:
    return [found for one in of.get("item", []) for found in (one, *items(one))]


@pytest.mark.parametrize("reference", REFERENCES)
def test_the_questionnaire_fits_the_model_and_its_code_lists(reference: str) -> None:
    from fhir.resources.questionnaire import Questionnaire

    resource = json.loads(pack_of(reference)[f"fhir/{reference}.questionnaire.json"])
    Questionnaire.model_validate(resource)

    # The model takes any word for a code.
    assert resource["status"] in {"draft", "active", "retired", "unknown"}
    assert date.fromisoformat(resource["date"])
    every = items(resource)
    ids = [one["linkId"] for one in every]
    assert len(ids) == len(set(ids))
    assert {one["type"] for one in every} <= ITEM_TYPES
    for one in every:
        for condition in one.get("enableWhen", []):
            assert condition["operator"] in OPERATORS
            assert condition["question"] in ids
            assert ids.index(condition["question"]) < ids.index(one["linkId"])
        if len(one.get("enableWhen", [])) > 1:
            assert one["enableBehavior"] in {"all", "any"}
        assert ("answerOption" in one) is (one["type"] == "coding")
    assert {variable.id for variable in INSTRUMENTS[reference].variables} <= set(ids)


def test_routing_is_in_the_questionnaire() -> None:
    found = {one["linkId"]: one for one in items(json.loads(pack_of("webbkollen-2017")["fhir/webbkollen-2017.questionnaire.json"]))}

    assert found["forsorjning_avslut"]["enableBehavior"] == "all"
    assert [(one["question"], one["operator"]) for one in found["forsorjning_avslut"]["enableWhen"]] == [
        ("tillfalle", "="),
        ("alder", ">="),
    ]
    # Not "not none": that would also hold of a blank answer.
    assert {one["answerCoding"]["code"] for one in found["halsoundersokning"]["enableWhen"]} == {
        "familjehem",
        "jourhem",
        "hvb",
        "ungdomshem",
        "stodboende",
    }
    assert found["halsoundersokning"]["enableBehavior"] == "any"


# ── CSVW ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("reference", REFERENCES)
def test_the_right_file_is_right_by_its_metadata(reference: str, tmp_path: Path) -> None:
    folder = on_disk(reference, tmp_path)
    metadata = folder / f"csvw/{reference}.csv-metadata.json"
    # In a process of its own: the package warns of its own dependencies when it is loaded.
    code = "import sys; from csvw import CSVW; c = CSVW(sys.argv[1], validate=True); list(c.tables[0]); sys.exit(0 if c.is_valid else 1)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code, str(metadata)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]


def test_a_code_that_is_none_is_wrong_by_the_metadata(tmp_path: Path) -> None:
    folder = on_disk("webbkollen-2017", tmp_path)
    right = (folder / "exempel/ratt.csv").read_text()
    (folder / "exempel/ratt.csv").write_text(right.replace(";flicka;", ";finns_inte;"))
    metadata = folder / "csvw/webbkollen-2017.csv-metadata.json"
    code = "import sys; from csvw import CSVW; c = CSVW(sys.argv[1], validate=True); list(c.tables[0]); sys.exit(0 if c.is_valid else 1)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code, str(metadata)], capture_output=True, text=True, check=False)

    assert ";flicka;" in right
    assert done.returncode == 1


# ── Excel ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("reference", REFERENCES)
def test_a_filled_in_template_is_taken(reference: str, tmp_path: Path) -> None:
    path = on_disk(reference, tmp_path) / f"mall/{reference}.xlsx"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    rows = list(csv.DictReader(io.StringIO(pack_of(reference)["exempel/ratt.csv"].decode()), delimiter=";"))
    for number, row in enumerate(rows, start=2):
        for place, (name, value) in enumerate(row.items(), start=1):
            number_wanted = name in {one.id for one in INSTRUMENTS[reference].variables if one.type == "integer"} and value
            shown = date.fromisoformat(value) if name == "datum" else int(value) if number_wanted else value
            sheet.cell(number, place).value = shown or None
    book.save(path)

    instrument = INSTRUMENTS[reference]
    reader = validate_answers if instrument.of_municipalities else read_wide
    read = reader(path, instrument, CATALOGUE.municipalities, None)
    assert read.problems == ()
    assert read.value is not None
    assert read.value.length == len(rows)


def test_an_example_left_in_the_template_stops_the_file(tmp_path: Path) -> None:
    path = on_disk("webbkollen-2017", tmp_path) / "mall/webbkollen-2017.xlsx"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for place in range(1, 7):
        sheet.cell(3, place).value = sheet.cell(2, place).value if place != 4 else None
    book.save(path)

    read = read_wide(path, INSTRUMENTS["webbkollen-2017"], CATALOGUE.municipalities)
    assert [(one.code, one.row) for one in read.problems] == [("missing_value", 2)]


def test_the_template_has_a_list_for_each_question_with_one_answer(tmp_path: Path) -> None:
    sheet = load_workbook(on_disk("webbkollen-2017", tmp_path) / "mall/webbkollen-2017.xlsx").worksheets[0]
    lists = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    single = [one for one in INSTRUMENTS["webbkollen-2017"].variables if one.type in ("single", "ordered")]

    # And one for municipalities, and one for what is invented.
    assert len(lists) == len(single) + 2
    assert all(len(one.promptTitle or "") <= 32 and len(one.prompt or "") <= 255 for one in sheet.data_validations.dataValidation)


# ── Word ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("reference", ["oj-2019", "placeringar-2021", "familjehem-2020"])
def test_the_requirements_for_what_is_not_about_one_child_do_not_speak_of_a_child(reference: str) -> None:
    document = Document(io.BytesIO(pack_of(reference)["kravspecifikation.docx"]))
    requirements = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    said = [text for number, *row in requirements if number.startswith("K") and number[1:].isdigit() for text in row]

    assert [text for text in said if "barn" in text.casefold()] == []


def test_how_many_there_are_in_the_appendix_is_a_number_by_itself() -> None:
    document = Document(io.BytesIO(pack_of("placeringar-2021")["kravspecifikation.docx"]))
    said = " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)

    assert "varje kontroll som är en varning (antal i bilagan: ett)." in said


@pytest.mark.parametrize("reference", REFERENCES)
def test_the_specification_has_numbered_requirements_with_reasons(reference: str) -> None:
    document = Document(io.BytesIO(pack_of(reference)["kravspecifikation.docx"]))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    requirements = [row for row in rows if row[0].startswith("K") and row[0][1:].isdigit()]

    assert [row[0] for row in requirements] == [f"K{number}" for number in range(1, len(requirements) + 1)]
    assert len(requirements) >= 20
    assert all(" ska " in must and why for _, must, why in requirements)
    assert not [row for row in rows if any("{" in text for text in row)]
    questions = {row[0] for row in rows}
    assert {variable.id for variable in INSTRUMENTS[reference].variables} <= questions
    assert document.core_properties.language == "sv-SE"
    assert all(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in document.tables)
