"""The mirror of rows in the store: a municipality alone, and a unit beside all of it. Nothing speaks of a file, or of all."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

import pytest

from spegla.analyses.mirrors import Compared, MirrorAnswer
from spegla.messages import messages
from spegla.presentation import to_html, to_html_part, to_terminal
from spegla.presentation.document import Bars, Block, Code, Fold, LongPage, Question, Section
from spegla.presentation.mirrors import mirror_csv, mirror_json, mirror_opening, mirror_page, mirror_part, mirror_summary
from spegla.presentation.mirrors.page import BESIDE
from spegla.presentation.mirrors.words import ALL_ROWS, AMONG, INGRESSES, INGRESSES_IN_HAND, TITLES
from spegla.presentation.reports.mirrors import TITLES as REPORT_TITLES
from tests.unit.presentation.mirrored import FEW, mirrored, mirrored_for_staff, packed, stored

SV, EN = messages("sv"), messages("en")
UNIT = "Barn och unga"
ALONE, BESIDE_ALL = mirrored_for_staff(stored()), mirrored_for_staff(stored(), unit=UNIT)
ANSWERS = {
    "alone": ALONE,
    "unit": BESIDE_ALL,
    "chosen": mirrored_for_staff(stored(), where='alder >= 7 and datum >= "2026-01-01"', unit=UNIT),
    "divided": mirrored_for_staff(stored(), unit=UNIT, by="kon"),
    "few of a unit": mirrored_for_staff(stored(), unit="Jouren"),
    "few": mirrored_for_staff(stored(FEW - 1)),
    "none": mirrored_for_staff(stored(0), unit=UNIT),
    "lacking": mirrored_for_staff(stored(without=frozenset({"lagrum", "alder"})), unit=UNIT),
}

# The words of a mirror of many municipalities in a file; the form's own words say "alla" too.
OTHERS = re.compile(
    r"(?i)\bfilen\b|\b(?:bland|från|bredvid|med) alla\b|>alla|· alla \d|alla, antal|;Alla;|label\": \"Alla\"|alla kommuner|\d kommuner"
)


def terminal(answer: MirrorAnswer) -> str:
    return to_terminal(mirror_summary(answer, SV))


def html(answer: MirrorAnswer) -> str:
    return to_html(mirror_page(answer, SV)).partition("<body>")[2]


def rows_of_csv(answer: MirrorAnswer) -> str:
    return mirror_csv(answer, SV)


SHOWN: list[Callable[[MirrorAnswer], str]] = [terminal, html, rows_of_csv, lambda answer: mirror_json(answer, SV)]


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def blocks_in(blocks: Iterable[Block]) -> Iterable[Block]:
    """Each block, and those inside it."""
    for block in blocks:
        yield block
        match block:
            case LongPage(blocks=inner) | Section(blocks=inner) | Fold(blocks=inner) | Question(blocks=inner):
                yield from blocks_in(inner)


@pytest.mark.parametrize("sentences", [TITLES, INGRESSES, INGRESSES_IN_HAND, ALL_ROWS, AMONG, REPORT_TITLES])
def test_there_is_a_sentence_for_all_that_may_stand_beside_each_other(sentences: Mapping[Compared, str]) -> None:
    assert set(sentences) == set(Compared)


def test_what_stands_beside_is_said_where_something_does() -> None:
    assert set(BESIDE) == {answer.compared for answer in (mirrored(packed()), BESIDE_ALL) if answer.beside}


@pytest.mark.parametrize("show", SHOWN)
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_nothing_speaks_of_a_file_or_of_all_municipalities(answer: MirrorAnswer, show: Callable[[MirrorAnswer], str]) -> None:
    assert OTHERS.findall(plain(show(answer))) == []


@pytest.mark.parametrize("show", SHOWN)
def test_what_speaks_of_a_file_or_of_all_would_be_found(show: Callable[[MirrorAnswer], str]) -> None:
    assert OTHERS.findall(plain(show(mirrored(packed(without=frozenset({"lagrum"})))))) != []


def test_a_municipality_alone_is_called_by_its_name() -> None:
    page = mirror_page(ALONE, SV)

    assert page.title == "Spegeln: Falun"
    assert page.ingress == "Webbkollen Barn och unga 2017. Så svarade Falun, fråga för fråga."
    assert 'Visar <b>416 registreringar</b> i <span class="val">Falun</span>.</p>' in plain(html(ALONE))


def test_a_unit_stands_beside_all_of_its_municipality() -> None:
    page = mirror_page(BESIDE_ALL, SV)

    assert page.title == "Barn och unga bredvid hela Falun"
    assert page.ingress.endswith("Så svarade Barn och unga, och så svarade hela Falun, fråga för fråga.")


def test_which_rows_are_shown_is_said_of_the_unit_and_of_all() -> None:
    n = {name: [group.n for group in answer.cleared.groups] for name, answer in ANSWERS.items()}
    said = {name: re.sub("<[^>]*>", "", plain(html(answer))) for name, answer in ANSWERS.items()}

    all, own = n["unit"]
    assert (
        f"Visar {own} registreringar i Barn och unga. Jämförs med hela Falun: {all} registreringar, Barn och unga inräknad." in said["unit"]
    )
    all, own = n["chosen"]
    assert (
        f"Visar {own} registreringar i Barn och unga där barnets ålder i hela år är minst 7 och datumet är tidigast 1 januari 2026."
        in (said["chosen"])
    )
    assert f"Jämförs med hela Falun: {all} registreringar med samma urval, Barn och unga inräknad." in said["chosen"]


def test_a_unit_without_rows_is_said_to_have_none() -> None:
    said = re.sub("<[^>]*>", "", plain(html(mirrored_for_staff(stored(), unit="Nystartad"))))

    assert "Visar 0 registreringar i Nystartad. Jämförs med hela Falun: 416 registreringar. Nystartad har inga registreringar här." in said


def test_the_finding_of_a_unit_names_it_and_all_of_the_municipality() -> None:
    text = plain(html(BESIDE_ALL))

    assert re.search(r"Vanligast i Barn och unga är ”Flicka”: \d+ av \d+ \(\d+ %, .*?\)\. I hela Falun är det \d+ %", text)
    assert re.search(r"Medelvärdet är [\d,]+ i Barn och unga och [\d,]+ i hela Falun\.", text)
    assert re.search(r"Barn och unga \d+ svar, .*? · hela Falun \d+ svar", text)


def test_figures_of_a_store_are_for_the_municipalitys_own_staff() -> None:
    text = plain(html(ALONE))

    assert "<b>Exakta uppgifter – bara för kommunens egen personal.</b>" in text
    assert "De är inte för webben eller för rapporter till politiker. Små tal kan röja vem det gäller." in text


def test_invented_rows_of_a_store_are_called_so_beside_what_holds_for_real_ones() -> None:
    text = plain(html(mirrored_for_staff(stored(invented=True))))

    assert "bara för kommunens egen personal. Påhittade uppgifter.</b>" in text
    assert "inte för webben" in text
    assert "Inget barn finns bakom raderna." in text


def test_a_municipality_alone_is_drawn_as_the_own_one() -> None:
    drawn = [block for block in blocks_in(mirror_page(ALONE, SV).blocks) if isinstance(block, Bars)]

    assert len(drawn) > 20
    assert {(bars.own, bars.all) for bars in drawn} == {("Falun", "")}
    assert 'class="d-alla"' not in html(ALONE)


def test_a_unit_of_a_few_has_its_counts_and_no_share() -> None:
    text = plain(html(ANSWERS["few of a unit"]))

    assert text.count("För få för procent.") == 1
    assert "Jouren har 7 registreringar i urvalet." in text
    assert 'class="d-egen"' not in text
    assert f" av {FEW}</span>" in text


def test_a_municipality_of_a_few_has_no_share() -> None:
    assert re.findall(r"\d %", plain(terminal(ANSWERS["few"]))) == []


def test_an_empty_store_says_what_comes_next() -> None:
    text = plain(html(ANSWERS["none"]))

    assert "<b>Här finns inga registreringar än.</b> Talen kommer när någon har lämnat in en registrering." in text


def test_what_the_registrations_do_not_have_is_named() -> None:
    text = plain(html(ANSWERS["lacking"]))

    assert "Tre frågor finns inte i registreringarna. Det betyder inte att svaren är noll." in text
    assert text.count(">Lagrum<") == 1


def test_the_page_is_in_english_for_those_who_choose_it() -> None:
    page = mirror_page(BESIDE_ALL, EN)

    assert page.title == "Barn och unga beside all of Falun"
    assert "Most common in Barn och unga is “Girl”" in to_html(page)
    assert "In all of Falun it is" in to_html(page)


def test_the_table_of_a_municipality_alone_has_one_group() -> None:
    rows = list(csv.DictReader(io.StringIO(mirror_csv(ALONE, SV).removeprefix("\ufeff")), delimiter=";"))

    assert {(row["grupp"], row["gruppnamn"]) for row in rows} == {("alla", "Falun")}


# ── As a part of a page ───────────────────────────────────────────────────


def parts(answer: MirrorAnswer) -> str:
    """Both parts, as a page has them after one another."""
    return "".join(str(to_html_part(made(answer, SV))) for made in (mirror_opening, mirror_part))


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_a_part_has_no_style_no_script_and_no_first_heading(answer: MirrorAnswer) -> None:
    text = parts(answer)

    assert re.findall(r"<style|<script|style=|<h1|<html|<body|<main|javascript:| on\w+=", text) == []
    assert mirror_part(answer, SV).title not in text


def test_the_two_parts_have_all_of_the_page_but_its_rule() -> None:
    answer = ANSWERS["chosen"]
    page, opening, rest = (made(answer, SV) for made in (mirror_page, mirror_opening, mirror_part))

    assert [block for block in page.blocks if not isinstance(block, Code)] == [*opening.blocks, *rest.blocks]
    assert (opening.title, rest.title) == (page.title, page.title)


@pytest.mark.parametrize("level", [2, 3])
def test_headings_of_a_part_begin_at_the_level_that_is_asked_for(level: int) -> None:
    found = [int(one) for one in re.findall(r"<h(\d)", str(to_html_part(mirror_part(BESIDE_ALL, SV), level)))]

    assert found[0] == level == min(found)
    assert all(after <= before + 1 for before, after in pairwise(found))


def test_a_unit_called_as_a_tag_is_shown_as_text() -> None:
    text = parts(mirrored_for_staff(stored(), unit="<b>x</b>"))

    assert "<b>x</b>" not in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text
