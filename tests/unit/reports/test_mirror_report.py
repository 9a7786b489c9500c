"""Webbkollen's standard report: every variable, with what the figures may be used for said first."""

import pytest

from spegla.analyses.mirrors import MirrorQuestion, mirror
from spegla.catalogue import load
from spegla.disclosure import Audience
from spegla.messages import messages
from spegla.presentation import to_pdf
from spegla.presentation.document import Bars, Block, Caution, Document, KeyFigures, Points, Question, Section, Table
from spegla.presentation.render.paper import Grid, GridCell, Heading, laid_flat
from spegla.presentation.reports import Recipe, mirror_report
from tests.unit.presentation.mirrored import OWN, mirrored_for_staff, packed, stored


def made(rows: int = 416, own_rows: int | None = None, where: str = "") -> Document:
    catalogue = load()
    answer = mirror(packed(rows, own_rows=own_rows), MirrorQuestion(own=OWN, where=where), catalogue, Audience.file_holder())
    return mirror_report(catalogue.reports["webbkollen"], answer, {}, messages("sv"), Recipe("spegla report", ()), None)


def test_every_variable_is_there_once() -> None:
    instrument = load().instruments["webbkollen-2017"]
    anchors = [piece.anchor for piece in laid_flat(made().blocks) if isinstance(piece, Heading) and piece.anchor.startswith("fraga-")]

    assert sorted(anchors) == sorted(f"fraga-{one.id}" for one in instrument.asked_and_derived)


def test_what_the_figures_may_be_used_for_stands_first() -> None:
    first = made().blocks[0]

    assert isinstance(first, Caution)
    assert "får inte spridas" in first.strong


def test_every_page_says_that_the_figures_may_not_be_passed_on() -> None:
    assert made().foot.startswith("Exakta uppgifter – får inte spridas.")


def test_what_may_not_be_said_is_on_the_first_page() -> None:
    [points] = [block for block in made().blocks if isinstance(block, Points)]

    assert points.may_not[0].startswith("Att Falun skiljer sig från alla.")


def test_each_chart_has_its_table_below() -> None:
    questions = [
        block for section in made().blocks if isinstance(section, Section) for block in section.blocks if isinstance(block, Question)
    ]
    charted = [one for one in questions if any(isinstance(block, Bars) for block in one.blocks)]

    assert len(charted) >= 20
    for question in charted:
        inside: list[Block] = [block for fold in question.folds for block in fold.blocks]
        assert any(isinstance(block, Table) for block in inside)


def grid_of(document: Document, label: str) -> tuple[tuple[GridCell, ...], ...]:
    """The rows of the table below a question."""
    pieces = laid_flat(document.blocks)
    at = next(index for index, piece in enumerate(pieces) if isinstance(piece, Heading) and piece.text == label)
    return next(tuple(row.cells for row in piece.rows) for piece in pieces[at:] if isinstance(piece, Grid))


def test_the_shares_below_a_chart_are_exact() -> None:
    *alternatives, answered = grid_of(made(), "Barnets kön")[:3]

    for row in alternatives:
        for count, share in ((1, 2), (4, 5)):
            n, of = int(row[count].text), int(answered[count].text)
            assert row[share].value == pytest.approx(n / of)
            assert row[share].text == f"{int(100 * n / of + 0.5)}\u00a0%"


def test_where_there_are_too_few_answers_no_share_is_hidden_behind_the_words() -> None:
    first, *_ = grid_of(made(own_rows=4), "Barnets kön")

    assert (first[2].text, first[2].value) == ("för få", None)
    assert first[5].value is not None


def test_an_empty_choice_is_still_a_report() -> None:
    catalogue = load()
    answer = mirror(packed(), MirrorQuestion(where="alder > 90"), catalogue, Audience.file_holder())
    document = mirror_report(catalogue.reports["webbkollen"], answer, {}, messages("sv"), Recipe("x", ()), None)

    assert to_pdf(document).startswith(b"%PDF")


def test_a_report_of_a_selection_says_so_where_it_says_how_many() -> None:
    [figures] = [block for block in made(where="alder >= 13").blocks if isinstance(block, KeyFigures)]
    [whole] = [block for block in made().blocks if isinstance(block, KeyFigures)]

    assert figures.items[0].name == "Registreringar i urvalet"
    assert made(where="alder >= 13").title.endswith("Ett urval.")
    assert (whole.items[0].name, whole.items[0].value) == ("Registreringar i filen", "416")


def of_store(unit: str = "") -> Document:
    answer = mirrored_for_staff(stored(), unit=unit)
    return mirror_report(load().reports["webbkollen"], answer, {}, messages("sv"), Recipe("spegla report", ()), None)


def test_a_report_on_a_municipality_alone_is_about_nobody_else() -> None:
    document = of_store()

    [figures] = [block for block in document.blocks if isinstance(block, KeyFigures)]
    assert document.title == "Så svarade Falun: 416 registreringar"
    assert [one.name for one in figures.items] == ["Registreringar", "Frågor"]
    assert to_pdf(document).startswith(b"%PDF")


def test_a_report_on_a_unit_has_it_beside_all_of_the_municipality() -> None:
    document = of_store("Jouren")

    [figures] = [block for block in document.blocks if isinstance(block, KeyFigures)]
    assert document.title == "Jouren bredvid hela Falun: 7 registreringar av 416 registreringar"
    assert [(one.name, one.value) for one in figures.items[:2]] == [("Registreringar", "416"), ("Varav Jouren", "7")]
    assert document.head.startswith("Jouren · Standardrapport")


def test_every_page_of_a_report_on_the_store_says_whom_it_is_for() -> None:
    assert of_store().foot.startswith("Exakta uppgifter – bara för kommunens egen personal.")
