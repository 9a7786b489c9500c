"""Two versions of an instrument beside each other: first what cannot be compared, then what is new or gone, last what can."""

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum

from spegla.catalogue.parts import Status
from spegla.catalogue.versions import Change, ComparedVariable, Verdict, VersionComparison, VersionMap
from spegla.messages import Messages, Words
from spegla.presentation.document import Block, Caution, Cell, Document, Note, Paragraph, Section, Table


class Part(StrEnum):
    """The parts of the page, in their order."""

    NOT_COMPARABLE = "not_comparable"
    BREAK = "break"
    NEW = "new"
    GONE = "gone"
    NOT_JUDGED = "not_judged"
    COMPARABLE = "comparable"


def comparison_page(comparison: VersionComparison, map: VersionMap | None, messages: Messages) -> Document:
    """What a municipality needs to know before it reads results of two versions together. `map` is what `comparison` was judged by."""
    page = _Page(comparison, map, messages)
    title = messages.say("versions_title", old=page.text(comparison.old.title), new=page.text(comparison.new.title))
    return Document(
        messages.language, title, page.ingress(), tuple(page.blocks()), messages.say("page_brand"), messages.say("page_to_content")
    )


def comparison_json(comparison: VersionComparison, messages: Messages) -> str:
    """Every variable of either version; keys are the same in both languages, sentences in the reader's."""
    language = messages.language
    payload = {
        "old": comparison.old.reference,
        "new": comparison.new.reference,
        "judged": comparison.mapped,
        "variables": [
            {
                "id": one.id,
                "sources": list(one.sources),
                "verdict": None if one.verdict is None else one.verdict.value,
                "reason": None if one.reason is None else one.reason.in_language(language),
                "owner": one.owner or None,
                "changes": [change.value for change in one.changes],
                "new_codes": list(one.new_codes),
                "old_codes": list(one.old_codes),
            }
            for one in comparison.variables
        ],
    }
    return json.dumps(payload, ensure_ascii=False, indent=2) + "\n"


