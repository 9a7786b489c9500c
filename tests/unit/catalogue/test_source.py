"""YAML that cannot be used is refused with its line and character, and never with YAML's own error."""

from pathlib import Path

import pytest

from spegla.catalogue import DefinitionsError
from spegla.catalogue.source import MAX_DEPTH, Table, Text, parse_definition, read_definition, texts_in

# ¤ marks where the problem is, and is taken out.
REFUSED = [
    ("definition_not_mapping", "¤"),
    ("definition_not_mapping", "¤# bara en kommentar\n"),
    ("definition_not_mapping", "¤- a\n- b\n"),
    ("definition_not_mapping", "¤bara text\n"),
    ("definition_yaml", "å: 1\nö: [1, 2¤"),
    ("definition_yaml", "å: ett¤: två"),
    ("definition_tab", "å: 1\n¤\tb: 2\n"),
    ("definition_yaml", "å: 1\nö: 'två¤\n\n"),
    ("definition_yaml", "å: 1\n¤---\nb: 2\n"),
    ("definition_character", "ååå: 1\nööö: ¤\x07\n\n\nb: 1\n"),
    ("definition_character", "å: ¤\x00\n"),
    ("definition_character", 'å: "ö¤\x1b"\n'),
    ("definition_character", "å: ¤\ufffe\n"),
    ("definition_character", "å: ¤\ud800\n"),
    ("definition_alias", "å: ¤&namn 1\n"),
    ("definition_alias", "å: ¤*namn\n"),
    ("definition_alias", "å: ¤&namn [*namn]\n"),
    ("definition_tag", "å: ¤!!str 1\n"),
    ("definition_tag", "å: ¤!!python/object/apply:os.system [ls]\n"),
    ("definition_tag", "å: ¤! 1\n"),
    ("definition_key_not_text", "? ¤[å]\n: 1\n"),
    ("definition_key_not_text", "{¤{å: 1}: 2}\n"),
    ("definition_duplicate_key", "å: 1\n¤å: 2\n"),
    ("definition_duplicate_key", "å:\n  - ö: 1\n    ¤'ö': 2\n"),
]


def problem(text: str) -> tuple[str, int, int]:
    with pytest.raises(DefinitionsError) as caught:
        parse_definition(text, "f.yaml")
    (one,) = caught.value.problems
    assert one.place.file == "f.yaml"
    return one.code, one.place.line, one.place.column


@pytest.mark.parametrize(("code", "marked"), REFUSED)
def test_a_problem_has_a_line_and_a_character(code: str, marked: str) -> None:
    before = marked[: marked.index("¤")]
    found = problem(marked.replace("¤", ""))

    assert found[:2] == (code, 1 + before.count("\n"))
    # Where YAML itself gives up is YAML's to say.
    assert code == "definition_yaml" or found[2] == 1 + len(before.rpartition("\n")[2])


@pytest.mark.parametrize("text", ["ååå: ö¤\x07\n", "åå: 1\nä: ¤\x00"])
def test_a_control_character_is_found_among_swedish_letters(text: str) -> None:
    before = text[: text.index("¤")]

    assert problem(text.replace("¤", "")) == ("definition_character", 1 + before.count("\n"), 1 + len(before.rpartition("\n")[2]))


def test_a_file_at_the_deepest_is_read() -> None:
    assert list(parse_definition("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1), "f.yaml").entries) == ["a"]


def test_a_file_one_level_deeper_is_refused_where_it_goes_too_deep() -> None:
    assert problem("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH) == ("definition_too_deep", 1, 1 + len("a: ") + MAX_DEPTH - 1)


@pytest.mark.parametrize("levels", [1000, 50_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}"), ("- ", ""), ("[", "")])
def test_deep_nesting_neither_ends_the_process_nor_takes_pythons_stack(opening: str, closing: str, levels: int) -> None:
    assert problem("a: \n " + opening * levels + closing * levels)[0] == "definition_too_deep"


@pytest.mark.parametrize(
    "control", [chr(code) for code in (*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF) if code != 0x85]
)
def test_every_control_character_is_refused(control: str) -> None:
    assert problem(f"a: x{control}y")[0] == "definition_character"


@pytest.mark.parametrize("scalar", ["0114", "no", "1_000", "1e3", "2016-01-01", "~", "null", "0x10", "yes", ".5"])
def test_a_scalar_stays_the_text_that_was_written(scalar: str) -> None:
    value = parse_definition(f"a: {scalar}", "f.yaml").entries["a"]

    assert isinstance(value, Text)
    assert value.value == scalar


def test_everything_knows_its_line_and_character() -> None:
    table = parse_definition("å: ett\nlista:\n  - två\n  - {x: tre}\n", "f.yaml")

    assert [(text.value, text.place.line, text.place.column) for text in texts_in(table)] == [("ett", 1, 4), ("två", 3, 5), ("tre", 4, 9)]
    assert [(key.value, key.place.line) for key in table.keys] == [("å", 1), ("lista", 2)]


def test_a_byte_order_mark_is_no_part_of_the_first_field() -> None:
    assert list(parse_definition("\ufeffa: 1", "f.yaml").entries) == ["a"]


@pytest.mark.parametrize("content", [None, b"\xff\xfea\x00", "å: 1".encode("latin-1")])
def test_a_file_that_is_not_there_or_not_utf8_is_unreadable(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "f.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(DefinitionsError) as caught:
        read_definition(path, "instruments/f.yaml")

    assert [(one.code, one.place.file) for one in caught.value.problems] == [("definition_unreadable", "instruments/f.yaml")]


def test_the_error_says_file_line_and_code() -> None:
    with pytest.raises(DefinitionsError, match=r"instruments/f\.yaml:2: definition_duplicate_key"):
        parse_definition("a: 1\na: 2", "instruments/f.yaml")


def test_a_file_that_is_whole_gives_a_table() -> None:
    assert isinstance(parse_definition("a: 1", "f.yaml"), Table)
