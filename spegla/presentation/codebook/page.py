"""The codebook as a `Document`: every variable with what it asks, what the answers mean, and what is known to be wrong with it.

Whatever there is to say of a variable stands under it. What is folded away on screen is printed.
"""

from collections.abc import Iterable, Iterator

from spegla.catalogue import Indicator, Instrument, Variable
from spegla.catalogue.parts import Category, Check, Derived, Provenance
from spegla.catalogue.rules import VariableType
from spegla.messages import Messages
from spegla.presentation.codebook.history import History
from spegla.presentation.codebook.words import CodebookWords, named_by
from spegla.presentation.document import (
    Block,
    Caution,
    Cell,
    Chapter,
    Code,
    Document,
    Fold,
    Link,
    LongPage,
    Note,
    Paragraph,
    Phrase,
    Prose,
    Question,
    Section,
    Table,
    Weight,
)


def codebook_page(instrument: Instrument, messages: Messages, history: History | None = None) -> Document:
    """The whole codebook. `history` has the changes of each variable, latest first; without it nothing is said of other versions."""
    return _Page(CodebookWords(instrument, messages), history).document()


class _Page:
    def __init__(self, words: CodebookWords, history: History | None) -> None:
        self.words = words
        self.say = words.say
        self.text = words.text
        self.instrument = words.instrument
        self.history = history
        self.indicators: dict[str, list[Indicator]] = {}
        for indicator in self.instrument.indicators:
            self.indicators.setdefault(indicator.main_variable, []).append(indicator)
        self.checks: dict[str, list[Check]] = {}
        for check in self.instrument.checks:
            for name in named_by(check, self.instrument):
                self.checks.setdefault(name, []).append(check)

    def document(self) -> Document:
        instrument = self.instrument
        sections = [*self._groups(), *self._ungrouped(), *self._measures(), *self._settings(), *self._check_section(), self._reasons()]
        blocks: list[Block] = [*self._opening(), LongPage(self.say("codebook_contents"), self._chapters(sections), tuple(sections))]
        return Document(
            self.words.messages.language,
            self.say("codebook_title", instrument=self.text(instrument.title)),
            self.text(instrument.about),
            tuple(blocks),
            self.say("page_brand"),
            self.say("page_to_content"),
        )

    def _opening(self) -> Iterator[Block]:
        instrument, provenance = self.instrument, self.instrument.provenance
        say_count = self.words.messages.say_count
        holds = [say_count("codebook_variables", len(instrument.variables))]
        holds += [say_count("codebook_derived_count", len(instrument.derived))] if instrument.derived else []
        holds += [say_count("codebook_checks_count", len(instrument.checks))] if instrument.checks else []
        yield Note(
            self.say(
                "codebook_opening",
                reference=instrument.reference,
                holds=self.words.listed(holds),
                source=provenance.source,
                owner=provenance.owner,
                reviewed=provenance.reviewed.isoformat(),
                review_by=provenance.review_by.isoformat(),
            )
        )
        if instrument.not_comparable is not None:
            yield Caution(self.say("codebook_cannot"), ((self.text(instrument.not_comparable), None),))

    def _chapters(self, sections: list[Section]) -> tuple[Chapter, ...]:
        """One chapter for each group with a link to each question, and one for what comes last."""
        chapters, last = [], []
        for section in sections:
            links = tuple((Link(one.title, one.anchor), "") for one in section.blocks if isinstance(one, Question))
            if links:
                chapters.append(Chapter(section.title, links))
            else:
                last.append((Link(section.title, section.anchor), ""))
        return (*chapters, Chapter(self.say("codebook_last"), tuple(last)))

    # ── Groups of questions ───────────────────────────────────────────────

    def _groups(self) -> Iterator[Section]:
        for area, label in self.instrument.areas.items():
            for group in (one for one in self.instrument.groups if one.area == area):
                asked = [self._question(alike) for alike in _alike(one for one in self.instrument.variables if one.group == group.id)]
                derived = [self._derived(one) for one in self.instrument.derived if one.group == group.id]
                about: list[Block] = [Note(self.text(group.about))] if group.about.sv else []
                if asked or derived:
                    yield Section(self.text(group.label), f"grupp-{group.id}", (*about, *asked, *derived), self.text(label))

    def _ungrouped(self) -> Iterator[Section]:
        derived = [self._derived(one) for one in self.instrument.derived if not one.group]
        if derived:
            yield Section(self.say("codebook_derived_title"), "harledda", tuple(derived))

    def _question(self, alike: tuple[Variable, ...]) -> Question:
        return self._variable(alike[0]) if len(alike) == 1 else self._repeated(alike)

    def _repeated(self, alike: tuple[Variable, ...]) -> Question:
        """Questions that differ only in what they are asked about: told once, with a row for each."""
        first = alike[0]
        label = self.text(first.short).replace("\u00ad", "").replace("·", "")
        blocks: list[Block] = [Paragraph(self.text(first.definition))]
        if first.guidance is not None:
            blocks.append(Note(self.say("codebook_guidance_short", short=self.text(first.guidance.short))))
        if first.categories:
            blocks.append(self._alternatives(first, label))
        # Where the question names what it is asked of, each row has its own.
        own = len({one.question for one in alike}) > 1
        rows = [
            (
                self.text(one.question) if own else self.text(one.label),
                one.id,
                "" if one.asked_when is None else self.words.rule(one.asked_when),
            )
            for one in alike
        ]
        columns = 3 if any(row[-1] for row in rows) else 2
        head = ("codebook_head_question", "codebook_head_column", "codebook_head_when")[:columns]
        blocks.append(self._table("codebook_table_repeated", label, head, [row[:columns] for row in rows]))
        if first.guidance is not None:
            blocks.append(self._fold("codebook_guidance", label, Paragraph(self.text(first.guidance.long))))
        for one in alike:
            blocks += self._indicator_folds(one, self.text(one.label))
        blocks.append(self._fold("codebook_origin", label, self._origin(first.provenance, first.id, label)))
        asks = self.say("codebook_asks_for_each", question=self.text(first.question), count=len(alike))
        return Question(label, first.id, asks, self.words.tag(first.provenance.status), tuple(blocks), "", ())

    def _variable(self, variable: Variable) -> Question:
        label = self.text(variable.label)
        blocks: list[Block] = [Paragraph(self.text(variable.definition))]
        if variable.trouble is not None:
            blocks.append(Caution(self.say("codebook_trouble"), ((self.text(variable.trouble), None),)))
        if variable.guidance is not None:
            blocks.append(Note(self.say("codebook_guidance_short", short=self.text(variable.guidance.short))))
        if variable.categories:
            blocks.append(self._alternatives(variable, label))
        blocks.append(self._facts(variable, label))
        if variable.guidance is not None:
            blocks.append(self._fold("codebook_guidance", label, Paragraph(self.text(variable.guidance.long))))
        blocks += self._indicator_folds(variable, label)
        blocks += self._checks_fold(variable.id, label)
        blocks.append(self._fold("codebook_origin", label, self._origin(variable.provenance, variable.id, label)))
        asks = self.say("codebook_asks", question=self.text(variable.question))
        return Question(label, variable.id, asks, self.words.tag(variable.provenance.status), tuple(blocks), "", ())

    def _derived(self, derived: Derived) -> Question:
        label = self.text(derived.label)
        blocks: list[Block] = [Paragraph(self.text(derived.definition))] if derived.definition.sv else []
        if derived.asked_when is not None:
            blocks.append(Note(self.say("codebook_derived_when", rule=self.words.rule(derived.asked_when))))
        if derived.counts:
            names = ", ".join(self.text(one.label) for one in derived.counts)
            blocks.append(Note(self.say("codebook_derived_counts", names=names)))
        else:
            labels = {one.code: self.text(one.label) for one in derived.categories}
            rows = [(labels[case.code], case.code, self.words.rule(case.rule), case.rule.text) for case in derived.cases]
            head = ("codebook_head_value", "codebook_head_code", "codebook_head_when", "codebook_head_rule")
            blocks.append(self._table("codebook_table_cases", label, head, rows))
            blocks.append(Note(self.say("codebook_derived_order")))
        blocks += self._checks_fold(derived.id, label)
        blocks.append(self._fold("codebook_origin", label, self._origin(derived.provenance, derived.id, label)))
        tag = self.words.tag(derived.provenance.status)
        return Question(label, derived.id, self.say("codebook_derived"), tag, tuple(blocks), "", ())

    def _alternatives(self, variable: Variable, label: str) -> Table:
        multiple = variable.type is VariableType.MULTIPLE
        rows = [self._alternative(one, multiple) for one in variable.categories]
        columns = 3 if any(row[-1] for row in rows) else 2
        rows = [row[:columns] for row in rows]
        head = ("codebook_head_answer", "codebook_head_code", "codebook_head_counts")[:columns]
        return self._table("codebook_table_answers", label, head, rows)

    def _alternative(self, category: Category, multiple: bool) -> tuple[str, ...]:
        return self.text(category.label), category.code, self.words.counts_as(category, multiple)

    def _facts(self, variable: Variable, label: str) -> Table:
        rows = [
            (self.say("codebook_fact_asked"), self.words.asked(variable)),
            (self.say("codebook_fact_answer"), self.words.answered_by(variable)),
            (self.say("codebook_fact_column"), variable.id),
        ]
        if variable.asked_when is not None:
            rows.insert(1, (self.say("codebook_fact_rule"), variable.asked_when.text))
        used = [self.text(one.label) for one in self.instrument.derived if variable.id in _names(one)]
        if used:
            rows.append((self.say("codebook_fact_used"), ", ".join(used)))
        return self._table("codebook_table_facts", label, ("codebook_head_fact", "codebook_head_says"), rows)

    def _origin(self, provenance: Provenance, id: str, label: str) -> Table:
        rows = [
            (self.say("codebook_fact_status"), self.words.status(provenance.status)),
            (self.say("codebook_fact_source"), provenance.source),
            (self.say("codebook_fact_owner"), provenance.owner),
            (self.say("codebook_fact_reviewed"), provenance.reviewed.isoformat()),
            (self.say("codebook_fact_review_by"), provenance.review_by.isoformat()),
            (self.say("codebook_fact_version"), self.instrument.version),
        ]
        if self.history is not None:
            changes = self.history.get(id, ())
            rows += [(self.say("codebook_fact_since", version=one.version), self.text(one.says)) for one in changes]
            rows += [] if changes else [(self.say("codebook_fact_changes"), self.say("codebook_no_changes"))]
        return self._table("codebook_table_origin", label, ("codebook_head_fact", "codebook_head_says"), rows)

    # ── Indicators, checks and reasons ────────────────────────────────────

    def _indicator_folds(self, variable: Variable, label: str) -> Iterator[Fold]:
        for indicator in self.indicators.get(variable.id, ()):
            numerator, denominator = self.text(indicator.numerator.says), self.text(indicator.denominator.says)
            said = [self.say("codebook_indicator", numerator=numerator, denominator=denominator)]
            said += [self.say("rule_leaves", says=self.text(one.says)) for one in indicator.leaves]
            said += [self.say(f"rule_reading_{indicator.reading.value}")]
            said += [self.say("codebook_indicator_cannot", says=self.text(indicator.cannot_say))]
            lines = [self.say("rule_code_numerator", rule=indicator.numerator.rule.text)]
            lines += [self.say("rule_code_denominator", rule=indicator.denominator.rule.text)]
            lines += [self.say("rule_code_leaves", rule=one.rule.text) for one in indicator.leaves]
            name = self.say("codebook_indicator_title", label=self.text(indicator.label))
            blocks = (Paragraph(" ".join(said)), Code(self.say("rule_as_computed"), tuple(lines)))
            yield Fold(name, self.say("codebook_of", label=label), blocks)

    def _checks_fold(self, id: str, label: str) -> Iterator[Fold]:
        checks = self.checks.get(id, [])
        if checks:
            title = self.words.messages.say_count("codebook_checks", len(checks))
            blocks = tuple(block for check in checks for block in self._check(check))
            yield Fold(title, self.say("codebook_of", label=label), blocks)

    def _check(self, check: Check) -> Iterator[Block]:
        fire = next(one for one in check.examples if one.gives != "right")
        # Stands out, so that one check ends where the next begins.
        yield Prose((Phrase(self.text(check.says), Weight.STRONG),))
        yield Note(self.words.fires(check))
        yield Note(self.say("codebook_example_fires", answers=self.words.answers(fire.given)))
        right = next((one for one in check.examples if one.gives == "right"), None)
        if right is not None:
            yield Note(self.say("codebook_example_right", answers=self.words.answers(right.given)))

    def _measures(self) -> Iterator[Section]:
        """What is counted beside shares of rows, and what is said of it."""
        if not self.instrument.measures:
            return
        rows = [
            (self.text(one.label), self.text(one.says), self.text(one.cannot_say), self.words.status(one.provenance.status))
            for one in self.instrument.measures
        ]
        head = ("codebook_head_measure", "codebook_head_counted", "codebook_head_cannot", "codebook_head_status")
        title = self.say("codebook_measures_title")
        yield Section(title, "matt", (self._table("codebook_table_measures", title, head, rows),))

    def _settings(self) -> Iterator[Section]:
        """What the source leaves open and what was chosen, and indicators that are known by name alone."""
        blocks: list[Block] = []
        for one in self.instrument.settings:
            groups = ", ".join(self.text(self.instrument.group(id).label) for id in one.groups)
            rows = [
                (self.say("codebook_fact_chosen"), self.text(one.chosen)),
                (self.say("codebook_fact_alternative"), self.text(one.alternative)),
                (self.say("codebook_fact_why"), self.text(one.why)),
                (self.say("codebook_fact_holds_for"), groups),
            ]
            table = self._table("codebook_table_facts", self.text(one.label), ("codebook_head_fact", "codebook_head_says"), rows)
            blocks.append(Section(self.text(one.label), f"val-{one.id}", (table,)))
        if blocks:
            yield Section(self.say("codebook_settings_title"), "val", (Note(self.say("codebook_settings_about")), *blocks))
        if self.instrument.named_only:
            rows = [(self.text(one.label), one.source) for one in self.instrument.named_only]
            title = self.say("codebook_named_title")
            table = self._table("codebook_table_named", title, ("codebook_head_indicator", "codebook_fact_source"), rows)
            yield Section(title, "bara-namngivna", (Note(self.say("codebook_named_about")), table))

    def _check_section(self) -> Iterator[Section]:
        if not self.instrument.checks:
            return
        blocks: list[Block] = []
        for check in self.instrument.checks:
            right, fires = self.say("codebook_outcome_right"), self.say("codebook_outcome_fires")
            rows = [(right if one.gives == "right" else fires, self.words.answers(one.given)) for one in check.examples]
            table = self._table("codebook_table_examples", check.id, ("codebook_head_outcome", "codebook_head_answers"), rows)
            code = Code(self.say("rule_as_computed"), (check.rule.text,))
            inside = (
                Paragraph(self.text(check.says)),
                Note(self.words.fires(check)),
                code,
                self._fold("codebook_examples", check.id, table),
            )
            blocks.append(Section(check.id, f"kontroll-{check.id}", inside))
        yield Section(self.say("codebook_checks_title"), "kontroller", (Note(self.say("codebook_checks_about")), *blocks))

    def _reasons(self) -> Section:
        """How a missing answer is written, and which questions have a code for it."""
        rows = []
        for reason, said in self.words.reasons():
            codes = [
                f"{category.code} ({variable.id})"
                for variable in self.instrument.variables
                for category in variable.categories
                if category.missing is reason
            ]
            rows.append((said, ", ".join(codes) or self.say("codebook_reason_no_code")))
        table = self._table("codebook_table_reasons", "", ("codebook_head_reason", "codebook_head_codes"), rows)
        return Section(self.say("codebook_reasons_title"), "uteblivna-svar", (Paragraph(self.say("codebook_reasons_about")), table))

    def _fold(self, title: str, label: str, *blocks: Block) -> Fold:
        return Fold(self.say(title), self.say("codebook_of", label=label), blocks)

    def _table(self, name: str, label: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
        cells = tuple(tuple(Cell(text) for text in row) for row in rows)
        return Table(self.say(name, label=label), "", tuple(self.say(code) for code in head), frozenset(), cells)


def _names(derived: Derived) -> frozenset[str]:
    """The variables that a derived one names itself."""
    rules = [case.rule for case in derived.cases] + ([derived.asked_when] if derived.asked_when else [])
    return frozenset([*(one.id for one in derived.counts), *(name for rule in rules for name in rule.names)])


# From so many on, questions that are asked alike of areas, pairs or actors are told together.
_TOGETHER = 4


def _alike(variables: Iterable[Variable]) -> Iterator[tuple[Variable, ...]]:
    """The questions in order; those that are asked and answered alike stand together where the first of them does."""
    kinds: dict[object, list[Variable]] = {}
    for one in variables:
        kinds.setdefault((one.short, one.definition, one.categories, one.guidance, one.trouble, one.type), []).append(one)
    for alike in kinds.values():
        if len(alike) >= _TOGETHER:
            yield tuple(alike)
        else:
            yield from ((one,) for one in alike)
