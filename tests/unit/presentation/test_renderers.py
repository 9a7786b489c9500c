"""Each renderer handles each block, escapes what it is given, and needs nothing beside its file."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from spegla.analyses import ALL, Grouping, IndicatorAnswer, IndicatorQuestion, indicators
from spegla.catalogue import Catalogue, Instrument
from spegla.disclosure import Audience, Suppressed
from spegla.importers import read_long
from spegla.messages import messages
from spegla.presentation import (
    indicator_page,
    indicator_summary,
    to_docx,
    to_html,
    to_json,
    to_markdown,
    to_pdf,
    to_pptx,
    to_terminal,
    to_xlsx,
)
from spegla.presentation.document import (
    Answer,
    Aside,
    Bar,
    BarLegend,
    BarRow,
    Bars,
    Beside,
    Block,
    Bullets,
    Caution,
    Cell,
    Chapter,
    Choice,
    Code,
    Contents,
    Document,
    DotRow,
    Dots,
    Fold,
    KeyFigure,
    KeyFigures,
    Legend,
    Link,
    Listing,
    LongPage,
    Mark,
    Matrix,
    MatrixColumn,
    Names,
    NewPage,
    Note,
    Paragraph,
    Phrase,
    Points,
    Prose,
    Question,
    Section,
    Sheet,
    Sign,
    SumCell,
    Table,
    TooFew,
    Weight,
)
from spegla.presentation.render.chart import chart_parts
from spegla.presentation.render.markdown import _PARTS, escaped
from spegla.presentation.render.terminal import _LINES
from spegla.presentation.render.words import said_of

SV = messages("sv")
HOSTILE = '<script>alert("x")</script>&'
LEGEND = Legend(HOSTILE, (Answer(Mark.HALF, HOSTILE),), HOSTILE)
MATRIX = Matrix(
    name=HOSTILE,
    caption=HOSTILE,
    corner=HOSTILE,
    last=HOSTILE,
    columns=(MatrixColumn(HOSTILE, HOSTILE, "a"),),
    rows=((HOSTILE, (Answer(Mark.FULL, HOSTILE),), HOSTILE),),
    sums=((HOSTILE, (SumCell(HOSTILE, HOSTILE, HOSTILE),)),),
    drag=HOSTILE,
)
BLOCKS: dict[type, Block] = {
    Paragraph: Paragraph(HOSTILE),
    Note: Note(HOSTILE),
    Caution: Caution(HOSTILE, ((HOSTILE, Link(HOSTILE, "a")),), flagged=True),
    KeyFigures: KeyFigures((KeyFigure(HOSTILE, HOSTILE, HOSTILE),)),
    Code: Code(HOSTILE, (HOSTILE,)),
    Names: Names(HOSTILE, Mark.EMPTY, (HOSTILE,)),
    Legend: LEGEND,
    Matrix: MATRIX,
    Sheet: Sheet(HOSTILE, MATRIX, (HOSTILE,), (HOSTILE,), LEGEND),
    Table: Table(HOSTILE, HOSTILE, (HOSTILE, HOSTILE), frozenset({1}), ((Cell(HOSTILE), Cell(HOSTILE, Mark.DASH, HOSTILE)),), ("b",)),
    Points: Points((HOSTILE,), (HOSTILE,)),
    Prose: Prose((Phrase(HOSTILE), Phrase(HOSTILE, Weight.STRONG))),
    Listing: Listing(((Phrase(HOSTILE),),), numbered=True),
    Aside: Aside(Sign.KNOW, HOSTILE, (HOSTILE,)),
    Dots: Dots(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, (DotRow(HOSTILE, Bar(5, 0, 10), HOSTILE, 7, HOSTILE, HOSTILE),)),
    Contents: Contents(HOSTILE, (Link(HOSTILE, "e"),)),
    NewPage: NewPage(),
    Bullets: Bullets(HOSTILE, (HOSTILE,)),
    Choice: Choice((Phrase(HOSTILE, Weight.CHOSEN), Phrase(HOSTILE, Weight.STRONG), Phrase(HOSTILE)), (HOSTILE,)),
    TooFew: TooFew(HOSTILE, HOSTILE),
    Bars: Bars(HOSTILE, HOSTILE, HOSTILE, (BarRow(HOSTILE, Beside(HOSTILE, None), Beside(HOSTILE, Bar(5, 0, 10))),)),
    BarLegend: BarLegend(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
    Fold: Fold(HOSTILE, HOSTILE, (Paragraph(HOSTILE),)),
    Question: Question(HOSTILE, "d", HOSTILE, HOSTILE, (Paragraph(HOSTILE),), HOSTILE, (Fold(HOSTILE, HOSTILE, ()),)),
    LongPage: LongPage(HOSTILE, (Chapter(HOSTILE, ((Link(HOSTILE, "a"), HOSTILE),)),), (Paragraph(HOSTILE),)),
    Section: Section(HOSTILE, "c", (Paragraph(HOSTILE),), HOSTILE),
}
# What is for paper alone is not in the terminal.
PAPER = {Sheet, NewPage}
# And what says nothing has nothing to escape.
SILENT = {NewPage}


def page(*blocks: Block) -> Document:
    return Document("sv", "Titel", "Ingress", blocks, "Spegla", "Till innehållet")


def body(document: Document) -> str:
    return to_html(document).partition("<body>")[2]


def test_there_is_an_example_of_each_block() -> None:
    assert set(BLOCKS) == set(get_args(Block))


def test_the_terminal_knows_each_block() -> None:
    assert set(_LINES) == set(get_args(Block))


@pytest.mark.parametrize("kind", [kind for kind in BLOCKS if kind not in SILENT], ids=lambda kind: kind.__name__)
def test_html_shows_and_escapes_what_a_block_says(kind: type) -> None:
    html = body(page(BLOCKS[kind]))

    assert "&lt;script&gt;" in html
    assert "<script" not in html


@pytest.mark.parametrize("kind", [kind for kind in BLOCKS if kind not in PAPER], ids=lambda kind: kind.__name__)
def test_the_terminal_shows_what_a_block_says(kind: type) -> None:
    assert HOSTILE.split('"')[0] in to_terminal(page(BLOCKS[kind]))


def test_markdown_knows_each_block() -> None:
    assert set(_PARTS) == set(get_args(Block))


@pytest.mark.parametrize("kind", [kind for kind in BLOCKS if kind not in PAPER], ids=lambda kind: kind.__name__)
def test_markdown_shows_and_escapes_what_a_block_says(kind: type) -> None:
    text = to_markdown(page(BLOCKS[kind]))
    # What is set in four columns is code, in which nothing is a mark.
    outside = "\n".join(line for line in text.splitlines() if not line.startswith("    "))

    assert "script>alert(" in text
    assert "<script" not in outside


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a|b", r"a\|b"),
        ("*x* [y] `z`", r"\*x\* \[y\] \`z\`"),
        ("risk_beslut _x_", r"risk_beslut \_x\_"),
        ("# x", r"\# x"),
        ("1. x", r"1\. x"),
        ("- x", r"\- x"),
        ("en–två 1.5", "en–två 1.5"),
        ("två\nrader", "två rader"),
    ],
)
def test_text_is_no_markdown(text: str, written: str) -> None:
    assert escaped(text) == written


OWN_ALONE = Bars(
    "Falun", "", "100 %", (BarRow("Flicka", Beside("52 %", Bar(52, 42, 63)), None), BarRow("Pojke", Beside("3 av 7", None), None))
)


def test_bars_of_the_own_alone_are_the_own_ones_in_the_browser() -> None:
    html = body(page(OWN_ALONE))

    assert '<div class="stap" data-ensam="egen">' in html
    assert 'class="d-egen"' in html
    assert "d-alla" not in html
    assert '<span class="rad-tal eg"><span class="dold">Falun </span>52 %</span></li>' in html


@pytest.mark.parametrize("written", [to_terminal, to_markdown])
def test_bars_of_the_own_alone_have_one_column_of_figures(written: Callable[[Document], str]) -> None:
    lines = [line for line in written(page(OWN_ALONE)).splitlines() if any(word in line for word in ("Falun", "Flicka", "Pojke"))]

    assert [re.sub(r"[ |]+", " ", line).strip() for line in lines] == ["Falun", "Flicka 52 %", "Pojke 3 av 7"]


def test_bars_of_the_own_alone_are_drawn_in_the_colour_of_the_own() -> None:
    pair = BLOCKS[Bars]
    assert isinstance(pair, Bars)
    both, alone = (chart_parts(bars, "sv", 9, 2).xml.decode() for bars in (pair, OWN_ALONE))

    assert (both.count("14595A"), both.count("8C8270")) == (1, 1)
    assert (alone.count("14595A"), alone.count("8C8270")) == (1, 0)


def test_what_is_said_of_bars_of_the_own_alone_names_the_own() -> None:
    assert said_of(OWN_ALONE) == "Flicka: Falun 52 %. Pojke: Falun 3 av 7."


@pytest.mark.parametrize("made", [to_docx, to_pptx, to_xlsx, to_pdf])
def test_bars_of_the_own_alone_can_be_made_in_every_format(made: Callable[[Document], bytes]) -> None:
    assert made(page(BarLegend("Tecken", "Falun", "", "Troligen mellan"), OWN_ALONE))


def test_each_mark_has_a_shape_of_its_own() -> None:
    shapes = {mark: body(page(Legend("x", (Answer(mark, "ord"),), ""))) for mark in Mark}

    assert len(set(shapes.values())) == len(Mark)


def test_the_file_asks_the_network_for_nothing() -> None:
    html = to_html(page(Paragraph("x")))
    addresses = set(re.findall(r"""(?:src|href)\s*=\s*["']?([^"' >]+)|url\(\s*["']?([^"')]+)""", html))

    outside = {address for pair in addresses for address in pair if address and not address.startswith(("data:", "#"))}
    assert outside == set()
    assert "<script" not in html
    assert "style=" not in html.partition("<body>")[2]


