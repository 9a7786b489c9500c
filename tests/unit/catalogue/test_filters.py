"""The fields of Webbkollen 2017, and how what is chosen in them is written."""

from datetime import date

import pytest

from spegla.catalogue import Catalogue, Instrument
from spegla.catalogue.filters import Between, Chosen, FieldKind, chosen_of, fields_of, rule_of


@pytest.fixture(scope="module")
def webbkollen(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


def test_the_day_and_the_occasion_come_first(webbkollen: Instrument) -> None:
    assert [one.id for one in fields_of(webbkollen)][:4] == ["datum", "tillfalle", "kon", "alder"]


def test_each_question_with_alternatives_is_a_field_and_age_has_ends(webbkollen: Instrument) -> None:
    fields = {one.id: one.kind for one in fields_of(webbkollen)}

    assert fields.keys() == {"datum", *(one.id for one in webbkollen.variables)}
    assert (fields["kon"], fields["fokus"], fields["alder"]) == (FieldKind.ONE_OF, FieldKind.AMONG, FieldKind.NUMBERS)


def test_numbers_of_a_municipality_are_no_fields(catalogue: Catalogue) -> None:
    assert [one.id for one in fields_of(catalogue.instruments["placeringar-2021"])] == ["datum"]


def test_what_means_missing_is_no_option(webbkollen: Instrument) -> None:
    options = {one.id: one.codes for one in fields_of(webbkollen)}

    assert options["risk_beslut"] == ("lag", "forhojd", "hog", "mycket_hog")


@pytest.mark.parametrize(
    ("chosen", "text"),
    [
        (Chosen(), ""),
        (Chosen({"kon": frozenset()}, {"alder": Between()}), ""),
        (Chosen({"kon": frozenset({"flicka"})}), 'kon == "flicka"'),
        (Chosen({"kon": frozenset({"pojke", "flicka"})}), 'kon in ("flicka", "pojke")'),
        (Chosen({"utsatthet_barnet": frozenset({"skola"})}), '"skola" in utsatthet_barnet'),
        (Chosen({"samtal_avslut": frozenset({"inget", "enskilt"})}), '("enskilt" in samtal_avslut or "inget" in samtal_avslut)'),
        (Chosen(ends={"alder": Between(7, 12)}), "alder >= 7 and alder <= 12"),
        (Chosen(ends={"alder": Between(7, 7)}), "alder == 7"),
        (Chosen(ends={"alder": Between(0)}), "alder >= 0"),
        (Chosen(ends={"datum": Between(date(2026, 1, 1))}), 'datum >= "2026-01-01"'),
        (
            Chosen({"tillfalle": frozenset({"avslut"}), "kon": frozenset({"flicka"})}, {"datum": Between(None, date(2026, 12, 31))}),
            'datum <= "2026-12-31" and tillfalle == "avslut" and kon == "flicka"',
        ),
    ],
)
def test_each_choice_is_written_in_one_way(webbkollen: Instrument, chosen: Chosen, text: str) -> None:
    assert rule_of(chosen, webbkollen) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('alder <= 12 and kon == "flicka" and alder >= 7', 'kon == "flicka" and alder >= 7 and alder <= 12'),
        ("7 <= alder <= 12", "alder >= 7 and alder <= 12"),
        ('kon in ("flicka", "flicka")', 'kon == "flicka"'),
    ],
)
def test_a_rule_written_in_another_way_is_shown_and_then_written_in_ours(webbkollen: Instrument, written: str, text: str) -> None:
    chosen = chosen_of(written, webbkollen)

    assert chosen is not None
    assert rule_of(chosen, webbkollen) == text


@pytest.mark.parametrize(
    "rule",
    [
        'kon == "flicka" or alder == 3',
        'not (kon == "flicka")',
        'kon != "flicka"',
        "alder > 3",
        "alder >= 3 and alder >= 4",
        "alder == 3 and alder <= 4",
        'kon == "flicka" and kon == "pojke"',
        '"skola" in utsatthet_barnet and "annat" in utsatthet_barnet',
        '"skola" in utsatthet_barnet or "enskilt" in samtal_avslut',
        'risk_beslut == "inte_kant"',
        'risk_beslut >= "hog"',
        "risk_avslut < risk_beslut",
        "answered(kon)",
        "count(fokus) >= 2",
        'enhet == "Norr"',
        'kommunkod == "2080"',
        "ar == 2026",
        'aldersgrupp == "7_12"',
        'kon == "robot"',
        "kon ==",
    ],
)
def test_what_the_fields_cannot_show_is_not_shown_in_them(webbkollen: Instrument, rule: str) -> None:
    assert chosen_of(rule, webbkollen) is None


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen({"kon": frozenset({'flicka" or kon == "pojke'})}),
        Chosen({"risk_beslut": frozenset({"inte_kant"})}),
        Chosen({"finns_inte": frozenset({"ja"})}),
        Chosen({"alder": frozenset({"7"})}),
        Chosen(ends={"kon": Between(1, 2)}),
        Chosen(ends={"alder": Between(date(2026, 1, 1))}),
        Chosen(ends={"datum": Between(None, 2026)}),
    ],
)
def test_what_no_field_offers_is_refused(webbkollen: Instrument, chosen: Chosen) -> None:
    with pytest.raises(ValueError, match="no field"):
        rule_of(chosen, webbkollen)
