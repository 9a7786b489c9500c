"""The codebook tells all there is of each question, in every format and for every instrument."""

import json
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from spegla.catalogue import Instrument, load
from spegla.cli.main import parser
from spegla.messages import Messages, Words, messages
from spegla.presentation.codebook import CODEBOOK_FORMATS, Change, codebook, codebook_page, history_of
from spegla.presentation.document import Block, Caution, Document, Fold, LongPage, Question, Section, Table

SV, EN = messages("sv"), messages("en")
INSTRUMENTS = load().instruments
WEBBKOLLEN = INSTRUMENTS["webbkollen-2017"]


def questions(page: Document) -> dict[str, Question]:
    (long,) = [block for block in page.blocks if isinstance(block, LongPage)]
    return {
        one.anchor: one for section in long.blocks if isinstance(section, Section) for one in section.blocks if isinstance(one, Question)
    }


def texts(block: Block) -> str:
    return repr(block)


@pytest.mark.parametrize("reference", INSTRUMENTS)
@pytest.mark.parametrize("words", [SV, EN])
def test_each_question_is_there_with_what_it_says(reference: str, words: Messages) -> None:
    instrument: Instrument = INSTRUMENTS[reference]
    found = questions(codebook_page(instrument, words))
    told = {
        variable.id: next(said for said in map(texts, found.values()) if f"'{variable.id}'" in said) for variable in instrument.variables
    }

    assert set(found) <= {one.id for one in instrument.asked_and_derived}
    for variable in instrument.variables:
        said = told[variable.id]
        wanted = [variable.question, variable.definition, *(category.label for category in variable.categories)]
        wanted += [variable.guidance.short, variable.guidance.long] if variable.guidance else []
        wanted += [variable.trouble] if variable.trouble else []
        assert [one for one in wanted if repr(one.in_language(words.language))[1:-1] not in said] == []


def test_the_side_leads_to_every_question() -> None:
    page = codebook_page(WEBBKOLLEN, SV)
    (long,) = [block for block in page.blocks if isinstance(block, LongPage)]

    linked = {link.anchor for chapter in long.chapters for link, _ in chapter.links}
    assert linked >= set(questions(page))


def test_known_trouble_is_to_be_seen_without_unfolding() -> None:
    found = questions(codebook_page(WEBBKOLLEN, SV))

    cautions = [block for block in found["insats_oppenvard"].blocks if isinstance(block, Caution)]
    assert "Mer än hälften" in cautions[0].lines[0][0]
    assert not any(isinstance(block, Caution) for block in found["tillfalle"].blocks)


def test_a_check_stands_under_each_question_that_it_asks_for() -> None:
    found = questions(codebook_page(WEBBKOLLEN, SV))
    says = next(check.says.sv for check in WEBBKOLLEN.checks if check.id == "hog_risk_utan_utsatthet")

    # The check names the number of kinds, which is counted from the three questions.
    for id in ("risk_beslut", "antal_utsatthet", "utsatthet_hemmet", "utsatthet_foraldrar", "utsatthet_barnet"):
        folds = [block for block in found[id].blocks if isinstance(block, Fold) and "kontroll" in block.title]
        assert says in texts(folds[0])


def test_a_rule_is_said_in_words_beside_the_rule_itself() -> None:
    found = questions(codebook_page(WEBBKOLLEN, SV))

    facts = texts(found["forsorjning_avslut"])
    assert "När registreringstillfälle är avslut av insats och barnets ålder i hela år är minst 16." in facts
    assert "alder >= 16" in facts


def test_changes_between_versions_stand_with_the_version() -> None:
    history = {"kon": (Change("webbkollen-2016", Words("Svaret annat togs bort.", "The answer other was removed.")),)}
    found = questions(codebook_page(WEBBKOLLEN, SV, history))

    assert "Svaret annat togs bort." in texts(found["kon"])
    assert "Inga sedan förra versionen." in texts(found["alder"])
    assert "Inga sedan förra versionen." not in texts(questions(codebook_page(WEBBKOLLEN, SV))["alder"])


