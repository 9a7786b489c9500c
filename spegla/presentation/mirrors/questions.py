"""One question of the mirror → its block: the sentence, the bars or key figures, how many answered, and the tables."""

from collections.abc import Iterable, Sequence

from spegla.analyses.mirrors import Compared
from spegla.catalogue import Variable
from spegla.disclosure.mirrors import ClearedAlternative, ClearedVariable
from spegla.presentation.document import (
    Bar,
    BarRow,
    Bars,
    Beside,
    Block,
    Cell,
    Fold,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    Question,
    Table,
    TooFew,
)
from spegla.presentation.mirrors.figures import Asked, Mirrored
from spegla.presentation.mirrors.rule_words import RuleWords
from spegla.presentation.mirrors.words import REASONS, MirrorWords
from spegla.presentation.numbers import percent
from spegla.presentation.sentences import sentence


class Questions:
    """Makes the blocks of one mirror."""

    def __init__(self, words: MirrorWords) -> None:
        self.words = words
        self.say = words.say
        self.rules = RuleWords(words.groups.definitions, words.messages)

    def question(self, one: Mirrored) -> Question:
        words, variable = self.words, one.variable
        label = words.text(variable.label)
        return Question(
            title=label,
            anchor=f"fraga-{variable.id}",
            asks=words.text(variable.question) if isinstance(variable, Variable) else "",
            tag="" if isinstance(variable, Variable) else self.say("mirror_derived"),
            blocks=tuple(self._blocks(one, label)),
            counted=words.bases(one) if one.all.asked else "",
            folds=tuple(self._folds(one, label)),
        )

    def _blocks(self, one: Mirrored, label: str) -> list[Block]:
        blocks: list[Block] = []
        finding, few = self.words.finding(one), self.words.few(one)
        if finding:
            blocks.append(Paragraph(finding))
        if few:
            blocks.append(TooFew(self.say("mirror_few_strong"), few))
        if one.all.answered and not one.all.enough:
            blocks.append(self._table(one, label))
        else:
            blocks += self.drawn(one)
        if self.words.answer.question.by and one.all.answered and (one.all.alternatives or one.all.summary):
            blocks.append(self._by_group(one, label))
        return blocks

    # ── Bars and key figures ──────────────────────────────────────────────

    def drawn(self, one: Mirrored) -> tuple[Block, ...]:
        """The bars of all alternatives, or the measures of a number; nothing when nobody answered."""
        if one.all.answered and one.all.alternatives:
            several = (Note(self.say("mirror_several")),) if one.variable.type.value == "multiple" else ()
            return (self.bars(one, one.ranked()), *several)
        return () if one.all.summary is None else (self._key_figures(one),)

    def bars(self, one: Mirrored, codes: Sequence[str], small: bool = False) -> Bars:
        """The bars of the alternatives `codes`."""
        words = self.words
        labels = [words.text(one.categories[code].label) for code in codes]
        all = [self._beside(one.all, code) for code in codes]
        whole = percent(100, words.messages)
        if words.answer.compared is Compared.ALONE:
            # With nobody beside it, what all rows say is the own.
            return Bars(words.all(), "", whole, tuple(BarRow(label, own, None) for label, own in zip(labels, all, strict=True)), small)
        own = [None if one.own is None else self._beside(one.own, code) for code in codes]
        return Bars(words.own(), words.all(), whole, tuple(map(BarRow, labels, own, all)), small)

    def _beside(self, figures: ClearedVariable, code: str) -> Beside:
        alternative = figures.by_code[code]
        if not figures.answered:
            return Beside(self.say("mirror_no_answers"), None)
        if not figures.enough or alternative.percent is None or alternative.interval is None:
            return Beside(self.words.count_of(alternative, figures), None)
        return Beside(self.words.percent(alternative), Bar(alternative.percent, *alternative.interval))

    def _key_figures(self, one: Mirrored) -> KeyFigures:
        beside = one.own is not None and one.own.enough
        values, all = self.words.numbers(one.first), self.words.numbers(one.all)
        alone, name = self.words.among() if one.own is not None else "", self.words.all_in_text()
        items = [
            KeyFigure(self.say(code), values[code], self.say("mirror_beside_all", name=name, value=all[code]) if beside else alone)
            for code in values
        ]
        return KeyFigures(tuple(items))

    # ── Folded away ───────────────────────────────────────────────────────

    def _folds(self, one: Mirrored, label: str) -> list[Fold]:
        folds = [Fold(self.say("mirror_definition"), self.say("mirror_of", label=label), self._definition(one.variable))]
        # With too few answers for bars the table stands in their place, and with none there is nothing to put in it.
        if one.all.enough:
            folds.append(Fold(self.say("mirror_table"), self.say("mirror_of_table", label=label), (self._table(one, label),)))
        return folds

    def _definition(self, variable: Asked) -> tuple[Block, ...]:
        text = self.words.text
        said = [text(variable.definition)]
        if isinstance(variable, Variable) and variable.guidance is not None:
            said.append(self.say("mirror_guidance", short=text(variable.guidance.short), long=text(variable.guidance.long)))
        notes = []
        if variable.asked_when is not None:
            notes.append(self.say("mirror_asked_when", rule=self.rules.sentence(variable.asked_when)))
        if variable.provenance.status is not self.words.answer.instrument.provenance.status:
            notes.append(self.words.status_of(variable.provenance))
        return (*(Paragraph(part) for part in said if part), *(Note(part) for part in notes))

    def _table(self, one: Mirrored, label: str) -> Table:
        """Every figure of the question: shares, and those who did not answer."""
        parts = [(self.words.all(), one.all, self.words.groups.all.n)]
        if one.own is not None and self.words.groups.own is not None:
            parts.insert(0, (self.words.own(), one.own, self.words.groups.own.n))
        shares = bool(one.all.alternatives) and one.all.enough
        head = [self.say("head_answer")]
        for name, _, _ in parts:
            head.append(self.say("mirror_head_count", group=name))
            head += [self.say("mirror_head_share", group=name), self.say("mirror_head_between", group=name)] if shares else []
        rows = [self._row(code, one, [found for _, found, _ in parts], shares) for code in one.ranked()]
        figures = [figures for _, figures, _ in parts]
        rows += self._summary_rows(figures)
        rows.append(self._counts(self.say("mirror_row_answered"), [one.answered for one in figures], shares))
        for reason in REASONS:
            if any(one.missing.get(reason) for one in figures):
                rows.append(self._counts(self._reason(reason), [one.missing.get(reason, 0) for one in figures], shares))
        outside = [n - figures.asked for _, figures, n in parts]
        if any(outside):
            rows.append(self._counts(self._reason("not_asked"), outside, shares))
        return Table(self.say("table_name", title=label), "", tuple(head), frozenset(range(1, len(head))), tuple(rows))

    def _row(self, code: str, one: Mirrored, parts: list[ClearedVariable], shares: bool) -> tuple[Cell, ...]:
        cells = [Cell(self.words.text(one.categories[code].label))]
        for figures in parts:
            alternative = figures.by_code[code]
            cells += [Cell(self.words.number(alternative.n)), *(self._share(alternative, figures) if shares else ())]
        return tuple(cells)

    def _share(self, alternative: ClearedAlternative, figures: ClearedVariable) -> tuple[Cell, Cell]:
        """The share and its interval, or why there are none."""
        if not figures.enough:
            return Cell(self.say("mirror_few_brief" if figures.answered else "mirror_no_answers")), Cell("")
        value = None if alternative.percent is None else alternative.percent / 100
        return Cell(self.words.percent(alternative), value=value), Cell(self.words.interval(alternative))

    def _counts(self, name: str, counts: list[int], shares: bool) -> tuple[Cell, ...]:
        cells = [Cell(name)]
        for count in counts:
            cells += [Cell(self.words.number(count)), *([Cell(""), Cell("")] if shares else [])]
        return tuple(cells)

    def _summary_rows(self, parts: Iterable[ClearedVariable]) -> list[tuple[Cell, ...]]:
        """Mean, median, spread and range, with a dash for those who have too few numbers."""
        found = [self.words.numbers(figures) if figures.enough else {} for figures in parts]
        codes = next((tuple(numbers) for numbers in found if numbers), ())
        return [(Cell(self.say(code)), *(Cell(numbers.get(code, "–")) for numbers in found)) for code in codes]

    def _reason(self, reason: str) -> str:
        return sentence(self.say(f"reason_{reason}"))

    def _by_group(self, one: Mirrored, label: str) -> Table:
        """One column for each group: count and share."""
        words = self.words
        head = [self.say("head_answer"), *(words.group(name) for name, _ in words.groups.others)]
        rows = []
        for code in one.ranked():
            cells = [words.in_group(figures, code) for figures in one.groups]
            rows.append((Cell(words.text(one.categories[code].label)), *map(Cell, cells)))
        rows += self._summary_rows(one.groups)
        rows.append((Cell(self.say("mirror_row_answered")), *(Cell(words.number(figures.answered)) for figures in one.groups)))
        by = words.by_in_text()
        name = self.say("mirror_by_name", label=label, by=by)
        drag = self.say("matrix_drag") if len(head) > 4 else ""
        return Table(name, self.say("mirror_by_caption", by=by), tuple(head), frozenset(range(1, len(head))), tuple(rows), drag=drag)
