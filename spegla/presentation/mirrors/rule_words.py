"""A rule → the words that say it. Total over the nodes of the rule language."""

from collections.abc import Iterator, Mapping
from datetime import date

from spegla.catalogue.rules import FACTS, Rule, VariableType
from spegla.catalogue.rules.nodes import And, Answered, Chosen, Compare, Count, Literal, Name, Node, Not, OneOf, Operator, Or, Sum
from spegla.messages import Messages
from spegla.presentation.document import Phrase, Weight
from spegla.presentation.mirrors.figures import Asked
from spegla.presentation.mirrors.words import decapitalised
from spegla.presentation.numbers import day

# The sentence for each comparison: of values, of days, and of a number that is asked for with another.
_SAID = {
    Operator.EQUAL: "mirror_rule_equal",
    Operator.NOT_EQUAL: "mirror_rule_not_equal",
    Operator.LESS: "mirror_rule_less",
    Operator.LESS_OR_EQUAL: "mirror_rule_at_most",
    Operator.GREATER: "mirror_rule_more",
    Operator.GREATER_OR_EQUAL: "mirror_rule_at_least",
}
_SAID_OF_DAYS = {
    **_SAID,
    Operator.LESS: "mirror_rule_before",
    Operator.LESS_OR_EQUAL: "mirror_rule_latest",
    Operator.GREATER: "mirror_rule_after",
    Operator.GREATER_OR_EQUAL: "mirror_rule_earliest",
}
_SAID_OF_TWO_NUMBERS = {**_SAID, Operator.LESS: "mirror_rule_smaller", Operator.GREATER: "mirror_rule_larger"}
_FACTS = {"kommunkod": "mirror_fact_kommunkod", "enhet": "mirror_fact_enhet", "datum": "mirror_fact_datum", "ar": "mirror_fact_ar"}


class RuleWords:
    """Says rules over `definitions` in the reader's language."""

    def __init__(self, definitions: Mapping[str, Asked], messages: Messages) -> None:
        self.definitions = definitions
        self.messages = messages
        self.say = messages.say

    def sentence(self, rule: Rule) -> str:
        """The rule as plain text."""
        return "".join(phrase.text for phrase in self.phrases(rule))

    def phrases(self, rule: Rule) -> tuple[Phrase, ...]:
        """The rule as text where each chosen value stands out."""
        return tuple(self._node(rule.root))

    def _node(self, node: Node) -> Iterator[Phrase]:
        match node:
            case And(parts):
                yield from self._joined(parts, self.say("mirror_rule_and"))
            case Or(parts):
                yield from self._joined(parts, self.say("mirror_rule_or"))
            case Not(Answered(name)):
                yield from self._around("mirror_rule_unanswered", name, "")
            case Not(part):
                yield Phrase(self.say("mirror_rule_not"))
                yield from self._inside(part)
            case Answered(name):
                yield from self._around("mirror_rule_answered", name, "")
            case OneOf(name, options):
                said = [self._value(name, option) for option in options]
                yield from self._around("mirror_rule_equal", name, self._either(said))
            case Chosen(code, name):
                yield from self._around("mirror_rule_chosen", name, self._option(name, code) or str(code.value))
            case Compare(left, operator, right):
                yield from self._around(self._said(left, right)[operator], left, self._value(left, right))

    def _said(self, left: Name | Count | Sum, right: Name | Literal) -> Mapping[Operator, str]:
        if isinstance(left, Name) and self._type(left) is VariableType.DATE:
            return _SAID_OF_DAYS
        return _SAID_OF_TWO_NUMBERS if isinstance(right, Name) and self._type(right) is VariableType.INTEGER else _SAID

    def _joined(self, parts: tuple[Node, ...], between: str) -> Iterator[Phrase]:
        for place, part in enumerate(parts):
            if place:
                yield Phrase(between)
            yield from self._inside(part)

    def _inside(self, node: Node) -> Iterator[Phrase]:
        # Else "not" would seem to hold for all that follows.
        several = isinstance(node, And | Or) or (isinstance(node, Not) and not isinstance(node.part, Answered))
        if several:
            yield Phrase("(")
            yield from self._node(node)
            yield Phrase(")")
        else:
            yield from self._node(node)

    def _around(self, code: str, subject: Name | Count | Sum, value: str) -> Iterator[Phrase]:
        """The sentence for `code`, with the value apart so that it can stand out."""
        # The mark is no character that a label has.
        before, mark, after = self.say(code, subject=self._subject(subject), value="\0").partition("\0")
        yield Phrase(before)
        if mark:
            yield Phrase(value, Weight.CHOSEN)
            yield Phrase(after)

    def _subject(self, subject: Name | Count | Sum) -> str:
        if isinstance(subject, Name):
            return decapitalised(self._label(subject))
        names = [decapitalised(self._label(name)) for name in subject.names]
        said = "mirror_rule_count" if isinstance(subject, Count) else "mirror_rule_sum"
        return self.say(said, names=self.say("mirror_rule_and").join(names))

    def _label(self, name: Name) -> str:
        if name.id in FACTS:
            return self.say(_FACTS[name.id])
        return self.definitions[name.id].label.in_language(self.messages.language)

    def _type(self, name: Name) -> VariableType:
        return FACTS[name.id].type if name.id in FACTS else self.definitions[name.id].type

    def _value(self, subject: Name | Count | Sum, value: Name | Literal) -> str:
        if isinstance(value, Name):
            return decapitalised(self._label(value))
        if isinstance(subject, Name) and self._type(subject) is VariableType.DATE:
            return day(date.fromisoformat(str(value.value)), self.messages)
        if isinstance(subject, Name) and subject.id in self.definitions:
            return decapitalised(self._option(subject, value)) or str(value.value)
        return str(value.value)

    def _option(self, subject: Name, value: Literal) -> str:
        """The alternative as the form has it; "" when it is none, but a number or a day."""
        labels = (one.label for one in self.definitions[subject.id].categories if one.code == value.value)
        return next((label.in_language(self.messages.language) for label in labels), "")

    def _either(self, said: list[str]) -> str:
        return self.say("mirror_rule_or").join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else said[0]
