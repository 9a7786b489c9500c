"""A report on indicators: the county's, or one municipality's beside the county and the nation."""

from collections.abc import Mapping
from datetime import date

from spegla.analyses import ALL, NO_GROUP, Grouping, IndicatorAnswer
from spegla.analyses.distances import LEVEL, Distance, distances
from spegla.catalogue.municipalities import Municipalities, Municipality
from spegla.catalogue.reports import Part, Report, Shows
from spegla.disclosure import ClearedShare, Figure
from spegla.messages import Messages
from spegla.presentation.document import (
    Bar,
    Block,
    Caution,
    Cell,
    Document,
    DotRow,
    Dots,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    Points,
    Table,
)
from spegla.presentation.indicator_page import IndicatorBlocks
from spegla.presentation.numbers import interval, number, percent
from spegla.presentation.reports.areas import Areas
from spegla.presentation.reports.frame import Frame, Recipe
from spegla.presentation.reports.own import OwnParts
from spegla.presentation.reports.texts import Written
from spegla.presentation.sentences import sentence

# The printed column that stands for the nation: never computed from the municipalities of one county.
NATION = "riket"


def indicator_report(
    report: Report,
    answer: IndicatorAnswer,
    register: Municipalities,
    own: Municipality | None,
    written: Written,
    messages: Messages,
    recipe: Recipe,
    dated: date | None,
) -> Document:
    """The whole report. `own` is the municipality that it is about, None when it is about all that answered."""
    return _IndicatorReport(report, answer, register, own, written, messages, recipe, dated).document()


