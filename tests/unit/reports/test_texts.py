"""The texts that people write: Markdown under headings that are the report's own."""

import pytest

from spegla.catalogue import load
from spegla.messages import messages
from spegla.presentation.document import Listing, Prose, Section, Table, Weight
from spegla.presentation.reports import TextsError, Written, read_texts, texts_template

REPORT = load().reports["lansrapport"]
INSTRUMENT = load().instruments["oj-sbu-2016"]


def read(markdown: str) -> Written:
    return read_texts(markdown, REPORT, INSTRUMENT)


def problems(markdown: str) -> list[tuple[int, str]]:
    with pytest.raises(TextsError) as error:
        read(markdown)
    return [(problem.line, problem.code) for problem in error.value.problems]


@pytest.mark.parametrize("heading", ["# bakgrund", "## Bakgrund", "## BAKGRUND", "## Background"])
def test_a_part_is_called_by_id_or_title(heading: str) -> None:
    assert list(read(f"{heading}\n\nText.\n")) == ["bakgrund"]


@pytest.mark.parametrize("heading", ["## helhetssyn", "## Helhetssyn och samordning"])
def test_so_is_an_area(heading: str) -> None:
    assert list(read(f"{heading}\n\nText.\n")) == ["helhetssyn"]


def test_paragraphs_lists_tables_and_strong_words_are_kept() -> None:
    found = read("## bakgrund\n\nHej **du**.\n\n- ett\n- två\n\n1. först\n\n| a | b |\n|---|--:|\n| x | 2 |\n")["bakgrund"]

    prose, bullets, steps, table = found
    assert isinstance(prose, Prose)
    assert [(part.text, part.weight) for part in prose.phrases] == [("Hej ", Weight.PLAIN), ("du", Weight.STRONG), (".", Weight.PLAIN)]
    assert isinstance(bullets, Listing)
    assert (len(bullets.items), bullets.numbered) == (2, False)
    assert isinstance(steps, Listing)
    assert steps.numbered
    assert isinstance(table, Table)
    assert (table.head, table.numeric, table.rows[0][1].text) == (("a", "b"), frozenset({1}), "2")


def test_a_heading_below_is_the_writers_own() -> None:
    [section] = read("## bakgrund\n\n### Vår kommun\n\nText.\n")["bakgrund"]

    assert isinstance(section, Section)
    assert section.title == "Vår kommun"


def test_the_address_of_a_link_can_be_read_on_paper() -> None:
    [prose] = read("## bakgrund\n\nSe [planen](https://example.org/plan).\n")["bakgrund"]

    assert isinstance(prose, Prose)
    assert "".join(part.text for part in prose.phrases) == "Se planen (https://example.org/plan)."


def test_a_comment_and_an_empty_heading_say_nothing() -> None:
    assert read("<!-- till den som skriver -->\n\n## bakgrund\n\n<!-- text -->\n") == {}


def test_an_unknown_heading_is_an_error_that_says_where_and_lists_the_known() -> None:
    with pytest.raises(TextsError) as error:
        read("## bakgrund\n\nText.\n\n## vädret\n\nSol.\n")
    [problem] = error.value.problems

    assert (problem.line, problem.code) == (5, "texts_unknown")
    assert problem.facts["known"].startswith("nyckeltal, avstand, slutsatser, egna_kommentarer, bakgrund")


def test_a_heading_that_is_nearly_right_is_suggested() -> None:
    with pytest.raises(TextsError) as error:
        read("## bakgrunden\n\nText.\n")

    assert error.value.problems[0].facts["near"] == "bakgrund"


def test_a_heading_twice_is_an_error() -> None:
    assert problems("## bakgrund\n\nA.\n\n## Bakgrund\n\nB.\n") == [(5, "texts_twice")]


def test_text_before_the_first_heading_is_an_error() -> None:
    assert problems("Hej.\n\n## bakgrund\n\nA.\n") == [(1, "texts_before_heading")]


NOT_SHOWN = (
    ("![bild](x.png)", "texts_picture"),
    ("<b>x</b>", "texts_html"),
    ("<div>\nx\n</div>", "texts_html"),
    ("```\nkod\n```", "texts_code"),
    ("    fyra mellanslag", "texts_code"),
    ("> citat", "texts_quotation"),
    ("- > citat", "texts_quotation"),
)


@pytest.mark.parametrize(("text", "code"), NOT_SHOWN)
def test_what_cannot_be_shown_is_an_error_that_names_it_with_its_line(text: str, code: str) -> None:
    assert problems(f"## bakgrund\n\n{text}\n")[0] == (3, code)


def test_a_quotation_is_called_one() -> None:
    assert "citat" in messages("sv").say("texts_quotation")
    assert "HTML" not in messages("sv").say("texts_quotation")


def test_a_list_in_a_list_is_an_error() -> None:
    assert problems("## bakgrund\n\n- a\n  - b\n") == [(4, "texts_list_in_list")]


def test_a_table_that_no_paper_holds_is_refused() -> None:
    row, line = "| a " * 9 + "|\n", "|---" * 9 + "|\n"

    assert problems(f"## bakgrund\n\n{row}{line}{row}") == [(3, "texts_table_wide")]


@pytest.mark.parametrize("kind", ["lansrapport", "kommunrapport", "tjansteskrivelse", "webbkollen"])
def test_the_template_is_texts_that_change_nothing(kind: str) -> None:
    report = load().reports[kind]
    instrument = load().instruments[report.instruments[0]]

    assert read_texts(texts_template(report, instrument, messages("sv")), report, instrument) == {}


# What becomes of one's own text, by kind: replaces what stands, stands before what is filled in, both, or is all there is.
BECOMES = (
    ("forslag", "Er text ersätter den här: Nämnden tar del"),
    ("sammanfattning", "Sammanfattning. Er text står före det som rapporten själv fyller i. -->"),
    ("avstand", "Er text står före det som rapporten själv fyller i. -->"),
    ("rakna_om", "Er text står före det som rapporten själv fyller i. -->"),
    ("metod", "Er text står före det som rapporten själv fyller i, och ersätter den här: Vi har prövat"),
    ("arende", "Delen kommer bara med om ni skriver något här. -->"),
)


@pytest.mark.parametrize(("part", "said"), BECOMES)
def test_the_template_says_of_each_part_what_becomes_of_a_text(part: str, said: str) -> None:
    template = texts_template(load().reports["tjansteskrivelse"], INSTRUMENT, messages("sv"))

    assert said in template.split(f"## {part}\n")[1].split("\n## ")[0]


def test_steps_stand_until_somebody_writes() -> None:
    template = texts_template(REPORT, INSTRUMENT, messages("sv"))

    assert "Gå igenom stegen med dem som gör arbetet. Hitta det som kan bli bättre." in template
