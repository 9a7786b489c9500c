"""What could tell who somebody is, kind by kind, and what looks like it and does not. All people and numbers here are invented."""

import pytest

from spegla.catalogue import Catalogue
from spegla.identities import KINDS, Found, found_in
from tests.unit.importers.wide_files import personal

CHILD = personal("20010101")
BARE = CHILD.replace("-", "")
SLIP = CHILD[:-1] + str((int(CHILD[-1]) + 1) % 10)


def told(text: str) -> list[tuple[str, str]]:
    """Each kind found, and the words it was found in."""
    return [(one.kind, text[one.start : one.stop]) for one in found_in(text)]


def names(text: str) -> list[str]:
    return [words for kind, words in told(text) if kind == "name"]


def test_each_is_found_where_it_stands_in_the_order_of_the_text() -> None:
    text = f"Anna på Storgatan 12, anna@example.se, 070-174 06 05, {CHILD}"

    assert told(text) == [
        ("name", "Anna"),
        ("address", "Storgatan 12"),
        ("mail", "anna@example.se"),
        ("phone", "070-174 06 05"),
        ("personnummer", CHILD),
    ]


def test_what_is_taken_for_one_kind_is_no_part_of_another() -> None:
    assert told(f"{CHILD}@example.se") == [("personnummer", CHILD)]


def test_nothing_is_found_in_nothing() -> None:
    assert found_in("") == ()


def test_places_are_those_of_the_text_as_it_was_written() -> None:
    text = f"\ufeffBarnet \u200b{BARE[:4]}\u200b{BARE[4:]} hos Te\u0301a"

    assert found_in(text) == (Found("personnummer", text.index(BARE[:4]), text.index(" hos")), Found("name", text.index("Te"), len(text)))


@pytest.mark.parametrize(
    "number",
    [
        *(CHILD, BARE, CHILD[2:], BARE[2:], SLIP, SLIP[2:], SLIP.replace("-", ""), SLIP.replace("-", " "), SLIP[2:].replace("-", " - ")),
        *(CHILD[:-4] + "XXXX", CHILD[2:-4] + "xxxx", CHILD[:-4] + "****", CHILD[:-4] + "TF12"),
    ],
)
def test_a_personal_number_is_found_with_a_slip_or_crossed_out_too(number: str) -> None:
    assert told(f"Gäller {number}, se ovan.") == [("personnummer", number)]


@pytest.mark.parametrize(
    "number",
    [
        *("070-174 06 05", "0701740605", "070/174 06 05", "070.174.06.05", "0701-74 06 05", "070-17 40 605", "(070) 174 06 05"),
        *("+46 70 174 06 05", "+46701740605", "0046 70 174 06 05", "+46 (0)70-174 06 05", "08-465 004 12", "0980-319 214", "023-12345"),
        "+47 912 34 567",
    ],
)
def test_a_telephone_number_is_found_however_it_is_grouped(number: str) -> None:
    assert told(f"Mamman nås på {number}.") == [("phone", number)]


@pytest.mark.parametrize("number", ["2015 01 01 12 31", "2 0 1 5 0 1 0 1 1 2 3 1", "15 01 01 12 31", "2015.01.01 1231", "201501 011231"])
def test_a_personal_number_is_found_however_it_is_grouped(number: str) -> None:
    assert told(f"Det gäller {number} i dag.") == [("personnummer", number)]


@pytest.mark.parametrize("text", ["Ring 0480-12345", "Tel: 174 06 05", "mobilnr 174 06 05", "sms till 17 40 605"])
def test_a_word_says_that_it_is_a_telephone_number(text: str) -> None:
    assert [kind for kind, _ in told(text)] == ["phone"]


@pytest.mark.parametrize(
    "text",
    [
        *("0114-00123", "0480-12345", "0480-17-123", "0114123456", "2080-2017-00012", "2017-000123", "IFO 2017/0123", "SN 2019-00412"),
        *(
            "2018-04-12",
            "2018-04-12 1330",
            "2016-09-01–2017-03-15",
            "kl 13.00-14.30",
            "kl 08.30 12 mars",
            "ringt 2018-01-01",
            "ringt 170412",
        ),
        *("45 000 kr", "1 250 000 kr", "org nr 212000-2239", "Konto 5678-1234567", "rad 14", "SoL 4:1", "13-18 år", "Version 3.1"),
    ],
)
def test_days_hours_sums_and_numbers_of_cases_are_left_alone(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "address",
    [
        *(
            "Storgatan 12",
            "Björkvägen 3 B",
            "Stora Nygatan 18B",
            "Östra Esplanaden 3",
            "Lars Kaggs gata 6",
            "S:t Persgatan 15",
            "tallvägen 14",
        ),
        *(
            "Hantverkargatan 22 A, lgh 1102",
            "Granitvägen 31, 792 50 Mora",
            "Box 114, 791 13 Falun",
            "784 32 Borlänge",
            "SE-784 32 Borlänge",
        ),
        *("Björklunden 3", "Norra Vägen 7"),
    ],
)
def test_an_address_is_found_whole(address: str) -> None:
    assert told(f"Familjen finns på {address} sedan i höstas.") == [("address", address)]


def test_a_word_for_living_makes_an_address_of_any_name_with_a_number() -> None:
    assert told("Bor på Lillåsen 14 hos mormor") == [("address", "Lillåsen 14")]


