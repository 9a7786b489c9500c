"""What could tell who a child is stops the file, wherever it stands, and is never said again. All numbers here are made up in the test."""

from collections.abc import Callable

import pytest

from spegla.columns import Batch
from spegla.importers import Read
from spegla.importers.wide.identities import identity_header, identity_in
from spegla.messages import messages
from tests.unit.importers.files import csv_text, sheet_of
from tests.unit.importers.wide_files import BORLANGE, FALUN, HEADER, WideReader, personal, wide

CHILD = personal("20010101")
COORDINATED = personal("20010161")
BARE = CHILD.replace("-", "")


@pytest.mark.parametrize(
    "text",
    [
        *(CHILD, BARE, CHILD[2:], BARE[2:], CHILD[2:].replace("-", "+"), CHILD.replace("-", " "), CHILD.replace("-", " - ")),
        *(f"{CHILD[:4]}-{CHILD[4:6]}-{CHILD[6:]}", f"{CHILD[:4]} {CHILD[4:6]} {CHILD[6:]}", CHILD.replace("-", "\u2013")),
        *(f"barnet {CHILD}, syskon", f"P{BARE}", f"{CHILD[:3]}\u200b{CHILD[3:]}", BARE.translate({48: 0xFF10, 49: 0xFF11})),
        *(COORDINATED, COORDINATED.replace("-", "")[2:]),
    ],
)
def test_a_personal_number_is_seen_however_it_is_written(text: str) -> None:
    assert identity_in(text) == "personnummer"


@pytest.mark.parametrize(
    "text",
    ["070-123 45 67", "0701234567", "070 1234567", "0760-12 34 56", "+46 70 123 45 67", "004623 123 45", "08-123 456 78", "023-12345"],
)
def test_a_telephone_number_is_seen_however_it_is_written(text: str) -> None:
    assert identity_in(text) == "phone"


@pytest.mark.parametrize("text", ["elsa@example.se", "Elsa <elsa.e@barn.example.se>", "elsa+1@exämple.se"])
def test_an_address_of_mail_is_seen(text: str) -> None:
    assert identity_in(text) == "mail"


WRONG_CHECK_DIGIT = CHILD[:-1] + str((int(CHILD[-1]) + 1) % 10)


@pytest.mark.parametrize(
    "text",
    [
        *("P-000123", "2017-000123", "IFO 2017/0123", "0114-00123", "0480-12345", "0760-000123", "2080-2017-00012", "1234567890"),
        *("2080", "0114", "2017-03-01", "2017-03-01T00:00:00", "20170301", "17", "Påhittad enhet 1", "Enhet 08", "13-18", "a|b|c", "@"),
        *(
            WRONG_CHECK_DIGIT,
            personal("20011301"),
            personal("20010132"),
            personal("20010230"),
            personal("20010192"),
            f"1{BARE}",
            f"{BARE}1",
        ),
    ],
)
def test_what_only_resembles_an_identity_is_let_through(text: str) -> None:
    assert identity_in(text) == ""


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("Namn", "namn"),
        ("Barnets namn", "namn"),
        ("FÖRNAMN", "fornamn"),
        ("Efternamn (vårdnadshavare)", "efternamn"),
        ("Person-nr", "personnr"),
        ("pnr", "pnr"),
        ("E-postadress", "epost"),
        ("Mail", "mail"),
        ("Telefonnummer", "telefon"),
        ("mobil", "mobil"),
        ("Adress", "adress"),
        ("Fritext", "fritext"),
    ],
)
def test_a_header_that_asks_who_somebody_is_is_seen(header: str, word: str) -> None:
    assert identity_header(header) == word


@pytest.mark.parametrize("header", ["kommunnamn", "Kommunens namn", "Enhetens namn", "Kontaktperson", "arende", "Anteckning", "datum", ""])
def test_a_header_that_asks_for_something_else_is_none(header: str) -> None:
    assert identity_header(header) == ""


def everything_said(read: Read[Batch]) -> str:
    return repr(read) + "".join(problem.message(messages(language)) for problem in read.problems for language in ("sv", "en"))


