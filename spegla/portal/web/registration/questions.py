"""A response as a page of questions: what each asks, its alternatives, what was answered earlier, and how it stands.

Everything that a template needs is decided here, so that it only draws.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.timezone import localdate, localtime

from spegla.catalogue import Answer, Instrument, Reason, Variable
from spegla.catalogue.parts import Category
from spegla.messages import messages
from spegla.portal.store.models import Response
from spegla.portal.store.responses import DAY, NEXT
from spegla.portal.texts import language, said, short_day
from spegla.portal.use_cases.response_form import DayFault, Earlier, Form, StepPlace, differing, place_of
from spegla.responses.forms import questions_of

# Kinds of questions that are answered with what somebody writes.
WRITTEN = frozenset({"number", "day", "text"})


@dataclass(frozen=True)
class Alternative:
    """One alternative. `marks` says for each column of earlier answers whether it was chosen then, and on which day."""

    code: str
    label: str
    chosen: bool
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """What is wrong with an answer, or should be looked at."""

    says: str
    hinders: bool


@dataclass(frozen=True)
class Standing:
    """How an answer is kept: when it was saved, at which version, and whether somebody else's waits beside it."""

    saved: str = ""
    seen: int = 0
    apart: bool = False


@dataclass(frozen=True)
class Question:
    """One question as it stands. `kind` is single, multiple, scale, number, day or text.

    `alternatives` are real answers, `alone` those that shut out all others and `missing` those that say why there is no answer.
    `columns` head the marks of a scale. `before` are sentences about earlier answers. `given` is what stands in a field that is written in.
    """

    id: str
    kind: str
    asks: str
    hint: str
    more: tuple[str, ...]
    note: str
    shown: bool
    alternatives: tuple[Alternative, ...] = ()
    alone: tuple[Alternative, ...] = ()
    missing: tuple[Alternative, ...] = ()
    columns: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    given: str = ""
    fetched: str = ""
    faults: tuple[Fault, ...] = ()
    standing: Standing = Standing()

    @property
    def hinders(self) -> bool:
        return any(one.hinders for one in self.faults)

    @property
    def can_clear(self) -> bool:
        """Whether one can choose and then want to have chosen nothing."""
        return self.kind in ("single", "scale")

    @property
    def is_written(self) -> bool:
        """Whether it is answered with what somebody writes, and not with alternatives."""
        return self.kind in WRITTEN


@dataclass(frozen=True)
class Part:
    """Questions that belong together."""

    id: str
    title: str
    about: str
    questions: Sequence[Question]


@dataclass(frozen=True)
class Progress:
    """How far it has come, and the last time that something was saved."""

    answered: int
    asked: int
    saved: str

    @property
    def width(self) -> str:
        """How much of the bar is filled."""
        return f"{100 * self.answered // max(self.asked, 1)}%"


@dataclass(frozen=True)
class Wrong:
    """What somebody wrote that is no answer: `says` why, and `given` is what they wrote."""

    says: str
    given: str


@dataclass(frozen=True)
class ReadAnswer:
    """A question and its answer in words, "" for none."""

    id: str
    asks: str
    answer: str
    faults: Sequence[Fault]


@dataclass(frozen=True)
class ReadPart:
    """Answers that belong together."""

    id: str
    title: str
    answers: Sequence[ReadAnswer]


