"""Markdown that people write → blocks. Paragraphs, lists, tables, strong words and headings below the part's own; nothing else.

Quotations, pictures, raw HTML and code are refused, by name and with their line, rather than shown as something they are not. A comment
(`<!-- … -->`) is for the writer and is left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spegla.presentation.document import Block, Cell, Listing, Phrase, Prose, Section, Table, Weight

if TYPE_CHECKING:
    from markdown_it.token import Token

_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
# What cannot be shown is named, so that the writer finds it.
_NOT_SHOWN = {
    "blockquote_open": "texts_quotation",
    "image": "texts_picture",
    "html_block": "texts_html",
    "html_inline": "texts_html",
    "fence": "texts_code",
    "code_block": "texts_code",
}
# The title of a part is a heading of the first or second level; those below it are the writer's own.
_PART_LEVELS = ("h1", "h2")
# As many columns as can be read on a sheet of paper.
_COLUMNS = 8


@dataclass(frozen=True)
class TextProblem:
    """Something wrong in the texts: the line, the code of the sentence, and what fills it."""

    line: int
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WrittenPart:
    """What stands under one heading of the first or second level. `heading` is "" for what stands before the first."""

    heading: str
    line: int
    blocks: tuple[Block, ...]


def parts_of(markdown: str) -> tuple[tuple[WrittenPart, ...], tuple[TextProblem, ...]]:
    """The parts in the order in which they stand, and what cannot be shown."""
    from markdown_it import MarkdownIt  # Only written texts need it.

    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    reader = _Reader(tokens)
    parts = tuple(reader.parts())
    return parts, tuple(reader.problems)


class _Reader:
    def __init__(self, tokens: "list[Token]") -> None:
        self.tokens = tokens
        self.at = 0
        self.problems: list[TextProblem] = []

    def parts(self) -> Iterator[WrittenPart]:
        heading, line = "", 1
        blocks: list[Block] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.type == "heading_open" and token.tag in _PART_LEVELS:
                if heading or blocks:
                    yield WrittenPart(heading, line, tuple(blocks))
                heading, line, blocks = self._inline_text(self.tokens[self.at + 1]), _line(token), []
                self.at += 3
            else:
                blocks += self._block()
        if heading or blocks:
            yield WrittenPart(heading, line, tuple(blocks))

    def _block(self) -> list[Block]:
        """The block at `at`, which moves on to the next."""
        token = self.tokens[self.at]
        match token.type:
            case "paragraph_open":
                phrases = self._phrases(self.tokens[self.at + 1])
                self.at += 3
                return [Prose(phrases)] if phrases else []
            case "heading_open":
                title = self._inline_text(self.tokens[self.at + 1])
                self.at += 3
                inside: list[Block] = []
                while self.at < len(self.tokens) and self.tokens[self.at].type != "heading_open":
                    inside += self._block()
                return [Section(title, "", tuple(inside))]
            case "bullet_list_open" | "ordered_list_open":
                return [self._list(token)]
            case "table_open":
                return [self._table(token)]
            case "html_block" if not _COMMENT.sub("", token.content).strip():
                self.at += 1
                return []
            case "hr":
                self.at += 1
                return []
            case _:
                self.problems.append(_not_shown(token, token))
                self._skip(token)
                return []

    def _skip(self, token: "Token") -> None:
        depth = 0
        while self.at < len(self.tokens):
            depth += self.tokens[self.at].nesting
            self.at += 1
            if depth <= 0:
                return

    def _list(self, opened: "Token") -> Listing:
        closing = opened.type.replace("open", "close")
        items: list[tuple[Phrase, ...]] = []
        depth = 0
        while True:
            token = self.tokens[self.at]
            self.at += 1
            depth += token.type == opened.type
            if token.type == closing:
                depth -= 1
                if not depth:
                    break
            elif token.type in ("bullet_list_open", "ordered_list_open") and token is not opened:
                self.problems.append(TextProblem(_line(token), "texts_list_in_list"))
            elif token.type == "inline":
                items.append(self._phrases(token))
            elif token.nesting == 0 or token.type in _NOT_SHOWN:
                self.problems.append(_not_shown(token, token))
        return Listing(tuple(item for item in items if item), opened.type == "ordered_list_open")

    def _table(self, opened: "Token") -> Table:
        rows: list[list[Cell]] = []
        numeric: set[int] = set()
        while self.tokens[self.at].type != "table_close":
            token = self.tokens[self.at]
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open") and "right" in str(token.attrs.get("style", "")):
                numeric.add(len(rows[-1]))
            elif token.type == "inline":
                rows[-1].append(Cell(self._inline_text(token)))
            self.at += 1
        self.at += 1
        if len(rows[0]) > _COLUMNS:
            self.problems.append(TextProblem(_line(opened), "texts_table_wide"))
        head = tuple(cell.text for cell in rows[0])
        return Table(" ".join(head), "", head, frozenset(numeric), tuple(tuple(row) for row in rows[1:]))

    def _inline_text(self, token: "Token") -> str:
        return "".join(phrase.text for phrase in self._phrases(token))

    def _phrases(self, token: "Token") -> tuple[Phrase, ...]:
        phrases: list[Phrase] = []
        strong = 0
        address = ""
        for child in token.children or []:
            match child.type:
                case "text" | "code_inline":
                    phrases.append(Phrase(child.content, Weight.STRONG if strong else Weight.PLAIN))
                case "softbreak" | "hardbreak":
                    phrases.append(Phrase(" "))
                case "strong_open" | "strong_close":
                    strong += child.nesting
                case "em_open" | "em_close":
                    pass  # No italics: what stands out is strong.
                case "link_open":
                    address = str(child.attrs.get("href", ""))
                case "link_close":
                    # On paper a link can only be read.
                    if address and not phrases[-1].text.startswith(address):
                        phrases.append(Phrase(f" ({address})"))
                case "html_inline" if _COMMENT.fullmatch(child.content):
                    pass
                case _:
                    self.problems.append(_not_shown(child, token))
        return tuple(phrase for phrase in phrases if phrase.text)


def _not_shown(found: "Token", at: "Token") -> TextProblem:
    """That `found` cannot be shown, with the line of `at`: what stands inside a line has none of its own."""
    return TextProblem(_line(at), _NOT_SHOWN.get(found.type, "texts_not_shown"))


def _line(token: "Token") -> int:
    return token.map[0] + 1 if token.map else 1