@pytest.mark.parametrize("place", range(len(HEADER)))
@pytest.mark.parametrize("identity", [CHILD, BARE, "elsa@example.se", "070-123 45 67"])
def test_an_identity_in_any_column_stops_the_file_and_is_not_repeated(wide_reader: WideReader, place: int, identity: str) -> None:
    row = [*BORLANGE[:place], identity, *BORLANGE[place + 1 :]]

    read = wide_reader.read(wide(FALUN, row))

    assert (3, HEADER[place], "identity_column") in [(one.row, one.column, one.code) for one in read.problems]
    assert read.value is None
    assert identity not in everything_said(read)


@pytest.mark.parametrize("write", [csv_text, sheet_of])
def test_an_identity_under_an_unknown_header_is_found_too(wide_reader: WideReader, write: object) -> None:
    assert callable(write)

    told = wide_reader.told(write([(*HEADER, "Anteckning"), (*FALUN, f"Se {CHILD}")]))

    assert told == [(1, "Anteckning", "unknown_column"), (2, "", "identity_column")]


def test_a_file_without_a_header_row_repeats_no_identity_from_its_first(wide_reader: WideReader) -> None:
    read = wide_reader.read(csv_text([("2080", CHILD, "Elsa Påhittad"), ("2080", CHILD, "Elsa Påhittad")]))

    assert {problem.code for problem in read.problems} == {"missing_column", "identity_column"}
    assert not {CHILD, "Elsa"} & {word for word in (CHILD, "Elsa") if word in everything_said(read)}


@pytest.mark.parametrize("id", ["kommunkod", "datum", "tillfalle", "kon", "alder", "pahittad"])
def test_a_name_in_the_wrong_column_is_an_error_and_not_repeated(wide_reader: WideReader, id: str) -> None:
    header = (*HEADER, "pahittad")
    row = ["Elsa Påhittad" if name == id else cell for name, cell in zip(header, (*FALUN, "ja"), strict=True)]

    read = wide_reader.read(wide(row, header=header))

    assert [(problem.row, problem.column) for problem in read.problems] == [(2, id)]
    assert "Elsa" not in everything_said(read)


def test_what_a_case_is_called_is_in_no_batch_and_no_problem(wide_reader: WideReader) -> None:
    read = wide_reader.read(wide(FALUN, FALUN, BORLANGE))

    assert [problem.code for problem in read.problems] == ["duplicate_row"]
    assert "P-1" not in everything_said(read)


def test_a_mapping_cannot_let_an_identity_through(wide_reader: WideReader) -> None:
    mapping = csv_text([("kolumn", "variabel", "varde", "kod"), ("Pnr", "arende", "", "")])

    told = wide_reader.told(csv_text([("kommunkod", "Pnr"), ("2080", CHILD)]), mapping)

    assert told == [(2, "arende", "identity_column")]


def test_a_column_is_told_once_with_how_many_it_has(wide_reader: WideReader) -> None:
    (found,) = wide_reader.read(wide(*([*FALUN[:1], CHILD, f"P-{number}", *FALUN[3:]] for number in range(5)))).problems

    assert (found.row, found.facts["count"], found.facts["letter"]) == (2, "5", "B")


def test_a_column_that_a_mapping_leaves_out_is_looked_through_all_the_same(wide_reader: WideReader) -> None:
    mapping = csv_text([("kolumn", "variabel", "varde", "kod"), ("Övrigt", "-", "", ""), ("Pnr", "-", "", "")])

    told = wide_reader.told(csv_text([("kommunkod", "Övrigt", "Pnr"), ("2080", f"Se {CHILD}", "")]), mapping)

    assert told == [(1, "pnr", "identity_column"), (2, "", "identity_column")]


@pytest.mark.parametrize("write", [csv_text, sheet_of])
def test_a_title_that_tells_who_somebody_is_stops_the_file(wide_reader: WideReader, write: Callable[..., bytes | str]) -> None:
    read = wide_reader.read(write([("Uttag", f"för {CHILD}"), HEADER, FALUN]))

    assert [(problem.row, problem.column, problem.code) for problem in read.problems] == [(1, "", "identity_column")]
    assert CHILD not in everything_said(read)
