"""A municipality is found by its code, four digits as text, and by its name however a file spells it."""

from datetime import date

import pytest

from spegla.catalogue import Catalogue, DefinitionsError
from spegla.catalogue.municipalities import GroupingVersion, Municipalities, UnknownMunicipalityError, fold, read_municipalities
from spegla.catalogue.source import DefinitionProblem, Place
from spegla.messages import Words


@pytest.fixture
def municipalities(catalogue: Catalogue) -> Municipalities:
    return catalogue.municipalities


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Malung-Sälen", "2023"),
        ("Malung-Sålen", "2023"),
        ("malung-sålen", "2023"),
        ("MALUNG-SÄLEN", "2023"),
        ("Malung Sälen", "2023"),
        ("Malung–Sälen", "2023"),
        ("Malung-\nSälen", "2023"),
        ("Malung\u00adSälen", "2023"),
        ("Malung-Sa\u0308len", "2023"),
        ("Malung-Sälens kommun", "2023"),
        ("Älvdalen", "2039"),
        ("Ålvdalen", "2039"),
        ("Älv dalen", "2039"),
        ("Ålv dalen", "2039"),
        ("Älv-dalen", "2039"),
        ("älvdalens KOMMUN", "2039"),
        ("  Falun\u00a0", "2080"),
        ("Falun kommun", "2080"),
        ("Borlänge kommun", "2081"),
        ("Smedje-backen", "2061"),
        ("Upplands-Väsby", "0114"),
        ("Stockholms stad", "0180"),
        ("Malmö stad", "1280"),
        ("Borås Stad", "1490"),
        ("Borås", "1490"),
        ("Mönsterås kommun", "0861"),
        # Names that end like the word after them.
        ("Halmstad", "1380"),
        ("Halmstad kommun", "1380"),
        ("Halmstads kommun", "1380"),
        ("Ystad kommun", "1286"),
        ("Kristianstads kommun", "1290"),
    ],
)
def test_a_name_is_found_in_every_spelling(municipalities: Municipalities, name: str, code: str) -> None:
    assert municipalities.with_name(name).code == code


@pytest.mark.parametrize("ending", ["", " kommun", "s kommun", " stad", "s stad"])
def test_every_name_is_found_with_and_without_its_ending(municipalities: Municipalities, ending: str) -> None:
    lost = [one.name for one in municipalities.by_code.values() if municipalities.with_name(one.name + ending) != one]

    assert lost == []


def test_every_name_is_found_without_its_hyphens_and_in_capitals(municipalities: Municipalities) -> None:
    lost = [one.name for one in municipalities.by_code.values() if municipalities.with_name(one.name.upper().replace("-", " ")) != one]

    assert lost == []


@pytest.mark.parametrize("name", ["", " ", "kommun", "stad", "Ankeborg", "Fallun", "2080", "Dalarna", "s"])
def test_a_name_that_is_no_municipality_is_refused(municipalities: Municipalities, name: str) -> None:
    with pytest.raises(UnknownMunicipalityError) as caught:
        municipalities.with_name(name)

    assert (caught.value.code, caught.value.facts) == ("municipality_unknown_name", {"value": name.strip()})


