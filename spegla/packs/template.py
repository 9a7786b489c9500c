"""The Excel template: one row for each registration, with lists to choose from. What is filled in goes through `spegla validate`.

The first row below the head is an example, marked as invented: left among real rows it stops the file, so nobody counts it by mistake.
"""

from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from spegla.catalogue import Answers, Instrument, Variable
from spegla.catalogue.municipalities import fold
from spegla.catalogue.rules import VariableType
from spegla.messages import Messages
from spegla.packs.examples import CONTEXT, example_day
from spegla.packs.workbooks import book, saved
from spegla.presentation.codebook import CodebookWords

_ROWS = 1000
# What a spreadsheet takes in the title and the text of an input message.
_TITLE, _MESSAGE = 32, 255


def excel_template(instrument: Instrument, municipalities: Mapping[str, str], example: Answers, words: Messages) -> bytes:
    """The workbook; `municipalities` are names by code, `example` the row that shows how it is done."""
    stream = BytesIO()
    one = _Template(book(stream, instrument), instrument, municipalities, words)
    one.registrations(example)
    one.how()
    one.codes()
    one.municipality_names()
    return saved(one.book, stream)


class _Template:
    def __init__(self, one: Any, instrument: Instrument, municipalities: Mapping[str, str], words: Messages) -> None:
        self.book = one
        self.instrument = instrument
        self.municipalities = municipalities
        self.words = words
        self.say = words.say
        self.text = CodebookWords(instrument, words).text
        plain = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        self.plain = one.add_format({**plain, "num_format": "@"})
        self.wrapped = one.add_format({**plain, "text_wrap": True})
        self.day = one.add_format({**plain, "num_format": "yyyy-mm-dd"})
        self.number = one.add_format({**plain, "num_format": "0"})
        self.example = one.add_format({**plain, "italic": True, "font_color": "#6B6B6B", "bg_color": "#FBF1DC", "num_format": "@"})
        self.head = one.add_format({**plain, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E9F1EF"})
        self.title = one.add_format({**plain, "bold": True, "font_size": 16})
        self.sheet_codes, self.sheet_places = self.say("pack_sheet_codes"), self.say("pack_sheet_places")
        sheet = self.say("pack_sheet_rows"), self.say("pack_sheet_how")
        self.rows, self.guide = (one.add_worksheet(name) for name in sheet)
        self.lists, self.places = (one.add_worksheet(name) for name in (self.sheet_codes, self.sheet_places))
        labels = Counter(fold(self.text(variable.label)) for variable in instrument.variables)
        self.heads = {
            variable.id: self.text(variable.label) if labels[fold(self.text(variable.label))] == 1 else variable.id
            for variable in instrument.variables
        }

    def answers(self, variable: Variable) -> dict[str, str]:
        """What a cell holds for each code: its label, or the code when two labels are the same."""
        labels = Counter(fold(self.text(category.label)) for category in variable.categories)
        return {one.code: self.text(one.label) if labels[fold(self.text(one.label))] == 1 else one.code for one in variable.categories}

    def registrations(self, example: Answers) -> None:
        """The sheet to fill in."""
        day = example_day(self.instrument, 5).isoformat()
        sheet, shown = self.rows, {"kommunkod": "2080", "datum": day, "arende": self.say("pack_example_case"), "pahittad": "ja"}
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, 62)
        for place, name in enumerate(CONTEXT):
            sheet.set_column(place, place, 14, self.day if name == "datum" else self.plain)
            sheet.write_string(0, place, name, self.head)
            sheet.write_string(1, place, shown[name], self.example)
        self._context_lists()
        for place, variable in enumerate(self.instrument.variables, start=len(CONTEXT)):
            format = {VariableType.INTEGER: self.number, VariableType.DATE: self.day}.get(variable.type, self.plain)
            sheet.set_column(place, place, 26, format)
            sheet.write_string(0, place, self.heads[variable.id], self.head)
            sheet.write_string(1, place, self._shown(variable, example), self.example)
            sheet.data_validation(1, place, _ROWS, place, self._validation(variable))

    def _context_lists(self) -> None:
        source = f"='{self.sheet_places}'!$A$2:$A${len(self.municipalities) + 1}"
        told: list[tuple[str, dict[str, Any]]] = [
            ("pack_kommunkod", {"validate": "list", "source": source}),
            ("pack_datum", {"validate": "any"}),
        ]
        told += [("pack_arende", {"validate": "any"}), ("pack_pahittad", {"validate": "list", "source": ["ja", "nej"]})]
        for place, (code, rule) in enumerate(told):
            title = CONTEXT[place]
            self.rows.data_validation(
                1, place, _ROWS, place, {**rule, "input_title": title, "input_message": _cut(self.say(code), _MESSAGE)}
            )

    def _shown(self, variable: Variable, example: Answers) -> str:
        answer = example.get(variable.id)
        labels = self.answers(variable)
        if isinstance(answer, frozenset):
            return " | ".join(label for code, label in labels.items() if code in answer)
        return "" if answer is None else labels.get(str(answer), str(answer))

    def _validation(self, variable: Variable) -> dict[str, Any]:
        help = self.text(variable.guidance.short) if variable.guidance else self.text(variable.definition)
        if variable.type is VariableType.MULTIPLE:
            help = f"{self.say('pack_several', sheet=self.sheet_codes)} {help}"
        if variable.asked_when is not None:
            help = f"{CodebookWords(self.instrument, self.words).asked(variable)} {help}"
        said: dict[str, Any] = {"input_title": _cut(self.heads[variable.id], _TITLE), "input_message": _cut(help, _MESSAGE)}
        match variable.type:
            case VariableType.SINGLE | VariableType.ORDERED:
                return {**said, "validate": "list", "source": self._list(variable), "error_message": self.say("pack_choose")}
            case VariableType.INTEGER if variable.minimum is not None and variable.maximum is not None:
                limits = {"minimum": variable.minimum, "maximum": variable.maximum}
                return {**said, "validate": "integer", "criteria": "between", **limits, "error_message": self.say("pack_whole", **limits)}
            case _:
                return {**said, "validate": "any"}

    def _coded(self) -> list[Variable]:
        return [one for one in self.instrument.variables if one.categories]

    def _list(self, variable: Variable) -> str:
        """Where the answers of a variable stand: one column each, below their head."""
        from xlsxwriter.utility import xl_col_to_name

        column = xl_col_to_name(self._coded().index(variable))
        return f"='{self.sheet_codes}'!${column}$2:${column}${len(variable.categories) + 1}"

    def codes(self) -> None:
        """The sheet that the lists are taken from."""
        sheet = self.lists
        sheet.freeze_panes(1, 0)
        for place, variable in enumerate(self._coded()):
            sheet.set_column(place, place, 30)
            sheet.write_string(0, place, variable.id, self.head)
            for number, label in enumerate(self.answers(variable).values(), start=1):
                sheet.write_string(number, place, label, self.plain)

    def municipality_names(self) -> None:
        sheet = self.places
        sheet.set_column(1, 1, 24)
        sheet.write_string(0, 0, self.say("pack_place_code"), self.head)
        sheet.write_string(0, 1, self.say("pack_place_name"), self.head)
        for number, (code, name) in enumerate(self.municipalities.items(), start=1):
            sheet.write_string(number, 0, code, self.plain)
            sheet.write_string(number, 1, name, self.plain)

    def how(self) -> None:
        """How the sheet is filled in."""
        sheet = self.guide
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 96)
        sheet.write_string(0, 0, self.text(self.instrument.title), self.title)
        for number, code in enumerate(_HOW, start=2):
            sheet.write_string(number, 0, self.say(code, reference=self.instrument.reference), self.wrapped)


_HOW = ("pack_how_row", "pack_how_example", "pack_how_lists", "pack_how_several", "pack_how_blank", "pack_how_identity", "pack_how_check")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