def ask(path: Path, catalogue: Catalogue, instrument: Instrument, question: IndicatorQuestion) -> IndicatorAnswer:
    read = read_long(path, instrument, catalogue.municipalities)
    assert read.value is not None
    return indicators(read.value, question, catalogue, Audience.file_holder())


def test_a_column_name_from_a_file_is_escaped(answers_file: Path, catalogue: Catalogue, instrument: Instrument) -> None:
    question = IndicatorQuestion(printed={HOSTILE: {"socialjour": Decimal(50)}})

    html = to_html(indicator_page(ask(answers_file, catalogue, instrument, question), SV))

    assert "<script" not in html
    assert "alert(&#34;x&#34;)" in html


@pytest.mark.parametrize("by", Grouping)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_grouping_can_be_shown_in_every_format(
    answers_file: Path, catalogue: Catalogue, instrument: Instrument, by: Grouping, language: str
) -> None:
    answer = ask(answers_file, catalogue, instrument, IndicatorQuestion(by, printed={"dalarna": {"socialjour": Decimal(99)}}))
    words = messages(language)

    shown = [to_html(indicator_page(answer, words)), to_terminal(indicator_summary(answer, words)), to_json(answer, words)]

    assert all("Lättläst" in text or "Easy-to-read" in text for text in shown)


def test_what_is_suppressed_says_why_and_is_never_a_number(answers_file: Path, catalogue: Catalogue, instrument: Instrument) -> None:
    from dataclasses import replace

    answer = ask(answers_file, catalogue, instrument, IndicatorQuestion())
    hidden = tuple(
        replace(share, figure=Suppressed.TOO_FEW if share.indicator == "socialjour" else Suppressed.PROTECTS_ANOTHER)
        for share in answer.cleared.shares
        if share.group == ALL
    )
    answer = replace(answer, cleared=replace(answer.cleared, shares=hidden))

    text = to_terminal(indicator_summary(answer, SV))
    page = body(indicator_page(answer, SV))

    assert "för få" in text
    assert "skyddar annan grupp" in page
    assert "%" not in text.partition("Alla tal")[2].partition("Andelen")[0]
    assert '"suppressed": "too_few"' in to_json(answer, SV)
    assert "numerator" not in to_json(answer, SV)