@pytest.mark.parametrize(("text", "name"), [("2080", "Falun"), (" 2080 ", "Falun"), ("0114", "Upplands Väsby")])
def test_a_code_is_four_digits(municipalities: Municipalities, text: str, name: str) -> None:
    assert municipalities.with_code(text).name == name


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("114", "municipality_leading_zero_lost", {"value": "114", "meant": "0114", "name": "Upplands Väsby"}),
        (" 180 ", "municipality_leading_zero_lost", {"value": "180", "meant": "0180", "name": "Stockholm"}),
        ("999", "municipality_three_digits", {"value": "999"}),
        ("9999", "municipality_unknown_code", {"value": "9999"}),
        ("0000", "municipality_unknown_code", {"value": "0000"}),
        ("", "municipality_not_four_digits", {"value": ""}),
        ("20", "municipality_not_four_digits", {"value": "20"}),
        ("02080", "municipality_not_four_digits", {"value": "02080"}),
        ("2080.0", "municipality_not_four_digits", {"value": "2080.0"}),
        ("20 80", "municipality_not_four_digits", {"value": "20 80"}),
        ("²⁰⁸⁰", "municipality_not_four_digits", {"value": "²⁰⁸⁰"}),
        ("२०८०", "municipality_not_four_digits", {"value": "२०८०"}),
        ("Falun", "municipality_not_four_digits", {"value": "Falun"}),
    ],
)
def test_another_code_is_refused_and_says_why(municipalities: Municipalities, text: str, code: str, facts: dict[str, str]) -> None:
    with pytest.raises(UnknownMunicipalityError) as caught:
        municipalities.with_code(text)

    assert (caught.value.code, caught.value.facts) == (code, facts)


def test_every_leading_zero_that_is_lost_is_told_of(municipalities: Municipalities) -> None:
    for code in (code for code in municipalities.by_code if code.startswith("0")):
        with pytest.raises(UnknownMunicipalityError) as caught:
            municipalities.with_code(code.removeprefix("0"))
        assert (caught.value.code, caught.value.facts["meant"]) == ("municipality_leading_zero_lost", code)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aktuell överens-kommelse", "aktuell överenskommelse"),
        ("sam verkan", "Samverkan"),
        ("överens\u00adkommelse", "överenskommelse"),
        ("överens-\n  kommelse", "överenskommelse"),
        ("o\u0308verenskommelse", "överenskommelse"),
        ("Ett\u00a0hem", "Ett hem"),
        ("insats – ungdomar", "insats - ungdomar"),
        ("”Ett hem”", '"Ett hem"'),
        ("»Ett hem«", "“Ett hem”"),
        ("STRASSE", "straße"),
    ],
)
def test_case_spaces_hyphens_and_kinds_of_quotes_do_not_count(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("å", "a"), ("ö", "o"), ("Sälen", "Sålen"), ("Journal/akt", "Journalakt"), ("(SIP)", "SIP")])
def test_letters_and_other_marks_do_count(one: str, other: str) -> None:
    assert fold(one) != fold(other)


LIST = "kommunkod,kommun,lanskod,lan\n9001,Lillby,90,Leklän\n9002,Storby,90,Leklän\n"
SPELLINGS = "stavning,kommunkod\nLilleby,9001\n"
GROUPS = "kommunkod,invanargrupp,kommungrupp_2011\n9001,1,2\n"
NAMES = "indelning,grupp,namn,namn_en\nkommungrupp,2,Små städer,Small cities\n"
VERSIONS = "indelning,version,fran,fore\nkommungrupp,2020,2020-01-01,\nkommungrupp,2011,2011-01-01,2020-01-01\n"


def test_a_list_of_ones_own_is_read() -> None:
    found = read_municipalities(LIST, SPELLINGS, GROUPS, NAMES, VERSIONS)

    assert found.with_name("lilleby").code == "9001"
    assert found.in_county("90") == len({"Lillby", "Storby"})
    assert found.groupings == {"invanargrupp": {"9001": "1"}, "kommungrupp": {"9001": "2"}}
    assert found.group_names == {"invanargrupp": {}, "kommungrupp": {"2": Words("Små städer", "Small cities")}}


def test_each_version_of_the_groups_held_for_a_time() -> None:
    found = read_municipalities(LIST, SPELLINGS, GROUPS, NAMES, VERSIONS)

    assert found.versions == {
        "kommungrupp": (
            GroupingVersion("2011", date(2011, 1, 1), date(2020, 1, 1)),
            GroupingVersion("2020", date(2020, 1, 1), None),
        )
    }
    assert found.version_known("kommungrupp") == found.versions["kommungrupp"][0]
    assert found.version_known("invanargrupp") is None