class _IndicatorReport:
    def __init__(
        self,
        report: Report,
        answer: IndicatorAnswer,
        register: Municipalities,
        own: Municipality | None,
        written: Written,
        messages: Messages,
        recipe: Recipe,
        dated: date | None,
    ) -> None:
        self.answer = answer
        self.register = register
        self.messages = messages
        self.say = messages.say
        self.blocks = IndicatorBlocks(answer, messages)
        self.words = self.blocks.words
        self.distances = distances(answer, NATION)
        # Three municipalities are not the county, and what is printed for it is not theirs.
        self.whole = bool(answer.county) and len(answer.municipalities) == answer.of_county
        self.wrong = self.blocks.wrong if self.whole or not answer.county else ()
        self.place = self.words.county() if self.whole else self.say("report_place_file")
        facts = {
            "county": self.place,
            "own": own.name if own else "",
            "year": answer.instrument.year or "",
            "n": len(answer.municipalities),
            "title": _lower(self.words.text(answer.instrument.title)),
        }
        self.frame = Frame(report, answer.instrument, written, facts, messages, recipe, dated)
        self.areas = Areas(self.frame, self.blocks, self.distances, frozenset(share.indicator for share in self.wrong))
        self.own = OwnParts(self.frame, self.blocks, own, NATION, self.place) if own else None

    def document(self) -> Document:
        makers = {
            Shows.KEY_FIGURES: self.own.key_figures if self.own else self._key_figures,
            Shows.DISTANCES: self._distances,
            Shows.CONCLUSIONS: self._conclusions,
            Shows.READING: self._reading,
            Shows.AREAS: self.areas.sections,
            Shows.FLAGGED: self._flagged,
            Shows.SORTING_KEYS: self._sorting_keys,
            Shows.ALL_FIGURES: self._all_figures,
            Shows.METHOD: self._method,
            Shows.SOURCES: self._sources,
            Shows.RECOMPUTE: self.frame.recompute,
            Shows.FINDINGS: self._findings,
        }
        if self.own:
            makers |= {Shows.FIRST: self.own.first, Shows.OWN_AREAS: self.own.areas}
            return self.frame.document(self.own.title(), self.own.ingress(), self.frame.parts(makers))
        return self.frame.document(self._title(), self._ingress(), self.frame.parts(makers))

    # ── The first page ────────────────────────────────────────────────────

    def _shares(self) -> Mapping[str, Figure]:
        """The figures of all rows, by indicator."""
        shares = (share for share in self.answer.cleared.shares if share.group == ALL and share.indicator in self.answer.in_file)
        return {share.indicator: figure for share in shares if (figure := self.words.figure(share)) and figure.denominator}

    def _title(self) -> str:
        """What was found, and how sure it is."""
        nobody = sum(not figure.numerator for figure in self._shares().values())
        missing = self.messages.say_count("report_title_nobody", nobody, place=self.place) if nobody else ""
        holding = sum(one.holds for one in self.distances)
        sure = ""
        if self.distances:
            sure = self.messages.say_count("report_title_holds", holding) if holding else self.say("report_title_none_holds")
        parts = [sentence(part) for part in (missing, sure) if part]
        return " ".join(parts) or self.words.title()

    def _ingress(self) -> str:
        questions = self.messages.say_count("count_questions", len(self.blocks.present))
        municipalities = self.messages.say_count("count_municipalities", len(self.answer.municipalities))
        sentences = [self.say("report_ingress", questions=questions, municipalities=municipalities)]
        if self.distances:
            sentences.append(self._sure())
        sentences += [self._flagged_line(share) for share in self.wrong[:2]]
        return " ".join(sentences)

    def _sure(self) -> str:
        """How sure the distances are. Who sees some outside their intervals must read at once why they are not called certain."""
        holding, outside = sum(one.holds for one in self.distances), sum(one.outside for one in self.distances)
        if holding or not outside:
            count = len(self.answer.municipalities)
            if holding:
                return self.messages.say_count("report_ingress_holds", holding, municipalities=count)
            return self.say("report_ingress_none_holds", n=count)
        facts = {"place": self.place, "compared": len(self.distances), "expected": self._by_chance()}
        return sentence(self.messages.say_count("report_ingress_outside", outside, **facts))

    def _by_chance(self) -> str:
        """How many of the distances are expected outside their intervals by chance, in words."""
        return self.messages.in_words(int(len(self.distances) * LEVEL + 0.5))

    def _flagged_line(self, share: ClearedShare) -> str:
        figure = self.words.figure(share)
        if figure is None or figure.comparison is None or figure.comparison.computed is None:
            return ""
        return self.say(
            "report_ingress_flagged",
            indicator=self.words.text(self.words.by_id[share.indicator].label),
            printed=self.words.printed(figure.comparison.printed),
            percent=percent(figure.comparison.computed, self.messages),
        )

    def _key_figures(self, _: Part) -> tuple[Block, ...]:
        answer = self.answer
        count = len(answer.municipalities)
        of = self.say("report_key_of", count=answer.of_county) if answer.county else ""
        items = [
            KeyFigure(self.say("report_key_municipalities"), number(count, self.messages), of),
            KeyFigure(self.say("report_key_questions"), number(len(self.blocks.present), self.messages), self.say("report_key_computed")),
        ]
        compared = [figure.comparison for figure in self._shares().values() if figure.comparison and figure.comparison.agrees is not None]
        if compared and (self.whole or not answer.county):
            agree = sum(comparison.agrees is True for comparison in compared)
            flagged = len(compared) - agree
            note = (
                self.messages.say_count("report_key_flagged", flagged, of=len(compared))
                if flagged
                else self.say("report_key_all", of=len(compared))
            )
            items.append(KeyFigure(self.say("report_key_printed"), number(agree, self.messages), note))
        return (*self._to_know(), KeyFigures(tuple(items)))

    def _to_know(self) -> tuple[Block, ...]:
        """That the county is not whole, or that answers do not go together; what is flagged has a section of its own."""
        return tuple(block for block in self.blocks.found() if isinstance(block, Caution) and not block.flagged)

    def _distances(self, part: Part) -> tuple[Block, ...]:
        """The largest distances, and how many would look large by chance."""
        if not self.distances:
            return ()
        shown = self.distances[: part.most or len(self.distances)]
        dots = Dots(
            name=self.frame.title(part),
            label=self.say("head_indicator"),
            own=sentence(self.place),
            other=self.say("group_nation"),
            interval=self.say("report_dots_interval"),
            whole=percent(100, self.messages),
            rows=tuple(self._dot_row(one) for one in shown),
        )
        outside, compared = sum(one.outside for one in self.distances), len(self.distances)
        holding = [self._label(one.indicator) for one in self.distances if one.holds]
        sentences = [self.say("report_distances_all", count=compared, shown=len(shown))]
        if holding:
            sentences.append(self.messages.say_count("report_distances_outside", outside, place=self.place))
            sentences.append(self.say("report_distances_chance", count=compared, expected=self._by_chance()))
        sentences.append(self.say("report_distances_hold", names="; ".join(holding)) if holding else self.say("report_distances_none_hold"))
        return (dots, Note(" ".join(sentence(one) for one in sentences)))

    def _dot_row(self, one: Distance) -> DotRow:
        low, high = one.figure.interval or (0.0, 100.0)
        own = percent(one.figure.rounded or 0, self.messages)
        other = percent(one.other, self.messages)
        label = self._label(one.indicator)
        between = interval(low, high, self.messages)
        said = self.say("report_dots_said", label=label, place=self.place, own=own, between=between, other=other)
        return DotRow(label, Bar(one.figure.percent or 0.0, low, high), own, float(one.other), other, said)

    def _label(self, indicator: str) -> str:
        return self.words.text(self.words.by_id[indicator].label)

    def _conclusions(self, _: Part) -> tuple[Block, ...]:
        """What can be said, in plain counts, and what cannot."""
        shares = self._shares()
        may: list[str] = []
        for code, ids in (
            ("report_say_everybody", [id for id, figure in shares.items() if figure.numerator == figure.denominator]),
            ("report_say_nobody", [id for id, figure in shares.items() if not figure.numerator]),
        ):
            if ids:
                may.append(self.say(code, indicators=self.areas.shorts(ids)))
        may.append(self.say("report_say_printed"))
        may_not = [self.words.text(words) for words in dict.fromkeys(indicator.cannot_say for indicator in self.blocks.present)]
        may_not.append(self.say("conclude_no_rank"))
        if self.answer.instrument.not_comparable:
            may_not.append(self.words.text(self.answer.instrument.not_comparable))
        return (Points(tuple(may), tuple(may_not), self.say("report_can_say"), self.say("report_cannot_say")),)

    # ── Further in ────────────────────────────────────────────────────────

    def _findings(self, _: Part) -> tuple[Block, ...]:
        """What a reader of one page must know."""
        found = " ".join((self._title(), self._ingress()))
        return (Paragraph(found), *(Paragraph(self.words.explanation(share)) for share in self.wrong))

    def _reading(self, _: Part) -> tuple[Block, ...]:
        return (self.blocks.legend(), *(Note(note) for note in self.blocks.notes()[:2]))

    def _flagged(self, _: Part) -> tuple[Block, ...]:
        return self.blocks.flagged() if self.wrong else ()

    def _sorting_keys(self, _: Part) -> tuple[Block, ...]:
        """Those that are alike beside each other."""
        groups = self.register.groupings
        groupings = (Grouping.MUNICIPALITY_GROUP, Grouping.INHABITANTS)
        rows = []
        for one in self.answer.municipalities:
            keys = tuple(groups[grouping.value].get(one.code, NO_GROUP) for grouping in groupings)
            rows.append((keys, one))
        rows.sort(key=lambda row: tuple(int(key) if key.isdigit() else 99 for key in row[0]))
        head = tuple(
            self.say(code)
            for code in ("head_municipality", "report_head_code", *(f"head_group_{grouping.value}" for grouping in groupings))
        )
        cells = []
        for keys, one in rows:
            named = (Cell(self.words.group_in_column(key, grouping)) for key, grouping in zip(keys, groupings, strict=True))
            cells.append((Cell(one.name), Cell(one.code), *named))
        caption = self.say("report_sorting_caption")
        # A code is text: as a number it would lose its leading zero.
        return (Table(self.say("table_name", title=caption), caption, head, frozenset(), tuple(cells)),)

    def _all_figures(self, _: Part) -> tuple[Block, ...]:
        return self.blocks.tables()

    def _method(self, _: Part) -> tuple[Block, ...]:
        return tuple(Note(note) for note in self.blocks.notes())

    def _sources(self, _: Part) -> tuple[Block, ...]:
        return (Note(self.words.status(self.blocks.present)),)


def _lower(text: str) -> str:
    """As a name inside a sentence."""
    return text[:1].lower() + text[1:]
