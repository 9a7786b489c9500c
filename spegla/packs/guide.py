"""The field guide: what a person who fills in needs to know, question by question, and the page that says what the pack holds."""

from collections.abc import Iterable

from spegla.catalogue import Instrument, Variable
from spegla.catalogue.parts import Check
from spegla.catalogue.rules import VariableType
from spegla.messages import Messages
from spegla.packs.examples import CONTEXT
from spegla.presentation.codebook import CodebookWords
from spegla.presentation.document import Block, Cell, Chapter, Document, Fold, Link, LongPage, Note, Paragraph, Question, Section, Table

_CONTEXT = {"kommunkod": "pack_kommunkod", "datum": "pack_datum", "arende": "pack_arende", "pahittad": "pack_pahittad"}
_FIRST = ("pack_how_row_file", "pack_how_several", "pack_how_blank", "pack_how_identity", "pack_how_check")


def field_guide(instrument: Instrument, words: Messages) -> Document:
    """The guide as a page."""
    return _Guide(CodebookWords(instrument, words)).document()


class _Guide:
    def __init__(self, words: CodebookWords) -> None:
        self.words = words
        self.say = words.say
        self.text = words.text
        self.instrument = words.instrument

    def document(self) -> Document:
        sections = [self._first(), *self._parts()]
        first, *others = sections
        chapters = (
            Chapter(self.say("guide_begin"), self._links(first)),
            *(Chapter(section.title, self._links(section)) for section in others),
        )
        return Document(
            self.words.messages.language,
            self.say("guide_title", instrument=self.text(self.instrument.title)),
            self.text(self.instrument.about),
            (LongPage(self.say("codebook_contents"), chapters, tuple(sections)),),
            self.say("page_brand"),
            self.say("page_to_content"),
        )

    def _links(self, section: Section) -> tuple[tuple[Link, str], ...]:
        links = tuple((Link(one.title, one.anchor), "") for one in section.blocks if isinstance(one, Question))
        return links or ((Link(section.title, section.anchor), ""),)

    def _first(self) -> Section:
        """What holds for every row."""
        reference = self.instrument.reference
        rows = [(name, self.say(_CONTEXT[name])) for name in CONTEXT] + [("enhet", self.say("pack_enhet"))]
        head = ("guide_head_column", "guide_head_write")
        blocks: list[Block] = [Paragraph(self.say(code, reference=reference)) for code in _FIRST]
        return Section(self.say("guide_first"), "varje-rad", (*blocks, self._table(self.say("guide_first"), head, rows)))

    def _parts(self) -> Iterable[Section]:
        for group in self.instrument.groups:
            questions = tuple(self._question(one) for one in self.instrument.variables if one.group == group.id)
            if questions:
                area = self.text(self.instrument.areas[group.area])
                yield Section(self.text(group.label), f"del-{group.id}", questions, area)

    def _question(self, variable: Variable) -> Question:
        label = self.text(variable.label)
        blocks: list[Block] = []
        if variable.guidance is not None:
            blocks.append(Paragraph(self.text(variable.guidance.short)))
        blocks.append(Note(self.say("guide_write", asked=self.words.asked(variable), write=self._write(variable), column=variable.id)))
        if variable.categories:
            multiple = variable.type is VariableType.MULTIPLE
            rows = [(one.code, self.text(one.label), self.words.counts_as(one, multiple)) for one in variable.categories]
            columns = 3 if any(row[-1] for row in rows) else 2
            head = ("guide_head_code", "codebook_head_answer", "codebook_head_counts")[:columns]
            blocks.append(self._table(label, head, [row[:columns] for row in rows]))
        if variable.guidance is not None:
            more = Paragraph(self.text(variable.guidance.long))
            blocks.append(Fold(self.say("codebook_guidance"), self.say("codebook_of", label=label), (more,)))
        blocks += [Note(self.say("guide_check", says=self.text(check.says))) for check in self._checks(variable)]
        return Question(label, variable.id, self.say("codebook_asks", question=self.text(variable.question)), "", tuple(blocks), "", ())

    def _checks(self, variable: Variable) -> list[Check]:
        return [check for check in self.instrument.checks if variable.id in check.rule.names]

    def _write(self, variable: Variable) -> str:
        if variable.type is VariableType.MULTIPLE:
            return self.say("guide_several")
        return self.say("guide_single") if variable.categories else self.words.answered_by(variable)

    def _table(self, name: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
        cells = tuple(tuple(Cell(text) for text in row) for row in rows)
        return Table(self.say("table_name", title=name), "", tuple(self.say(code) for code in head), frozenset(), cells)


def read_first(instrument: Instrument, checksum: str, examples: int, words: Messages) -> Document:
    """What is in the pack, in which order to read it, and which definition it was made from."""
    reference, say = instrument.reference, words.say
    rows = [(name.format(reference=reference), say(code)) for name, code in _CONTENTS]
    head = tuple(say(code) for code in ("readme_head_order", "readme_head_file", "readme_head_holds"))
    cells = tuple((Cell(str(number)), Cell(name), Cell(holds)) for number, (name, holds) in enumerate(rows, start=1))
    facts = [
        (say("readme_definition"), reference),
        (say("codebook_fact_version"), instrument.version),
        (say("readme_checksum"), checksum),
        (say("codebook_fact_reviewed"), instrument.provenance.reviewed.isoformat()),
        (say("codebook_fact_owner"), instrument.provenance.owner),
        (say("codebook_fact_source"), instrument.provenance.source),
        (say("readme_licence"), say("readme_licence_is")),
    ]
    facts_head = (say("codebook_head_fact"), say("codebook_head_says"))
    blocks: list[Block] = [
        Section(say("readme_order"), "ordning", (Table(say("readme_order"), "", head, frozenset(), cells),)),
        Section(
            say("readme_test"),
            "prov",
            tuple(
                Paragraph(say(code, reference=reference, count=examples))
                for code in ("readme_test_right", "readme_test_wrong", "readme_test_rows")
            ),
        ),
        Section(
            say("readme_limits"),
            "granser",
            tuple(Paragraph(say(code)) for code in ("readme_limits_schema", "readme_limits_form", "readme_limits_fhir")),
        ),
        Section(
            say("readme_about"),
            "definitionen",
            (Table(say("readme_about"), "", facts_head, frozenset(), tuple((Cell(one), Cell(other)) for one, other in facts)),),
        ),
    ]
    title = say("readme_title", instrument=instrument.title.in_language(words.language))
    return Document(words.language, title, say("readme_ingress"), tuple(blocks), say("page_brand"), say("page_to_content"))


_CONTENTS = (
    ("kravspecifikation.docx", "readme_requirements"),
    ("faltguide.html", "readme_guide"),
    ("faltguide.md", "readme_guide_text"),
    ("schema/{reference}.schema.json", "readme_schema"),
    ("exempel/ratt.csv", "readme_right"),
    ("exempel/fel-*.csv", "readme_wrong"),
    ("exempel/vantade-problem.json", "readme_expected"),
    ("csvw/{reference}.csv-metadata.json", "readme_csvw"),
    ("mall/{reference}.xlsx", "readme_template"),
    ("xlsform/{reference}.xlsx", "readme_xlsform"),
    ("fhir/{reference}.questionnaire.json", "readme_fhir"),
)
