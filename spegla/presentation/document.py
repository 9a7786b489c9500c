"""A page as frozen data. Renderers turn it into one format and decide nothing: every word and number is already here.

A soft hyphen (U+00AD) in a text marks where a word may break; U+00A0 keeps a number and its unit together.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Mark(Enum):
    """The shape beside an answer. It always stands with its word."""

    FULL = "full"
    EMPTY = "empty"
    HALF = "half"
    DASH = "dash"


@dataclass(frozen=True)
class Paragraph:
    """Running text. A quiet one is secondary."""

    text: str


@dataclass(frozen=True)
class Note:
    """Secondary text: footnotes and captions."""

    text: str


@dataclass(frozen=True)
class Link:
    """To a section or an indicator on the same page."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Caution:
    """To be read first: the strong sentence, then one line per thing, each with a link to more, if there is more."""

    strong: str
    lines: tuple[tuple[str, Link | None], ...]
    flagged: bool = False


@dataclass(frozen=True)
class KeyFigure:
    """A large number with its name above and a note below."""

    name: str
    value: str
    note: str


@dataclass(frozen=True)
class KeyFigures:
    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Code:
    """A rule as the computer runs it, folded away under its title."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A mark and its word."""

    mark: Mark
    word: str


@dataclass(frozen=True)
class Names:
    """Those who gave the same answer."""

    title: str
    mark: Mark
    names: tuple[str, ...]


@dataclass(frozen=True)
class Legend:
    """What the marks mean. `flag` is the sentence for the flag; "" when nothing is flagged."""

    title: str
    answers: tuple[Answer, ...]
    flag: str


@dataclass(frozen=True)
class MatrixColumn:
    """`short` heads the column, `label` is what it stands for, `anchor` where more is said."""

    label: str
    short: str
    anchor: str


@dataclass(frozen=True)
class SumCell:
    """A figure under a column; `small` stands below it. A flagged one says what does not fit. `value` is as in `Cell`."""

    figure: str
    small: str = ""
    flag: str = ""
    value: float | None = None


@dataclass(frozen=True)
class Matrix:
    """Rows of answers, then rows of figures. `last` heads a column of counts after the answers.

    `name` is what the table is called apart from all others on the page.
    """

    name: str
    caption: str
    corner: str
    last: str
    columns: tuple[MatrixColumn, ...]
    rows: tuple[tuple[str, tuple[Answer, ...], str], ...]
    sums: tuple[tuple[str, tuple[SumCell, ...]], ...]
    drag: str


@dataclass(frozen=True)
class Sheet:
    """A matrix that is shown on paper alone, where it gets a page of its own."""

    title: str
    matrix: Matrix
    notes: tuple[str, ...]
    cautions: tuple[str, ...]
    legend: Legend


@dataclass(frozen=True)
class Cell:
    """`value` is the share 0–1 that `text` is rounded from, for those who compute with it; None when there is none to show."""

    text: str
    mark: Mark | None = None
    flag: str = ""
    value: float | None = None


@dataclass(frozen=True)
class Table:
    """A plain table. The first column heads its rows; `numeric` are the columns set right, counted from 0.

    `name` is what the table is called apart from all others on the page; `drag` tells, on a narrow screen, that there is more beside.
    """

    name: str
    caption: str
    head: tuple[str, ...]
    numeric: frozenset[int]
    rows: tuple[tuple[Cell, ...], ...]
    anchors: tuple[str, ...] = ()
    drag: str = ""

    def __post_init__(self) -> None:
        """ValueError when a row has more or fewer cells than the head: what stands under a wrong head is a wrong figure."""
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError(f"a row of {self.name!r} does not have the {len(self.head)} cells of its head")


