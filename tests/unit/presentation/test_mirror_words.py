"""The mirror in words: the filter as a sentence, what was found, and who is too few for percent."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

import pytest

from spegla.analyses.mirrors import MirrorAnswer
from spegla.catalogue.model import Confidentiality
from spegla.catalogue.rules import FACTS, bind
from spegla.catalogue.rules.nodes import Node, Operator
from spegla.columns import Packed
from spegla.messages import messages
from spegla.presentation import to_html, to_terminal
from spegla.presentation.mirrors import mirror_page, mirror_summary
from spegla.presentation.mirrors.rule_words import _FACTS, _SAID, _SAID_OF_DAYS, _SAID_OF_TWO_NUMBERS, RuleWords
from spegla.presentation.mirrors.words import decapitalised
from tests.unit.presentation.mirrored import mirrored, packed, webbkollen

SV, EN = messages("sv"), messages("en")
VARIABLES = {one.id: one for one in webbkollen().asked_and_derived}
# A rule for each kind of node, and what it is in words.
RULES = {
    "Compare": ("alder >= 7", "barnets ålder i hela år är minst 7"),
    "OneOf": ('kon in ("flicka", "pojke")', "barnets kön är flicka eller pojke"),
    "Chosen": ('"omsorgsbrist" in utsatthet_hemmet', "”Brister i omsorg” är valt i identifierad utsatthet i hemmiljön"),
    "Answered": ("answered(kon)", "barnets kön har ett svar"),
    "Not": ("not answered(kon)", "barnets kön saknar svar"),
    "And": ('kon == "flicka" and alder < 7', "barnets kön är flicka och barnets ålder i hela år är under 7"),
    "Or": ('kon == "flicka" or alder <= 6', "barnets kön är flicka eller barnets ålder i hela år är högst 6"),
}


def said(text: str) -> str:
    return RuleWords(VARIABLES, SV).sentence(bind(text, VARIABLES))


def terminal(answer: MirrorAnswer) -> str:
    return to_terminal(mirror_summary(answer, SV)).replace("\u00a0", " ")


def html(answer: MirrorAnswer) -> str:
    return to_html(mirror_page(answer, SV)).partition("<body>")[2].replace("\u00a0", " ")


@pytest.mark.parametrize("kind", RULES)
def test_each_kind_of_rule_is_said_in_words(kind: str) -> None:
    rule, sentence = RULES[kind]

    assert said(rule) == sentence


def test_there_is_an_example_of_each_kind_of_rule() -> None:
    assert set(RULES) == {node.__name__ for node in get_args(Node)}


@pytest.mark.parametrize("table", [_SAID, _SAID_OF_DAYS, _SAID_OF_TWO_NUMBERS], ids=["values", "days", "two numbers"])
def test_each_comparison_has_words(table: Mapping[Operator, str]) -> None:
    assert set(table) == set(Operator)


def test_each_fact_has_a_name() -> None:
    assert set(_FACTS) == set(FACTS)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ('datum >= "2026-01-01"', "datumet är tidigast 1 januari 2026"),
        ('kommunkod != "2080"', "kommunkoden inte är 2080"),
        (
            "count(utsatthet_hemmet, utsatthet_barnet) > 2",
            "antalet val i identifierad utsatthet i hemmiljön och barnets riskbeteende och svårigheter är över 2",
        ),
        ('not (kon == "flicka" or alder < 7)', "det inte gäller att (barnets kön är flicka eller barnets ålder i hela år är under 7)"),
        ('lagrum == "lvu"', "lagrum är LVU"),
        ("alder + ar > 2030", "summan av barnets ålder i hela år och året är över 2030"),
        ("ar > alder", "året är större än barnets ålder i hela år"),
        ("2030 >= alder + ar", "summan av barnets ålder i hela år och året är högst 2030"),
    ],
)
def test_a_rule_reads_as_a_sentence(rule: str, sentence: str) -> None:
    assert said(rule) == sentence


@pytest.mark.parametrize(("text", "small"), [("Barnets kön", "barnets kön"), ("SoL", "SoL"), ("LVU", "LVU"), ("A", "a"), ("", "")])
def test_only_ordinary_words_lose_their_capital(text: str, small: str) -> None:
    assert decapitalised(text) == small


def test_the_filter_is_the_first_sentence() -> None:
    text = terminal(mirrored(packed(), where="alder >= 7"))

    assert "i Falun där barnets ålder i hela år är minst 7. Jämförs med alla:" in text.replace("\n", " ")


def test_the_finding_states_both_figures_and_claims_no_difference() -> None:
    text = html(mirrored(packed()))

    assert "Vanligast i Falun är ”Flicka”: 66 av 102 (65 %, troligen mellan 55 och 73 %)." in text
    assert "Bland alla är det 71 % (troligen mellan 66 och 75 %)." in text
    assert "större än slumpen" not in text


def test_without_an_own_municipality_there_is_one_bar() -> None:
    text = html(mirrored(packed(), own=""))

    assert 'class="d-alla"' in text
    assert 'class="d-egen"' not in text


@pytest.mark.parametrize("show", [terminal, html])
def test_every_output_says_that_figures_are_exact_and_rows_invented(show: object) -> None:
    text = show(mirrored(packed()))  # type: ignore[operator]

    assert "Exakta uppgifter – får inte spridas. Påhittade uppgifter." in text


def test_real_rows_are_not_called_invented() -> None:
    assert "Påhittade" not in terminal(mirrored(packed(invented=False)))


def test_public_figures_may_be_passed_on() -> None:
    made = packed(20, invented=False)
    public = replace(made.instrument, confidentiality=Confidentiality.PUBLIC)
    answer = mirrored(Packed(public, made.holder, made.not_collected, made.invented, made.engine))

    assert "får inte spridas" not in terminal(answer) + html(answer)


def test_few_own_rows_are_told_of_once_and_their_counts_stay() -> None:
    text = html(mirrored(packed(own_rows=7)))

    assert text.count("För få för procent.") == 1
    assert "Falun har 7 registreringar i urvalet." in text
    assert " av 7</span>" in text


def test_the_terminal_says_who_is_too_few() -> None:
    assert "för få för procent" in terminal(mirrored(packed(own_rows=7)))


def test_a_few_answers_have_counts_and_no_percent() -> None:
    text = terminal(mirrored(packed(6)))

    assert re.findall(r"\d %", text) == []
    assert re.findall(r"Flicka +\d", text) != []


@pytest.mark.parametrize(
    ("answer", "says"),
    [(mirrored(packed(0)), "Filen har inga rader."), (mirrored(packed(), where="alder > 24"), "Inga registreringar passar urvalet.")],
)
def test_nothing_to_show_is_said(answer: MirrorAnswer, says: str) -> None:
    assert says in terminal(answer)
    assert says in html(answer)


def test_what_has_no_column_is_named_once() -> None:
    text = html(mirrored(packed(without=frozenset({"lagrum"}))))

    assert "Filen har ingen kolumn för en fråga. Det betyder inte att svaret är noll." in text
    assert text.count(">Lagrum<") == 1


def test_no_line_of_the_terminal_is_wider_than_100() -> None:
    assert max(len(line) for line in terminal(mirrored(packed(), by="utsatthet_hemmet")).splitlines()) <= 100


def test_there_is_a_column_for_each_group() -> None:
    text = html(mirrored(packed(), by="kon"))

    assert '<th scope="col" class="n">Flicka</th><th scope="col" class="n">Pojke</th><th scope="col" class="n">Utan svar</th>' in text


def test_the_page_is_in_english_for_those_who_choose_it() -> None:
    text = to_html(mirror_page(mirrored(packed()), EN))

    assert "The mirror: Falun beside all" in text
    assert "Exact figures – not to be passed on." in text