@pytest.mark.parametrize(
    ("row", "code", "facts"),
    [
        ("kommungrupp,2024,2024-02-30,", "definition_bad_date", {"field": "fran", "value": "2024-02-30"}),
        ("kommungrupp,2024,,", "definition_bad_date", {"field": "fran", "value": ""}),
        ("kommungrupp,2024,2024-01-01,sen", "definition_bad_date", {"field": "fore", "value": "sen"}),
        ("lan,1,2024-01-01,", "definition_unknown_choice", {"field": "indelning", "value": "lan", "known": "invanargrupp, kommungrupp"}),
    ],
)
def test_a_version_without_a_day_or_of_no_grouping_is_refused(row: str, code: str, facts: dict[str, str]) -> None:
    with pytest.raises(DefinitionsError) as caught:
        read_municipalities(LIST, SPELLINGS, GROUPS, NAMES, f"{VERSIONS}{row}\n")

    assert caught.value.problems == (DefinitionProblem(Place("code_lists/kommungrupper_giltighet.csv", 4, 1), code, facts),)


@pytest.mark.parametrize(
    ("lists", "place", "code", "facts"),
    [
        ((LIST + "9002,Nyby,90,L\n", SPELLINGS, GROUPS), ("kommuner.csv", 4), "definition_duplicate_code", {"code": "9002"}),
        ((LIST + "9003,STOR-BY,90,L\n", SPELLINGS, GROUPS), ("kommuner.csv", 4), "definition_duplicate_spelling", {"name": "STOR-BY"}),
        ((LIST + "903,Nyby,90,L\n", SPELLINGS, GROUPS), ("kommuner.csv", 4), "municipality_not_four_digits", {"value": "903"}),
        ((LIST.replace("lanskod", "l"), SPELLINGS, GROUPS), ("kommuner.csv", 1), "definition_field_missing", {"field": "lanskod"}),
        ((LIST, SPELLINGS + "Storby,9001\n", GROUPS), ("kommuner_stavningar.csv", 3), "definition_duplicate_spelling", {"name": "Storby"}),
        ((LIST, SPELLINGS + "Nyby,9003\n", GROUPS), ("kommuner_stavningar.csv", 3), "municipality_unknown_code", {"value": "9003"}),
        ((LIST, SPELLINGS + "Nyby\n", GROUPS), ("kommuner_stavningar.csv", 3), "municipality_unknown_code", {"value": ""}),
        (
            (LIST, SPELLINGS.replace("kommunkod", "kod"), GROUPS),
            ("kommuner_stavningar.csv", 1),
            "definition_field_missing",
            {"field": "kommunkod"},
        ),
        ((LIST, SPELLINGS, GROUPS + "9003,1,2\n"), ("kommungrupper.csv", 3), "municipality_unknown_code", {"value": "9003"}),
    ],
)
def test_a_list_that_is_wrong_is_refused_at_its_line(
    lists: tuple[str, str, str], place: tuple[str, int], code: str, facts: dict[str, str]
) -> None:
    with pytest.raises(DefinitionsError) as caught:
        read_municipalities(*lists, NAMES, VERSIONS)

    problem = caught.value.problems[0]
    assert (problem.place.file, problem.place.line) == (f"code_lists/{place[0]}", place[1])
    assert (problem.code, problem.facts) == (code, facts)


@pytest.mark.parametrize(
    ("row", "code", "facts"),
    [
        ("kommungrupp,2,Byar,Villages", "definition_duplicate_code", {"code": "2"}),
        ("lan,2,Byar,Villages", "definition_unknown_choice", {"field": "indelning", "value": "lan", "known": "invanargrupp, kommungrupp"}),
    ],
)
def test_a_name_of_no_group_and_a_second_name_are_refused(row: str, code: str, facts: dict[str, str]) -> None:
    with pytest.raises(DefinitionsError) as caught:
        read_municipalities(LIST, SPELLINGS, GROUPS, f"{NAMES}{row}\n", VERSIONS)

    assert caught.value.problems == (DefinitionProblem(Place("code_lists/kommungrupper_namn.csv", 3, 1), code, facts),)