@dataclass(frozen=True)
class Points:
    """What may and what may not be said; the titles are for where the two stand beside each other."""

    may: tuple[str, ...]
    may_not: tuple[str, ...]
    may_title: str = ""
    may_not_title: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list folded away under its title."""

    title: str
    items: tuple[str, ...]


class Weight(Enum):
    """How much a phrase stands out: not at all, as a figure, or as a value that somebody chose."""

    PLAIN = "plain"
    STRONG = "strong"
    CHOSEN = "chosen"


@dataclass(frozen=True)
class Phrase:
    """A part of a sentence."""

    text: str
    weight: Weight = Weight.PLAIN


@dataclass(frozen=True)
class Choice:
    """Which rows the page shows, in words; `notes` say what that means."""

    phrases: tuple[Phrase, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class TooFew:
    """Why something is not there: the strong sentence, then what can be done."""

    strong: str
    text: str


@dataclass(frozen=True)
class Bar:
    """A share and its interval, 0–100."""

    percent: float
    low: float
    high: float


@dataclass(frozen=True)
class Beside:
    """The figure of one group in a row of bars: its bar and its text. No bar when there are too few for a share."""

    text: str
    bar: Bar | None


@dataclass(frozen=True)
class BarRow:
    """One answer: own above all, or one of them alone."""

    label: str
    own: Beside | None
    all: Beside | None


@dataclass(frozen=True)
class Bars:
    """Own beside all on a scale of 0–100 %. `own` and `all` head their figures; each is "" when the other stands alone.

    `whole` is what stands at the end of the scale. On a web page `small` ones have their labels above the bars and no scale.
    """

    own: str
    all: str
    whole: str
    rows: tuple[BarRow, ...]
    small: bool = False


@dataclass(frozen=True)
class BarLegend:
    """What the bars and the interval are called. `own` and `all` are "" when there are no such bars."""

    title: str
    own: str
    all: str
    interval: str


@dataclass(frozen=True)
class Fold:
    """Folded away under its title; `of` is what it belongs to, for those who do not see where it stands."""

    title: str
    of: str
    blocks: tuple["Block", ...]


@dataclass(frozen=True)
class Question:
    """One question and its answers: what is asked, what was found, how many answered, and more folded away."""

    title: str
    anchor: str
    asks: str
    tag: str
    blocks: tuple["Block", ...]
    counted: str
    folds: tuple[Fold, ...]


@dataclass(frozen=True)
class Chapter:
    """Links to sections under a common name; each with how much there is in it, "" when that says nothing."""

    title: str
    links: tuple[tuple[Link, str], ...]


@dataclass(frozen=True)
class LongPage:
    """A long page: the way around it at the side, and what it holds. `title` names the links."""

    title: str
    chapters: tuple[Chapter, ...]
    blocks: tuple["Block", ...]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it. `over` says what the section is a part of."""

    title: str
    anchor: str
    blocks: tuple["Block", ...]
    over: str = ""


@dataclass(frozen=True)
class Prose:
    """A paragraph in which some phrases stand out."""

    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Listing:
    """A list that is read, not folded away; `numbered` when the order matters."""

    items: tuple[tuple[Phrase, ...], ...]
    numbered: bool = False


class Sign(Enum):
    """What an aside is for: "!" to know, "?" to discuss."""

    KNOW = "know"
    DISCUSS = "discuss"


@dataclass(frozen=True)
class Aside:
    """What to know or to discuss; the sign always stands with its title."""

    sign: Sign
    title: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class DotRow:
    """A share with its interval beside another share, 0–100; `said` is the row as a sentence. `other` is None when there is none."""

    label: str
    bar: Bar
    text: str
    other: float | None
    other_text: str
    said: str


@dataclass(frozen=True)
class Dots:
    """Own shares as dots with their intervals, the other's as ticks, on a scale of 0–100 %.

    `own` and `other` head their figures, `interval` says what the line through a dot is; `label` heads the rows and `whole` ends the scale.
    """

    name: str
    label: str
    own: str
    other: str
    interval: str
    whole: str
    rows: tuple[DotRow, ...]


@dataclass(frozen=True)
class Contents:
    """Links to the sections of the document; on paper with their pages."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class NewPage:
    """What follows begins a page, where there are pages."""


Block = (
    Paragraph
    | Prose
    | Listing
    | Aside
    | Dots
    | Contents
    | NewPage
    | Note
    | Caution
    | KeyFigures
    | Code
    | Names
    | Legend
    | Matrix
    | Sheet
    | Table
    | Points
    | Bullets
    | Choice
    | TooFew
    | Bars
    | BarLegend
    | Fold
    | Question
    | LongPage
    | Section
)


@dataclass(frozen=True)
class Document:
    """A whole page. `brand` and `to_content` are the words that every page has.

    On paper `over` stands above the title, `head` and `foot` on every page, and `dated` is the date of the file, which is never the
    clock's: the same document gives the same file.
    """

    language: str
    title: str
    ingress: str
    blocks: tuple[Block, ...]
    brand: str
    to_content: str
    over: str = ""
    head: str = ""
    foot: str = ""
    dated: date | None = None
