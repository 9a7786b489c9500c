"""What a printed percentage was of, where the mirror's is of others."""

from collections.abc import Iterable

from spegla.catalogue import Instrument
from spegla.messages import Messages
from spegla.presentation.mirrors.rule_words import RuleWords
from spegla.presentation.numbers import number, percent, whole
from spegla.presentation.sentences import sentence
from spegla.synthesis import OtherBase


def printed_bases(bases: Iterable[OtherBase], instrument: Instrument, messages: Messages) -> tuple[str, ...]:
    """A heading, and for each of `bases` one line that names the printed base and that of those who answered."""
    rules = RuleWords({one.id: one for one in instrument.asked_and_derived}, messages)
    lines = [messages.say("mirror_other_bases")]
    for base in bases:
        line = base.line
        facts = {
            "when": sentence(rules.sentence(base.when)),
            "printed": percent(line.printed or 0, messages),
            "base": number(line.base, messages),
            "answered": number(line.answered, messages),
            "percent": percent(whole(100 * line.count / line.answered), messages),
            "where": rules.sentence(base.where),
        }
        lines.append(f"  {messages.say('mirror_other_base', **facts)}")
    return tuple(lines)
