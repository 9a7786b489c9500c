"""A map file → `VersionMap`: whole, or problems that say where.

A map is total: each variable and derived variable of either version stands in it once (an older one that was split, in several
places), and each substantive code of a source
is given its counterparts, if only none. Codes that mean missing need no map, since their reason is the same in every version.
"""

from collections.abc import Mapping

from spegla.catalogue.instruments import read_provenance
from spegla.catalogue.model import Derived, Instrument, Variable
from spegla.catalogue.reader import Fields, Reader
from spegla.catalogue.rules import VariableType
from spegla.catalogue.source import Located, Place, Sequence, Table, Text
from spegla.catalogue.versions.model import Codes, VariableMap, Verdict, VersionMap
from spegla.messages import Words

Ids = Mapping[str, Variable | Derived]


def read_map(table: Table, instruments: Mapping[str, Instrument], reader: Reader) -> VersionMap:
    """The map in `table`; problems go to `reader`, and what is read after one is a stand-in that must not leave the catalogue."""
    fields = reader.fields(table)
    known = {reference: reference for reference in instruments}
    old, new = fields.choice("from", known, ""), fields.choice("to", known, "")
    if not old or not new:
        return VersionMap(old, new, {}, {}, {}, read_provenance(fields))
    return _Map(fields, instruments[old], instruments[new], reader).read()


