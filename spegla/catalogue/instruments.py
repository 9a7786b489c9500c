"""An instrument file → `Instrument`."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from spegla.catalogue.examples import read_check_examples, read_examples, run_check, run_derived
from spegla.catalogue.model import (
    Category,
    Check,
    Confidentiality,
    Derived,
    DerivedCase,
    Group,
    Guidance,
    Instrument,
    Kind,
    Provenance,
    Severity,
    Status,
    SubjectKind,
    Variable,
)
from spegla.catalogue.reader import Fields, Reader
from spegla.catalogue.repetition import Lists, expanded, read_lists
from spegla.catalogue.rules import FACTS, Askable, Rule
from spegla.catalogue.source import Located, Place, Sequence, Table, Text
from spegla.catalogue.values import Reason, VariableType
from spegla.messages import Words

_MARKS = ("full", "empty", "half", "dash")
CategoryLists = Mapping[str, tuple[Category, ...]]


def read_instrument(table: Table, reader: Reader) -> tuple[Instrument, Lists]:
    """The instrument in `table`, and the lists it declares to repeat over. Problems go to `reader`."""
    fields = reader.fields(table)
    lists = read_lists(fields.optional_table("upprepningar"), reader)
    category_lists = _category_lists(fields, reader)
    provenance = read_provenance(fields)
    areas = _areas(fields)
    groups = tuple(_group(reader.fields(node), areas) for node in fields.sequence("groups"))
    steps = fields.texts("steps")
    variables = _variables(fields, lists, category_lists, groups, steps, provenance, reader)
    derived = _derived(fields, lists, category_lists, groups, {v.id: v for v in variables}, provenance, reader)
    scope: dict[str, Askable] = {v.id: v for v in variables} | {d.id: d for d in derived}
    checks = _checks(fields, lists, scope, derived, reader)
    instrument = Instrument(
        id=fields.text("id"),
        version=fields.text("version"),
        title=fields.words("title"),
        subject=fields.choice("subject", {kind.value: kind for kind in SubjectKind}, SubjectKind.MUNICIPALITY),
        confidentiality=fields.choice("confidentiality", {kind.value: kind for kind in Confidentiality}, Confidentiality.SENSITIVE),
        year=fields.optional_integer("year"),
        about=fields.words("about"),
        not_comparable=fields.optional_words("not_comparable"),
        steps=steps,
        areas=areas,
        groups=groups,
        variables=variables,
        checks=checks,
        derived=derived,
        provenance=provenance,
        file=table.place.file,
    )
    fields.done()
    return instrument, lists


def read_provenance(fields: Fields, inherited: Provenance | None = None) -> Provenance:
    """Status, source, owner and review dates; a variable that does not say takes those of its instrument."""
    if inherited is None:
        return Provenance(
            fields.choice("status", {status.value: status for status in Status}, Status.RECONSTRUCTED),
            fields.text("source"),
            fields.text("owner"),
            fields.day("reviewed"),
            fields.day("review_by"),
        )
    return Provenance(
        fields.choice("status", {s.value: s for s in Status}, inherited.status) if fields.has("status") else inherited.status,
        fields.optional_text("source", inherited.source),
        fields.optional_text("owner", inherited.owner),
        fields.day("reviewed") if fields.has("reviewed") else inherited.reviewed,
        fields.day("review_by") if fields.has("review_by") else inherited.review_by,
    )


def _category_lists(fields: Fields, reader: Reader) -> CategoryLists:
    node = fields.optional_table("code_lists")
    lists = {}
    for key in node.keys:
        one = Fields(Table({"categories": node.entries[key.value]}, (key,), node.place), reader)
        lists[key.value] = _categories(one, {}, reader)
    return lists


def _categories(fields: Fields, lists: CategoryLists, reader: Reader) -> tuple[Category, ...]:
    """`categories` as a list, or the name of a list in `code_lists`."""
    node = fields.required("categories")
    if isinstance(node, Text):
        name = fields.text("categories")
        if name not in lists:
            reader.problem(node.place, "definition_unknown_code_list", name=name, known=", ".join(lists))
        return lists.get(name, ())
    categories: list[Category] = []
    items = fields.sequence("categories")
    if isinstance(node, Sequence) and not items:
        reader.problem(node.place, "definition_field_empty", field="categories")
    for item in items:
        one = reader.fields(item)
        missing = one.choice("missing", {r.value: r for r in Reason}, Reason.NOT_KNOWN) if one.has("missing") else None
        label = one.words("label")
        category = Category(
            code=one.code("code"),
            label=label,
            brief=one.optional_words("brief") or label,
            mark=one.choice("mark", {mark: mark for mark in _MARKS}, "") if one.has("mark") else "",
            missing=missing,
            exclusive=one.flag("exclusive"),
            spellings=one.texts("spellings"),
        )
        one.done()
        if category.code in {other.code for other in categories}:
            reader.problem(item.place, "definition_duplicate_code", code=category.code)
        categories.append(category)
    return tuple(categories)


def _areas(fields: Fields) -> dict[str, Words]:
    areas = {}
    for node in fields.sequence("areas"):
        one = fields.reader.fields(node)
        areas[one.id("id")] = one.words("label")
        one.done()
    return areas


def _group(fields: Fields, areas: Mapping[str, Words]) -> Group:
    area = fields.choice("area", {id: id for id in areas}, "")
    group = Group(fields.id("id"), fields.words("label"), area, fields.optional_words("about") or Words("", ""))
    fields.done()
    return group


def _variables(
    fields: Fields,
    lists: Lists,
    category_lists: CategoryLists,
    groups: tuple[Group, ...],
    steps: tuple[str, ...],
    provenance: Provenance,
    reader: Reader,
) -> tuple[Variable, ...]:
    """The variables; their routing rules are read last, when all of them are known."""
    read: list[tuple[Fields, Variable]] = []
    for node in expanded(fields.sequence("variables"), lists, reader):
        one = reader.fields(node)
        read.append((one, _variable(one, category_lists, groups, steps, provenance, reader)))
    _unique(((variable.id, one.place) for one, variable in read), reader)
    scope: dict[str, Askable] = {variable.id: variable for _, variable in read}
    routed = []
    for one, variable in read:
        rule = one.rule("asked_when", scope) if one.has("asked_when") else None
        one.done()
        routed.append(replace(variable, asked_when=rule))
    return tuple(routed)


def _variable(
    fields: Fields,
    category_lists: CategoryLists,
    groups: tuple[Group, ...],
    steps: tuple[str, ...],
    provenance: Provenance,
    reader: Reader,
) -> Variable:
    type = fields.choice("type", {kind.value: kind for kind in VariableType}, VariableType.TEXT)
    label = fields.words("label")
    guidance_node = fields.node("guidance")
    guidance = None
    if guidance_node is not None:
        layers = reader.fields(guidance_node)
        guidance = Guidance(layers.words("short"), layers.words("long"))
        layers.done()
    return Variable(
        id=_new_id(fields),
        label=label,
        short=fields.optional_words("short") or label,
        question=fields.words("question"),
        definition=fields.words("definition"),
        guidance=guidance,
        kind=fields.choice("kind", {kind.value: kind for kind in Kind}, Kind.RESULT),
        type=type,
        group=fields.choice("group", {group.id: group.id for group in groups}, ""),
        steps=fields.choices("steps", steps),
        categories=_categories(fields, category_lists, reader) if type.has_categories else (),
        minimum=fields.optional_integer("minimum") if type is VariableType.INTEGER else None,
        maximum=fields.optional_integer("maximum") if type is VariableType.INTEGER else None,
        asked_when=None,
        provenance=read_provenance(fields, provenance),
        trouble=fields.optional_words("trouble"),
    )


def _derived(
    fields: Fields,
    lists: Lists,
    category_lists: CategoryLists,
    groups: tuple[Group, ...],
    variables: Mapping[str, Variable],
    provenance: Provenance,
    reader: Reader,
) -> tuple[Derived, ...]:
    scope: dict[str, Askable] = dict(variables)
    found: list[Derived] = []
    places: list[Place] = []
    for node in expanded(fields.optional_sequence("derived"), lists, reader):
        places.append(node.place)
        before = reader.met
        one = reader.fields(node)
        variable = _one_derived(one, node, category_lists, groups, variables, scope, provenance, reader)
        one.done()
        if reader.met == before:
            run_derived(variable, tuple(found), reader)
        scope[variable.id] = variable
        found.append(variable)
    _unique(zip((variable.id for variable in found), places, strict=True), reader, taken=variables)
    return tuple(found)


def _one_derived(
    fields: Fields,
    node: Located,
    category_lists: CategoryLists,
    groups: tuple[Group, ...],
    variables: Mapping[str, Variable],
    scope: Mapping[str, Askable],
    provenance: Provenance,
    reader: Reader,
) -> Derived:
    counted = fields.texts("counts")
    categories = () if counted else _categories(fields, category_lists, reader)
    cases = []
    for case_node in () if counted else fields.sequence("cases"):
        case = reader.fields(case_node)
        code = case.choice("code", {category.code: category.code for category in categories}, "")
        rule = case.rule("when", scope)
        case.done()
        if rule is not None:
            cases.append(DerivedCase(code, rule))
    for id in counted:
        if id not in variables or variables[id].type is not VariableType.MULTIPLE:
            reader.problem(node.place, "rule_count_needs_multiple", name=id)
    types = {"single": VariableType.SINGLE, "ordered": VariableType.ORDERED}
    return Derived(
        id=_new_id(fields),
        label=fields.words("label"),
        definition=fields.optional_words("definition") or Words("", ""),
        group=fields.choice("group", {group.id: group.id for group in groups}, "") if fields.has("group") else "",
        asked_when=fields.rule("asked_when", scope) if fields.has("asked_when") else None,
        type=VariableType.INTEGER if counted else fields.choice("type", types, VariableType.SINGLE),
        categories=categories,
        cases=tuple(cases),
        counts=tuple(variables[id] for id in counted if id in variables),
        examples=read_examples(fields, scope),
        provenance=read_provenance(fields, provenance),
    )


def _checks(fields: Fields, lists: Lists, scope: Mapping[str, Askable], derived: tuple[Derived, ...], reader: Reader) -> tuple[Check, ...]:
    found: list[tuple[Check, Place]] = []
    for node in expanded(fields.optional_sequence("checks"), lists, reader):
        before = reader.met
        check = _check(reader.fields(node), scope, reader)
        if check is not None:
            if reader.met == before:
                run_check(check, derived, reader)
            found.append((check, node.place))
    _unique(((check.id, place) for check, place in found), reader)
    return tuple(check for check, _ in found)


def _check(fields: Fields, scope: Mapping[str, Askable], reader: Reader) -> Check | None:
    """One check; None when its rule could not be read, which is a problem already."""
    severity = Severity.WARNING if fields.has("implausible_when") else Severity.ERROR
    if severity is Severity.WARNING and fields.has("wrong_when"):
        reader.problem(fields.place, "definition_one_of_two", first="wrong_when", second="implausible_when")
    rule: Rule | None = fields.rule("implausible_when" if severity is Severity.WARNING else "wrong_when", scope)
    id, says = fields.id("id"), fields.words("says")
    examples = read_check_examples(fields, severity, scope)
    fields.done()
    return None if rule is None else Check(id, rule, severity, says, examples)


def _new_id(fields: Fields) -> str:
    id = fields.id("id")
    if id in FACTS:
        fields.reader.problem(fields.place, "definition_reserved_id", id=id)
    return id


def _unique(ids: Iterable[tuple[str, Place]], reader: Reader, taken: Iterable[str] = ()) -> None:
    """Note each id that is there before it, or in `taken`."""
    seen = set(taken)
    for id, place in ids:
        if id in seen:
            reader.problem(place, "definition_duplicate_id", id=id)
        seen.add(id)
