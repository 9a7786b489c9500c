"""A few questions of the mirror: small beside other things, or in ordinary bars for whoever has just handed in."""

import re
from collections.abc import Callable, Iterator, Sequence

import pytest

from spegla.analyses.mirrors import MirrorAnswer
from spegla.messages import Messages, messages
from spegla.presentation import to_html_part
from spegla.presentation.document import Bars, Document, KeyFigures, LongPage, Note, Paragraph, Question, Section, TooFew
from spegla.presentation.mirrors import mirror_brief, mirror_page, mirror_small
from tests.unit.presentation.mirrored import FEW, mirrored, mirrored_for_staff, packed, stored

SV = messages("sv")
IDS = ("samtal_avslut", "risk_avslut", "kon")
UNIT = "Barn och unga"
Brief = Callable[[MirrorAnswer, Sequence[str], Messages], Document]
BRIEFS: list[Brief] = [mirror_brief, mirror_small]


def questions(document: Document) -> list[Question]:
    return [block for block in document.blocks if isinstance(block, Question)]


def bars_of(question: Question) -> list[Bars]:
    return [block for block in question.blocks if isinstance(block, Bars)]


def on_the_whole_page(answer: MirrorAnswer) -> Iterator[Question]:
    for page in mirror_page(answer, SV).blocks:
        for section in page.blocks if isinstance(page, LongPage) else ():
            yield from (one for one in section.blocks if isinstance(one, Question)) if isinstance(section, Section) else ()


@pytest.mark.parametrize("brief", BRIEFS)
def test_only_the_questions_asked_for_are_there_in_that_order(brief: Brief) -> None:
    found = questions(brief(mirrored_for_staff(stored()), IDS, SV))

    assert [one.anchor for one in found] == [f"nu-{id}" for id in IDS]


@pytest.mark.parametrize("brief", BRIEFS)
@pytest.mark.parametrize("answer", [mirrored_for_staff(stored()), mirrored_for_staff(stored(), unit=UNIT), mirrored(packed())])
def test_each_has_the_sentence_and_the_counts_of_the_whole_page(brief: Brief, answer: MirrorAnswer) -> None:
    whole = {one.title: one for one in on_the_whole_page(answer)}

    for one in questions(brief(answer, IDS, SV)):
        assert one.blocks[0] == whole[one.title].blocks[0]
        assert isinstance(one.blocks[0], Paragraph)
        assert one.counted == whole[one.title].counted


def test_ordinary_bars_are_those_of_the_whole_page() -> None:
    answer = mirrored_for_staff(stored(), unit=UNIT)
    whole = {one.title: bars_of(one) for one in on_the_whole_page(answer)}

    for one in questions(mirror_brief(answer, IDS, SV)):
        assert bars_of(one) == whole[one.title]


def test_small_bars_are_of_the_two_most_common_answers() -> None:
    answer = mirrored_for_staff(stored(), unit=UNIT)
    ordinary = {one.title: bars_of(one)[0] for one in questions(mirror_brief(answer, IDS, SV))}

    for one in questions(mirror_small(answer, IDS, SV)):
        [bars] = bars_of(one)
        shares = sorted((row.own.bar.percent for row in ordinary[one.title].rows if row.own and row.own.bar), reverse=True)
        assert bars.small
        assert sorted((row.own.bar.percent for row in bars.rows if row.own and row.own.bar), reverse=True) == shares[:2]
        # In the order that they have when all are there.
        assert [row for row in ordinary[one.title].rows if row in bars.rows] == list(bars.rows)


def test_a_number_has_its_measures_or_when_small_its_sentence_alone() -> None:
    answer = mirrored_for_staff(stored())

    [large], [small] = questions(mirror_brief(answer, ["alder"], SV)), questions(mirror_small(answer, ["alder"], SV))
    assert [type(block) for block in large.blocks] == [Paragraph, KeyFigures]
    assert [type(block) for block in small.blocks] == [Paragraph]


def test_no_more_than_three_are_small() -> None:
    with pytest.raises(ValueError, match="4 variables"):
        mirror_small(mirrored_for_staff(stored()), (*IDS, "alder"), SV)


@pytest.mark.parametrize("brief", BRIEFS)
def test_a_question_that_there_is_not_is_a_defect(brief: Brief) -> None:
    with pytest.raises(KeyError):
        brief(mirrored_for_staff(stored()), ["finns_inte"], SV)


@pytest.mark.parametrize("brief", BRIEFS)
def test_a_question_without_a_column_is_left_out(brief: Brief) -> None:
    answer = mirrored_for_staff(stored(without=frozenset({"kon"})))

    assert [one.anchor for one in questions(brief(answer, IDS, SV))] == ["nu-samtal_avslut", "nu-risk_avslut"]


@pytest.mark.parametrize("brief", BRIEFS)
def test_below_ten_there_is_only_that_they_are_too_few(brief: Brief) -> None:
    document = brief(mirrored_for_staff(stored(FEW)), IDS, SV)

    assert document.blocks == (TooFew("För få för procent.", "Urvalet har 7 registreringar. Andelar visas från 10."),)


@pytest.mark.parametrize("brief", BRIEFS)
def test_a_unit_below_ten_has_counts_and_no_bar_of_its_own(brief: Brief) -> None:
    document = brief(mirrored_for_staff(stored(), unit="Jouren"), IDS, SV)

    few = document.blocks[0]
    assert isinstance(few, TooFew)
    assert few.text.startswith("Jouren har 7 registreringar i urvalet.")
    own = [row.own for one in questions(document) for bars in bars_of(one) for row in bars.rows]
    assert {one.bar for one in own if one} == {None}
    assert all(one and re.fullmatch(r"\d av \d", one.text.replace("\u00a0", " ")) for one in own)


@pytest.mark.parametrize("brief", BRIEFS)
def test_few_answers_to_one_question_are_told_of_there(brief: Brief) -> None:
    # Only those who are 16 or older are asked, and among sixty they are few.
    document = brief(mirrored_for_staff(stored(60)), ["kon", "forsorjning_avslut"], SV)

    kon, few = questions(document)
    assert not any(isinstance(block, TooFew) for block in kon.blocks)
    assert [type(block) for block in few.blocks] == [TooFew]


@pytest.mark.parametrize("brief", BRIEFS)
def test_an_empty_store_has_nothing_but_that(brief: Brief) -> None:
    document = brief(mirrored_for_staff(stored(0)), IDS, SV)

    assert document.blocks == (TooFew("Här finns inga registreringar än.", "Talen kommer när någon har lämnat in en registrering."),)


@pytest.mark.parametrize("brief", BRIEFS)
def test_which_rows_they_are_is_said_above_and_what_they_are_for_below(brief: Brief) -> None:
    document = brief(mirrored_for_staff(stored(), unit=UNIT), IDS, SV)

    assert document.title == "Så ser det ut hos er nu"
    assert re.fullmatch(r"Visar \d+ registreringar i Barn och unga\. Jämförs med hela Falun: 416 registreringar, .*", document.ingress)
    assert isinstance(document.blocks[-1], Note)
    assert document.blocks[-1].text.startswith("Exakta uppgifter – bara för kommunens egen personal.")


def test_small_bars_have_no_scale_and_their_own_look() -> None:
    answer = mirrored_for_staff(stored())
    small, ordinary = (str(to_html_part(brief(answer, IDS, SV), 3)) for brief in (mirror_small, mirror_brief))

    assert '<div class="stap" data-ensam="egen" data-smal>' in small
    assert 'class="axel"' not in small
    assert "data-smal" not in ordinary
    assert ordinary.count('class="axel"') == len(IDS)
