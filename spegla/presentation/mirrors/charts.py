"""The native charts of the workbook: one for each question, own above all on a scale of 0–100 %, a sheet for each area."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from spegla.analyses.mirrors import ALL, OWN, Compared
from spegla.presentation.mirrors.data import guarded
from spegla.presentation.mirrors.figures import Mirrored, Part
from spegla.presentation.mirrors.words import MirrorWords

_EGEN, _ALLA, _TEXT, _LINE = "#14595A", "#8C8270", "#1B2726", "#D9D3C6"
# In pixels: a row of a sheet, and a chart as wide as A4 between its margins.
_ROW, _WIDTH = 20, 660
# What stands above the bars, the title and the scale, and below them, the legend; and how high the bars of one answer are.
_ABOVE, _BELOW, _PAIR, _SINGLE = 62, 40, 36, 26
# Smaller on paper, since other fonts than ours may make the columns wider; then so many rows fit a page.
_SCALE, _ROWS_OF_A_PAGE = 85, 54


class Place(NamedTuple):
    """Where a group has the alternatives of a variable: rows from `first` to `last`, and what their columns are.

    `minus` and `plus` lead from the share to the ends of its interval.
    """

    sheet: str
    first: int
    last: int
    label: int
    percent: int
    minus: int
    plus: int

    def cells(self, column: int) -> str:
        """The cells of a column as a formula names them."""
        from xlsxwriter.utility import xl_range_formula

        return f"={xl_range_formula(self.sheet, self.first, column, self.last, column)}"


def add_charts(words: MirrorWords, book: Any, places: Mapping[tuple[str, str], Place], for_paper: Callable[[Any], None]) -> None:
    """A sheet for each area in which some question has enough answers for shares."""
    heading = book.add_format({"bold": True, "font_size": 14, "font_color": _TEXT, "bottom": 1})
    notice = book.add_format({"bold": True, "font_color": "#8A4F00"})
    for area, label in words.answer.instrument.areas.items():
        parts = [
            (group, [one for one in inside if (ALL, one.variable.id) in places])
            for group, inside in words.groups.by_group()
            if group.area == area
        ]
        if not any(inside for _, inside in parts):
            continue
        sheet = book.add_worksheet(sheet_name(words.text(label)))
        sheet.hide_gridlines(2)
        for_paper(sheet)
        sheet.set_print_scale(_SCALE)
        sheet.write_string(0, 0, guarded(" ".join(words.notices())), notice)
        laid_out = list(_laid_out(parts))
        for row, group, one in laid_out:
            if group is not None:
                sheet.write_string(row, 0, guarded(words.text(group.label)), heading)
                for column in range(1, _WIDTH // 64):
                    sheet.write_blank(row, column, None, heading)
            text = f"{words.text(one.variable.label)}. {words.finding(one)}"
            options = {"description": text, "object_position": 2, "x_offset": 0, "y_offset": 4}
            sheet.insert_chart(row + _above(group), 0, _chart(words, book, places, one), options)
        sheet.set_h_pagebreaks(_breaks(laid_out))


def _laid_out(parts: list[tuple[Part, list[Mirrored]]]) -> Iterator[tuple[int, Part | None, Mirrored]]:
    """Each chart and the row where it begins, or where its heading does when it is the first of its group."""
    row = 2
    for group, inside in parts:
        for one in inside:
            first = group if one is inside[0] else None
            yield row, first, one
            row += _above(first) + _height(one)


def _above(group: Part | None) -> int:
    """The rows of a heading."""
    return 0 if group is None else 2


def _breaks(laid_out: list[tuple[int, Part | None, Mirrored]]) -> list[int]:
    """A chart that would be cut by the end of a page begins the next one, with its heading."""
    found, page = [], 0
    for row, group, one in laid_out:
        if row + _above(group) + _height(one) > page + _ROWS_OF_A_PAGE:
            page = row
            found.append(row)
    return found


def _height(one: Mirrored) -> int:
    """How many rows of the sheet a chart takes, with one to spare."""
    return _pixels(one) // _ROW + 2


def _pixels(one: Mirrored) -> int:
    return _ABOVE + _BELOW + (_PAIR if one.own is not None else _SINGLE) * len(one.all.alternatives)


def _chart(words: MirrorWords, book: Any, places: Mapping[tuple[str, str], Place], one: Mirrored) -> Any:
    chart = book.add_chart({"type": "bar"})
    shown = [(places[ALL, one.variable.id], words.all(), _EGEN if words.answer.compared is Compared.ALONE else _ALLA)]
    if (OWN, one.variable.id) in places:
        shown.insert(0, (places[OWN, one.variable.id], words.own(), _EGEN))
    for place, name, colour in shown:
        chart.add_series(
            {
                "name": guarded(name),
                "categories": places[ALL, one.variable.id].cells(place.label),
                "values": place.cells(place.percent),
                "fill": {"color": colour},
                "border": {"none": True},
                "gap": 45,
                "overlap": 0,
                "x_error_bars": {
                    "type": "custom",
                    "minus_values": place.cells(place.minus),
                    "plus_values": place.cells(place.plus),
                    "line": {"color": _TEXT, "width": 1},
                },
            }
        )
    font = {"name": "Calibri", "size": 10, "color": _TEXT}
    chart.set_title({"name": guarded(words.text(one.variable.label)), "name_font": {**font, "size": 12, "bold": True}, "overlay": False})
    # The first alternative on top, as on the page; the scale then stands above the bars.
    chart.set_y_axis({"reverse": True, "num_font": font, "line": {"color": _TEXT}, "major_tick_mark": "none"})
    scale = {"min": 0, "max": 1, "major_unit": 0.25, "num_format": "0%" if words.messages.language == "en" else "0\u00a0%"}
    chart.set_x_axis({**scale, "num_font": font, "line": {"none": True}, "major_gridlines": {"visible": True, "line": {"color": _LINE}}})
    chart.set_legend({"position": "bottom", "font": font} if len(shown) > 1 else {"none": True})
    chart.set_chartarea({"border": {"none": True}})
    height = _pixels(one)
    # The scale stands in the same place in every chart, so that bars can be compared down the page.
    inside = {"x": 0.42, "width": 0.54, "y": _ABOVE / height, "height": (height - _ABOVE - _BELOW) / height}
    chart.set_plotarea({"layout": inside})
    chart.set_size({"width": _WIDTH, "height": height})
    return chart


def sheet_name(text: str) -> str:
    """`text` as a name that a sheet may have."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in text).strip(" '")[:31]
