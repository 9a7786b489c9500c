"""The county table of 2016, recomputed from the real answers."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from spegla.analyses import (
    ALL,
    Grouping,
    IndicatorAnswer,
    IndicatorQuestion,
    PopulationMissingError,
    PrintedTwiceError,
    UnknownIndicatorError,
    explain,
    indicators,
)
from spegla.catalogue import Catalogue, Instrument
from spegla.disclosure import Audience, Comparison, Figure
from spegla.importers import read_long, read_published

Change = Callable[[Callable[[list[list[str]]], None]], Path]
PAEDIATRICS = "Aktuell överenskommelse om samverkan med barn- och ungdomsmedicin"
HOLDER = Audience.file_holder()


def ask(path: Path, catalogue: Catalogue, question: IndicatorQuestion) -> IndicatorAnswer:
    read = read_long(path, catalogue.instruments["oj-sbu-2016"], catalogue.municipalities)
    assert read.value is not None, read.problems
    return indicators(read.value, question, catalogue, HOLDER)


@pytest.fixture(scope="module")
def compares(instrument: Instrument, printed_file: Path) -> IndicatorQuestion:
    printed = read_published(printed_file, instrument).value
    assert printed is not None
    return IndicatorQuestion(printed=printed.columns)


def figures(answer: IndicatorAnswer, group: str = ALL) -> dict[str, Figure]:
    found = {share.indicator: share.figure for share in answer.cleared.shares if share.group == group}
    return {indicator: figure for indicator, figure in found.items() if isinstance(figure, Figure)}


def flagged(answer: IndicatorAnswer) -> set[str]:
    labels = {indicator.id: indicator.label.sv for indicator in answer.instrument.indicators}
    return {labels[name] for name, figure in figures(answer).items() if figure.comparison and figure.comparison.agrees is False}


def test_37_of_the_38_printed_figures_follow(answers_file: Path, catalogue: Catalogue, compares: IndicatorQuestion) -> None:
    answer = ask(answers_file, catalogue, compares)

    comparisons = [figure.comparison for figure in figures(answer).values() if figure.comparison]
    assert len(comparisons) == 38
    assert sum(comparison.agrees is True for comparison in comparisons) == 37
    assert flagged(answer) == {PAEDIATRICS}


def test_the_one_that_does_not_has_one_explanation(answers_file: Path, catalogue: Catalogue, compares: IndicatorQuestion) -> None:
    figure = figures(ask(answers_file, catalogue, compares))["samverkan_barnmedicin"]

    assert (figure.numerator, figure.denominator, figure.percent) == (6, 15, 100 * 6 / 15)
    assert isinstance(figure.comparison, Comparison)
    (way,) = figure.comparison.ways
    assert [(move.answer, move.to, move.count) for move in way.moves] == [("nej", "left_out", 2)]


def labels_of(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    import csv

    return [row[2] for row in csv.reader(lines)]


def turn(label: str, old: str, new: str, count: int = 1) -> Callable[[list[list[str]]], None]:
    """Change the first `count` answers `old` to `new` for the indicator."""

    def change(rows: list[list[str]]) -> None:
        chosen = [row for row in rows if row[4] == label and row[5] == old][:count]
        assert len(chosen) == count
        for row in chosen:
            row[5] = new

    return change


def test_changing_any_other_column_flags_it(
    changed: Change, printed_file: Path, answers_file: Path, catalogue: Catalogue, compares: IndicatorQuestion
) -> None:
    for label in labels_of(printed_file):
        if label == PAEDIATRICS:
            continue
        answered = {
            line.rpartition(",")[2] for line in answers_file.read_text(encoding="utf-8").splitlines() if label in line.replace('""', '"')
        }
        old, new = ("Nej", "Ja") if "Nej" in answered else ("Ja", "Nej")

        answer = ask(changed(turn(label, old, new)), catalogue, compares)

        assert flagged(answer) == {PAEDIATRICS, label}


def test_changing_two_no_to_not_applicable_unflags_it(changed: Change, catalogue: Catalogue, compares: IndicatorQuestion) -> None:
    answer = ask(changed(turn(PAEDIATRICS, "Nej", "Ea", 2)), catalogue, compares)

    assert flagged(answer) == set()


def test_partly_counts_but_is_not_achieved(answers_file: Path, catalogue: Catalogue) -> None:
    figure = figures(ask(answers_file, catalogue, IndicatorQuestion()))["anvant_resultat_oppenvard"]

    # 1 Ja, 11 Nej, 1 Delvis, 2 Ea.
    assert (figure.numerator, figure.denominator) == (1, 1 + 11 + 1)
    assert figure.left_out == {"not_applicable": 2}


def test_a_blank_answer_leaves_with_its_own_reason(changed: Change, catalogue: Catalogue) -> None:
    figure = figures(ask(changed(turn(PAEDIATRICS, "Nej", "", 1)), catalogue, IndicatorQuestion()))["samverkan_barnmedicin"]

    assert (figure.numerator, figure.denominator, figure.left_out) == (6, 15 - 1, {"not_answered": 1})


def test_an_indicator_that_nobody_answered_has_no_share(answers_file: Path, catalogue: Catalogue) -> None:
    answer = ask(answers_file, catalogue, IndicatorQuestion())
    figure = figures(answer)["bbic_licens"]

    assert (figure.denominator, figure.percent, figure.left_out) == (0, None, {"not_answered": 15})
    assert len(answer.in_file) == 38


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        (Grouping.NONE, ("alla",)),
        (Grouping.COUNTY, ("Dalarnas län",)),
        (Grouping.INHABITANTS, ("1", "2", "3")),
        (Grouping.MUNICIPALITY_GROUP, ("3", "5", "6", "7", "8", "9", "10")),
    ],
)
def test_rows_are_grouped(answers_file: Path, catalogue: Catalogue, by: Grouping, groups: tuple[str, ...]) -> None:
    assert ask(answers_file, catalogue, IndicatorQuestion(by)).groups == groups


def test_municipalities_are_in_swedish_order(answers_file: Path, catalogue: Catalogue) -> None:
    groups = ask(answers_file, catalogue, IndicatorQuestion(Grouping.MUNICIPALITY)).groups

    assert groups[-3:] == ("Säter", "Vansbro", "Älvdalen")


def test_groups_add_up_to_all(answers_file: Path, catalogue: Catalogue) -> None:
    whole = figures(ask(answers_file, catalogue, IndicatorQuestion()))
    for by in Grouping:
        answer = ask(answers_file, catalogue, IndicatorQuestion(by))
        parts = [figures(answer, group) for group in answer.groups]
        for name, figure in whole.items():
            assert sum(part[name].denominator for part in parts) == figure.denominator
            assert sum(part[name].numerator for part in parts) == figure.numerator


def test_the_printed_column_of_the_county_belongs_to_the_county(
    answers_file: Path, catalogue: Catalogue, compares: IndicatorQuestion
) -> None:
    question = IndicatorQuestion(Grouping.COUNTY, printed=compares.printed)

    answer = ask(answers_file, catalogue, question)

    assert answer.compared == {"dalarna": "Dalarnas län"}
    assert set(answer.shown) == {"riket"}


def test_the_county_column_is_not_compared_when_a_row_is_from_elsewhere(
    changed: Change, catalogue: Catalogue, compares: IndicatorQuestion
) -> None:
    def add_gavle(rows: list[list[str]]) -> None:
        rows.append(["2180", "Gävle", "", "", "Socialjour", "Ja"])

    answer = ask(changed(add_gavle), catalogue, compares)

    assert answer.compared == {}
    assert set(answer.shown) == {"dalarna", "riket"}


def test_a_column_of_one_municipality_belongs_to_its_group(answers_file: Path, catalogue: Catalogue) -> None:
    printed = {"malung_salen": {"socialjour": Decimal(100)}, "falun": {"lattlast_svenska": Decimal(100)}}

    answer = ask(answers_file, catalogue, IndicatorQuestion(Grouping.MUNICIPALITY, printed=printed))

    assert answer.compared == {"malung_salen": "Malung-Sälen", "falun": "Falun"}
    comparison = figures(answer, "Falun")["lattlast_svenska"].comparison
    assert comparison
    assert comparison.agrees is False


def test_the_nation_is_compared_only_when_all_290_are_there(catalogue: Catalogue, instrument: Instrument, tmp_path: Path) -> None:
    lines = ["kommunkod,indikator,svar", *(f"{code},Socialjour,Ja" for code in catalogue.municipalities.by_code)]
    printed = IndicatorQuestion(printed={"riket": {"socialjour": Decimal(100)}})
    (tmp_path / "alla.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "nastan.csv").write_text("\n".join(lines[:-1]), encoding="utf-8")

    assert ask(tmp_path / "alla.csv", catalogue, printed).compared == {"riket": ALL}
    assert ask(tmp_path / "nastan.csv", catalogue, printed).compared == {}


def test_a_weighted_share_weighs_by_inhabitants(answers_file: Path, catalogue: Catalogue) -> None:
    codes = [response for response in catalogue.municipalities.by_code if response.startswith("20")]
    # Falun weighs as much as all the others together; Falun answers No to easy-to-read Swedish.
    population = dict.fromkeys(codes, 1) | {"2080": 14}

    answer = ask(answers_file, catalogue, IndicatorQuestion(population=population))

    assert figures(answer)["lattlast_svenska"].weighted_percent == 100 * 4 / (14 + 14)


def test_a_population_that_lacks_a_municipality_is_refused(answers_file: Path, catalogue: Catalogue) -> None:
    with pytest.raises(PopulationMissingError) as missing:
        ask(answers_file, catalogue, IndicatorQuestion(population={"2080": 59_000}))

    assert missing.value.names[0] == "Avesta"
    assert len(missing.value.names) == 15 - 1


def test_answers_that_do_not_go_together_are_found(changed: Change, catalogue: Catalogue) -> None:
    def contradict(rows: list[list[str]]) -> None:
        for row in rows:
            if row[1] == "Falun" and row[4] == "Använt resultat med ett könsperspektiv till verksamhetsutveckling inom dygnsvård":
                row[5] = "Ja"

    (finding,) = ask(changed(contradict), catalogue, IndicatorQuestion()).findings

    assert finding.municipality == "Falun"
    assert "könsperspektiv" in finding.says.sv


def test_the_real_answers_go_together(answers_file: Path, catalogue: Catalogue) -> None:
    assert ask(answers_file, catalogue, IndicatorQuestion()).findings == ()


@pytest.mark.parametrize(
    "name",
    ["samverkan_barnmedicin", PAEDIATRICS, PAEDIATRICS.upper(), "aktuell överenskommelse om sam-verkan med barn och ungdoms medicin"],
)
def test_an_indicator_is_called_by_id_or_label(answers_file: Path, catalogue: Catalogue, instrument: Instrument, name: str) -> None:
    read = read_long(answers_file, instrument, catalogue.municipalities)
    assert read.value is not None

    answer = explain(read.value, name, IndicatorQuestion(), catalogue, HOLDER)

    assert [share.indicator for share in answer.cleared.shares] == ["samverkan_barnmedicin"]
    assert len(answer.cleared.answers) == 15


def test_an_unknown_indicator_names_those_near(answers_file: Path, catalogue: Catalogue, instrument: Instrument) -> None:
    read = read_long(answers_file, instrument, catalogue.municipalities)
    assert read.value is not None

    with pytest.raises(UnknownIndicatorError) as unknown:
        explain(read.value, "ungdomsmedicin", IndicatorQuestion(), catalogue, HOLDER)

    assert [indicator.id for indicator in unknown.value.near] == ["samverkan_barnmedicin"]


def turned(municipality: str, to: str) -> Callable[[list[list[str]]], None]:
    """Give the rows of a municipality to another one."""

    def change(rows: list[list[str]]) -> None:
        for row in rows:
            if row[0] == municipality:
                row[:2] = [to, ""]

    return change


def test_rows_from_two_counties_are_of_no_county(changed: Change, catalogue: Catalogue) -> None:
    answer = ask(changed(turned("2080", "0114")), catalogue, IndicatorQuestion(printed={"dalarna": {"socialjour": Decimal(100)}}))

    assert (answer.county, answer.of_county) == ("", 0)
    assert answer.compared == {}
    assert list(answer.shown) == ["dalarna"]


def test_what_is_printed_for_a_place_that_nobody_is_in_is_left_out_and_told_of(
    answers_file: Path, changed: Change, catalogue: Catalogue
) -> None:
    printed = {name: {"socialjour": Decimal(100)} for name in ("uppsala", "solna", "avesta", "riket", "egen_kolumn")}

    answer = ask(answers_file, catalogue, IndicatorQuestion(printed=printed))
    with_one_there = ask(changed(turned("2080", "0380")), catalogue, IndicatorQuestion(printed=printed))

    assert (answer.elsewhere, set(answer.shown)) == (("uppsala", "solna"), {"avesta", "riket", "egen_kolumn"})
    assert with_one_there.elsewhere == ("solna",)


def test_municipalities_without_a_group_come_last(changed: Change, catalogue: Catalogue) -> None:
    answer = ask(changed(turned("2080", "0114")), catalogue, IndicatorQuestion(Grouping.INHABITANTS))

    assert answer.groups[-1] == "uppgift saknas"
    assert len(answer.groups) > 2


@pytest.mark.parametrize("column", ["3", "invanargrupp_3", "invånargrupp 3"])
def test_a_printed_column_may_name_the_grouping_too(answers_file: Path, catalogue: Catalogue, column: str) -> None:
    printed = {column: {"socialjour": Decimal(100)}}

    assert ask(answers_file, catalogue, IndicatorQuestion(Grouping.INHABITANTS, printed=printed)).compared == {column: "3"}


def test_two_printed_columns_for_the_same_rows_are_refused(answers_file: Path, catalogue: Catalogue) -> None:
    with pytest.raises(PrintedTwiceError) as twice:
        ask(answers_file, catalogue, IndicatorQuestion(printed={"dalarna": {}, "alla": {}, "riket": {}}))

    assert twice.value.columns == ("dalarna", "alla")


def test_a_printed_figure_for_nobody_has_nothing_to_agree_with(changed: Change, catalogue: Catalogue) -> None:
    def nobody(rows: list[list[str]]) -> None:
        for row in rows:
            if row[4] == "Socialjour":
                row[5] = "Ea"

    figure = figures(ask(changed(nobody), catalogue, IndicatorQuestion(printed={"dalarna": {"socialjour": Decimal(100)}})))["socialjour"]

    assert figure.comparison == Comparison(Decimal(100), None, None, ())


def test_rows_outside_the_population_explain_nothing(answers_file: Path, catalogue: Catalogue, instrument: Instrument) -> None:
    read = read_long(answers_file, instrument, catalogue.municipalities)
    assert read.value is not None
    by_id = {indicator.id: indicator for indicator in instrument.indicators}
    paediatrics = by_id["samverkan_barnmedicin"]
    # Only those with an agreement with the dentists: one row leaves the population for each that has none.
    narrowed = replace(paediatrics, population=by_id["samverkan_tandvard"].numerator)
    columns = replace(read.value, instrument=replace(instrument, indicators=(narrowed,)))

    def ways(percent: int) -> set[int]:
        question = IndicatorQuestion(printed={"dalarna": {narrowed.id: Decimal(percent)}})
        figure = figures(indicators(columns, question, catalogue, HOLDER))[narrowed.id]
        assert figure.comparison is not None
        return {way.denominator for way in figure.comparison.ways}

    inside = figures(indicators(columns, IndicatorQuestion(), catalogue, HOLDER))[narrowed.id]
    assert inside.denominator == 6
    assert all(denominator <= inside.denominator for percent in range(101) for denominator in ways(percent))
