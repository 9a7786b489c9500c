"""The mirror as a workbook: what to read first, every figure in one native table, and native charts of own beside all."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

from spegla.analyses.mirrors import ALL, MirrorAnswer
from spegla.disclosure.mirrors import FEWEST_FOR_SHARES, ClearedVariable
from spegla.messages import Messages
from spegla.presentation.mirrors.charts import Place, add_charts, sheet_name
from spegla.presentation.mirrors.data import Row, guarded, not_collected, rows
from spegla.presentation.mirrors.figures import Mirrored
from spegla.presentation.mirrors.page import Opening
from spegla.presentation.mirrors.words import MirrorWords

# The row of the table's head, counted from 0; the rows above it hold the notices and which rows were counted.
_HEAD = 3
_A4 = 9
# No cell becomes a formula, a link or a number because of how its text looks.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

# The columns of the table: the sentence for the head, the width in characters, and how numbers are shown.
_COLUMNS = (
    ("mirror_col_label", 40, ""),
    ("mirror_col_answer", 38, ""),
    ("mirror_col_group", 18, ""),
    ("mirror_col_count", 10, "whole"),
    ("mirror_col_answered", 13, "whole"),
    ("mirror_col_percent", 10, "percent"),
    ("mirror_col_low", 15, "percent"),
    ("mirror_col_high", 15, "percent"),
    ("mirror_col_value", 10, "decimal"),
    ("mirror_col_reading", 19, ""),
    ("mirror_col_kind", 13, ""),
    ("mirror_col_asked", 14, "whole"),
    ("mirror_col_n", 17, "whole"),
    ("mirror_col_variable", 22, ""),
    ("mirror_col_code", 20, ""),
    ("mirror_col_group_code", 18, ""),
    ("mirror_col_chart", 50, ""),
    ("mirror_col_minus", 18, "percent"),
    ("mirror_col_plus", 18, "percent"),
)
_PERCENT, _CHART, _MINUS, _PLUS = 5, 16, 17, 18
# What is printed: the codes and the texts of the charts are for programs.
_PRINTED = 10
# The heights of a title and of a line in points, and how many letters a line holds with room to spare.
_TITLE, _LINE, _LETTERS = 28, 15.5, 88
_KINDS = {
    "answer": "mirror_kind_answer",
    "summary": "mirror_kind_summary",
    "missing": "mirror_kind_missing",
    "not_collected": "mirror_absent",
}


def mirror_xlsx(answer: MirrorAnswer, messages: Messages) -> bytes:
    """The whole file. The same answer gives the same bytes."""
    # Only a workbook needs it, and no other format should wait for it.
    import xlsxwriter

    words = MirrorWords(answer, messages)
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, dict(_OPTIONS))
    # The day when the definitions were last looked at stands in for today, which would change the bytes.
    created = datetime.combine(answer.instrument.provenance.reviewed, time(), UTC)
    book.set_properties({"title": words.title(), "comments": " ".join(words.notices()), "created": created})
    sheets = _Sheets(words, book)
    sheets.read_first()
    places = sheets.table()
    add_charts(words, book, places, sheets.for_paper)
    book.close()
    return stream.getvalue()


class _Sheets:
    def __init__(self, words: MirrorWords, book: Any) -> None:
        self.words = words
        self.say = words.say
        self.book = book
        percent = "0%" if words.messages.language == "en" else "0\u00a0%"
        shown = {"": {}, "whole": {"num_format": "#,##0"}, "percent": {"num_format": percent}, "decimal": {"num_format": "0.0"}}
        plain = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        self.formats = {kind: book.add_format({**plain, **one}) for kind, one in shown.items()}
        self.grey = {kind: book.add_format({**plain, **one, "font_color": "#7A7A7A", "italic": True}) for kind, one in shown.items()}
        text = {**plain, "text_wrap": True}
        self.text = book.add_format(text)
        self.title = book.add_format({**plain, "font_size": 18, "bold": True, "font_color": "#1B2726"})
        self.strong = book.add_format({**text, "bold": True})
        self.notice = book.add_format({**text, "bold": True, "bg_color": "#FBF1DC", "left": 5, "left_color": "#E3A72F", "indent": 1})
        self.head = book.add_format({**plain, "bold": True, "bottom": 1, "text_wrap": True})
        self.number_head = book.add_format({**plain, "bold": True, "bottom": 1, "text_wrap": True, "align": "right"})

    def for_paper(self, sheet: Any) -> None:
        """A4, with the notices and the page's number at the foot of every sheet."""
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
        notices = " ".join(self.words.notices()).replace("&", "&&")
        sheet.set_footer("&L" + self.say("mirror_book_page", notices=notices, page="&P", pages="&N"))

    # ── What is read first ────────────────────────────────────────────────

    def read_first(self) -> None:
        """The notices, which rows, how many, and how to read the rest."""
        words, say = self.words, self.say
        sheet = self.book.add_worksheet(sheet_name(say("mirror_sheet_read")))
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 78)
        sheet.set_column(1, 1, 14)
        self.for_paper(sheet)
        sheet.fit_to_pages(1, 0)
        opening = Opening(words)
        choice = opening.choice()
        lines = [(words.title(), self.title), (words.ingress(), self.text), ("", self.text)]
        lines += [(text, self.notice) for text in (*words.notices(), *words.reasons())]
        lines += [("", self.text), ("".join(phrase.text for phrase in choice.phrases), self.strong)]
        where = words.answer.question.where.strip()
        lines += [(say("mirror_book_rule", rule=where), self.text)] if where else []
        lines += [(text, self.text) for text in (*choice.notes, *(f"{few.strong} {few.text}" for few in opening.too_few()))]
        row = self._lines(sheet, 0, [*lines, ("", self.text), (say("mirror_book_rows"), self.head)])
        for label, group in zip(words.answer.groups, words.answer.cleared.groups, strict=True):
            sheet.write_string(row, 0, guarded(words.group(label)), self.text)
            sheet.write_number(row, 1, group.n, self.formats["whole"])
            row += 1
        self._lines(sheet, row, [("", self.text), (say("mirror_book_how"), self.head), *((text, self.text) for text in self._how())])

    def _how(self) -> Iterable[str]:
        say = self.say
        yield say("mirror_book_table", table=say("mirror_sheet_table"))
        yield from (say("mirror_book_bars"), say("mirror_book_few"), say("mirror_footnote"), say("mirror_footnote_interval"))
        yield self.words.status()
        yield from not_collected(self.words)

    def _lines(self, sheet: Any, row: int, lines: list[tuple[str, Any]]) -> int:
        for text, format in lines:
            sheet.write_string(row, 0, guarded(text), format)
            # Not every program makes a row as high as its text.
            sheet.set_row(row, _TITLE if format is self.title else _LINE * (1 + len(text) // _LETTERS))
            row += 1
        return row

    # ── The table ─────────────────────────────────────────────────────────

    def table(self) -> dict[tuple[str, str], Place]:
        """All figures. Gives where each group and variable has its alternatives, for the charts."""
        words = self.words
        name = sheet_name(self.say("mirror_sheet_table"))
        sheet = self.book.add_worksheet(name)
        self.for_paper(sheet)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD)
        sheet.write_string(0, 0, guarded(" ".join(words.notices())), self.strong_line())
        sheet.write_string(1, 0, guarded("".join(phrase.text for phrase in Opening(words).choice().phrases)), self.formats[""])
        for place, (_, width, _) in enumerate(_COLUMNS):
            sheet.set_column(place, place, width)
        lines = self._ranked()
        last = _HEAD + max(len(lines), 1)
        head = [{"header": self.say(code), "header_format": self.number_head if shown else self.head} for code, _, shown in _COLUMNS]
        sheet.add_table(_HEAD, 0, last, len(_COLUMNS) - 1, {"name": "Spegeln", "columns": head, "style": "Table Style Light 1"})
        for number, row in enumerate(lines, start=_HEAD + 1):
            self._write(sheet, number, row)
        sheet.freeze_panes(_HEAD + 1, 0)
        sheet.print_area(0, 0, last, _PRINTED - 1)
        return _places(name, lines)

    def strong_line(self) -> Any:
        """Bold, and never wrapped: a line above a table may run on over the columns beside it."""
        return self.book.add_format({"bold": True, "font_color": "#8A4F00"})

    def _ranked(self) -> list[Row]:
        """The rows, with the alternatives of a question in the order of its bars."""
        rank = {(one.variable.id, code): place for one in self.words.groups.variables for place, code in enumerate(one.ranked())}
        parts: dict[tuple[str, str, str], list[Row]] = {}
        for row in rows(self.words):
            parts.setdefault((row.group, row.variable, row.kind), []).append(row)
        return [
            row
            for (_, variable, kind), part in parts.items()
            for row in (sorted(part, key=lambda row: rank.get((variable, row.code or ""), 0)) if kind == "answer" else part)
        ]

    def _write(self, sheet: Any, number: int, row: Row) -> None:
        shares = [None if one is None else one / 100 for one in (row.percent, row.low, row.high)]
        kind = self.say(_KINDS[row.kind])
        values = (row.label, row.answer, row.group_label, row.chose, row.answered, *shares, row.value, row.reading, kind)
        values += (row.asked, row.n, row.variable, row.code, row.group, self._chart_text(row))
        values += _to_the_ends(*shares)
        formats = self.grey if row.reading else self.formats
        for place, (value, (_, _, shown)) in enumerate(zip(values, _COLUMNS, strict=True)):
            format = formats[shown] if place >= _PERCENT - 2 else self.formats[shown]
            if isinstance(value, str):
                sheet.write_string(number, place, guarded(value), format)
            elif value is not None:
                sheet.write_number(number, place, value, format)

    def _chart_text(self, row: Row) -> str | None:
        """What stands beside the bar: the answer and its share."""
        if row.kind != "answer" or row.group != ALL or row.code is None:
            return None
        one = next(one for one in self.words.groups.variables if one.variable.id == row.variable)
        return self._beside(one, row.code, row.answer)

    def _beside(self, one: Mirrored, code: str, answer: str) -> str:
        all = self._share(one.all, code)
        if one.own is None:
            return self.say("mirror_chart_label", answer=answer, share=all)
        return self.say("mirror_chart_label_own", answer=answer, own=self._share(one.own, code), name=self.words.all_in_text(), all=all)

    def _share(self, figures: ClearedVariable, code: str) -> str:
        alternative = figures.by_code[code]
        return self.words.percent(alternative) if figures.enough else self.words.count_of(alternative, figures)


def _to_the_ends(share: float | None, low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """How far it is from the end of a bar to each end of its interval."""
    return (None, None) if share is None or low is None or high is None else (max(share - low, 0.0), max(high - share, 0.0))


def _places(sheet: str, lines: list[Row]) -> dict[tuple[str, str], Place]:
    found: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(lines, start=_HEAD + 1):
        if row.kind == "answer" and row.code is not None and (row.answered or 0) >= FEWEST_FOR_SHARES:
            found.setdefault((row.group, row.variable), []).append(number)
    return {key: Place(sheet, min(numbers), max(numbers), _CHART, _PERCENT, _MINUS, _PLUS) for key, numbers in found.items()}
