"""Whatever is around it, a personal number is found, in whatever way it is written; and no text at all is too much for those who look."""

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from spegla.identities import KINDS, found_in
from spegla.importers.wide.identities import identity_in
from tests.unit.importers.wide_files import personal

WIDE = str.maketrans("0123456789", "".join(chr(0xFF10 + figure) for figure in range(10)))
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
# What people write that sounds like something that is looked for.
PIECES = st.sampled_from(
    [
        *("Anna", "Andersson", "mamma", "heter", "Björn", "A.B.", "Storgatan 12", "Box 1", "791 30 Falun", "070-174 06 05", "0114-00123"),
        *(
            "a@b.se",
            "@",
            "20",
            "2017-03-01",
            "kl 08.30",
            "-",
            "\u2013",
            "\u200b",
            ".",
            ",",
            "(",
            "|",
            ";",
            "\n",
            " ",
            "von",
            "el-",
            "Nora",
            "BUP",
        ),
        *("\u0301", "\ufdfa", "\u00bd", "\uff11", "İ", "ß", "ǅ"),
    ]
)
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map(" ".join))


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A personal number or a samordningsnummer in one of the ways that people write them."""
    born = draw(DAYS)
    day = f"{born:%Y%m}{born.day + draw(st.sampled_from([0, 60])):02}"
    written = personal(day, draw(st.from_regex("[0-9]{3}", fullmatch=True)))
    century, (year, month, rest, last) = written[:2], (written[2:4], written[4:6], written[6:8], written[-4:])
    head = draw(st.sampled_from(["", century])) + year
    between = draw(st.sampled_from(["", "-", ".", " ", "/"]))
    dash = draw(st.sampled_from(["", "-", "+", " ", " - ", "- ", " -", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\u00a0"]))
    number = between.join([head, month, rest]) + dash + last
    if draw(st.booleans()):
        number = number.translate(WIDE)
    place = draw(st.integers(1, len(number) - 1))
    return number[:place] + draw(st.sampled_from(["", "\u200b", "\u2060", "\ufeff"])) + number[place:]


@given(TEXTS, numbers(), TEXTS)
@example("Barnet", "20010101-1238", "2017")
def test_a_personal_number_is_found_in_any_text(before: str, number: str, after: str) -> None:
    text = f"{before} {number} {after}"
    start = len(before) + 1

    assert any(one.kind == "personnummer" and one.start <= start and one.stop >= start + len(number) for one in found_in(text))


@given(TEXTS, TEXTS, TEXTS)
def test_what_is_found_is_in_the_text_in_order_and_apart(one: str, two: str, three: str) -> None:
    text = f"{one} {two}\n{three}"
    found = found_in(text)
    places = [place for each in found for place in (each.start, each.stop)]

    assert places == sorted(places)
    assert all(0 <= each.start < each.stop <= len(text) and each.kind in KINDS for each in found)


@given(TEXTS, st.one_of(numbers(), st.sampled_from(["a@b.se", "elsa+1@exämple.se"])), TEXTS)
def test_what_stops_a_file_is_found_in_words_too(before: str, identity: str, after: str) -> None:
    text = before + identity + after

    # A time is a telephone number to those who look through files, where none should be.
    assert identity_in(text) in ("", "phone") or found_in(text) != ()


@given(numbers())
def test_a_number_that_stops_a_file_is_found_in_words_too(number: str) -> None:
    assert identity_in(number) == "personnummer"
    assert [one.kind for one in found_in(number)] == ["personnummer"]
