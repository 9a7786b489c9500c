"""The marks of one row of bars, as SVG to stand beside its label: in percentages of the width, so that nothing is measured.

The row's text says it all, so the drawing is hidden from screen readers. It is written here and not in a template since a page has
hundreds of them, and there is not one letter in it to escape.
"""

from functools import cache

from markupsafe import Markup

from spegla.presentation.document import Bar, BarRow, Bars

_PAIR, _ALONE = 38, 26
_OWN, _ALL = 14, 8
# Where the bars begin when they stand in pairs, and the own one when it stands alone.
_OWN_TOP, _ALL_TOP = 6, 23


def bar_svg(bars: Bars, row: BarRow) -> Markup:
    """Own above all, or one of them alone in the middle."""
    height = _PAIR if bars.own and bars.all else _ALONE
    own, all = (one.bar if one is not None else None for one in (row.own, row.all))
    parts = [_grid(height, bars.small)]
    if own is not None:
        parts.append(_bar(own, "d-egen", _OWN_TOP, _OWN))
    if all is not None:
        parts.append(_bar(all, "d-alla", (height - _ALL) // 2 if own is None else _ALL_TOP, _ALL))
    drawn = "".join(parts)
    return Markup(f'<svg height="{height}" aria-hidden="true" focusable="false">{drawn}</svg>')  # noqa: S704  numbers alone


@cache
def _grid(height: int, small: bool) -> str:
    """The scale behind the bars: thin lines, and zero in black."""
    lines = [f'<line class="d-galler" x1="{at}%" x2="{at}%" y1="0" y2="{height}" />' for at in ((50, 100) if small else (25, 50, 75, 100))]
    return "".join(lines) + f'<line class="d-noll" x1="0" x2="0" y1="0" y2="{height}" />'


def _bar(bar: Bar, kind: str, top: int, height: int) -> str:
    """The bar and its interval: white inside the bar, black outside it, a tick at both ends."""
    middle, tick = top + height // 2, 4 if height > _ALL else 3
    share, low, high = (f"{end:.1f}%" for end in (bar.percent, bar.low, bar.high))
    ends = f'y1="{middle - tick}" y2="{middle + tick}"'
    level = f'y1="{middle}" y2="{middle}"'
    drawn = f'<rect class="{kind}" x="0" y="{top}" width="{share}" height="{height}" />'
    if bar.low > 0:
        drawn += f'<line class="d-inne" x1="{low}" x2="{share}" {level} /><line class="d-inne" x1="{low}" x2="{low}" {ends} />'
    if bar.high > bar.percent:
        drawn += f'<line class="d-streck" x1="{share}" x2="{high}" {level} />'
    return drawn + f'<line class="d-streck" x1="{high}" x2="{high}" {ends} />'
