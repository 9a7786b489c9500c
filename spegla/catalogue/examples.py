"""Examples in definitions: read as answers, and run, so that a definition cannot say one thing and do another."""

from collections.abc import Mapping

from spegla.catalogue.model import Check, Derived, Example, Indicator, Role, Severity, with_derived
from spegla.catalogue.reader import Fields, Reader
from spegla.catalogue.rules import FACTS, Askable
from spegla.catalogue.rules.boundaries import untried_boundaries
from spegla.catalogue.settings import Setting, Trial
from spegla.catalogue.source import Located, Sequence, Table, Text
from spegla.catalogue.values import Answer, Answers, Reason, VariableType, day, whole_number

_REASONS = {reason.value: reason for reason in Reason}


def read_answers(node: Located, scope: Mapping[str, Askable], reader: Reader) -> Answers:
    """`{variable: code}` as answers; a multiple answer is a list, and a reason (`not_asked`) may stand for a code."""
    answers: dict[str, Answer] = {}
    if not isinstance(node, Table):
        reader.problem(node.place, "definition_needs_mapping")
        return answers
    known = {**FACTS, **scope}
    for key in node.keys:
        if key.value not in known:
            reader.problem(key.place, "definition_example_unknown_variable", name=key.value)
            continue
        variable = known[key.value]
        # A derived variable is computed: a value given for it would not count.
        answer = None if isinstance(variable, Derived) else _answer(variable, node.entries[key.value])
        if answer is None:
            reader.problem(node.entries[key.value].place, "definition_example_bad_answer", name=key.value)
        else:
            answers[key.value] = answer
    return answers


def _answer(variable: Askable, node: Located) -> Answer | None:
    codes = (*variable.substantive, *variable.missing)
    if isinstance(node, Sequence) and variable.type is VariableType.MULTIPLE:
        chosen = frozenset(item.value for item in node.items if isinstance(item, Text))
        return chosen if chosen <= set(codes) and len(chosen) == len(node.items) else None
    if not isinstance(node, Text):
        return None
    value = node.value
    if value in _REASONS and value not in codes:
        return _REASONS[value]
    try:
        match variable.type:
            case VariableType.INTEGER:
                return whole_number(value)
            case VariableType.DATE:
                return day(value)
            case VariableType.TEXT:
                return value
            case VariableType.MULTIPLE:
                return frozenset([value]) if value in codes else None
            case VariableType.SINGLE | VariableType.ORDERED:
                return value if value in codes else None
    except ValueError:
        return None


def read_check_examples(fields: Fields, severity: Severity, scope: Mapping[str, Askable]) -> tuple[Example, ...]:
    """The examples of a check: `wrong` (or `implausible`) ones that fire and `right` ones that do not, one or a list of each."""
    fire = "wrong" if severity is Severity.ERROR else "implausible"
    found: list[Example] = []
    node = fields.required("examples")
    if node is None:
        return ()
    examples = fields.reader.fields(node)
    for side in (fire, "right"):
        node = examples.required(side)
        blocks = node.items if isinstance(node, Sequence) else (node,) if node else ()
        if node and not blocks:
            fields.reader.problem(node.place, "definition_field_empty", field=side)
        found += [Example(read_answers(block, scope, fields.reader), side, block.place) for block in blocks]
    examples.done()
    return tuple(found)


def read_examples(fields: Fields, scope: Mapping[str, Askable]) -> tuple[Example, ...]:
    """A list of `{given: {…}, gives: …}`; at least one."""
    found = []
    nodes = fields.sequence("examples")
    if not nodes and fields.has("examples"):
        fields.reader.problem(fields.place, "definition_field_empty", field="examples")
    for node in nodes:
        example = fields.reader.fields(node)
        given = example.required("given")
        gives = example.text("gives")
        example.done()
        if given is not None:
            found.append(Example(read_answers(given, scope, fields.reader), gives, node.place))
    return tuple(found)


def run_check(check: Check, derived: tuple[Derived, ...], reader: Reader) -> None:
    """Note each example of `check` that does not do what it says, and each boundary that no example tries."""
    given = [with_derived(derived, example.given) for example in check.examples]
    for example, answers in zip(check.examples, given, strict=True):
        if check.fires(answers) is (example.gives == "right"):
            code = "example_should_not_fire" if example.gives == "right" else "example_should_fire"
            reader.problem(example.place, code, id=check.id)
    if not given:
        return
    for boundary in untried_boundaries(check.rule, given):
        reader.problem(check.examples[0].place, "example_boundary_untried", id=check.id, rule=boundary)


def run_derived(variable: Derived, before: tuple[Derived, ...], reader: Reader) -> None:
    """Note each example of a derived variable that gives something else."""
    for example in variable.examples:
        value = variable.value(with_derived(before, example.given))
        _expect(example, value.value if isinstance(value, Reason) else str(value), variable.id, reader)


def run_indicator(indicator: Indicator, derived: tuple[Derived, ...], reader: Reader) -> None:
    """Note each example of an indicator that ends elsewhere, and when numerator, denominator or leaving lacks one."""
    for example in indicator.examples:
        _expect(example, indicator.role_of(with_derived(derived, example.given)).value, indicator.id, reader)
    gives = {example.gives for example in indicator.examples}
    for needed in (Role.ACHIEVED, Role.NOT_ACHIEVED, Reason.NOT_ANSWERED, *(leave.reason for leave in indicator.leaves)):
        if needed.value not in gives:
            reader.problem(indicator.place, "example_missing", id=indicator.id, gives=needed.value)


def run_trial(setting: Setting, trial: Trial, indicator: Indicator, derived: tuple[Derived, ...], reader: Reader) -> None:
    """Note a trial that ends elsewhere than the setting says, and one for which the alternative would make no difference."""
    example = Example(trial.given, trial.gives, trial.place)
    _expect(example, indicator.role_of(with_derived(derived, trial.given)).value, setting.id, reader)
    outcomes = (*(role.value for role in Role), *_REASONS)
    if trial.otherwise == trial.gives or trial.otherwise not in outcomes:
        known = ", ".join(one for one in outcomes if one != trial.gives)
        reader.problem(trial.place, "definition_unknown_choice", field="otherwise", value=trial.otherwise, known=known)


def _expect(example: Example, found: str, id: str, reader: Reader) -> None:
    if found != example.gives:
        reader.problem(example.place, "example_gives_other", id=id, gives=example.gives, found=found)