class _Map:
    def __init__(self, fields: Fields, old: Instrument, new: Instrument, reader: Reader) -> None:
        self.fields = fields
        self.references = (old.reference, new.reference)
        self.old: Ids = {one.id: one for one in old.asked_and_derived}
        self.new: Ids = {one.id: one for one in new.asked_and_derived}
        self.reader = reader
        self.provenance = read_provenance(fields)
        self.targets: set[str] = set()
        self.sources: set[str] = set()
        self.parted: set[str] = set()

    def read(self) -> VersionMap:
        variables = {one.target: one for node in self.fields.optional_sequence("variables") if (one := self._variable(node))}
        same = self.fields.node("same")
        if same is not None:
            variables |= {one.target: one for one in self._same(self.reader.fields(same))}
        added = dict(self._alone(node, self.new, self.targets) for node in self.fields.optional_sequence("added"))
        dropped = dict(self._alone(node, self.old, self.sources) for node in self.fields.optional_sequence("dropped"))
        self.fields.done()
        self._total(self.new, self.targets, self.references[1])
        self._total(self.old, self.sources, self.references[0])
        return VersionMap(*self.references, variables, added, dropped, self.provenance)

    def _total(self, ids: Ids, met: set[str], reference: str) -> None:
        missing = [id for id in ids if id not in met]
        if missing:
            self.reader.problem(self.fields.place, "definition_map_missing", instrument=reference, ids=", ".join(missing))

    def _met(self, id: str, ids: Ids, met: set[str], place: Place) -> bool:
        """Note `id` as met; a problem when there is no such variable, or when it has been met."""
        if id not in ids:
            self.reader.problem(place, "definition_map_unknown", id=id, known=", ".join(ids))
            return False
        if id in met:
            self.reader.problem(place, "definition_map_twice", id=id)
        met.add(id)
        return True

    def _source(self, id: str, place: Place) -> bool:
        """The same for an older variable that is read: one that has been split is read by several."""
        if id in self.parted:
            return True
        self.parted.add(id)
        return self._met(id, self.old, self.sources, place)

    def _same(self, fields: Fields) -> list[VariableMap]:
        """Those that are the same in both versions, with one reason for them all."""
        reason = fields.words("reason")
        found = []
        for node in fields.sequence("variables"):
            id = node.value if isinstance(node, Text) else ""
            if not self._met(id, self.new, self.targets, node.place) or not self._met(id, self.old, self.sources, node.place):
                continue
            if not _alike(self.old[id], self.new[id]):
                self.reader.problem(node.place, "definition_map_not_same", id=id)
            found.append(VariableMap(id, {id: _each_itself(self.old[id])}, Verdict.COMPARABLE, reason, self.provenance.owner))
        fields.done()
        return found

    def _alone(self, node: Located, ids: Ids, met: set[str]) -> tuple[str, Words]:
        fields = self.reader.fields(node)
        id, reason = fields.text("id"), fields.words("reason")
        self._met(id, ids, met, fields.place)
        fields.done()
        return id, reason

    def _variable(self, node: Located) -> VariableMap | None:
        fields = self.reader.fields(node)
        target = fields.text("to")
        there = self._met(target, self.new, self.targets, fields.place)
        verdict = fields.choice("verdict", {verdict.value: verdict for verdict in Verdict}, Verdict.NOT_COMPARABLE)
        reason = fields.words("reason")
        owner = fields.optional_text("owner", self.provenance.owner)
        sources = self._sources(fields, target, verdict) if there else {}
        fields.done()
        return VariableMap(target, sources, verdict, reason, owner) if there else None

    def _sources(self, fields: Fields, target: str, verdict: Verdict) -> Mapping[str, Codes]:
        """`codes` by source; or `from`, a list of sources whose codes stand for themselves, or for nothing when not comparable."""
        if fields.has("codes") == fields.has("from"):
            self.reader.problem(fields.place, "definition_map_codes_or_from")
            return {}
        found: dict[str, Codes] = {}
        if fields.has("codes"):
            table = fields.optional_table("codes")
            for key in table.keys:
                if self._source(key.value, key.place):
                    found[key.value] = self._codes(table.entries[key.value], self.old[key.value], self.new[target])
        for node in fields.optional_sequence("from"):
            id = node.value if isinstance(node, Text) else ""
            if self._source(id, node.place):
                found[id] = {} if verdict is Verdict.NOT_COMPARABLE else _each_itself(self.old[id])
                unknown = [code for codes in found[id].values() for code in codes if code not in self.new[target].substantive]
                if unknown:
                    self.reader.problem(node.place, "definition_map_code_unknown", code=unknown[0], id=target)
        if verdict is not Verdict.NOT_COMPARABLE:
            self._fits(found, target, fields.place)
        return found

    def _codes(self, node: Located, source: Variable | Derived, target: Variable | Derived) -> Codes:
        if not isinstance(node, Table):
            self.reader.problem(node.place, "definition_needs_mapping")
            return {}
        found = {}
        for key in node.keys:
            if key.value not in source.substantive:
                self.reader.problem(key.place, "definition_map_code_unknown", code=key.value, id=source.id)
                continue
            meant = node.entries[key.value]
            texts = meant.items if isinstance(meant, Sequence) else (meant,)
            codes = tuple(text.value for text in texts if isinstance(text, Text))
            for code in codes:
                if code not in target.substantive:
                    self.reader.problem(meant.place, "definition_map_code_unknown", code=code, id=target.id)
            found[key.value] = codes
        missing = [code for code in source.substantive if code not in found]
        if missing:
            self.reader.problem(node.place, "definition_map_codes_missing", id=source.id, codes=", ".join(missing))
        return found

    def _fits(self, sources: Mapping[str, Codes], target: str, place: Place) -> None:
        """What is read must be of the kind that the target is: several answers only into several, a number only into a number."""
        kinds = {self.old[id].type for id in sources}
        type = self.new[target].type
        one_alone = len(sources) == 1 and all(len(codes) <= 1 for map in sources.values() for codes in map.values())
        if type is VariableType.MULTIPLE:
            fits = all(kind.has_categories for kind in kinds)
        elif type.has_categories:
            fits = one_alone and all(kind.has_categories and kind is not VariableType.MULTIPLE for kind in kinds)
        else:
            fits = len(sources) == 1 and kinds == {type}
        if not fits:
            self.reader.problem(place, "definition_map_kind", id=target)


def _each_itself(variable: Variable | Derived) -> Codes:
    return {code: (code,) for code in variable.substantive}


def _alike(one: Variable | Derived, other: Variable | Derived) -> bool:
    """The same question and answers, asked of the same; guidance may have become better."""
    return _meaning(one) == _meaning(other)


def _meaning(one: Variable | Derived) -> tuple[object, ...]:
    codes = tuple((category.code, category.missing, category.exclusive) for category in one.categories)
    asked = None if one.asked_when is None else one.asked_when.text
    if isinstance(one, Derived):
        cases = tuple((case.code, case.rule.text) for case in one.cases)
        return ("derived", one.type, codes, asked, cases, tuple(variable.id for variable in one.counts))
    return ("asked", one.type, codes, asked, one.question, one.minimum, one.maximum, one.steps)
