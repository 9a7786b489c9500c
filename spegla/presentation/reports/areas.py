"""Each quality area of a report: what it is about, what to know, what to discuss, and the tables of municipalities × questions."""

from collections.abc import Callable, Iterable, Mapping

from spegla.analyses import ALL
from spegla.analyses.distances import Distance
from spegla.catalogue import Indicator
from spegla.catalogue.reports import Observation, Part, Situation
from spegla.disclosure import Figure
from spegla.presentation.document import Aside, Block, NewPage, Section, Sign
from spegla.presentation.indicator_page import IndicatorBlocks
from spegla.presentation.numbers import number, percent
from spegla.presentation.reports.frame import Frame
from spegla.presentation.sentences import quoted

# As many columns as fit upright on A4 with letters that can be read; groups of fewer share a table.
_COLUMNS = 8
# A question that more than a few answer "not applicable" may be read in more than one way.
_FEWEST_NOT_APPLICABLE = 1
_SIGNS = {"know": Sign.KNOW, "discuss": Sign.DISCUSS}

_Facts = Mapping[str, object]


class Areas:
    """The areas of one answer. `wrong` are the indicators whose printed figure does not follow."""

    def __init__(self, frame: Frame, blocks: IndicatorBlocks, far: tuple[Distance, ...], wrong: frozenset[str]) -> None:
        self.frame = frame
        self.blocks = blocks
        self.words = blocks.words
        self.messages = frame.messages
        self.say = frame.messages.say
        self.wrong = wrong
        self.far = {one.indicator: one for one in far}
        self.texts = {area.id: area for area in frame.report.areas}

    def sections(self, _: Part) -> tuple[Block, ...]:
        """A section for each area that somebody answered."""
        found: list[Block] = []
        for area, label in self.blocks.answer.instrument.areas.items():
            inside = self.inside(area)
            if inside:
                blocks = (*self.introduction(area), *self.asides(area, inside), *self._tables(area))
                found += [NewPage()] if found else []
                found.append(Section(self.words.text(label), f"omrade-{area}", blocks))
        return tuple(found)

    def inside(self, area: str) -> tuple[Indicator, ...]:
        groups = {group.id for group in self.blocks.answer.instrument.groups if group.area == area}
        return tuple(indicator for indicator in self.blocks.present if indicator.group in groups)

    def introduction(self, area: str) -> tuple[Block, ...]:
        return self.frame.text(area, self.texts[area].text if area in self.texts else ())

    def _tables(self, area: str) -> Iterable[Block]:
        """One table for a group that is wide, or for several that are narrow."""
        groups = [group for group in self.blocks.answer.instrument.groups if group.area == area]
        tables: list[tuple[list[str], list[Indicator]]] = []
        for group in groups:
            inside = [indicator for indicator in self.blocks.present if indicator.group == group.id]
            title = self.words.text(group.label)
            if not inside:
                continue
            if tables and len(tables[-1][1]) + len(inside) <= _COLUMNS:
                tables[-1][0].append(title)
                tables[-1][1].extend(inside)
            else:
                tables.append(([title], inside))
        for titles, inside, place in [(titles, part, place) for titles, whole in tables for part, place in _halved(whole)]:
            title = " · ".join(titles)
            title = self.say("report_part_of", title=title, part=place[0], parts=place[1]) if place[1] > 1 else title
            about = {self.words.text(group.about) for group in groups if group.id in {one.group for one in inside}} - {""}
            caption = about.pop() if len(about) == 1 and len(titles) == 1 else self.say("matrix_caption")
            labels = {one.id: self.words.text(one.label) for one in inside}
            yield Section(title, f"tabell-{inside[0].id}", (self.blocks.matrix(title, caption, tuple(inside), labels),))

    # ── What to know and what to discuss ──────────────────────────────────

    def asides(self, area: str, inside: tuple[Indicator, ...]) -> tuple[Aside, ...]:
        said: dict[Sign, list[str]] = {sign: [] for sign in Sign}
        for observation in self.frame.report.observations:
            facts = self._facts(observation, inside)
            if facts is not None:
                text = observation.says.in_language(self.messages.language)
                said[_SIGNS[observation.sign]].append(text.format(**self.frame.facts, **facts))
        if area in self.texts:
            said[Sign.DISCUSS] += [self.frame.filled(words) for words in self.texts[area].discuss]
        titles = {Sign.KNOW: self.say("report_know"), Sign.DISCUSS: self.say("report_discuss")}
        return tuple(Aside(sign, titles[sign], tuple(items)) for sign, items in said.items() if items)

    def _facts(self, observation: Observation, inside: tuple[Indicator, ...]) -> _Facts | None:
        return _SITUATIONS[observation.when](self, inside)

    def figures(self, inside: Iterable[Indicator]) -> Mapping[str, Figure]:
        """The figures of all rows, of those that have a share."""
        found = {indicator.id: self.words.figure(self.blocks.shares[indicator.id, ALL]) for indicator in inside}
        return {id: figure for id, figure in found.items() if figure is not None and figure.denominator}

    def shorts(self, ids: Iterable[str]) -> str:
        """Short names one after another, as the columns are headed."""
        return ", ".join(self.short(id) for id in ids)

    def short(self, id: str) -> str:
        return self.words.short(self.words.by_id[id]).replace("\u00ad", "")

    def label(self, id: str) -> str:
        return quoted(self.words.text(self.words.by_id[id].label), self.messages)

    def everybody(self, inside: tuple[Indicator, ...]) -> _Facts | None:
        ids = [id for id, figure in self.figures(inside).items() if figure.numerator == figure.denominator]
        return {"indicators": self.shorts(ids)} if ids else None

    def nobody(self, inside: tuple[Indicator, ...]) -> _Facts | None:
        ids = [id for id, figure in self.figures(inside).items() if not figure.numerator]
        return {"indicators": self.shorts(ids)} if ids else None

    def farthest_holds(self, inside: tuple[Indicator, ...]) -> _Facts | None:
        farthest = self._farthest(inside)
        return self._far(farthest) if farthest and farthest.holds else None

    def farthest_by_chance(self, inside: tuple[Indicator, ...]) -> _Facts | None:
        farthest = self._farthest(inside)
        return self._far(farthest) if farthest and not farthest.holds else None

    def _farthest(self, inside: tuple[Indicator, ...]) -> Distance | None:
        found = [self.far[indicator.id] for indicator in inside if indicator.id in self.far]
        # One that holds says more than a larger one that does not.
        return max(found, key=lambda one: (one.holds, abs(one.points)), default=None)

    def _far(self, one: Distance) -> _Facts:
        return {
            **self._counts(one.indicator, one.figure),
            "nation": percent(one.other, self.messages),
            "compared": number(len(self.far), self.messages),
        }

    def _counts(self, id: str, figure: Figure) -> dict[str, object]:
        share = percent(figure.rounded or 0, self.messages)
        return {"indicator": self.label(id), "percent": share, "numerator": figure.numerator, "denominator": figure.denominator}

    def flagged(self, inside: tuple[Indicator, ...]) -> _Facts | None:
        for id, figure in self.figures(inside).items():
            if id in self.wrong and figure.comparison is not None:
                return {**self._counts(id, figure), "printed": self.words.printed(figure.comparison.printed)}
        return None

    def most_divided(self, inside: tuple[Indicator, ...]) -> _Facts | None:
        """The one where nearest half answer yes: there somebody has something to teach."""
        found = [
            (abs((figure.percent or 0) - 50), id)
            for id, figure in self.figures(inside).items()
            if figure.denominator > figure.numerator > 0
        ]
        if not found:
            return None
        _, id = min(found)
        return self._counts(id, self.figures(inside)[id])

    def not_applicable(self, inside: tuple[Indicator, ...]) -> _Facts | None:
        counts = {id: figure.left_out.get("not_applicable", 0) for id, figure in self.figures(inside).items()}
        named = [f"{self.short(id)} ({count})" for id, count in counts.items() if count >= _FEWEST_NOT_APPLICABLE]
        return {"indicators": ", ".join(named)} if named else None


def _halved(inside: list[Indicator]) -> Iterable[tuple[list[Indicator], tuple[int, int]]]:
    """In as few tables as are narrow enough, of equal width; each with its number and how many they are."""
    tables = -(-len(inside) // _COLUMNS)
    size = -(-len(inside) // tables)
    return [(inside[start : start + size], (start // size + 1, tables)) for start in range(0, len(inside), size)]


# Every situation there is; a test keeps the table total.
_SITUATIONS: Mapping[Situation, Callable[[Areas, tuple[Indicator, ...]], _Facts | None]] = {
    Situation.EVERYBODY: Areas.everybody,
    Situation.NOBODY: Areas.nobody,
    Situation.FARTHEST_HOLDS: Areas.farthest_holds,
    Situation.FARTHEST_BY_CHANCE: Areas.farthest_by_chance,
    Situation.FLAGGED: Areas.flagged,
    Situation.MOST_DIVIDED: Areas.most_divided,
    Situation.NOT_APPLICABLE: Areas.not_applicable,
}
