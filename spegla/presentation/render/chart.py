"""Charts that Office draws itself, so that who gets the file can change and copy them: the same in PowerPoint and in Word.

Bars from 0 to 100 % with their intervals, own before all, and the figures of each row beside its name. Excel's are in `xlsx`, where a
chart rests on the cells of its sheet.
"""

from typing import Any, NamedTuple

from spegla.presentation.document import Bars, Dots
from spegla.presentation.render.paper import clean
from spegla.presentation.render.words import figures_of, series_of

_SVART, _EGEN, _ALLA, _LINJE = "1B2726", "14595A", "8C8270", "D9D3C6"
_FONT = "Calibri"
_CHART, _DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/chart", "http://schemas.openxmlformats.org/drawingml/2006/main"
# How far in the bars begin and how wide they are, as parts of the chart's width; and inches above them, for legend and scale.
_LEFT, _WIDTH, _ABOVE, _BELOW = 0.38, 0.59, 0.62, 0.08


class ChartParts(NamedTuple):
    """The XML of a chart, and the workbook with its figures that Office opens when someone changes it."""

    xml: bytes
    workbook: bytes


def chart_data(piece: Dots | Bars) -> Any:
    """What python-pptx makes a chart of: a row's name with its figures, then the shares of each series."""
    from pptx.chart import data

    make: Any = data.CategoryChartData
    made = make(number_format="0%")
    made.categories = [_category(piece, index) for index in range(len(piece.rows))]
    for name, _, _, bars in series_of(piece):
        made.add_series(name, [None if bar is None else round(bar[0] / 100, 4) for bar in bars])
    return made


def dress(chart: Any, piece: Dots | Bars, language: str, points: float, inches: float) -> None:
    """Give `chart`, made of `chart_data(piece)`, its scale, colours and intervals; `points` is the size of its letters, `inches` how
    high it stands."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.oxml import parse_xml
    from pptx.util import Pt

    colour: Any = RGBColor.from_string
    series = series_of(piece)
    chart.font.name, chart.font.size = _FONT, Pt(points)
    chart.font.color.rgb = colour(_SVART)
    chart.has_title = False
    # No frame around it.
    bare = parse_xml(f'<c:spPr xmlns:c="{_CHART}" xmlns:a="{_DRAWING}"><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>')
    chart._chartSpace.find(f"{{{_CHART}}}txPr").addprevious(bare)
    chart.has_legend = len(series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 1, 0.25
    axis.tick_labels.number_format = "0%" if language == "en" else "0\u00a0%"
    axis.tick_labels.number_format_is_linked = False
    axis.major_gridlines.format.line.color.rgb = colour(_LINJE)
    axis.format.line.fill.background()
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.color.rgb = colour(_SVART)
    # Names have the same room in every chart, so that the scales stand below each other.
    top, high = _ABOVE / inches, 1 - (_ABOVE + _BELOW) / inches
    layout = parse_xml(
        f'<c:layout xmlns:c="{_CHART}"><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{_LEFT}"/><c:y val="{top:.4f}"/><c:w val="{_WIDTH}"/><c:h val="{high:.4f}"/></c:manualLayout></c:layout>'
    )
    plot_area = chart._chartSpace.find(f"{{{_CHART}}}chart/{{{_CHART}}}plotArea")
    for automatic in plot_area.findall(f"{{{_CHART}}}layout"):
        plot_area.remove(automatic)
    plot_area.insert(0, layout)
    # Every row has its name, however narrow it is.
    every = parse_xml(f'<c:tickLblSkip xmlns:c="{_CHART}" val="1"/>')
    chart.category_axis._element.find(f"{{{_CHART}}}noMultiLvlLbl").addprevious(every)
    chart.plots[0].gap_width, chart.plots[0].overlap = 45, 0
    for drawn, one in zip(chart.plots[0].series, series, strict=True):
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = colour(_EGEN if one.own else _ALLA)
        if one.has_interval:
            _intervals(drawn, one.bars)


def chart_parts(piece: Dots | Bars, language: str, points: float, inches: float) -> ChartParts:
    """The same chart for a format whose library makes none: drawn in a deck of its own, from which its parts are taken."""
    import pptx
    from pptx.enum.chart import XL_CHART_TYPE

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    chart: Any = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, 0, 0, 0, 0, chart_data(piece)).chart
    dress(chart, piece, language, points, inches)
    workbook = chart.part.chart_workbook.xlsx_part
    return ChartParts(chart.part.blob, workbook.blob)


def _intervals(drawn: Any, bars: list[tuple[float, float, float] | None]) -> None:
    """Error bars, which python-pptx has no words for."""
    from pptx.oxml import parse_xml

    ends = []
    for tag, values in (
        ("plus", [(bar[2] - bar[0]) / 100 if bar else 0 for bar in bars]),
        ("minus", [(bar[0] - bar[1]) / 100 if bar else 0 for bar in bars]),
    ):
        points = "".join(f'<c:pt idx="{index}"><c:v>{value:.4f}</c:v></c:pt>' for index, value in enumerate(values))
        ends.append(f'<c:{tag}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(bars)}"/>{points}</c:numLit></c:{tag}>')
    xml = (
        f'<c:errBars xmlns:c="{_CHART}" xmlns:a="{_DRAWING}">'
        '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        + "".join(ends)
        + f'<c:spPr><a:ln w="12700"><a:solidFill><a:srgbClr val="{_SVART}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    drawn._element.find(f"{{{_CHART}}}cat").addprevious(parse_xml(xml))


def _category(piece: Dots | Bars, index: int) -> str:
    """The name of a row with its figures."""
    row = piece.rows[index]
    if isinstance(piece, Dots):
        figures = [f"{piece.own} {piece.rows[index].text}", *([f"{piece.other} {piece.rows[index].other_text}"] if piece.other else [])]
    else:
        figures = figures_of(piece, piece.rows[index])
    return clean(f"{row.label}\n{', '.join(figures)}")
