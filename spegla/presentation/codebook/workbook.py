"""The codebook as a workbook to work in: one sheet of variables, one of codes, one of checks, each a table that can be filtered."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

from spegla.catalogue import Instrument
from spegla.catalogue.parts import Check
from spegla.catalogue.rules import VariableType
from spegla.messages import Messages
from spegla.presentation.codebook.words import CodebookWords
from spegla.presentation.mirrors.data import guarded

_A4 = 9
# No cell becomes a formula, a link or a number because of how its text looks.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

# The columns of each sheet: the sentence for the head, and the width in characters.
_VARIABLES = (
    ("codebook_col_variable", 24),
    ("codebook_col_label", 34),
    ("codebook_col_group", 22),
    ("codebook_col_question", 46),
    ("codebook_col_definition", 56),
    ("codebook_col_guidance", 70),
    ("codebook_fact_answer", 26),
    ("codebook_fact_asked", 40),
    ("codebook_fact_rule", 34),
    ("codebook_col_kind", 14),
    ("codebook_col_steps", 26),
    ("codebook_trouble", 56),
    ("codebook_fact_status", 30),
    ("codebook_fact_source", 40),
    ("codebook_fact_owner", 14),
    ("codebook_fact_reviewed", 14),
    ("codebook_fact_review_by", 18),
)
_CODES = (
    ("codebook_col_variable", 24),
    ("codebook_col_label", 38),
    ("codebook_col_place", 8),
    ("codebook_head_code", 26),
    ("codebook_head_answer", 52),
    ("codebook_head_counts", 34),
)
_CHECKS = (
    ("codebook_col_check", 36),
    ("codebook_col_says", 70),
    ("codebook_col_fires", 60),
    ("codebook_head_rule", 60),
    ("codebook_head_outcome", 16),
    ("codebook_head_answers", 70),
)


def codebook_xlsx(instrument: Instrument, messages: Messages) -> bytes:
    """The whole file. The same definition gives the same bytes."""
    # Only a workbook needs it, and no other format should wait for it.
    import xlsxwriter

    words = CodebookWords(instrument, messages)
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, dict(_OPTIONS))
    created = datetime.combine(instrument.provenance.reviewed, time(), UTC)
    title = words.say("codebook_title", instrument=words.text(instrument.title))
    book.set_properties({"title": title, "subject": instrument.reference, "created": created})
    _sheet(book, words, "codebook_sheet_variables", _VARIABLES, _variables(words))
    _sheet(book, words, "codebook_sheet_codes", _CODES, _codes(words))
    _sheet(book, words, "codebook_sheet_checks", _CHECKS, _checks(words))
    book.close()
    return stream.getvalue()


def _sheet(book: Any, words: CodebookWords, name: str, columns: Iterable[tuple[str, int]], rows: Iterable[tuple[str | int, ...]]) -> None:
    heads = [(words.say(code), width) for code, width in columns]
    found = list(rows)
    sheet = book.add_worksheet(words.say(name))
    plain = {"font_name": "Calibri", "font_size": 11, "valign": "top", "text_wrap": True}
    body = book.add_format(plain)
    head, number_head = (book.add_format({**plain, "bold": True, "bottom": 1, "align": align}) for align in ("left", "right"))
    numeric = {place for row in found for place, value in enumerate(row) if isinstance(value, int)}
    for place, (_, width) in enumerate(heads):
        sheet.set_column(place, place, width)
    options = {
        "name": words.say(name),
        "style": "Table Style Light 1",
        "columns": [{"header": one, "header_format": number_head if place in numeric else head} for place, (one, _) in enumerate(heads)],
    }
    sheet.add_table(0, 0, max(len(found), 1), len(heads) - 1, options)
    for number, row in enumerate(found, start=1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, place, value, body)
            else:
                sheet.write_string(number, place, guarded(value), body)
    sheet.freeze_panes(1, 1)
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{words.instrument.reference}&R&P (&N)")


def _variables(words: CodebookWords) -> Iterable[tuple[str | int, ...]]:
    instrument = words.instrument
    for one in instrument.variables:
        guidance = "" if one.guidance is None else f"{words.text(one.guidance.short)} {words.text(one.guidance.long)}"
        yield (
            one.id,
            words.text(one.label),
            words.text(instrument.group(one.group).label),
            words.text(one.question),
            words.text(one.definition),
            guidance,
            words.answered_by(one),
            words.asked(one),
            one.asked_when.text if one.asked_when else "",
            words.kind(one.kind),
            words.steps(one.steps),
            words.text(one.trouble) if one.trouble else "",
            words.status(one.provenance.status),
            one.provenance.source,
            one.provenance.owner,
            one.provenance.reviewed.isoformat(),
            one.provenance.review_by.isoformat(),
        )


def _codes(words: CodebookWords) -> Iterable[tuple[str | int, ...]]:
    for one in words.instrument.asked_and_derived:
        multiple = one.type is VariableType.MULTIPLE
        for place, category in enumerate(one.categories, start=1):
            label, answer = words.text(one.label), words.text(category.label)
            yield one.id, label, place, category.code, answer, words.counts_as(category, multiple)


def _checks(words: CodebookWords) -> Iterable[tuple[str | int, ...]]:
    for check in words.instrument.checks:
        yield from _examples(check, words)


def _examples(check: Check, words: CodebookWords) -> Iterable[tuple[str | int, ...]]:
    for example in check.examples:
        outcome = words.say("codebook_outcome_right" if example.gives == "right" else "codebook_outcome_fires")
        yield check.id, words.text(check.says), words.fires(check), check.rule.text, outcome, words.answers(example.given)