@pytest.mark.parametrize(
    "text",
    [
        *("Boendet på Storgatan ska stängas.", "Placeringen 2 avslutades.", "Genomförandeplan 3 saknas.", "Registreringen 14 är fel."),
        *("Storgatan 2017 var en annan enhet.", "De bor på Enhet 2.", "Summan är 100 00 Kronor.", "Vägen 3 är stängd."),
    ],
)
def test_a_street_without_a_number_and_a_number_without_a_street_are_no_address(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vi väntar på Elsa.", "Elsa"),
        ("Vi väntar på Elsas svar.", "Elsas"),
        ("Insatsen gäller Xhyli, inte syskonet.", "Xhyli"),
        ("Elsa Berg har svarat.", "Elsa Berg"),
        ("Enligt Anna von Essen går det bra.", "Anna von Essen"),
        ("Rörande Mohammed al Hassan.", "Mohammed al Hassan"),
        ("Anna-Lena ringde.", "Anna-Lena"),
        ("Iris Andersson-Berg ringde.", "Iris Andersson-Berg"),
        ("Andréa ringde.", "Andréa"),
        ("Dzenana och Şeyma ringde.", "Şeyma"),
        ("Şeyma ringde.", "Şeyma"),
        ("Familjen Lund är nöjd.", "Lund"),
        ("Advokat Berg ringde.", "Berg"),
        ("Samtal med dr. Berg i går.", "Berg"),
        ("Andersson har svarat.", "Andersson"),
        ("A.B. har bytt handläggare.", "A.B."),
        ("Björn ringde i går.", "Björn"),
        ("Sagas mamma ringde.", "Sagas"),
        ("Xhylis mamma ringde.", "Xhylis"),
        ("Liv, 14 år, bor hos far.", "Liv"),
        ("Max Lindgren ringde.", "Max Lindgren"),
        ("Klart / Urban", "Urban"),
        ("Mamma: Maj", "Maj"),
        ("Barnet heter Xhyli.", "Xhyli"),
        ("Han kallas ”Lillen” hemma.", "Lillen"),
        ("hennes bror ali går i skolan", "ali"),
        ("mormor tina ringde", "tina"),
        ("pojken heter xhyli", "xhyli"),
        ("namnet är elsa larsson", "elsa larsson"),
        ("vi träffade fatima i går", "fatima"),
        ("vi träffade fatima andersson i går", "fatima andersson"),
        ("MAMMAN ELSA HAR RINGT", "ELSA"),
        ("Enligt Nora är det klart.", "Nora"),
        ("Samtal med Anna och Inga, de var eniga.", "Inga"),
        ("Se el-Masri och McBride.", "el-Masri"),
    ],
)
def test_a_name_is_found(text: str, name: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Barnet flyttade till Nora i maj.", "Nora kommun betalar.", "I Orsa, Nora och Mora är det lika.", "Bor i Lund."),
        *("Enligt BUP, IVO och Försäkringskassan.", "Enligt Lex Sarah ska det anmälas.", "Astrid Lindgrens barnsjukhus tar emot."),
        *(
            "Föräldrarna har gått Komet, Cope och Marte Meo.",
            "Ester-bedömning är gjord.",
            "Mini-Maria ringde.",
            "Barnet har Downs syndrom.",
        ),
        *("Hon går på Björkskolan.", "Familjeteamet Kompassen tog emot.", "HVB Solgläntan har plats.", "Barnet bor på Solgläntan."),
        *(
            "Legitimera med BankID enligt SoL.",
            "Vi ses på Teams på Onsdag.",
            "Ändra till Ingen utsatthet.",
            "Ändra till Inga egna svårigheter.",
        ),
        *(
            "Björn och varg är bilder.",
            "Max två gånger per år.",
            "Klara besked saknas.",
            "Ville inte svara.",
            "Per telefon.",
            "Trygg i skolan.",
        ),
        *("Barnet kallas till möte.", "Insatsen heter familjebehandling.", "Hon heter inte så.", "Mamman kan inte.", "mamma per telefon"),
        *("Grannens mamma ringde.", "Elevens pappa ringde.", "Flickan A och pojken B.", "Se bilaga A.", "BARNET BOR HEMMA PER TELEFON"),
    ],
)
def test_what_has_a_large_letter_for_another_reason_is_no_name(text: str) -> None:
    assert told(text) == []


def test_no_municipality_is_a_person(catalogue: Catalogue) -> None:
    kommuner = [one.name for one in catalogue.municipalities.by_code.values()]

    assert len(kommuner) == 290
    assert [name for name in kommuner if told(f"Barnet har flyttat till {name} i maj.") or told(f"Barnet bor i {name}s kommun.")] == []


def test_no_words_of_the_forms_are_a_person(catalogue: Catalogue) -> None:
    labels = {
        words.sv
        for instrument in catalogue.instruments.values()
        for variable in instrument.variables
        for words in (variable.label, *(category.label for category in variable.categories))
    }

    assert len(labels) > 400
    alarming = {words for label in labels for text in (f"Ändra till {label} i stället.", f"{label} saknas.") for _, words in told(text)}
    # The judges of the invented cases have names.
    assert alarming == {"Assi", "Jamila", "Max", "Mohammad", "Tobias"}


def test_kinds_are_known_by_the_page_that_says_them() -> None:
    assert KINDS == ("personnummer", "mail", "phone", "address", "name")
