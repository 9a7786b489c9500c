"""A wide file and what it is read as: columns, cells, cases, mappings, and the forms that a table may come in."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from spegla.catalogue import Reason
from spegla.columns import BLANK
from spegla.importers import read_wide
from tests.unit.importers.files import csv_text, sheet_of
from tests.unit.importers.wide_files import BORLANGE, FALUN, HEADER, WideReader, wide, with_column

MAP = ("kolumn", "variabel", "varde", "kod")


def test_a_row_is_read_as_a_response(wide_reader: WideReader) -> None:
    response = wide_reader.batch(wide(FALUN, BORLANGE)).response(1)

    assert response.organisation == "2081"
    told = {name: response.answers[name] for name in ("enhet", "datum", "ar", "tillfalle", "kon", "alder")}
    assert told == {"enhet": "Söder", "datum": date(2017, 4, 1), "ar": 2017, "tillfalle": "avslut", "kon": "pojke", "alder": 15}


@pytest.mark.parametrize("header", ["kon", "KON", " Kon ", "Barnets kön", "barnets  kon", "BARNETS KO\u0308N", "The child's sex"])
def test_a_column_is_known_by_id_or_label_however_it_is_spelled(wide_reader: WideReader, header: str) -> None:
    assert wide_reader.batch(with_column(header, "flicka")).answers["kon"].tolist() == [1]


def test_a_variable_without_a_column_is_not_collected(wide_reader: WideReader) -> None:
    batch = wide_reader.batch(with_column("kon", "flicka"))

    assert {"alder", "risk_beslut"} <= batch.not_collected
    assert batch.response(0).answers["alder"] is Reason.NOT_ASKED
    assert (batch.day, batch.unit, batch.latest) == (None, None, None)


@pytest.mark.parametrize(
    "cell", ["lag", "LAG", " lag ", "Ingen eller låg risk", "ingen  eller LA\u030aG risk", "No risk or low risk", "lag\u200b"]
)
def test_an_answer_is_a_code_or_a_label_however_it_is_spelled(wide_reader: WideReader, cell: str) -> None:
    assert wide_reader.answers("risk_beslut", cell) == ["lag"]


@pytest.mark.parametrize("cell", ["annat|heder", "heder | annat", "Annat skäl|HEDER", "heder|annat|heder", "|heder||annat|"])
def test_several_answers_are_parted_by_a_bar(wide_reader: WideReader, cell: str) -> None:
    assert wide_reader.answers("utsatthet_hemmet", cell) == [frozenset({"annat", "heder"})]


@pytest.mark.parametrize("cell", ["7", "7.0", "7,0", "07", " 7 "])
def test_a_number_is_whole_however_a_spreadsheet_writes_it(wide_reader: WideReader, cell: str) -> None:
    assert wide_reader.answers("alder", cell) == [7]


@pytest.mark.parametrize("cell", ["7.5", "1e1", "sju", "7 år", "1_0", "+7", "1234567890", "--7", "7.0.0"])
def test_what_is_no_whole_number_is_of_the_wrong_type(wide_reader: WideReader, cell: str) -> None:
    assert wide_reader.told(with_column("alder", cell)) == [(2, "alder", "wrong_type")]


@pytest.mark.parametrize("cell", ["2017-03-01", "2017-03-01T00:00:00", "2017-03-01 00:00:00", "2017-03-01 00:00"])
def test_a_day_may_have_midnight_after_it(wide_reader: WideReader, cell: str) -> None:
    assert wide_reader.answers("datum", cell) == [date(2017, 3, 1)]


@pytest.mark.parametrize("cell", ["2017-02-29", "20170301", "1/3 2017", "2017-03-01T08:00:00", "2017", "42795"])
def test_what_is_no_day_is_of_the_wrong_type(wide_reader: WideReader, cell: str) -> None:
    assert wide_reader.told(with_column("datum", cell)) == [(2, "datum", "wrong_type")]


def test_blank_cells_are_not_answered(wide_reader: WideReader) -> None:
    batch = wide_reader.batch(csv_text([("kommunkod", "datum", "enhet", "kon", "utsatthet_hemmet", "alder"), ("2080", *[" "] * 5)]))

    assert [batch.answers[id].tolist() for id in ("kon", "utsatthet_hemmet", "alder")] == [[0], [0], [BLANK]]
    assert (batch.day is not None and batch.day.tolist(), batch.unit is not None and batch.unit.tolist()) == ([BLANK], [BLANK])


@pytest.mark.parametrize(("cells", "invented"), [(("ja", "ja"), True), (("", ""), False), (("nej", "NEJ"), False)])
def test_rows_called_invented_make_the_batch_invented(wide_reader: WideReader, cells: tuple[str, ...], invented: bool) -> None:
    assert wide_reader.batch(with_column("pahittad", *cells)).invented is invented


# Cases: (kommunkod, arende, datum, tillfalle) of each row, and which rows are the latest.
CASES: dict[str, tuple[list[tuple[str, str, str, str]], list[bool]]] = {
    "the later day": ([("2080", "a", "2017-05-01", "uppfoljning"), ("2080", "a", "2017-04-01", "avslut")], [True, False]),
    "closure on the same day": ([("2080", "a", "2017-05-01", "avslut"), ("2080", "a", "2017-05-01", "uppfoljning")], [True, False]),
    "the last in the file": ([("2080", "a", "", "avslut"), ("2080", "a", "", "avslut"), ("2080", "b", "", "avslut")], [False, True, True]),
    "any day over none": ([("2080", "a", "1969-05-01", "uppfoljning"), ("2080", "a", "", "avslut")], [True, False]),
    "a case in each municipality": ([("2080", "a", "", "avslut"), ("2081", "a", "", "avslut")], [True, True]),
    "each row without a case": ([("2080", "", "", "avslut"), ("2080", " ", "", "avslut")], [True, True]),
    "a case but for spaces": ([("2080", "a b", "", "uppfoljning"), ("2080", " a b\u200b", "", "avslut")], [False, True]),
}


@pytest.mark.parametrize("which", CASES)
def test_the_latest_row_of_a_case_is(wide_reader: WideReader, which: str) -> None:
    rows, latest = CASES[which]

    batch = wide_reader.read(csv_text([("kommunkod", "arende", "datum", "tillfalle"), *rows])).value

    assert batch is not None
    assert batch.latest is not None
    assert batch.latest.tolist() == latest


def test_a_row_that_is_there_again_points_to_the_first(wide_reader: WideReader) -> None:
    found = wide_reader.read(wide(BORLANGE, FALUN, BORLANGE, FALUN, FALUN)).problems

    assert [(one.row, one.facts["first"]) for one in found] == [(4, "2"), (5, "3"), (6, "3")]


@pytest.mark.parametrize("place", [0, 1, 2, 3, 4, 5, 6])
def test_a_row_that_differs_in_any_cell_is_another(wide_reader: WideReader, place: int) -> None:
    other = [*FALUN[:place], BORLANGE[place], *FALUN[place + 1 :]]

    assert wide_reader.told(wide(FALUN, other)) == []


def test_the_same_answers_without_a_case_are_two_registrations(wide_reader: WideReader) -> None:
    nameless = (*FALUN[:2], "", *FALUN[3:])

    assert wide_reader.told(wide(nameless, nameless)) == []


def test_a_mapping_says_what_others_call_columns_and_codes(wide_reader: WideReader) -> None:
    mapping = csv_text([MAP, ("Sex", "kon", "", ""), ("Sex", "", "F", "flicka"), ("Sex", "", "9", ""), ("Kommun-nr", "kommunkod", "", "")])

    batch = wide_reader.batch(csv_text([("KOMMUN NR", "sex"), ("2080", "f"), ("2080", "9"), ("2080", "Pojke")]), mapping)

    assert batch.answers["kon"].tolist() == [1, 0, 2]


def test_a_mapped_value_goes_before_a_code_and_is_mapped_in_each_of_several(wide_reader: WideReader) -> None:
    mapping = csv_text([MAP, ("utsatthet_hemmet", "", "heder", "annat"), ("utsatthet_hemmet", "", "0", "")])

    batch = wide_reader.batch(with_column("utsatthet_hemmet", "heder|omsorgsbrist|0", "0"), mapping)

    assert [batch.response(row).answers["utsatthet_hemmet"] for row in (0, 1)] == [
        frozenset({"annat", "omsorgsbrist"}),
        Reason.NOT_ANSWERED,
    ]


def test_a_mapping_may_name_columns_that_this_file_lacks(wide_reader: WideReader) -> None:
    mapping = csv_text([MAP, ("Kom", "kommunkod", "", ""), ("Annan", "alder", "", ""), ("Kom", "", "Falun", "2080")])

    assert wide_reader.batch(csv_text([("Kom",), ("falun",)]), mapping).organisations == ("2080",)


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_table_is_read_in_every_form_that_spreadsheets_write(wide_reader: WideReader, mark: str, ending: str, encoding: str) -> None:
    batch = wide_reader.batch(csv_text([HEADER, FALUN, BORLANGE], mark, ending).encode(encoding))

    assert batch.texts["enhet"] == ("Norr", "Söder")
    assert batch.answers["alder"].tolist() == [7, 15]


def test_a_workbook_with_numbers_and_days_as_such_is_read(wide_reader: WideReader) -> None:
    batch = wide_reader.batch(sheet_of([("kommunkod", "alder", "kon"), (2080, 7, "flicka"), (2081, 15.0, None)]))

    assert (batch.organisations, batch.answers["alder"].tolist(), batch.answers["kon"].tolist()) == (("2080", "2081"), [7, 15], [1, 0])


# Ways to write FALUN, something odd, and a row with an age that is too high; and the row where that one stands.
ODD = {
    "plain": ("{falun}\n{old}\n", 3),
    "no last line break": ("{falun}\n{old}", 3),
    "a blank line": ("{falun}\n\n{old}\n", 4),
    "two blank rows": ("{falun}\n;;;;;;\n; ;;;;;\n{old}\n", 5),
    "blank rows at the end": ("{falun}\n{old}\n;;;;;;\n\n;;;;;;\n", 3),
    "spaces at the end": ("{falun}\n{old}\n \n", 3),
    "quoted cells": ('"2080";"Norr";"P-1";"2017-03-01";"uppfoljning";"flicka";"7"\n{old}\n', 3),
    "quoted blanks": ('2080;"";"";"";avslut;"";""\n{old}\n', 3),
    "a quoted separator": ('2080;"Norr; södra";;;avslut;;\n{old}\n', 3),
    "a quoted line break": ('2080;"Norr\nsödra";;;avslut;;\n{old}\n', 3),
    "a doubled quote": ('2080;"Norr ""N"" södra";;;avslut;;\n{old}\n', 3),
    "a quote inside": ('2080;Norr "N";;;avslut;;\n{old}\n', 3),
    "a line break of its own": ("2080;Norr;;;avslut;;\r{old}\r\n", 3),
    "mixed line breaks": ("{falun}\r\n{old}\n", 3),
}


@pytest.mark.parametrize("how", ODD)
def test_row_numbers_are_those_of_a_spreadsheet(wide_reader: WideReader, how: str) -> None:
    text, row = ODD[how]
    content = ";".join(HEADER) + "\n" + text.format(falun=";".join(FALUN), old="2080;;;;avslut;;99")

    assert wide_reader.told(content) == [(row, "alder", "out_of_range")]


@pytest.mark.parametrize("text", ["2080;Norr;P\n;2017-03-01;avslut;flicka;7\n", "2080\n", ";;;;;;7\n2080;;;\n"])
def test_a_row_that_is_cut_in_two_stops_the_file(wide_reader: WideReader, text: str) -> None:
    told = wide_reader.told(";".join(HEADER) + "\n" + text)

    assert told
    assert {code for _, _, code in told} == {"unreadable"}


@pytest.mark.parametrize("text", ['2080;"Norr;;;avslut;;\n', '2080;"Norr"x;;;avslut;;\n'])
def test_a_stray_quote_stops_the_file(wide_reader: WideReader, text: str) -> None:
    assert wide_reader.told(";".join(HEADER) + "\n" + text) == [(0, "", "unreadable")]


def test_the_line_by_which_excel_knows_the_separator_is_no_row(wide_reader: WideReader) -> None:
    assert wide_reader.told("sep=,\n" + csv_text([("kommunkod", "alder"), ("2080", "99")], ",")) == [(2, "alder", "out_of_range")]


def test_a_blank_column_without_a_header_is_passed_over(wide_reader: WideReader) -> None:
    assert wide_reader.batch(csv_text([("kommunkod", "", "kon", ""), ("2080", "", "flicka", "")])).answers["kon"].tolist() == [1]


def test_a_column_of_other_kind_is_told_what_it_is_like(wide_reader: WideReader) -> None:
    ((_, english),) = wide_reader.sentences(with_column("tillfälle nu", "avslut"))

    assert english == "tillfälle nu is no question of the instrument. Do you mean tillfalle?"


def test_the_same_file_is_read_the_same_fast_or_carefully(wide_reader: WideReader) -> None:
    plain = csv_text([HEADER, *[FALUN, BORLANGE] * 300])
    # The doubled quote is what only the careful way reads.
    careful = plain.replace("Söder", '"S""öder"', 1)

    fast, slow = wide_reader.read(plain).value, wide_reader.read(careful).value

    assert fast is not None
    assert slow is not None
    assert all(np.array_equal(fast.answers[id], slow.answers[id]) for id in fast.answers)
    assert slow.texts["enhet"][1] == 'S"öder'


def test_the_file_may_be_read_without_a_mapping(wide_reader: WideReader, tmp_path: Path) -> None:
    path = tmp_path / "egen.csv"
    path.write_text(wide(FALUN), encoding="utf-8")

    assert read_wide(path, wide_reader.instrument, wide_reader.municipalities).value is not None


TITLE = ("Uttag ur verksamhetssystemet", "Socialförvaltningen, 2017", "")


@pytest.mark.parametrize("above", [1, 2, 3])
@pytest.mark.parametrize("write", [csv_text, sheet_of])
def test_a_title_may_stand_above_the_header(wide_reader: WideReader, above: int, write: Callable[..., bytes | str]) -> None:
    content = write([*((line,) for line in TITLE[:above]), HEADER, FALUN, [*BORLANGE[:-1], "99"]])

    assert wide_reader.told(content) == [(above + 3, "alder", "out_of_range")]


def test_a_title_of_as_many_cells_as_the_header_is_still_a_title(wide_reader: WideReader) -> None:
    title = ["Uttag", *[""] * (len(HEADER) - 1)]

    assert wide_reader.batch(csv_text([title, HEADER, FALUN, BORLANGE])).answers["alder"].tolist() == [7, 15]


def test_what_is_below_the_first_twenty_rows_is_no_header(wide_reader: WideReader) -> None:
    read = wide_reader.told(csv_text([*[("rad",)] * 20, HEADER, FALUN]))

    assert "missing_column" in {code for _, _, code in read} or {code for _, _, code in read} == {"unreadable"}


def test_a_header_that_is_there_again_further_down_is_a_row(wide_reader: WideReader) -> None:
    assert {row for row, _, _ in wide_reader.told(wide(FALUN, HEADER, BORLANGE))} == {3}


def test_a_mapping_may_leave_a_column_out(wide_reader: WideReader) -> None:
    mapping = csv_text([MAP, ("Handläggningstid", "-", "", ""), ("Annat", "-", "", "")])

    batch = wide_reader.batch(
        csv_text([("kommunkod", "Handläggningstid", "kon", "Annat"), ("2080", "vad som helst", "flicka", "5")]), mapping
    )

    assert batch.answers["kon"].tolist() == [1]


def test_a_column_that_is_left_out_has_no_codes(wide_reader: WideReader) -> None:
    mapping = csv_text([MAP, ("Annat", "-", "", ""), ("Annat", "", "x", "y")])

    assert wide_reader.told(with_column("kon", "flicka"), mapping) == [(0, "", "unknown_column")]
