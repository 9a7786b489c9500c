"""What a person is shown of a file, to say what its columns and texts are: enough for that, and nothing that tells who a child is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spegla.catalogue import Catalogue, Instrument, load
from spegla.importers.wide import Column, ColumnMap, Headers, Limits, headers_of, unknown_texts
from spegla.importers.wide.headers import CONTEXT
from tests.unit.importers.files import csv_text, sheet_of
from tests.unit.importers.test_wide_problems import FILES
from tests.unit.importers.wide_files import personal, with_column

LIMITS = Limits(size=10_000_000, rows=100_000)
ROWS = (
    ("Kommun-nr", "Sex", "Barnets ålder i hela år", "arende", "utsatthet_hem", "", "Tomt"),
    ("2080", "F", "7", "P-1", "annat", "", ""),
    ("2080", "F", "7", "P-1", "annat", "x", ""),
    ("2081", "P", "8", "P-2", "", "", ""),
)


@pytest.fixture(scope="module")
def webbkollen(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


def headers(instrument: Instrument, content: str | bytes, mapping: ColumnMap | None = None) -> Headers:
    read = headers_of(content.encode() if isinstance(content, str) else content, instrument, LIMITS, mapping)
    assert read.problems == ()
    assert read.value is not None
    return read.value


def column(instrument: Instrument, name: str, *cells: str) -> Column:
    """The one beside the municipality."""
    return headers(instrument, with_column(name, *cells)).columns[1]


def texts(instrument: Instrument, id: str, *cells: str, mapping: ColumnMap | None = None) -> tuple[str, ...]:
    read = unknown_texts(with_column(id, *cells).encode(), instrument, LIMITS, mapping)
    assert read.value is not None
    return read.value[id]


def test_each_column_is_told_as_the_file_writes_it_with_what_it_is_taken_for(webbkollen: Instrument) -> None:
    found = headers(webbkollen, csv_text(ROWS)).columns

    assert [(one.letter, one.name, one.id, one.near) for one in found] == [
        ("A", "Kommun-nr", "", ""),
        ("B", "Sex", "", ""),
        ("C", "Barnets ålder i hela år", "alder", ""),
        ("D", "arende", "arende", ""),
        ("E", "utsatthet_hem", "", "utsatthet_hemmet"),
        ("F", "", "", ""),
        ("G", "Tomt", "", ""),
    ]


def test_what_has_no_column_is_told(webbkollen: Instrument) -> None:
    found = headers(webbkollen, csv_text(ROWS))

    assert found.context == tuple(id for id in CONTEXT if id != "arende")
    assert found.variables == tuple(one.id for one in webbkollen.variables if one.id != "alder")
    assert (found.header_row, found.rows) == (1, 3)


def test_a_map_has_its_say(webbkollen: Instrument) -> None:
    mapping = ColumnMap({"sex": "kon", "Kommun-nr": "kommunkod", "Tomt": "-"})

    found = headers(webbkollen, csv_text(ROWS), mapping)

    assert [one.id for one in found.columns] == ["kommunkod", "kon", "alder", "arende", "", "", "-"]
    assert {"kommunkod", "kon"} & {*found.context, *found.variables} == set()


def test_a_map_that_names_what_is_not_there_is_told_before_the_file(webbkollen: Instrument) -> None:
    mapping = ColumnMap({"sex": "brandbil"})

    for read in (headers_of(b"<html>", webbkollen, LIMITS, mapping), unknown_texts(b"<html>", webbkollen, LIMITS, mapping)):
        assert (read.value, [one.sentence for one in read.problems]) == (None, ["column_map_unknown"])


def test_what_already_has_a_column_is_not_suggested_again(webbkollen: Instrument) -> None:
    found = headers(webbkollen, csv_text([("utsatthet_hemmet", "utsatthet_hem"), ("annat", "annat")])).columns

    assert [one.near for one in found] == ["", ""]


def test_columns_that_are_blank_all_through_are_not_shown(webbkollen: Instrument) -> None:
    found = headers(webbkollen, csv_text([("kommunkod", "", "kon"), ("2080", "", "flicka")])).columns

    assert [one.letter for one in found] == ["A", "C"]


def test_a_title_above_the_table_is_no_header(webbkollen: Instrument) -> None:
    found = headers(webbkollen, sheet_of([("Våra insatser",), ("kommunkod", "kon"), ("2080", "flicka")]))

    assert (found.header_row, [one.name for one in found.columns]) == (2, ["kommunkod", "kon"])


def test_some_texts_are_shown_those_of_most_rows_first(webbkollen: Instrument) -> None:
    assert column(webbkollen, "Sex", "P", "F", "F", "", "F", "P", "K", "K", "X", "X").samples == ("F", "K", "P")


def test_what_one_row_alone_says_is_not_shown(webbkollen: Instrument) -> None:
    assert column(webbkollen, "Barn", "Påhittade Elsa", "Påhittade Olle").samples == ()


def test_what_may_be_a_name_or_an_address_is_not_shown_however_many_rows_have_it(webbkollen: Instrument) -> None:
    cells = ["Elsa Andersson", "Storgatan 4", "Norr"] * 3

    assert column(webbkollen, "Barn", *cells).samples == ("Norr",)
    assert texts(webbkollen, "kon", *cells) == ("Norr",)


def test_a_file_without_headers_does_not_show_who_its_first_row_is_about(webbkollen: Instrument) -> None:
    found = headers(webbkollen, csv_text([("Elsa Andersson", "F"), ("Olle Andersson", "P")])).columns

    assert [one.name for one in found] == ["", "F"]


def test_a_header_beside_known_ones_is_shown_though_it_may_be_a_name(webbkollen: Instrument) -> None:
    assert column(webbkollen, "Insats Anna", "ja").name == "Insats Anna"


def test_somebodys_own_words_are_not_shown(webbkollen: Instrument) -> None:
    assert column(webbkollen, "Fritt", *["Påhittad text om ett barn som inte finns, skriven av någon. " * 2] * 3).samples == ()


def test_what_cases_are_called_is_not_shown(webbkollen: Instrument) -> None:
    assert column(webbkollen, "arende", "P-1", "P-1").samples == ()


@pytest.mark.parametrize("name", ["Personnr", "Barnets namn", "E-post", "Telefon"])
def test_of_a_column_that_asks_who_somebody_is_nothing_is_shown(webbkollen: Instrument, name: str) -> None:
    found = column(webbkollen, name, "x", "x")

    assert (found.name, found.samples, found.near) == (name, (), "")
    assert found.identity is not None
    assert found.identity.sentence == "identity_column_header"


IDENTITIES = [personal("20010101"), "elsa@example.se", "070-000 00 00"]


@pytest.mark.parametrize("identity", IDENTITIES)
@pytest.mark.parametrize("name", ["Sex", "kon", "enhet", "arende"])
def test_of_a_column_with_an_identity_nothing_is_shown(webbkollen: Instrument, identity: str, name: str) -> None:
    found = column(webbkollen, name, "F", "F", identity)

    assert (found.name, found.samples) == (name, ())
    assert found.identity is not None
    assert (found.identity.code, found.identity.row) == ("identity_column", 4)


@pytest.mark.parametrize("identity", IDENTITIES)
def test_a_header_that_is_an_identity_is_not_shown(webbkollen: Instrument, identity: str) -> None:
    found = column(webbkollen, identity, "x", "x")

    assert (found.name, found.samples) == ("", ())
    assert found.identity is not None


@pytest.mark.parametrize("identity", IDENTITIES)
def test_an_identity_above_the_table_refuses_the_file(webbkollen: Instrument, identity: str) -> None:
    content = csv_text([("Om", identity), ("kommunkod", "kon"), ("2080", "flicka")]).encode()

    for read in (headers_of(content, webbkollen, LIMITS), unknown_texts(content, webbkollen, LIMITS)):
        assert (read.value, [one.code for one in read.problems]) == (None, ["identity_column"])


CELLS = st.sampled_from(["F", "F", "P", "kon", "Sex", "annat", "2080", *IDENTITIES, *(f"om {one} här" for one in IDENTITIES)])


@settings(max_examples=300)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=8), st.sampled_from(["", "kon", "arende", "-"]))
def test_no_identity_is_ever_repeated(rows: list[list[str]], meaning: str) -> None:
    instrument = load().instruments["webbkollen-2017"]
    mapping = ColumnMap({"Sex": meaning} if meaning else {})
    content = csv_text([("kommunkod", "Sex", "utsatthet_hemmet"), *rows]).encode()

    shown = repr((headers_of(content, instrument, LIMITS, mapping), unknown_texts(content, instrument, LIMITS, mapping)))

    assert [identity for identity in IDENTITIES if identity in shown] == []


@pytest.mark.parametrize("sentence", [name for name, (_, _, code) in FILES.items() if code == "unreadable"])
def test_what_is_no_table_is_told_as_reading_it_tells(webbkollen: Instrument, sentence: str) -> None:
    content = FILES[sentence][0]

    for door in (headers_of, unknown_texts):
        read = door(content.encode() if isinstance(content, str) else content, webbkollen, LIMITS)
        assert (read.value, [one.sentence for one in read.problems]) == (None, [sentence])


def test_texts_that_mean_no_code_are_told_those_of_most_rows_first(webbkollen: Instrument) -> None:
    assert texts(webbkollen, "kon", "P", "F", "f", "Flicka", "F", "", "K", "X", "K") == ("F", "K", "P", "X")


def test_of_several_answers_in_a_cell_those_that_mean_nothing_are_told(webbkollen: Instrument) -> None:
    assert texts(webbkollen, "utsatthet_hemmet", "annat|våld", "Våld | stök", "heder") == ("Våld", "stök")


def test_what_is_mapped_means_something(webbkollen: Instrument) -> None:
    mapping = ColumnMap(codes={("kon", "f"): "flicka", ("kon", "9"): ""})

    assert texts(webbkollen, "kon", "F", "9", "P", mapping=mapping) == ("P",)


def test_a_column_with_known_texts_has_none_to_tell(webbkollen: Instrument) -> None:
    assert texts(webbkollen, "kon", "flicka", "POJKE", "") == ()


def test_only_questions_with_alternatives_are_asked(webbkollen: Instrument) -> None:
    content = csv_text([("kommunkod", "enhet", "alder", "kon", "Annat"), ("2080", "x", "x", "x", "x")]).encode()

    assert unknown_texts(content, webbkollen, LIMITS).value == {"kon": ("x",)}


def test_at_most_fifty_are_told_and_the_rest_counted(webbkollen: Instrument) -> None:
    read = unknown_texts(with_column("kon", *(f"x{number}" for number in range(57))).encode(), webbkollen, LIMITS)

    assert read.value is not None
    assert (len(read.value["kon"]), read.left_out) == (50, {("unknown_code", "kon"): 7})


def test_of_a_question_whose_column_tells_who_somebody_is_nothing_is_told(webbkollen: Instrument) -> None:
    content = csv_text([("kommunkod", "kon", "lagrum"), ("2080", "elsa@example.se", "x"), ("2080", "F", "x")]).encode()

    assert unknown_texts(content, webbkollen, LIMITS).value == {"lagrum": ("x",)}