@pytest.mark.parametrize("format", CODEBOOK_FORMATS)
@pytest.mark.parametrize("reference", INSTRUMENTS)
def test_the_same_definition_gives_the_same_bytes(format: str, reference: str) -> None:
    assert codebook(INSTRUMENTS[reference], format, SV) == codebook(INSTRUMENTS[reference], format, SV)


def test_the_command_offers_every_format() -> None:
    for format in CODEBOOK_FORMATS:
        assert parser(SV).parse_args(["codebook", "x", "--format", format]).format == format


def test_the_json_holds_each_question_with_its_codes() -> None:
    data = json.loads(codebook(WEBBKOLLEN, "json", SV))

    (risk,) = [one for one in data["variables"] if one["id"] == "risk_beslut"]
    assert [one["code"] for one in risk["categories"]] == ["lag", "forhojd", "hog", "mycket_hog", "inte_kant"]
    assert risk["categories"][-1]["missing"] == "not_known"
    assert len(data["variables"]) == 30
    assert len(data["checks"]) == 15


@pytest.mark.parametrize("reference", INSTRUMENTS)
def test_the_workbook_has_a_row_for_each_variable_code_and_example(reference: str) -> None:
    instrument = INSTRUMENTS[reference]
    book = CalamineWorkbook.from_filelike(BytesIO(bytes(codebook(instrument, "xlsx", SV))))  # type: ignore[arg-type]
    rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}

    assert len(rows["Variabler"]) == 1 + len(instrument.variables)
    assert len(rows["Koder"]) == 1 + sum(len(one.categories) for one in instrument.asked_and_derived)
    assert len(rows["Kontroller"]) == 1 + sum(len(check.examples) for check in instrument.checks)


def test_tables_have_as_many_cells_as_heads() -> None:
    def tables(block: object) -> list[Table]:
        inside = getattr(block, "blocks", ())
        return ([block] if isinstance(block, Table) else []) + [table for part in inside for table in tables(part)]

    found = [table for reference in INSTRUMENTS for table in tables(codebook_page(INSTRUMENTS[reference], SV))]
    assert len(found) > 100
    assert all(len(row) == len(table.head) for table in found for row in table.rows)


def test_the_history_is_what_the_map_from_the_older_version_says() -> None:
    catalogue = load()

    history = history_of(catalogue.instruments["webbkollen-2017"], catalogue)

    assert history is not None
    said = {id: [(one.version, one.says.sv) for one in changes] for id, changes in history.items()}
    assert [version for version, _ in said["kon"]] == ["webbkollen-2016"]
    assert said["kon"][0][1].startswith("Går att jämföra. ")
    assert said["samtal_beslut"] == [("webbkollen-2016", "Ny fråga. Frågan fanns troligen inte 2016.")]
    assert said["boende_avslut"][0][1].startswith("Går inte att jämföra. Svaren byttes till 2017.")


def test_an_instrument_without_older_versions_has_no_history() -> None:
    catalogue = load()

    assert history_of(catalogue.instruments["webbkollen-2016"], catalogue) is None


def test_questions_that_are_asked_of_each_area_are_told_once() -> None:
    instrument = load().instruments["oj-2019"]

    text = str(codebook(instrument, "md", messages("sv")))

    for variable in instrument.variables:
        assert text.count(f"| {variable.id} |") == 1, variable.id
    assert text.count("### ") < len(instrument.variables)


def test_choices_bare_names_and_measures_are_in_the_codebook() -> None:
    instruments = load().instruments
    oj, pupils = (str(codebook(instruments[name], "md", messages("sv"))) for name in ("oj-2019", "elevenkat-2021"))

    assert all(setting.why.sv in oj for setting in instruments["oj-2019"].settings)
    assert all(named.label.sv in oj for named in instruments["oj-2019"].named_only)
    assert all(measure.label.sv in pupils for measure in instruments["elevenkat-2021"].measures)


@pytest.mark.parametrize(("format", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_files_for_others_programs_are_of_their_kind(format: str, begins: bytes) -> None:
    made = codebook(load().instruments["webbkollen-2017"], format, messages("sv"))

    assert isinstance(made, bytes)
    assert made.startswith(begins)