class _Page:
    def __init__(self, comparison: VersionComparison, map: VersionMap | None, messages: Messages) -> None:
        self.comparison = comparison
        self.map = map
        self.messages = messages
        self.say = messages.say
        self.before = {one.id: one for one in comparison.old.asked_and_derived}
        self.after = {one.id: one for one in comparison.new.asked_and_derived}
        everything = comparison.variables
        self.judged = {verdict: [one for one in everything if one.verdict is verdict] for verdict in Verdict}
        self.added = [one for one in everything if one.id is not None and not one.sources]
        self.dropped = [one for one in everything if one.id is None]
        self.unjudged = [one for one in everything if one.sources and one.id is not None and one.verdict is None]

    def text(self, words: Words) -> str:
        return words.in_language(self.messages.language)

    def label(self, one: ComparedVariable) -> str:
        return self.text(self.before[one.sources[0]].label if one.id is None else self.after[one.id].label)

    def ingress(self) -> str:
        """How many can be compared, and how many cannot, are new or gone."""
        if not self.comparison.mapped:
            return self.say("versions_not_judged", old=self.comparison.old.reference, new=self.comparison.new.reference)
        parts = [
            ("versions_can", self.judged[Verdict.COMPARABLE]),
            ("versions_break", self.judged[Verdict.BREAK]),
            ("versions_cannot", self.judged[Verdict.NOT_COMPARABLE]),
            ("versions_new", self.added),
            ("versions_gone", self.dropped),
        ]
        said = [self.messages.say_count(code, len(found)) for code, found in parts if found]
        if self.map is not None and self.map.provenance.status is Status.RECONSTRUCTED:
            said.append(self.say("versions_our_reading"))
        return " ".join(said)

    def blocks(self) -> Iterator[Block]:
        if not self.comparison.mapped:
            yield Caution(self.say("versions_not_judged_strong"), ((self.say("versions_not_judged_why"), None),))
        yield from self._each(Part.NOT_COMPARABLE, self.judged[Verdict.NOT_COMPARABLE])
        yield from self._each(Part.BREAK, self.judged[Verdict.BREAK])
        yield from self._each(Part.NEW, self.added)
        yield from self._each(Part.GONE, self.dropped)
        yield from self._list(Part.NOT_JUDGED, self.unjudged)
        yield from self._list(Part.COMPARABLE, self.judged[Verdict.COMPARABLE])
        if self.map is not None:
            about = self.map.provenance
            yield Note(self.say("versions_judged_by", owner=about.owner, day=about.reviewed.isoformat(), source=about.source))
            yield Note(self.say(f"footnote_status_{about.status.value}", source=about.source))

    def _each(self, part: Part, found: Sequence[ComparedVariable]) -> Iterator[Block]:
        """A section with a heading, a reason and a table for each variable."""
        if not found:
            return
        each = (Section(self.label(one), f"{part.value}-{one.id or one.sources[0]}", tuple(self._one(one))) for one in found)
        about = Paragraph(self.say(f"versions_about_{part.value}"))
        yield Section(self.say(f"versions_heading_{part.value}"), part.value, (about, *each))

    def _one(self, one: ComparedVariable) -> Iterator[Block]:
        if one.reason is not None:
            yield Paragraph(self.text(one.reason))
        changed = self._changed(one)
        if changed:
            yield Note(changed)
        map = self.map.variables.get(one.id) if self.map and one.id else None
        rows = [
            (
                Cell(self._code(source, code)),
                Cell(", ".join(self._new_code(one.id, late) for late in late_codes) or self.say("versions_nothing")),
            )
            for source, codes in (map.sources.items() if map and len(map.sources) > 1 else ())
            for code, late_codes in codes.items()
        ]
        if rows:
            head = (self.say("versions_head_old"), self.say("versions_head_new"))
            yield Table(self.say("versions_read_as", label=self.label(one)), "", head, frozenset(), tuple(rows))

    def _list(self, part: Part, found: Sequence[ComparedVariable]) -> Iterator[Block]:
        """A table of the variables and what is different in each."""
        if not found:
            return
        rows = tuple((Cell(self.label(one)), Cell(self._changed(one) or self.say("versions_same"))) for one in found)
        head = (self.say("versions_head_question"), self.say("versions_head_change"))
        title = self.say(f"versions_heading_{part.value}")
        yield Section(title, part.value, (Paragraph(self.say(f"versions_about_{part.value}")), Table(title, "", head, frozenset(), rows)))

    def _changed(self, one: ComparedVariable) -> str:
        if Change.MERGED in one.changes:
            labels = ", ".join(self.text(self.before[source].label) for source in one.sources)
            said = [self.say("versions_merged", labels=labels)]
        else:
            said = [self.say(f"versions_change_{change.value}") for change in one.changes if change is not Change.ANSWERS]
        new, old = (self._labels(codes, id) for codes, id in ((one.new_codes, one.id), (one.old_codes, one.sources[:1])))
        if new:
            said.append(self.say("versions_codes_new", labels=new))
        if old:
            said.append(self.say("versions_codes_old", labels=old))
        if Change.ANSWERS in one.changes and not (new or old):
            said.append(self.say("versions_change_answers"))
        return " ".join(said)

    def _labels(self, codes: Sequence[str], id: str | Sequence[str] | None) -> str:
        if not codes or not id:
            return ""
        variable = self.after[id] if isinstance(id, str) else self.before[id[0]]
        return ", ".join(self.text(category.label) for category in variable.categories if category.code in codes)

    def _code(self, source: str, code: str) -> str:
        """An older answer with its question, since several questions are read as one."""
        variable = self.before[source]
        label = next(self.text(category.label) for category in variable.categories if category.code == code)
        return f"{self.text(variable.label)}: {label}"

    def _new_code(self, id: str | None, code: str) -> str:
        return next(self.text(category.label) for category in self.after[id or ""].categories if category.code == code)
