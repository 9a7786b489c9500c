"""The mirror in words: what the groups are called, the notices, how many answered, and what was found in one sentence."""

from collections.abc import Mapping
from decimal import Decimal

from spegla.analyses.mirrors import ALL, NO_ANSWER, OWN, Compared, GroupLabel, MirrorAnswer
from spegla.disclosure import Policy
from spegla.disclosure.mirrors import FEWEST_FOR_SHARES, ClearedAlternative, ClearedGroup, ClearedVariable
from spegla.messages import Messages, Words
from spegla.presentation.document import Block, Document
from spegla.presentation.mirrors.figures import Groups, Mirrored, Source
from spegla.presentation.numbers import count_of, interval, number, one_decimal, percent, whole
from spegla.presentation.sentences import sentence

# The reasons in the order in which they are told.
REASONS = ("not_known", "declined", "not_applicable", "not_answered")
# The sentence for each thing that may stand beside another; all of them may name the municipality and its unit.
TITLES: Mapping[Compared, str] = {
    Compared.ALL: "mirror_title",
    Compared.OWN: "mirror_title_own",
    Compared.ALONE: "mirror_title_alone",
    Compared.UNIT: "mirror_title_unit",
}
INGRESSES: Mapping[Compared, str] = {
    Compared.ALL: "mirror_ingress",
    Compared.OWN: "mirror_ingress_own",
    Compared.ALONE: "mirror_ingress_alone",
    Compared.UNIT: "mirror_ingress_unit",
}
# Whoever holds a file is told of the file.
INGRESSES_IN_HAND: Mapping[Compared, str] = {**INGRESSES, Compared.ALL: "mirror_ingress_file", Compared.OWN: "mirror_ingress_own_file"}
# What all rows are called, and the same inside a sentence.
ALL_ROWS: Mapping[Compared, str] = {
    Compared.ALL: "group_all",
    Compared.OWN: "group_all",
    Compared.ALONE: "mirror_all_alone",
    Compared.UNIT: "mirror_all_unit",
}
AMONG: Mapping[Compared, str] = {
    Compared.ALL: "mirror_among_all",
    Compared.OWN: "mirror_among_all",
    Compared.ALONE: "mirror_among_alone",
    Compared.UNIT: "mirror_among_unit",
}


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

    def document(self, blocks: tuple[Block, ...]) -> Document:
        """`blocks` under the title and the ingress."""
        say = self.say
        return Document(self.messages.language, self.title(), self.ingress(), blocks, say("page_brand"), say("page_to_content"))

    def title(self) -> str:
        """Whose mirror it is."""
        return self.of_compared(TITLES)

    def ingress(self) -> str:
        """What is mirrored."""
        return self.of_compared(INGRESSES_IN_HAND if self.answer.in_hand else INGRESSES)

    def of_compared(self, sentences: Mapping[Compared, str], **facts: object) -> str:
        """The one of `sentences` that is for what stands beside what here."""
        answer = self.answer
        names = {"instrument": self.text(answer.instrument.title), "own": answer.own, "unit": answer.unit}
        return self.say(sentences[answer.compared], **names, **facts)

    def notices(self) -> tuple[str, ...]:
        """What every output says, whatever else it shows."""
        invented = (self.say("mirror_invented"),) if self.answer.invented else ()
        return (*((self.say("mirror_exact" if self.answer.in_hand else "mirror_exact_store"),) if self._exact else ()), *invented)

    def reasons(self) -> tuple[str, ...]:
        """Why the figures may not be passed on; nothing when they may."""
        invented = (self.say("mirror_invented_why"),) if self.answer.invented else ()
        if not self._exact:
            return invented
        if not self.answer.in_hand:
            return (self.say("mirror_invented_store_why" if invented else "mirror_exact_store_why"),)
        return invented or (self.say("mirror_exact_why"),)

    @property
    def _exact(self) -> bool:
        return self.answer.cleared.policy is Policy.OWN

    def not_collected(self) -> tuple[str, ...]:
        """The names of the variables that the rows have no column for."""
        return tuple(self.text(one.variable.label) for one in self.groups.variables if one.variable.id in self.groups.absent)

    def rows(self, n: int) -> str:
        """84 registreringar."""
        return self.say("mirror_rows_one" if n == 1 else "mirror_rows_many", n=self.number(n))

    def group(self, label: GroupLabel) -> str:
        """What a group is called."""
        if label.label is not None:
            return self.text(label.label)
        return {ALL: self.all(), OWN: self.own(), NO_ANSWER: self.say("mirror_no_answer")}[label.code]

    def own(self) -> str:
        """What the own rows are called when something stands beside them, else ""."""
        return (self.answer.unit or self.answer.own) if self.answer.beside else ""

    def all(self) -> str:
        """What all rows are called."""
        return self.of_compared(ALL_ROWS)

    def all_in_text(self) -> str:
        """The same inside a sentence."""
        return self.all() if self.answer.compared is Compared.ALONE else decapitalised(self.all())

    def among(self) -> str:
        """Bland alla, i hela Falun."""
        return self.of_compared(AMONG)

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
        one = figures.by_code[code]
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
            parts.insert(0, (self.own(), self.groups.own, one.own))
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
            return self.say("mirror_mean_among", among=self.among(), mean=mean) if one.own else self.say("mirror_mean_all", mean=mean)
        return self.say("mirror_mean_own", own=self.own(), mean=self.decimal(one.own.summary.mean), all=mean, among=self.among())

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
            return self.say("mirror_tied_among" if tied else "mirror_most_among", among=sentence(self.among()), **facts)
        if one.first is one.all:
            return self.say("mirror_tied_all" if tied else "mirror_most_all", **facts)
        beside = one.all.by_code[most.code]
        all = {"all": self.percent(beside), "all_interval": self.between(beside), "among": sentence(self.among())}
        return self.say("mirror_tied_own" if tied else "mirror_most_own", own=self.own(), **facts, **all)

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
        return self.say("mirror_few_own", own=self.own(), answers=self.answers(one.own.answered))


def decapitalised(text: str) -> str:
    """`text` with a small first letter, unless the first word is an abbreviation (SoL, HVB)."""
    word = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if word[1:].islower() or len(word) == 1 else text
