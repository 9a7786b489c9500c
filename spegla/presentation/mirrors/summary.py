"""The mirror in a terminal: every figure in tables as narrow as they can be."""

from collections.abc import Iterator

from spegla.analyses.mirrors import MirrorAnswer
from spegla.disclosure.mirrors import ClearedVariable
from spegla.messages import Messages
from spegla.presentation.document import Block, Cell, Document, Note, Paragraph, Section, Table
from spegla.presentation.mirrors.data import not_collected
from spegla.presentation.mirrors.figures import Mirrored
from spegla.presentation.mirrors.page import Opening
from spegla.presentation.mirrors.words import REASONS, MirrorWords

# As many groups beside each other as 100 characters hold.
_GROUPS = 5


def mirror_summary(answer: MirrorAnswer, messages: Messages) -> Document:
    """The notices, which rows, every variable by group of the instrument, and how to read them."""
    summary = _Summary(MirrorWords(answer, messages))
    words = summary.words
    return words.document((*Opening(words).blocks(), *(summary.blocks() if words.groups.all.n else ())))


class _Summary:
    def __init__(self, words: MirrorWords) -> None:
        self.words = words
        self.say = words.say

    def blocks(self) -> tuple[Block, ...]:
        words = self.words
        absent = tuple(Note(text) for text in not_collected(words))
        notes = (Note(self.say("mirror_footnote")), Note(self.say("mirror_footnote_interval")))
        return (*self._sections(), *self._by_groups(), *absent, *notes)

    def _sections(self) -> Iterator[Section]:
        names = [name for name in (self.words.own(), self.words.all()) if name]
        head = ["", *(part for name in names for part in (name, "%", self.say("head_interval")))]
        numeric = frozenset(range(1, len(head)))
        for group, inside in self.words.groups.by_group():
            rows = [row for one in inside for row in self._rows(one)]
            title = self.words.text(group.label)
            yield Section(title, group.id, (Table(title, "", tuple(head), numeric, tuple(rows)),))

    def _rows(self, one: Mirrored) -> Iterator[tuple[Cell, ...]]:
        """The variable with its answers counted, then the alternatives, then those who did not answer."""
        label = self.words.text(one.variable.label)
        figures = [one.all] if one.own is None else [one.own, one.all]
        yield (Cell(label), *(Cell(text) for found in figures for text in self._head(found)))
        for code in one.ranked() if one.all.answered else ():
            cells = [Cell(text) for found in figures for text in self._share(found, code)]
            yield (Cell(f"  {self.words.text(one.categories[code].label)}"), *cells)
        for name, values in self._numbers(figures):
            yield (Cell(f"  {name}"), *(Cell(text) for value in values for text in (value, "", "")))
        for reason in (*REASONS, "not_asked"):
            counts = self._missing(reason, figures)
            if any(counts):
                said = self.say(f"reason_{reason}")
                yield (Cell(f"  ({said})"), *(Cell(text) for count in counts for text in (self.words.number(count), "", "")))

    def _missing(self, reason: str, figures: list[ClearedVariable]) -> list[int]:
        groups = [group for group in (self.words.groups.own, self.words.groups.all) if group is not None]
        if reason == "not_asked":
            return [group.n - found.asked for group, found in zip(groups, figures, strict=True)]
        return [found.missing.get(reason, 0) for found in figures]

    def _head(self, figures: ClearedVariable) -> tuple[str, str, str]:
        has_shares = bool(figures.alternatives or figures.summary)
        few = self.say("mirror_few") if has_shares and figures.answered and not figures.enough else ""
        return self.words.number(figures.answered), "", few

    def _share(self, figures: ClearedVariable, code: str) -> tuple[str, str, str]:
        one = figures.by_code[code]
        shown = (self.words.percent(one), self.words.interval(one)) if figures.enough else ("", "")
        return (self.words.number(one.n), *shown)

    def _numbers(self, figures: list[ClearedVariable]) -> Iterator[tuple[str, list[str]]]:
        if figures[-1].summary is None:
            return
        said = [self.words.numbers(found) if found.enough else {} for found in figures]
        for code in self.words.numbers(figures[-1]):
            yield self.say(code), [found.get(code, "") for found in said]

    def _by_groups(self) -> Iterator[Section]:
        """The same variables with a column for each group, as many tables as it takes."""
        words = self.words
        others = words.groups.others
        for start in range(0, len(others), _GROUPS):
            part = slice(start, start + _GROUPS)
            head = ["", *(words.group(label) for label, _ in others[part])]
            rows = [row for one in words.groups.collected() if one.all.answered for row in self._by_rows(one, part)]
            title = self.say("mirror_by_title", by=words.by_in_text())
            table = Table(title, "", tuple(head), frozenset(range(1, len(head))), tuple(rows))
            yield Section(title, f"grupper-{start}", (Paragraph(self.say("mirror_by_caption", by=words.by_in_text())), table))

    def _by_rows(self, one: Mirrored, part: slice) -> Iterator[tuple[Cell, ...]]:
        groups = one.groups[part]
        yield (Cell(self.words.text(one.variable.label)), *(Cell(self.words.number(found.answered)) for found in groups))
        for code in one.ranked():
            cells = [Cell(self.words.in_group(found, code)) for found in groups]
            yield (Cell(f"  {self.words.text(one.categories[code].label)}"), *cells)
        if one.all.summary is not None:
            said = [self.words.numbers(found) if found.enough else {} for found in groups]
            for code in self.words.numbers(one.all):
                yield (Cell(f"  {self.say(code)}"), *(Cell(found.get(code, "–")) for found in said))
