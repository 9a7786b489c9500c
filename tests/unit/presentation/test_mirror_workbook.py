"""The mirror as a workbook: typed numbers, native charts, no formula, and the same bytes every time."""

import re
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from subprocess import run

import pytest
from python_calamine import CalamineWorkbook

from spegla.analyses.mirrors import MirrorAnswer
from spegla.columns import Selection
from spegla.messages import Words, messages
from spegla.presentation.mirrors import mirror_xlsx
from tests.unit.presentation.mirrored import mirrored, packed

SV = messages("sv")
HEAD = 3


def table(answer: MirrorAnswer) -> list[dict[str, object]]:
    rows = CalamineWorkbook.from_filelike(BytesIO(mirror_xlsx(answer, SV))).get_sheet_by_name("Tabell").to_python()
    return [dict(zip(map(str, rows[HEAD]), row, strict=True)) for row in rows[HEAD + 1 :]]


def parts(answer: MirrorAnswer) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(mirror_xlsx(answer, SV))) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_the_table_has_the_counts_of_the_tallies() -> None:
    tally = {one.id: one for one in packed().tally(Selection()).variables}

    found = {
        (row["Variabel"], row["Kod"]): row["Antal"] for row in table(mirrored(packed())) if row["Grupp"] == "Alla" and row["Slag"] == "svar"
    }
    assert {id: count for id, count in found.items() if id[1]} == {
        (id, code): n for id, one in tally.items() for code, n in one.chosen.items()
    }


def test_shares_are_numbers_that_are_shown_as_percent() -> None:
    row = next(row for row in table(mirrored(packed())) if row["Variabel"] == "kon" and row["Kod"] == "flicka")

    assert row["Andel"] == pytest.approx(287 / 404)


def test_the_first_sheet_is_read_first_and_says_what_may_not_be_done() -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(mirror_xlsx(mirrored(packed()), SV)))

    assert book.sheet_names == ["Läs först", "Tabell", "Bakgrund", "Process", "Resultat"]
    said = {str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row}
    assert {"Exakta uppgifter – får inte spridas.", "Påhittade uppgifter."} <= said


@pytest.mark.parametrize("name", ["Läs först", "Tabell", "Bakgrund", "Process", "Resultat"])
def test_every_sheet_says_that_figures_are_exact(name: str) -> None:
    sheet = CalamineWorkbook.from_filelike(BytesIO(mirror_xlsx(mirrored(packed()), SV))).get_sheet_by_name(name)

    assert any("Exakta uppgifter – får inte spridas." in str(cell) for row in sheet.to_python() for cell in row)


def test_each_question_with_shares_has_a_chart_from_0_to_100_percent() -> None:
    charts = [text for name, text in parts(mirrored(packed())).items() if name.startswith("xl/charts/chart")]
    with_shares = [one for one in packed().tally(Selection()).variables if one.chosen and one.answered]

    assert len(charts) == len(with_shares)
    assert all('<c:max val="1"/><c:min val="0"/>' in text for text in charts)


def test_each_chart_says_in_words_what_it_shows() -> None:
    drawings = " ".join(text for name, text in parts(mirrored(packed())).items() if name.startswith("xl/drawings/drawing"))

    described = re.findall(r'descr="([^"]*)"', drawings)
    assert len(described) == drawings.count("<xdr:graphicFrame")
    assert any(text.startswith("Barnets kön. Vanligast i Falun är") for text in described)


def test_too_few_own_answers_draw_no_bar() -> None:
    charts = [text for name, text in parts(mirrored(packed(own_rows=7))).items() if name.startswith("xl/charts/chart")]

    assert charts
    assert [text for text in charts if "<c:v>Falun</c:v>" in text] == []


@pytest.mark.parametrize(
    "answer", [mirrored(packed(0)), mirrored(packed(6)), mirrored(packed(), own="", by="kommunkod")], ids=["0", "6", "by"]
)
def test_few_rows_and_many_groups_make_a_workbook_too(answer: MirrorAnswer) -> None:
    assert CalamineWorkbook.from_filelike(BytesIO(mirror_xlsx(answer, SV))).sheet_names[:2] == ["Läs först", "Tabell"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "=HYPERLINK(1)", "http://x.y", "{=1}"])
def test_a_text_is_never_a_formula_or_a_link(text: str) -> None:
    answer = mirrored(packed(20))
    first = replace(answer.instrument.variables[1], label=Words(text, text))
    others = answer.instrument.variables
    hostile = replace(answer, instrument=replace(answer.instrument, variables=(others[0], first, *others[2:])))

    sheets = "".join(found for name, found in parts(hostile).items() if name.startswith("xl/worksheets/"))
    assert "<f>" not in sheets
    assert "<hyperlink " not in sheets


def test_the_same_answer_gives_the_same_bytes() -> None:
    answer = mirrored(packed(20))

    assert mirror_xlsx(answer, SV) == mirror_xlsx(answer, SV)


def test_nothing_tells_when_it_was_made() -> None:
    reviewed = mirrored(packed(20)).instrument.provenance.reviewed

    core = parts(mirrored(packed(20)))["docProps/core.xml"]
    assert set(re.findall(r"\d{4}-\d{2}-\d{2}T", core)) == {f"{reviewed:%Y-%m-%d}T"}


def test_the_other_formats_do_not_wait_for_it() -> None:
    code = "import sys; import spegla.presentation.mirrors; print('xlsxwriter' in sys.modules)"

    assert run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
