"""What every report is made with: its parts in order, standing or written text, and how it can be computed again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from spegla import __version__
from spegla.catalogue import Instrument
from spegla.catalogue.reports import Part, Report, Shows
from spegla.messages import Messages, Words
from spegla.presentation.document import (
    Block,
    Cell,
    Code,
    Contents,
    Document,
    Link,
    Listing,
    NewPage,
    Note,
    Paragraph,
    Phrase,
    Section,
    Table,
    Weight,
)
from spegla.presentation.numbers import day
from spegla.presentation.reports.texts import Written
from spegla.presentation.sentences import sentence


@dataclass(frozen=True)
class Recipe:
    """How to make the same report again: the command, and each file by name and SHA-256. A name is never a path."""

    command: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Frame:
    """One report in one language. `facts` fill the braces of its texts; `dated` is the day that the report carries, if any."""

    report: Report
    instrument: Instrument
    written: Written
    facts: Mapping[str, object]
    messages: Messages
    recipe: Recipe
    dated: date | None

    def document(self, found: str, ingress: str, blocks: tuple[Block, ...], notice: str = "") -> Document:
        """The whole. `found` and `ingress` say what was found, and stand first unless the report has a title of its own.

        `notice` stands on every page: a page may be all that somebody gets.
        """
        given = self.report.title
        days = [day(self.dated, self.messages)] if self.dated else []
        return Document(
            self.messages.language,
            found if given is None else self.filled(given),
            ingress if given is None else "",
            blocks,
            self.messages.say("page_brand"),
            self.messages.say("page_to_content"),
            over=self.filled(self.report.over),
            head=" · ".join((sentence(self.filled(self.report.head)), *days)),
            foot=" · ".join(
                part
                for part in (notice, self.messages.say("report_foot", report=self.report.reference, instrument=self.instrument.reference))
                if part
            ),
            dated=self.dated or self.report.provenance.reviewed,
        )

    def parts(self, makers: Mapping[Shows, Callable[[Part], Iterable[Block]]]) -> tuple[Block, ...]:
        """Every part that has something to show. The contents come last to know which those are."""
        made = [(part, self._part(part, tuple(makers[part.shows](part)) if part.shows in makers else ())) for part in self.report.parts]
        found: list[Block] = []
        for index, (part, blocks) in enumerate(made):
            shown = blocks
            if part.shows is Shows.CONTENTS:
                later = [block for _, after in made[index:] for block in after if isinstance(block, Section)]
                shown = (Contents(self.title(part), tuple(Link(section.title, section.anchor) for section in later)),)
            if shown:
                found += [*([NewPage()] if part.new_page else []), *shown]
        return tuple(found)

    def _part(self, part: Part, shown: tuple[Block, ...]) -> tuple[Block, ...]:
        """The text, then what is shown. Areas are sections of their own and have no heading above them."""
        if part.shows in (Shows.AREAS, Shows.OWN_AREAS):
            return shown
        text = (*self.text(part.id, part.text), *self._steps(part))
        if part.shows is not Shows.TEXT and not shown and part.id not in self.written:
            return ()
        blocks = (*text, *shown)
        if not blocks:
            return ()
        return (Section(self.title(part), part.id.replace("_", "-"), blocks),) if part.title else blocks

    def title(self, part: Part) -> str:
        return self.filled(part.title) if part.title else ""

    def text(self, id: str, standing: Iterable[Words]) -> tuple[Block, ...]:
        """What is written for the part or area, or else its standing text."""
        return self.written.get(id) or tuple(Paragraph(self.filled(words)) for words in standing)

    def _steps(self, part: Part) -> tuple[Block, ...]:
        if not part.steps or part.id in self.written:
            return ()
        steps = tuple((Phrase(self.filled(step.title), Weight.STRONG), Phrase(f" {self.filled(step.says)}")) for step in part.steps)
        return (Listing(steps, numbered=True),)

    def filled(self, words: Words) -> str:
        return words.in_language(self.messages.language).format(**self.facts)

    def recompute(self, _: Part) -> tuple[Block, ...]:
        """Versions, files and the command: what it takes to get the same report, byte for byte."""
        say = self.messages.say
        rows = [
            (say("report_version_program"), f"Spegla {__version__}"),
            (say("report_version_report"), self.report.reference),
            (say("report_version_instrument"), self.instrument.reference),
            *((say("report_version_file", name=name), f"SHA-256 {checksum[:16]}…") for name, checksum in self.recipe.files),
        ]
        table = Table(
            say("table_name", title=say("report_versions")),
            say("report_versions"),
            (say("report_version_what"), say("report_version_which")),
            frozenset(),
            tuple((Cell(what), Cell(which)) for what, which in rows),
        )
        return (
            Paragraph(say("report_recompute")),
            Code(say("report_command"), (self.recipe.command,)),
            table,
            Note(say("report_checksum")),
        )