@dataclass
class Page:
    """A form that is shown. `wrong` has by question what was sent and is no answer, `seen` the versions that are not the last."""

    form: Form
    now: datetime
    wrong: Mapping[str, Wrong] = field(default_factory=dict)
    seen: Mapping[str, int] = field(default_factory=dict)

    @property
    def parts(self) -> Sequence[Part]:
        """The day, then the questions of the step by the groups of the instrument."""
        instrument, lang = self.form.instrument, language()
        when = [self.day(), *([self.next_day()] if self._plans else [])]
        parts = [Part("nar", said(f"form_when_{self._place}"), "", when)]
        for group in instrument.groups:
            inside = [one for one in questions_of(instrument, self.form.response.step) if one.group == group.id]
            if inside:
                about = group.about.in_language(lang) if group.about else ""
                parts.append(Part(group.id, group.label.in_language(lang), about, [self.question(one) for one in inside]))
        return parts

    @property
    def progress(self) -> Progress:
        done = self.form.filled.completeness
        response = self.form.response
        saved = self.saved_at(response.saved_at) if response.version else ""
        return Progress(done.filled, done.asked, saved)

    @property
    def listed(self) -> Sequence[Question]:
        """The questions with something that hinders, for the summary above the form."""
        return [one for part in self.parts for one in part.questions if one.hinders and one.shown]

    @property
    def hindering(self) -> Sequence[Question]:
        """The questions that hinder handing in; the day is one when it has none."""
        every = [one for part in self.parts for one in part.questions]
        return [one for one in every if (one.hinders and one.shown) or (one.id == DAY and not one.given)]

    @property
    def answered(self) -> Sequence["ReadPart"]:
        """The same questions as they are read: those that were asked, with their answers in words."""
        found = []
        for part in self.parts:
            answers = [ReadAnswer(one.id, one.asks, _in_words(one), one.faults) for one in part.questions if one.shown]
            if answers:
                found.append(ReadPart(part.id, part.title, answers))
        return found

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        """What is known already, for the side: the decision in a few words."""
        return _facts(self.form)

    def only(self, ids: frozenset[str]) -> Sequence[Question]:
        """Some of the questions."""
        found = [self.question(one) for one in questions_of(self.form.instrument, self.form.response.step) if one.id in ids]
        return [*([self.day()] if DAY in ids else []), *([self.next_day()] if NEXT in ids and self._plans else []), *found]

    def day(self) -> Question:
        """Which day the step was."""
        response, wrong = self.form.response, self.wrong.get(DAY)
        faults = _day_faults(self.form.day_wrong)
        given = wrong.given if wrong else (response.day.isoformat() if response.day else "")
        return Question(
            DAY, "day", said(f"form_day_{self._place}"), said("form_day_hint", day=localdate(self.now).isoformat()), (), "", True,
            given=given, faults=(Fault(wrong.says, True),) if wrong else faults, standing=self._standing(DAY),
        )  # fmt: skip

    def next_day(self) -> Question:
        """When the next step is planned."""
        wrong, planned = self.wrong.get(NEXT), self.form.next_day
        faults = _day_faults(self.form.next_wrong)
        return Question(
            NEXT, "day", said("form_next"), said("form_next_hint"), (), "", True,
            given=wrong.given if wrong else (planned.isoformat() if planned else ""),
            faults=(Fault(wrong.says, True),) if wrong else faults, standing=self._standing(NEXT),
        )  # fmt: skip

    def question(self, one: Variable) -> Question:
        """One question of the instrument."""
        lang, filled = language(), self.form.filled
        answer = self.form.filled.answers.get(one.id, self._put_aside(one))
        wrong = self.wrong.get(one.id)
        problems = filled.problems.get(one.id, ())
        faults = tuple(Fault(problem.message(messages(lang)), problem.severity.value == "error") for problem in problems)
        earlier = self.form.earlier.get(one.id, ())
        scale = one.type.value == "ordered" and bool(earlier)
        marked = earlier if scale else ()
        kind = _kind(one)
        alternatives = {cat.code: _alternative(cat, answer, marked, lang) for cat in one.categories}
        return Question(
            id=one.id,
            kind=kind,
            asks=one.question.in_language(lang),
            hint=_hint(one, lang),
            more=_more(one, lang),
            note=said("form_reconstructed") if one.provenance.status == "rekonstruerad" else "",
            shown=one.id in filled.asked or (one.id in self.wrong),
            alternatives=tuple(alternatives[cat.code] for cat in one.categories if not cat.exclusive and cat.missing is None),
            alone=tuple(alternatives[cat.code] for cat in one.categories if cat.exclusive and cat.missing is None),
            missing=tuple(alternatives[cat.code] for cat in one.categories if cat.missing is not None),
            columns=tuple(_step(each.step) for each in marked),
            before=() if scale or one.id in self.form.fetched else tuple(self._before(one, each, lang) for each in earlier),
            given=(wrong.given if wrong else _written(answer)) if kind in WRITTEN else "",
            fetched=said("form_fetched") if one.id in self.form.fetched else "",
            faults=(Fault(wrong.says, True),) if wrong else faults,
            standing=self._standing(one.id),
        )

    def saved_at(self, at: datetime) -> str:
        """`Sparat kl. 10.42`, with the day when it was not today."""
        local = localtime(at)
        time = f"{local:%H.%M}" if language() == "sv" else f"{local:%H:%M}"
        if local.date() == localtime(self.now).date():
            return said("form_saved_at", time=time)
        return said("form_saved_on", day=short_day(local.date()), time=time)

    def _standing(self, id: str) -> Standing:
        times = self.form.times
        saved = self.saved_at(times[id]) if id in times and id not in self.wrong else ""
        apart = any(one.variable == id for one in self.form.conflicts)
        return Standing(saved, self.seen.get(id, self.form.response.changed.get(id, 0)), apart)

    @property
    def _place(self) -> StepPlace:
        """What the day of the step is called after."""
        return place_of(self.form.response)

    @property
    def _plans(self) -> bool:
        return self._place is not StepPlace.LAST

    def _put_aside(self, one: Variable) -> Answer:
        """What was answered before the question was no longer asked, so that it is there when it is asked again."""
        return self.form.put_aside.get(one.id, Reason.NOT_ANSWERED)

    def _before(self, one: Variable, earlier: Earlier, lang: str) -> str:
        labels = {category.code: category.label.in_language(lang) for category in one.categories}
        day = short_day(earlier.day) if earlier.day else ""
        return said("form_before", step=_step(earlier.step), day=day, answer=shown_answer(earlier.answer, labels))


