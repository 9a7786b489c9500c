"""A document as a Word file: its structure is Word's own, and the same file comes out every time."""

import re
from io import BytesIO
from itertools import pairwise
from typing import Any

import docx
import pytest
from lxml import etree
from openpyxl import load_workbook

from spegla.presentation import to_docx
from spegla.presentation.document import Bars
from spegla.presentation.render.docx import _WRITERS
from spegla.presentation.render.paper import Piece
from tests.unit.presentation.test_renderers import BLOCKS, HOSTILE, page
from tests.unit.reports.reported import county

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@pytest.fixture(scope="module")
def opened() -> Any:
    return docx.Document(BytesIO(to_docx(county())))


def texts(opened: Any) -> str:
    """Every letter of the body, table cells too, without the marks of where words may break."""
    paragraphs = ["".join(part.text or "" for part in one.iter(f"{W}t")) for one in opened.element.body.iter(f"{W}p")]
    return "\n".join(paragraphs).replace("\u00a0", " ")


def test_every_piece_is_written() -> None:
    assert set(_WRITERS) == set(Piece.__args__)


@pytest.mark.parametrize("kind", BLOCKS, ids=lambda kind: kind.__name__)
def test_each_block_can_be_written(kind: type) -> None:
    made = texts(docx.Document(BytesIO(to_docx(page(BLOCKS[kind])))))

    assert "Titel" in made
    assert made.count("<script>") == made.count(HOSTILE[:8])


def test_the_file_has_title_language_and_a_day_that_is_not_the_clocks(opened: Any) -> None:
    properties = opened.core_properties

    assert properties.title == county().title
    assert properties.language == "sv-SE"
    assert properties.created.date() == county().dated
    assert opened.styles["Normal"].element.rPr.find(f"{W}lang").get(f"{W}val") == "sv-SE"


def test_headings_are_words_own_and_no_level_is_skipped(opened: Any) -> None:
    levels = [int(one.style.name[-1]) for one in opened.paragraphs if one.style.name.startswith("Heading")]

    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_each_table_repeats_a_marked_header_and_breaks_no_row(opened: Any) -> None:
    grids = [table for table in opened.tables if len(table.rows) > 3]

    assert len(grids) >= 8
    for table in grids:
        assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
        assert all(row._tr.trPr.find(f"{W}cantSplit") is not None for row in table.rows)
        assert table._tbl.tblPr.find(f"{W}tblDescription").get(f"{W}val")


def test_each_chart_says_what_it_shows(opened: Any) -> None:
    said = [properties.get("descr") for properties in opened.element.iter(f"{WP}docPr")]

    assert len(said) == 2, "the chart, and the picture of it"
    assert all("Dalarna 0\u00a0%, troligen mellan 0–20\u00a0%. Riket 36\u00a0%." in one for one in said)


def test_the_chart_is_words_own_begins_at_0_and_can_be_changed(opened: Any) -> None:
    [relation] = [one for one in opened.part.rels.values() if one.reltype.endswith("/chart")]
    [reference] = opened.element.iter(f"{C}chart")
    chart = etree.fromstring(relation.target_part.blob)

    assert reference.get(f"{R}id") == relation.rId
    assert [[axis.find(f"{C}scaling/{C}{end}").get("val") for end in ("min", "max")] for axis in chart.iter(f"{C}valAx")] == [
        ["0.0", "1.0"]
    ]
    assert [[float(value.text) for value in series.iterfind(f"{C}val//{C}v")][:4] for series in chart.iter(f"{C}ser")] == [
        [0.0, 0.0, 0.1429, 1.0],
        [0.36, 0.28, 0.39, 0.78],
    ]
    held = relation.target_part.rels[chart.find(f"{C}externalData").get(f"{R}id")].target_part.blob
    assert [cell.value for cell in load_workbook(BytesIO(held)).active[1]] == [None, "Dalarna", "Riket"]


def test_each_of_several_charts_is_a_part_of_its_own() -> None:
    made = docx.Document(BytesIO(to_docx(page(BLOCKS[Bars], BLOCKS[Bars]))))

    names = [str(one.target_part.partname) for one in made.part.rels.values() if one.reltype.endswith("/chart")]
    assert sorted(names) == ["/word/charts/chart1.xml", "/word/charts/chart2.xml"]


def test_the_flagged_figure_is_explained(opened: Any) -> None:
    assert "Talet 46 hade stämt om två av svaren Nej inte hade räknats med: 6 av 13 är 46 %." in texts(opened)


def test_a_numbered_list_begins_at_one(opened: Any) -> None:
    steps = [one for one in opened.paragraphs if one.style.name == "List Number"]
    numbering = opened.part.numbering_part.element
    number = steps[0]._p.pPr.numPr.numId.val
    chosen = next(one for one in numbering.num_lst if one.numId == number)

    assert len(steps) == 4
    assert chosen.find(f"{W}lvlOverride").find(f"{W}startOverride").get(f"{W}val") == "1"


def test_properties_stand_in_the_order_of_the_format(opened: Any) -> None:
    order = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs", "spacing", "ind", "jc"]
    for properties in opened.element.body.iter(f"{W}pPr"):
        names = [re.sub("{.*}", "", child.tag) for child in properties]
        known = [order.index(name) for name in names if name in order]
        assert known == sorted(known)
