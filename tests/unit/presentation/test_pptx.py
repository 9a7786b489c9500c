"""A document as slides: each has a title, charts begin at 0, and nothing is said by a picture alone."""

from io import BytesIO
from typing import Any

import pptx
import pytest

from spegla.presentation import to_pptx
from spegla.presentation.document import Bullets, Paragraph, Section
from spegla.presentation.render.paper import Piece
from spegla.presentation.render.pptx import _WRITERS
from tests.unit.presentation.test_renderers import BLOCKS, page
from tests.unit.reports.reported import county


@pytest.fixture(scope="module")
def slides() -> list[Any]:
    return list(opened().slides)


def opened() -> Any:
    return pptx.Presentation(BytesIO(to_pptx(county())))


def charts(slides: list[Any]) -> list[Any]:
    return [shape for slide in slides for shape in slide.shapes if shape.has_chart]


def described(shape: Any) -> str:
    return str(shape._element.xpath(".//p:cNvPr")[0].get("descr", ""))


def test_every_piece_is_written() -> None:
    assert set(_WRITERS) == set(Piece.__args__)


@pytest.mark.parametrize("kind", BLOCKS, ids=lambda kind: kind.__name__)
def test_each_block_can_be_written(kind: type) -> None:
    made = pptx.Presentation(BytesIO(to_pptx(page(BLOCKS[kind]))))

    assert made.slides[0].shapes.title.text == "Titel"


def test_the_file_has_title_language_and_a_day_that_is_not_the_clocks() -> None:
    properties = opened().core_properties

    assert properties.title == county().title
    assert properties.language == "sv-SE"
    assert properties.created.date() == county().dated


def test_each_slide_has_a_title_of_its_own_that_is_read_first(slides: list[Any]) -> None:
    titles = [slide.shapes.title.text for slide in slides]

    assert all(titles)
    assert len(set(titles)) == len(titles)
    assert all(slide.shapes[0] == slide.shapes.title for slide in slides)


def test_each_text_says_its_language(slides: list[Any]) -> None:
    runs = [
        run for slide in slides for shape in slide.shapes if shape.has_text_frame for p in shape.text_frame.paragraphs for run in p.runs
    ]

    assert {str(run._r.rPr.get("lang")) for run in runs} == {"sv-SE"}


def test_the_chart_is_powerpoints_own_and_begins_at_0(slides: list[Any]) -> None:
    [frame] = charts(slides)
    axis = frame.chart.value_axis

    assert (axis.minimum_scale, axis.maximum_scale) == (0, 1)
    assert [series.name for series in frame.chart.plots[0].series] == ["Dalarna", "Riket"]
    assert frame.chart.plots[0].series[0].values[0] == 0 / 15
    assert frame.chart.plots[0].series[1].values[0] == 36 / 100


def test_charts_and_tables_say_what_they_are(slides: list[Any]) -> None:
    said = [described(shape) for slide in slides for shape in slide.shapes if shape.has_chart or shape.has_table]

    assert len(said) >= 10
    assert all(said)
    assert "Dalarna 0\u00a0%, troligen mellan 0–20\u00a0%. Riket 36\u00a0%." in "".join(said)


def test_tables_mark_their_header_row(slides: list[Any]) -> None:
    assert all(shape.table.first_row for slide in slides for shape in slide.shapes if shape.has_table)


def test_nothing_runs_off_a_slide(slides: list[Any]) -> None:
    presentation = opened()
    for slide in slides:
        for shape in slide.shapes:
            assert shape.left + shape.width <= presentation.slide_width
            assert shape.top + shape.height <= presentation.slide_height


def test_what_to_know_and_what_to_discuss_stand_beside_each_other(slides: list[Any]) -> None:
    [slide] = [slide for slide in slides if slide.shapes.title.text == "Tillgänglighet"]
    know, discuss = (
        next(shape for shape in slide.shapes if shape.has_text_frame and said in shape.text_frame.text) for said in ("!  ", "?  ")
    )

    assert (know.top, know.height, know.width) == (discuss.top, discuss.height, discuss.width)
    assert know.left + know.width < discuss.left


def test_the_first_slide_has_the_large_figures(slides: list[Any]) -> None:
    [figures] = [shape.table for shape in slides[0].shapes if shape.has_table]

    assert [figures.cell(1, column).text for column in range(3)] == ["15", "38", "37"]


@pytest.mark.parametrize("words", [4, 40, 400])
def test_what_is_said_stays_above_the_foot_and_a_name_stays_with_what_it_names(words: int) -> None:
    text = "ord " * words
    lines = tuple(Bullets(f"Namn {number}", (text,)) for number in range(12))

    made = pptx.Presentation(BytesIO(to_pptx(page(Section("Avsnitt", "a", lines)))))

    for slide in list(made.slides)[1:]:
        # The title and the foot come first.
        *_, box = (shape for shape in slide.shapes if shape.has_text_frame)
        assert box.top + box.height <= pptx.util.Inches(7)
        assert not box.text_frame.paragraphs[-1].text.startswith("Namn")


def test_a_paragraph_that_no_slide_holds_goes_on_from_slide_to_slide() -> None:
    made = pptx.Presentation(BytesIO(to_pptx(page(Section("Avsnitt", "a", (Paragraph("långt " * 5000),))))))
    boxes = [shape for slide in list(made.slides)[1:] for shape in slide.shapes if shape.has_text_frame]

    assert sum(box.text_frame.text.count("långt") for box in boxes) == 5000
    assert max(box.top + box.height for box in boxes) <= pptx.util.Inches(7.4)
    assert {run.font.size.pt for box in boxes for p in box.text_frame.paragraphs for run in p.runs} <= {11, 20, 28}


def test_the_flagged_figure_is_explained(slides: list[Any]) -> None:
    texts = " ".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)

    assert "Talet 46 hade stämt om två av svaren Nej inte hade räknats med: 6 av 13 är 46\u00a0%." in texts