def _day_faults(wrong: DayFault | None) -> tuple[Fault, ...]:
    return (Fault(said(wrong.code, day=short_day(wrong.day) if wrong.day else ""), True),) if wrong else ()


def _in_words(one: Question) -> str:
    chosen = [each.label for each in (*one.alternatives, *one.alone, *one.missing) if each.chosen]
    return ", ".join(chosen) or (short_day(date.fromisoformat(one.given)) if one.kind == "day" and one.given else one.given)


@dataclass(frozen=True)
class OtherAnswer:
    """What another step of the intervention says to a question: `Vilket kön har barnet? Flicka`."""

    response: Response
    says: str


def other_answers(form: Form) -> Sequence[OtherAnswer]:
    """Where other steps say otherwise of what does not change by itself."""
    lang, found = language(), []
    for one in differing(form):
        labels = {category.code: category.label.in_language(lang) for category in one.question.categories}
        found.append(OtherAnswer(one.response, f"{one.question.question.in_language(lang)} {shown_answer(one.answer, labels)}"))
    return found


def shown_answer(answer: Answer, labels: Mapping[str, str]) -> str:
    """An answer in words; "" for none."""
    match answer:
        case Reason():
            return ""
        case frozenset():
            return ", ".join(label for code, label in labels.items() if code in answer)
        case date():
            return short_day(answer)
        case _:
            return labels.get(str(answer), str(answer))


def _kind(one: Variable) -> str:
    kinds = {"single": "single", "multiple": "multiple", "ordered": "scale", "integer": "number", "date": "day", "text": "text"}
    return kinds[one.type.value]


def _hint(one: Variable, lang: str) -> str:
    """The line that is always seen; that several may be chosen is said where it is so."""
    short, several = one.guidance.short.in_language(lang) if one.guidance else "", said("form_several")
    said_already = short.startswith(said("form_several_said"))
    return " ".join(part for part in (short, several if one.type.value == "multiple" and not said_already else "") if part)


def _more(one: Variable, lang: str) -> tuple[str, ...]:
    long = (one.guidance.long.in_language(lang),) if one.guidance else ()
    return tuple(text for text in (one.definition.in_language(lang), *long) if text)


def _alternative(category: Category, answer: Answer, earlier: Sequence[Earlier], lang: str) -> Alternative:
    chosen = category.code in answer if isinstance(answer, frozenset) else answer == category.code
    marks = tuple((short_day(one.day) if one.day else _step(one.step)) if one.answer == category.code else "" for one in earlier)
    return Alternative(category.code, category.label.in_language(lang), chosen, marks)


def _written(answer: Answer) -> str:
    return answer.isoformat() if isinstance(answer, date) else "" if isinstance(answer, Reason | frozenset) else str(answer)


def _step(step: str) -> str:
    return said(f"step_{step}")


def _facts(form: Form) -> Sequence[tuple[str, str]]:
    if form.decision is None:
        return []
    instrument: Instrument = form.instrument
    lang = language()
    found = [(said("form_day_first_short"), short_day(form.decision.day))] if form.decision.day else []
    for one in questions_of(instrument, form.decision.step):
        if one.group == "insats" and one.id in form.decision_answers:
            labels = {category.code: category.label.in_language(lang) for category in one.categories}
            found.append((one.label.in_language(lang), shown_answer(form.decision_answers[one.id], labels)))
    return found
