"""What the county report says of Dalarna 2016: every number from the answers, and nothing that the answers do not carry."""

from collections.abc import Iterator
from datetime import date

import pytest

from spegla.analyses.distances import distances
from spegla.catalogue import load
from spegla.catalogue.reports import Situation
from spegla.messages import messages
from spegla.presentation.document import (
    Aside,
    Block,
    Caution,
    Contents,
    Dots,
    KeyFigures,
    Matrix,
    Phrase,
    Points,
    Prose,
    Section,
    Sign,
    Table,
)
from spegla.presentation.render.terminal import to_terminal
from spegla.presentation.reports.areas import _SITUATIONS
from spegla.presentation.reports.indicators import NATION
from tests.unit.reports.reported import answer, county, few, report


def blocks(inside: tuple[Block, ...]) -> Iterator[Block]:
    for block in inside:
        yield block
        if isinstance(block, Section):
            yield from blocks(block.blocks)


def every(kind: type, document_blocks: tuple[Block, ...] | None = None) -> list[Block]:
    return [block for block in blocks(document_blocks or county().blocks) if isinstance(block, kind)]


def section(title: str) -> Section:
    return next(block for block in blocks(county().blocks) if isinstance(block, Section) and block.title == title)


def test_every_situation_is_known() -> None:
    assert set(_SITUATIONS) == set(Situation)


def test_the_title_is_the_finding_and_how_sure_it_is() -> None:
    assert county().title == "Fyra frågor får inget Ja i Dalarna. Inget avstånd till riket är säkert."


def test_the_flagged_figure_is_on_the_first_page() -> None:
    assert "barn- och ungdomsmedicin”, 46\u00a0% i tryck och 40\u00a0% av svaren." in county().ingress


def test_who_sees_distances_outside_their_intervals_reads_at_once_why_they_are_not_certain() -> None:
    outside = [one for one in distances(answer(), NATION) if one.outside]

    assert len(outside) == 3
    assert not any(one.holds for one in outside)
    assert "Tre riksvärden ligger utanför det som är troligt för Dalarna." in county().ingress
    assert "Bland 38 jämförelser väntas omkring två göra det av en slump, och därför kallar vi inget avstånd säkert." in county().ingress


def test_a_name_with_quotation_marks_gets_the_inner_ones() -> None:
    _, discuss = [block for block in section("Kunskapsbaserad verksamhet").blocks if isinstance(block, Aside)]

    assert discuss.items[0].startswith("9 av 15 svarar Ja om ”Erbjuder grundutbildningen ’Ett hem att växa i’”.")


def test_the_key_figures_are_counted() -> None:
    [figures] = [block for block in county().blocks if isinstance(block, KeyFigures)]

    assert [(item.value, item.note) for item in figures.items] == [
        ("15", "av 15 i länet"),
        ("38", "räknade ur svaren"),
        ("37", "av 38, ett stämmer inte"),
    ]


def test_the_distances_are_the_largest_and_the_nations_is_the_printed_one() -> None:
    [dots] = [block for block in every(Dots) if isinstance(block, Dots)]

    assert len(dots.rows) == 8
    assert (dots.rows[0].text, dots.rows[0].other_text) == ("0\u00a0%", "36\u00a0%")
    far = [abs(row.bar.percent - (row.other or 0)) for row in dots.rows]
    assert far == sorted(far, reverse=True)


def test_each_area_has_its_tables_with_county_and_nation_below() -> None:
    matrices = [block for block in every(Matrix) if isinstance(block, Matrix)]

    assert sum(len(matrix.columns) for matrix in matrices) == 38
    for matrix in matrices:
        assert [name for name, _ in matrix.sums] == ["Dalarna, räknat", "Dalarna, i tryck", "Riket, i tryck"]
        assert len(matrix.rows) == 15


def test_each_area_says_what_to_know_and_what_to_discuss() -> None:
    for title in ("Tillgänglighet", "Helhetssyn och samordning", "Kunskapsbaserad verksamhet"):
        signs = [block.sign for block in section(title).blocks if isinstance(block, Aside)]
        assert signs == [Sign.KNOW, Sign.DISCUSS]


def test_what_is_said_of_an_area_follows_from_its_answers() -> None:
    know, discuss = [block for block in section("Helhetssyn och samordning").blocks if isinstance(block, Aside)]

    assert know.items == (
        "Ingen kommun svarar Ja: Kriminalvård.",
        f"Längst från riket är ”Aktuell rutin för samordning med LSS-barn”: {round(100 * 2 / 14)}\u00a0% mot 39\u00a0%. "
        "Så stort kan ett avstånd bli av en slump, när 38 frågor jämförs.",
        "”Aktuell överenskommelse om samverkan med barn- och ungdomsmedicin”: tryckt 46\u00a0%, men svaren ger "
        f"{round(100 * 6 / 15)}\u00a0% (6 av 15). Se avsnittet om tryckta tal.",
    )
    assert discuss.items[0].startswith("7 av 15 svarar Ja om ”Aktuell rutin för samordning med ekonomiskt bistånd”.")
    assert discuss.items[1] == (
        "Några kommuner svarar Ej aktuellt: Våld i nära relationer (1), Hemlöshet (2), LSS barn (1), LSS vuxen (1). Menar de samma sak?"
    )
    assert discuss.items[2].startswith("Flera överenskommelser gäller hela regionen.")


