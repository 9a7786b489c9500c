"""The mirror in words: what the groups are called, the notices, how many answered, and what was found in one sentence."""

from decimal import Decimal

from spegla.analyses.mirrors import ALL, NO_ANSWER, OWN, GroupLabel, MirrorAnswer
from spegla.disclosure import Policy
from spegla.disclosure.mirrors import FEWEST_FOR_SHARES, ClearedAlternative, ClearedGroup, ClearedVariable
from spegla.messages import Messages, Words
from spegla.presentation.mirrors.figures import Groups, Mirrored, Source, chosen
from spegla.presentation.numbers import count_of, interval, number, one_decimal, percent, whole

# The reasons in the order in which they are told.
REASONS = ("not_known", "declined", "not_applicable", "not_answered")


class MirrorWords:
    """The answer to one question of the mirror, in one language."""

    def __init__(self, answer: MirrorAnswer, messages: Messages) -> None:
        self.answer = answer
        self.messages = messages
        self.say = messages.say
        self.groups = Groups(answer)
        self.rule = answer.where

    def text(self, words: Words) -> str:
        return words.in_language(self.messages.language)

    # ── The whole ─────────────────────────────────────────────────────────

    def title(self) -> str:
        """Whose mirror it is."""
        if self.answer.own:
            return self.say("mirror_title_own", own=self.answer.own)
        return self.say("mirror_title", instrument=self.text(self.answer.instrument.title))

    def ingress(self) -> str:
        """What is mirrored."""
        instrument = self.text(self.answer.instrument.title)
        if self.answer.own:
            return self.say("mirror_ingress_own", instrument=instrument, own=self.answer.own)
        return self.say("mirror_ingress", instrument=instrument)

    def notices(self) -> tuple[str, ...]:
        """What every output says, whatever else it shows."""
        exact = (self.say("mirror_exact"),) if self.answer.cleared.policy is Policy.OWN else ()
        invented = (self.say("mirror_invented"),) if self.answer.invented else ()
        return (*exact, *invented)

    def not_collected(self) -> tuple[str, ...]:
        """The names of the variables that the file has no column for."""
        return tuple(self.text(one.variable.label) for one in self.groups.variables if one.variable.id in self.groups.absent)

    def rows(self, n: int) -> str:
        """84 registreringar."""
        return self.say("mirror_rows_one" if n == 1 else "mirror_rows_many", n=self.number(n))

    def group(self, label: GroupLabel) -> str:
        """What a group is called."""
        if label.label is not None:
            return self.text(label.label)
        return {ALL: self.say("group_all"), OWN: self.answer.own, NO_ANSWER: self.say("mirror_no_answer")}[label.code]

    def all(self) -> str:
        return self.say("group_all")

    def by(self) -> str:
        """What the rows are divided by; "" when they are not."""
        by = self.answer.question.by
        if not by:
            return ""
        return self.text(self.groups.definitions[by].label) if by in self.groups.definitions else self.say("matrix_municipality")

    def by_in_text(self) -> str:
        """The same inside a sentence."""
        return decapitalised(self.by())

    def status(self) -> str:
        """Whose reading the definitions are, and of what."""
        return self.status_of(self.answer.instrument.provenance)

    def status_of(self, provenance: Source) -> str:
        return self.say(f"footnote_status_{provenance.status}", source=provenance.source)

    # ── Figures ───────────────────────────────────────────────────────────

    def number(self, value: int | Decimal) -> str:
        return number(value, self.messages)

    def decimal(self, value: float) -> str:
        """One decimal, half up."""
        return one_decimal(value, self.messages)

    def percent(self, one: ClearedAlternative) -> str:
        """52 %; "" when nobody answered."""
        return "" if one.percent is None else percent(whole(one.percent), self.messages)

    def interval(self, one: ClearedAlternative) -> str:
        """42–63 %; "" when nobody answered."""
        return "" if one.interval is None else interval(*one.interval, self.messages)

    def count_of(self, one: ClearedAlternative, figures: ClearedVariable) -> str:
        return count_of(one.n, figures.answered, self.messages)

    def in_group(self, figures: ClearedVariable, code: str) -> str:
        """44 (52 %), or 4 alone when there are too few for a share."""
        one = chosen(figures)[code]
        return self.say("mirror_by_cell", n=self.number(one.n), percent=self.percent(one)) if figures.enough else self.number(one.n)

    def answers(self, n: int) -> str:
        """84 svar."""
        return self.say("mirror_answers_one" if n == 1 else "mirror_answers_many", n=self.number(n))

    def missing(self, figures: ClearedVariable) -> tuple[str, ...]:
        """24 inte kända, 3 ej besvarade; nothing for reasons that nobody has."""
        return tuple(self._left_out(reason, figures.missing[reason]) for reason in REASONS if figures.missing.get(reason))

    def _left_out(self, reason: str, n: int) -> str:
        return self.say(f"left_out_{reason}_one") if n == 1 else self.say(f"left_out_{reason}_many", count=self.number(n))

    def base(self, group: ClearedGroup, figures: ClearedVariable) -> str:
        """84 svar, 5 inte kända, 12 där frågan inte ställdes."""
        rest = group.n - figures.asked
        asked = (self._left_out("not_asked", rest),) if rest else ()
        return ", ".join((self.answers(figures.answered), *self.missing(figures), *asked))

    def bases(self, one: Mirrored) -> str:
        """Falun 84 svar, 5 inte kända · alla 1 285 svar."""
        parts = [(self.all(), self.groups.all, one.all)]
        if one.own is not None and self.groups.own is not None:
            parts.insert(0, (self.answer.own, self.groups.own, one.own))
        said = [self.say("mirror_base", group=name, base=self.base(group, figures)) for name, group, figures in parts]
        return self.say("mirror_bases", own=said[0], all=decapitalised(said[1])) if len(said) > 1 else said[0]

    def numbers(self, figures: ClearedVariable) -> dict[str, str]:
        """Mean, median, spread and range by the code of their name; nothing when nobody answered with a number."""
        found = figures.summary
        if found is None:
            return {}
        return {
            "mirror_mean": self.decimal(found.mean),
            "mirror_median": self.decimal(found.median) if found.median % 1 else self.number(int(found.median)),
            "mirror_sd": "–" if found.sd is None else self.decimal(found.sd),
            "mirror_range": self.say("mirror_range_value", low=self.number(found.least), high=self.number(found.greatest)),
        }

    # ── Findings ──────────────────────────────────────────────────────────

    def finding(self, one: Mirrored) -> str:
        """One sentence: the own figures beside those of all. It never says that they differ: nothing here has tested that."""
        if not one.all.asked:
            return self.say("mirror_nobody_asked")
        if not one.all.answered:
            return self.say("mirror_nobody_answered")
        if one.all.summary is not None:
            return self._of_numbers(one)
        return self._of_alternatives(one) if one.all.alternatives else ""

    def _of_numbers(self, one: Mirrored) -> str:
        if one.all.summary is None or not one.all.enough:
            return ""
        mean = self.decimal(one.all.summary.mean)
        if one.own is None or one.own.summary is None or not one.own.enough:
            return self.say("mirror_mean_among" if one.own else "mirror_mean_all", mean=mean)
        return self.say("mirror_mean_own", own=self.answer.own, mean=self.decimal(one.own.summary.mean), all=mean)

    def _of_alternatives(self, one: Mirrored) -> str:
        if not one.all.enough:
            return ""
        most = max(one.first.alternatives, key=lambda alternative: alternative.n)
        tied = sum(alternative.n == most.n for alternative in one.first.alternatives) > 1
        facts = {
            "label": self.text(one.categories[most.code].label),
            "count": self.count_of(most, one.first),
            "percent": self.percent(most),
            "interval": self.between(most),
        }
        if one.first is one.all and one.own is not None:
            return self.say("mirror_tied_among" if tied else "mirror_most_among", **facts)
        if one.first is one.all:
            return self.say("mirror_tied_all" if tied else "mirror_most_all", **facts)
        beside = chosen(one.all)[most.code]
        all = {"all": self.percent(beside), "all_interval": self.between(beside)}
        return self.say("mirror_tied_own" if tied else "mirror_most_own", own=self.answer.own, **facts, **all)

    def between(self, one: ClearedAlternative) -> str:
        """Troligen mellan 42 och 63 %; "" when nobody answered."""
        if one.interval is None:
            return ""
        low, high = (whole(end) for end in one.interval)
        return self.say("mirror_between", low=self.number(low), high=percent(high, self.messages))

    def few(self, one: Mirrored) -> str:
        """Who has too few answers for shares of this variable, and how many; "" when nobody has, or when the page has said it once."""
        own, all = self.groups.own, self.groups.all
        if not one.all.answered or not (one.all.alternatives or one.all.summary):
            return ""
        if not one.all.enough:
            return "" if all.n < FEWEST_FOR_SHARES else self.say("mirror_few_all", answers=self.answers(one.all.answered))
        if own is None or one.own is None or one.own.enough or own.n < FEWEST_FOR_SHARES:
            return ""
        return self.say("mirror_few_own", own=self.answer.own, answers=self.answers(one.own.answered))


def decapitalised(text: str) -> str:
    """`text` with a small first letter, unless the first word is an abbreviation (SoL, HVB)."""
    word = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if word[1:].islower() or len(word) == 1 else text
