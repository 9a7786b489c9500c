"""One municipality's report: honest about what a single answer can say."""

from decimal import Decimal

import pytest

from spegla.analyses import IndicatorAnswer, IndicatorQuestion, indicators
from spegla.analyses.distances import distances, own_answers
from spegla.catalogue import load
from spegla.columns import Columns
from spegla.disclosure import Audience
from spegla.importers import read_long
from spegla.messages import messages
from spegla.presentation import to_docx, to_html, to_pdf, to_pptx, to_xlsx
from spegla.presentation.document import Cell, Document, KeyFigures, Section, Table
from spegla.presentation.render.paper import Grid, laid_flat
from spegla.presentation.render.terminal import to_terminal
from spegla.presentation.reports import indicator_report
from tests.unit.reports.reported import ANSWERS, FALUN, RECIPE, answer, report

OWN = report("kommunrapport", own=FALUN)


def without_nation(codes: tuple[str, ...] = ()) -> Document:
    """Falun's report with nothing printed, and of `codes` alone when there are any."""
    catalogue = load()
    instrument = catalogue.instruments["oj-sbu-2016"]
    columns = read_long(ANSWERS, instrument, catalogue.municipalities).value
    if columns is None:
        raise ValueError("the example cannot be read")
    chosen = Columns(instrument, tuple(one for one in columns.responses if not codes or one.organisation in codes), columns.holder)
    found = indicators(chosen, IndicatorQuestion(), catalogue, Audience.file_holder())
    falun = catalogue.municipalities.with_code(FALUN)
    return indicator_report(catalogue.reports["kommunrapport"], found, catalogue.municipalities, falun, {}, messages("sv"), RECIPE, None)


def with_nation(percent: int) -> IndicatorAnswer:
    """The real answers beside a nation where every indicator has `percent`."""
    catalogue = load()
    instrument = catalogue.instruments["oj-sbu-2016"]
    columns = read_long(ANSWERS, instrument, catalogue.municipalities).value
    if columns is None:
        raise ValueError("the example cannot be read")
    printed = {"riket": {indicator.id: Decimal(percent) for indicator in instrument.indicators}}
    return indicators(columns, IndicatorQuestion(printed=printed), catalogue, Audience.file_holder())


def test_the_others_leave_the_own_one_out() -> None:
    socialjour = own_answers(answer(), FALUN, "riket")["socialjour"]

    assert socialjour.others == (14, 14)
    assert socialjour.other == 78


def test_one_answer_is_never_more_than_chance_beside_a_nation_that_is_divided() -> None:
    assert [one for one in own_answers(answer(), FALUN, "riket").values() if one.holds] == []
    assert "går inte att skilja från slumpen" in to_terminal(OWN)
    assert OWN.title == "Falun svarar Ja på 9 av 37 frågor. Inget svar skiljer sig säkert från andras."


def test_a_no_where_the_whole_nation_says_yes_holds() -> None:
    found = own_answers(with_nation(100), FALUN, "riket")

    assert all(one.holds for one in found.values() if one.answer.role == "denominator")
    assert not any(one.holds for one in found.values() if one.answer.role == "numerator")


def test_an_answer_that_is_not_counted_is_not_tested() -> None:
    [left] = [one for one in own_answers(answer(), FALUN, "riket").values() if one.answer.role == "not_applicable"]

    assert (left.p, left.holds, left.behind) == (None, False, None)


def test_without_a_nation_the_county_is_the_measure() -> None:
    socialjour = own_answers(answer(), FALUN, "nowhere")["socialjour"]

    assert socialjour.other is None
    assert socialjour.p == 15 / 15


def test_no_distance_of_the_county_holds_after_correction() -> None:
    found = distances(answer(), "riket")

    assert len(found) == 38
    assert found[0].p < 0.05 / 15
    assert [one for one in found if one.holds] == []
    assert sum(one.outside for one in found) == 3


def test_a_distance_that_is_large_enough_holds() -> None:
    found = distances(with_nation(90), "riket")

    assert found[0].holds
    assert found[0].points == 0 - 90


def test_what_to_look_at_first_is_no_where_at_least_half_the_nation_says_yes() -> None:
    [first] = [block for block in OWN.blocks if isinstance(block, Section) and block.anchor == "forst"]
    [table] = [block for block in first.blocks if isinstance(block, Table)]
    nation = [int(row[4].text.split("\u00a0")[0]) for row in table.rows]

    assert {row[1].text for row in table.rows} == {"Nej"}
    assert nation == sorted(nation, reverse=True)
    assert min(nation) >= 50


def test_the_shares_count_each_answer_once() -> None:
    [figures] = [block for block in OWN.blocks if isinstance(block, KeyFigures)]

    assert figures.items[0].value == "9 av 37"
    assert figures.items[0].note == f"{round(100 * 9 / 37)}\u00a0%"


def test_without_a_nation_its_column_is_left_out_of_every_format() -> None:
    made = without_nation()
    tables = [piece for piece in laid_flat(made.blocks) if isinstance(piece, Grid)]

    assert "Riket i tryck" not in {head.text for table in tables for head in table.head}
    assert {len(row.cells) - len(table.head) for table in tables for row in table.rows} == {0}
    assert all(render(made) for render in (to_pdf, to_docx, to_pptx, to_xlsx, to_html))
    assert "Rikets andelar är inte med." in made.ingress


def test_a_municipality_alone_in_its_file_is_not_compared_with_nobody() -> None:
    made = without_nation((FALUN,))
    [figures] = [block for block in made.blocks if isinstance(block, KeyFigures)]

    assert (figures.items[1].value, figures.items[1].note) == ("–", "ingen att räkna på")
    assert made.ingress == "Här står svaren från Falun. Ingen annan kommun är med i filen att jämföra med."


def test_a_row_that_does_not_fit_its_head_is_an_error() -> None:
    with pytest.raises(ValueError, match="2 cells of its head"):
        Table("Namn", "", ("Ett", "Två"), frozenset(), ((Cell("1"),),))