def test_what_everybody_does_is_said_of_the_area() -> None:
    know, _ = [block for block in section("Tillgänglighet").blocks if isinstance(block, Aside)]

    assert know.items[0] == "Alla kommuner som räknas svarar Ja: Socialjour."


def test_an_area_that_nobody_answered_is_not_there() -> None:
    assert "Trygghet och säkerhet" not in [block.title for block in county().blocks if isinstance(block, Section)]


def test_what_everybody_and_nobody_answers_is_said() -> None:
    [points] = [block for block in county().blocks if isinstance(block, Points)]

    assert "Alla kommuner som räknas svarar Ja om: Socialjour." in points.may
    assert points.may[1].count(",") == 4  # Four names, the last of which has a comma of its own.


def test_the_contents_name_each_section_after_them() -> None:
    [contents] = [block for block in county().blocks if isinstance(block, Contents)]

    assert [link.text for link in contents.links][:3] == ["Bakgrund", "Så läser du rapporten", "Tillgänglighet"]
    assert "De största avstånden till riket" not in [link.text for link in contents.links]


def test_the_sorting_keys_put_those_that_are_alike_beside_each_other() -> None:
    [table] = [block for block in section("Sorteringsnycklar").blocks if isinstance(block, Table)]
    groups = [int(row[2].text.partition(" ")[0]) for row in table.rows]

    assert groups == sorted(groups)
    assert [cell.text for cell in table.rows[0]] == ["Falun", "2080", "3 Större städer", "3 (30 000–69 999 invånare)"]


def test_a_group_whose_limits_are_not_known_stays_a_number() -> None:
    [table] = [block for block in section("Sorteringsnycklar").blocks if isinstance(block, Table)]

    assert {row[3].text for row in table.rows} == {"1", "2", "3 (30 000–69 999 invånare)"}


def test_the_guide_has_four_steps() -> None:
    assert "4. Dra slutsatser och sätt mål." in to_terminal(county())


def test_what_is_written_stands_instead_of_the_standing_text() -> None:
    written = {"bakgrund": (Prose((Phrase("Vi skrev det här."),)),), "helhetssyn": (Prose((Phrase("Om samordning."),)),)}
    text = to_terminal(report("lansrapport", written=written))

    assert "Vi skrev det här." in text
    assert "Om samordning." in text
    assert "Varje år frågar Socialstyrelsen" not in text


def test_a_part_that_nobody_wrote_is_left_out() -> None:
    assert "Våra kommentarer" not in to_terminal(county())


def test_the_report_carries_its_versions_and_how_to_make_it_again() -> None:
    text = to_terminal(county())

    assert "lansrapport-1" in text
    assert "oj-sbu-2016" in text
    assert "spegla report" in text


def test_the_date_is_the_one_that_was_given() -> None:
    made = report("lansrapport", dated=date(2026, 12, 2))

    assert made.head.endswith("2 december 2026")
    assert made.dated == date(2026, 12, 2)


def test_english_is_english() -> None:
    made = county("en")

    assert made.title == "Four questions get no Yes in Dalarna. No distance to the nation is certain."
    assert [word for word in ("kommun", "frågor", "riket") if word in to_terminal(made).replace("kommuner.", "")[:3000]] == []


@pytest.mark.parametrize("kind", ["lansrapport", "tjansteskrivelse"])
def test_no_brace_is_left(kind: str) -> None:
    assert "{" not in to_terminal(report(kind))


def test_three_municipalities_are_not_called_the_county() -> None:
    made = few(("2080", "2062", "2034"))

    assert made.title == "18 frågor får inget Ja i filens kommuner. Inget avstånd till riket är säkert."
    assert any(isinstance(block, Caution) and block.strong.startswith("Filen har 3 av 15 kommuner") for block in made.blocks)


def test_what_is_printed_for_the_county_is_not_held_against_three_municipalities() -> None:
    made = few(("2080", "2062", "2034"))

    assert "stämmer inte" not in made.ingress
    assert "Tryckta tal som inte stämmer med svaren" not in [block.title for block in made.blocks if isinstance(block, Section)]


def test_the_head_of_each_page_begins_with_a_capital() -> None:
    assert few(("2080", "2062", "2034")).head == "Filens kommuner · Länsrapport 2016"


def test_the_letter_to_the_committee_tells_of_its_test_as_the_county_report_does() -> None:
    reports = load().reports
    county_report, letter = ({part.id: part.text for part in reports[kind].parts} for kind in ("lansrapport", "tjansteskrivelse"))

    assert letter["metod"] == county_report["metod"]
    assert "exakt binomialtest" in " ".join(to_terminal(report("tjansteskrivelse")).split())


@pytest.mark.parametrize(("count", "said"), [(1, "är ett större"), (2, "är två större")])
def test_how_many_distances_hold_is_said_in_words(count: int, said: str) -> None:
    assert said in messages("sv").say_count("report_ingress_holds", count, municipalities=15)
