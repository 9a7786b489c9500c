"""What python-docx has no words for: borders, shades and charts, and every property in the order that the format demands."""

from collections.abc import Iterable
from typing import Any

# The children of each kind of properties, in the order of the schema; what is not named comes last.
_ORDER = {
    "pPr": """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens
        kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing
        mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange""",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tcBorders": "top start left bottom end right insideH insideV",
    "rPr": """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden
        color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout
        specVanish oMath""",
}


def in_order(roots: Iterable[Any]) -> None:
    """Every property below `roots` where the schema wants it, wherever it was added."""
    from docx.oxml.ns import qn

    for root in roots:
        for tag, names in _ORDER.items():
            places = {qn(f"w:{name}"): place for place, name in enumerate(names.split())}
            for properties in root.iter(qn(f"w:{tag}")):
                properties[:] = sorted(properties, key=lambda child: places.get(child.tag, len(places)))


def shade(properties: Any, fill: str) -> None:
    """The ground behind a paragraph or a cell."""
    properties.append(_element("w:shd", (("val", "clear"), ("color", "auto"), ("fill", fill))))


def border(properties: Any, side: str, colour: str, size: int, *, space: int = 4) -> None:
    """A line at one side of a paragraph; `size` is in eighths of a point."""
    borders = _element("w:pBdr", ())
    borders.append(_line(side, colour, size, space))
    properties.append(borders)


def chart_or_picture(number: int, width: int, height: int, chart: str, picture: Any) -> Any:
    """A chart in a line of text, and the picture that is shown by programs which do not draw it as Word does.

    `width` and `height` are EMU, `chart` is what the document calls the chart's part, `picture` the inline element of the picture. Who
    knows the charts of 2016 takes the first. LibreOffice does not, and would draw ours out of proportion.
    """
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    drawn = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    whole = parse_xml(
        f'<mc:AlternateContent {nsdecls("w", "wp", "a", "r")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice xmlns:cx1="http://schemas.microsoft.com/office/drawing/2015/9/8/chartex" Requires="cx1"><w:drawing>'
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="Chart {number}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{drawn}"><c:chart xmlns:c="{drawn}" r:id="{chart}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:drawing/></mc:Fallback></mc:AlternateContent>"
    )
    whole[1][0].append(picture)
    return whole


def rule(row: Any, side: str, colour: str, size: int) -> None:
    """A line above or below every cell of a row."""
    from docx.oxml.ns import qn

    for cell in row.cells:
        properties = cell._tc.get_or_add_tcPr()
        borders = properties.find(qn("w:tcBorders"))
        if borders is None:
            borders = _element("w:tcBorders", ())
            properties.append(borders)
        borders.append(_line(side, colour, size, 0))


def _line(side: str, colour: str, size: int, space: int) -> Any:
    return _element(f"w:{side}", (("val", "single"), ("sz", str(size)), ("space", str(space)), ("color", colour)))


def _element(tag: str, values: Iterable[tuple[str, str]]) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in values:
        made.set(qn(f"w:{name}"), value)
    return made
