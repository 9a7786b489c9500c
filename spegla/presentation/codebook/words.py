"""What the codebook says of definitions, in the reader's language: types, steps, rules, and examples as answers."""

from collections.abc import Iterable
from datetime import date

from spegla.catalogue import Answer, Answers, Instrument, Reason, Severity, Variable
from spegla.catalogue.parts import Category, Check, Derived, Kind, Status
from spegla.catalogue.rules import FACTS, Rule, VariableType
from spegla.messages import Messages, Words
from spegla.presentation.mirrors.rule_words import RuleWords

_TYPES = {
    VariableType.SINGLE: "codebook_type_single",
    VariableType.MULTIPLE: "codebook_type_multiple",
    VariableType.ORDERED: "codebook_type_ordered",
    VariableType.INTEGER: "codebook_type_integer",
    VariableType.DATE: "codebook_type_date",
    VariableType.TEXT: "codebook_type_text",
}
_KINDS = {
    Kind.ADMINISTRATIVE: "codebook_kind_administrative",
    Kind.BACKGROUND: "codebook_kind_background",
    Kind.STRUCTURE: "codebook_kind_structure",
    Kind.PROCESS: "codebook_kind_process",
    Kind.RESULT: "codebook_kind_result",
}
_STATUSES = {Status.SEED: "codebook_status_seed", Status.RECONSTRUCTED: "codebook_status_reconstructed"}
_TAGS = {Status.SEED: "codebook_tag_seed", Status.RECONSTRUCTED: "codebook_tag_reconstructed"}
# A definition names its steps by id alone; these have words, and any other is shown as it is.
_STEPS = {
    "beslut": "codebook_step_decision",
    "uppfoljning": "codebook_step_follow_up",
    "avslut": "codebook_step_closure",
    "svar": "codebook_step_answer",
}
_REASONS = {
    Reason.NOT_ASKED: "codebook_reason_not_asked",
    Reason.NOT_ANSWERED: "codebook_reason_not_answered",
    Reason.NOT_KNOWN: "codebook_reason_not_known",
    Reason.NOT_APPLICABLE: "codebook_reason_not_applicable",
    Reason.DECLINED: "codebook_reason_declined",
}


class CodebookWords:
    """Says what `instrument` holds."""

    def __init__(self, instrument: Instrument, messages: Messages) -> None:
        self.instrument = instrument
        self.messages = messages
        self.say = messages.say
        self.definitions = {one.id: one for one in instrument.asked_and_derived}
        self.rules = RuleWords(self.definitions, messages)

    def text(self, words: Words) -> str:
        """`words` in the reader's language."""
        return words.in_language(self.messages.language)

    def rule(self, rule: Rule) -> str:
        """The rule as a sentence would say it."""
        return self.rules.sentence(rule)

    def kind(self, kind: Kind) -> str:
        return self.say(_KINDS[kind])

    def status(self, status: Status) -> str:
        return self.say(_STATUSES[status])

    def tag(self, status: Status) -> str:
        return self.say(_TAGS[status])

    def reason(self, reason: Reason) -> str:
        """What a reason for a missing answer is called."""
        return self.say(_REASONS[reason])

    def reasons(self) -> tuple[tuple[Reason, str], ...]:
        """Every reason there is, with its words."""
        return tuple((reason, self.say(code)) for reason, code in _REASONS.items())

    def steps(self, steps: Iterable[str]) -> str:
        """The steps, as a list in a sentence."""
        return self.listed([self.say(_STEPS[step]) if step in _STEPS else step for step in steps])

    def listed(self, said: list[str]) -> str:
        """Things one after another, as a sentence lists them."""
        return self.say("codebook_and").join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)

    def answered_by(self, one: Variable | Derived) -> str:
        """How the question is answered, with the limits of a number."""
        said = self.say(_TYPES[one.type])
        limits = (one.minimum, one.maximum) if isinstance(one, Variable) else (None, None)
        match limits:
            case (int(), int()):
                return self.say("codebook_between", type=said, minimum=limits[0], maximum=limits[1])
            case (int(), None):
                return self.say("codebook_at_least", type=said, minimum=limits[0])
            case (None, int()):
                return self.say("codebook_at_most", type=said, maximum=limits[1])
            case _:
                return said

    def asked(self, variable: Variable) -> str:
        """At which steps, and of whom."""
        steps = self.steps(variable.steps)
        if variable.asked_when is None:
            return self.say("codebook_asked_all", steps=steps)
        return self.say("codebook_asked_when", steps=steps, rule=self.rule(variable.asked_when))

    def counts_as(self, category: Category, multiple: bool) -> str:
        """What choosing an alternative means, beside being an answer like the others; "" when that is all."""
        if category.missing is not None:
            return self.say("codebook_counts_missing", reason=self.reason(category.missing))
        if category.exclusive and multiple:
            return self.say("codebook_counts_alone")
        return ""

    def fires(self, check: Check) -> str:
        """When the check fires, and whether it stops anything."""
        code = "codebook_check_error" if check.severity is Severity.ERROR else "codebook_check_warning"
        return self.say(code, rule=self.rule(check.rule))

    def answers(self, given: Answers) -> str:
        """Answers on one line, each with its question."""
        parts = (self.say("codebook_answer", label=self._label(id), answer=self._answer(id, answer)) for id, answer in given.items())
        return "; ".join(parts) or self.say("codebook_no_answers")

    def _label(self, id: str) -> str:
        return id if id in FACTS or id not in self.definitions else self.text(self.definitions[id].label)

    def _answer(self, id: str, answer: Answer) -> str:
        labels = {one.code: self.text(one.label) for one in self.definitions[id].categories} if id in self.definitions else {}
        match answer:
            case Reason():
                return self.reason(answer)
            case frozenset():
                # In the order of the list: a set has none of its own.
                return ", ".join(label for code, label in labels.items() if code in answer)
            case date():
                return answer.isoformat()
            case _:
                return labels.get(str(answer), str(answer))


def named_by(check: Check, instrument: Instrument) -> frozenset[str]:
    """The variables that a check asks for, also through those derived from them."""
    return frozenset(_below(check.rule.names, {one.id: one for one in instrument.derived}))


def _below(names: Iterable[str], derived: dict[str, Derived]) -> Iterable[str]:
    for name in names:
        yield name
        if name in derived:
            one = derived[name]
            yield from (variable.id for variable in one.counts)
            yield from _below((below for case in one.cases for below in case.rule.names), derived)
