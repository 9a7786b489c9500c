"""Municipalities' answers come in a long or a wide form: the header tells which, and a file that is neither is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from spegla.catalogue import Catalogue, Instrument, Reason
from spegla.columns import Columns
from spegla.importers import Read, read_answers
from spegla.messages import messages
from tests.unit.importers.files import csv_text

HEADER = (
    "kommunkod",
    "skyddade_sbu_finns",
    "Skyddade personuppgifter, social barn- och ungdomsvård: rutinen är uppföljd",
    "plan_sbu_finns",
    "plan_sbu_former",
)
FALUN = ("2080", "ja", "Ej aktuellt", "Ja", "handledning|Fortbildning")
BORLANGE = ("2081", "Ej aktuellt (området finns inte)", "", "nej", "")
# Problems that only municipalities' answers have; each is provoked below.
SENTENCES = {"form_neither", "form_not_wide", "form_not_long", "unknown_municipality_name"}
Reads = Callable[..., Read[Columns]]
LONG = csv_text([("kommunkod", "indikator", "svar"), ("2080", "Socialjour", "Ja")])


@pytest.fixture
def oj(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["oj-2019"]


@pytest.fixture
def read(catalogue: Catalogue, tmp_path: Path, oj: Instrument) -> Reads:
    def answers(content: str, instrument: Instrument = oj, mapping: str = "") -> Read[Columns]:
        path = tmp_path / "svar.csv"
        path.write_text(content, encoding="utf-8")
        map_path = tmp_path / "koppling.csv" if mapping else None
        if map_path:
            map_path.write_text(mapping, encoding="utf-8")
        return read_answers(path, instrument, catalogue.municipalities, map_path)

    return answers


def value(read: Read[Columns]) -> Columns:
    assert read.value is not None
    return read.value


def told(read: Read[Columns]) -> list[tuple[int, str, str]]:
    assert read.value is None
    return [(problem.row, problem.column, problem.code) for problem in read.problems]


def test_a_wide_file_has_a_response_for_each_row_with_routing(read: Reads) -> None:
    columns = value(read(csv_text([HEADER, FALUN, BORLANGE])))
    falun, borlange = columns.responses

    assert (falun.organisation, falun.subject, borlange.organisation) == ("2080", "2080", "2081")
    assert falun.answers["skyddade_sbu_uppfoljd"] == "nyligen"
    assert falun.answers["plan_sbu_former"] == frozenset({"handledning", "fortbildning"})
    assert borlange.answers["skyddade_sbu_finns"] == "finns_inte"
    assert borlange.answers["skyddade_sbu_uppfoljd"] is Reason.NOT_ASKED
    assert falun.answers["plan_sbu_uppfoljd"] is Reason.NOT_ASKED
    assert "plan_sbu_uppfoljd" in columns.not_collected


def test_each_answer_knows_the_row_of_its_file(read: Reads) -> None:
    columns = value(read("Enkäten 2019\n" + csv_text([HEADER, FALUN, BORLANGE])))

    assert [response.rows["plan_sbu_former"] for response in columns.responses] == [3, 4]
    assert "plan_sbu_uppfoljd" not in columns.responses[0].rows


def test_the_municipality_may_be_given_by_name(read: Reads) -> None:
    columns = value(read(csv_text([("kommun", *HEADER[1:]), ("Falun", *FALUN[1:]), ("borlänge kommun", *BORLANGE[1:])])))

    assert [response.organisation for response in columns.responses] == ["2080", "2081"]


def test_invented_answers_are_marked(read: Reads) -> None:
    assert value(read(csv_text([(*HEADER, "pahittad"), (*FALUN, "ja")]))).invented
    assert not value(read(csv_text([HEADER, FALUN]))).invented


@pytest.mark.parametrize(
    ("rows", "problem", "says"),
    [
        ([HEADER, FALUN, BORLANGE, FALUN], (4, "", "duplicate_municipality"), "Falun finns två gånger"),
        (
            [("kommun", *HEADER[1:]), ("Ankeborg", *FALUN[1:])],
            (2, "kommun", "unknown_municipality"),
            "Det här är ingen av de 290 kommunerna",
        ),
        ([("kommun", *HEADER), ("Mora", *FALUN)], (2, "kommun", "unknown_municipality"), "Mora” har inte kommunkoden 2080"),
        ([HEADER[1:], FALUN[1:]], (1, "kommunkod", "missing_column"), "Kolumnen kommunkod saknas"),
        ([HEADER, ("2080", "nej", "ja", "nej", "")], (2, "skyddade_sbu_uppfoljd", "not_asked"), ""),
        ([("kommunkod", "samverkan_polisen_finns"), ("2080", "behovs_inte")], (2, "", "samma_chef_som_staten_polisen"), "samma chef"),
        ([("kommunkod", "invanare"), ("2080", "3")], (1, "", "form_not_wide"), "Nu har filen: kommunkod, invanare"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(read: Reads, rows: list[tuple[str, ...]], problem: tuple[int, str, str], says: str) -> None:
    found = read(csv_text(rows))

    assert told(found) == [problem]
    assert says in found.problems[0].message(messages("sv"))


def test_a_long_file_is_refused_where_several_questions_lie_behind_each_indicator(read: Reads) -> None:
    found = read(LONG)

    assert told(found) == [(1, "", "form_not_long")]
    assert "en kolumn för varje fråga" in found.problems[0].message(messages("sv"))


def test_where_one_question_is_enough_either_form_gives_the_same_answers(read: Reads, catalogue: Catalogue) -> None:
    instrument = catalogue.instruments["oj-sbu-2016"]

    long = value(read(LONG, instrument))
    wide = value(read(csv_text([("kommun", "Socialjour"), ("Falun", "Ja")]), instrument))

    assert [one.answers["socialjour"] for one in long.responses] == [one.answers["socialjour"] for one in wide.responses] == ["ja"]


def test_a_file_of_neither_form_is_told_both(read: Reads, catalogue: Catalogue) -> None:
    found = read(csv_text([("kommunkod", "invanare"), ("2080", "3")]), catalogue.instruments["oj-sbu-2016"])

    assert told(found) == [(1, "", "form_neither")]
    assert all(
        word in found.problems[0].message(messages("sv")) for word in ("indikator och svar", "en kolumn för varje fråga", "invanare")
    )


def test_a_mapping_says_what_others_call_columns_and_codes(read: Reads) -> None:
    mapping = csv_text([("kolumn", "variabel", "varde", "kod"), ("Fråga 2", "skyddade_sbu_finns", "", ""), ("Fråga 2", "", "1", "ja")])

    columns = value(read(csv_text([("kommunkod", "Fråga 2"), ("2080", "1")]), mapping=mapping))

    assert columns.responses[0].answers["skyddade_sbu_finns"] == "ja"


def test_a_file_that_cannot_be_read_says_why(read: Reads) -> None:
    assert told(read("")) == [(0, "", "file_empty")]
