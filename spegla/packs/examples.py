"""Example files: one that is right, and one for every way of being wrong that the instrument allows.

Each wrong file is made from what is to be wrong in it; then the validator itself says what it makes of the file, and what was meant
must be there. A file that fails to be wrong stops the pack with `PackError`.
"""

import csv
import io
import random
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from spegla.catalogue import Answer, Answers, Instrument, Reason, Severity, Variable
from spegla.catalogue.municipalities import Municipalities
from spegla.catalogue.parts import Check
from spegla.catalogue.rules import FACTS, VariableType
from spegla.importers import read_wide, validate_answers
from spegla.packs.numbers import MOST, fitting_numbers
from spegla.packs.schema import always_there
from spegla.responses import Problem, Response, check_response, standing_alone

CONTEXT = ("kommunkod", "datum", "arende", "pahittad")
_ROWS = 12
_TRIED = 400
_TOO_MUCH = 1_000_000
# What is wrong in single rows, of the kinds that people meet.
_IN_ROWS = ("unknown_code", "wrong_type", "wrong_type-datum", "out_of_range", "exclusive", "not_asked")
# The fifteen of Dalarna, since a municipality answers of itself once: rows are marked as invented.
_MUNICIPALITIES = (
    *("2080", "2081", "2085", "2021", "2023", "2026", "2029", "2031"),
    *("2034", "2039", "2061", "2062", "2082", "2083", "2084"),
)

Cells = dict[str, str]


class PackError(Exception):
    """The pack cannot be made: `file` should have had the problem `code` but has not."""

    def __init__(self, file: str, code: str) -> None:
        super().__init__(f"{file}: {code}")
        self.file = file
        self.code = code


@dataclass(frozen=True)
class ExampleFile:
    """A file and what is meant to be wrong in it: code and column of each problem, "" where there is none."""

    name: str
    content: bytes
    meant: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = field(default=(), compare=False)


def right_rows(instrument: Instrument) -> tuple[Answers, ...]:
    """Invented registrations without any problem, drawn so that every alternative has a chance. The same ones every time."""
    return tuple(_drawn(instrument, random.Random(f"{instrument.reference}-{number}"), number) for number in range(_ROWS))  # noqa: S311


def example_day(instrument: Instrument, month: int) -> date:
    """A day in `month` of the instrument's year; without one, of the year before its review, so that no example is from days to come."""
    return date(instrument.year or instrument.provenance.reviewed.year - 1, month, 15)


def right_file(instrument: Instrument, right: Sequence[Answers]) -> bytes:
    """The rows `right` as a file."""
    return _file(instrument, [_cells(instrument, answers, number) for number, answers in enumerate(right)])


def own_files(instrument: Instrument, municipality: str) -> Mapping[str, bytes]:
    """Two files of the municipality with the code `municipality`: one that is right, and one with something wrong in each row."""
    right = right_rows(instrument)
    own = [_cells(instrument, answers, number, kommunkod=municipality) for number, answers in enumerate(right)]
    wrong: list[Cells] = []
    for one in _Wrong(instrument, right).in_rows():
        for row in csv.DictReader(io.StringIO(one.content.decode()), delimiter=";"):
            wrong.append({**row, "kommunkod": municipality, "arende": f"E-{len(wrong) + 1}"})
    return {"ratt.csv": _file(instrument, own), "fel.csv": _file(instrument, wrong)}


def wrong_files(instrument: Instrument, right: Sequence[Answers], municipalities: Municipalities) -> tuple[ExampleFile, ...]:
    """Every wrong file, made from the rows `right`, with the problems that the validator finds. Raises `PackError`."""
    found = []
    for one in _Wrong(instrument, right).files():
        problems = read_back(one.name, one.content, instrument, municipalities)
        there = {(problem.code, problem.column) for problem in problems}
        for code, column in one.meant:
            if (code, column) not in there:
                raise PackError(one.name, code)
        found.append(ExampleFile(one.name, one.content, one.meant, problems))
    return tuple(found)


def read_back(name: str, content: bytes, instrument: Instrument, municipalities: Municipalities) -> tuple[Problem, ...]:
    """What the validator says of a file with `content`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        read = validate_answers if instrument.of_municipalities else read_wide
        return read(path, instrument, municipalities, None).problems


def _candidates(variable: Variable, draw: random.Random) -> list[Answer]:
    """Answers to try, in a random order."""
    codes = [category.code for category in variable.categories]
    match variable.type:
        case VariableType.MULTIPLE:
            free = [code for code in codes if code not in standing_alone(variable)]
            several = [frozenset(draw.sample(free, min(size, len(free)))) for size in (1, 2, 3) if free]
            found: list[Answer] = [*several, *(frozenset([code]) for code in codes if code not in free)]
        case VariableType.SINGLE | VariableType.ORDERED:
            found = list(codes)
        case VariableType.INTEGER:
            low = variable.minimum if variable.minimum is not None else 0
            high = variable.maximum if variable.maximum is not None else low + 20
            found = [draw.randint(low, min(high, low + MOST)) for _ in range(3)]
        case VariableType.DATE | VariableType.TEXT:
            return []
    draw.shuffle(found)
    return found


def _problems(answers: Mapping[str, Answer], instrument: Instrument) -> tuple[Problem, ...]:
    # What every row has beside its answers, as a rule may ask for it.
    day = example_day(instrument, 1)
    return check_response(Response("", "", {"datum": day, "ar": day.year, **answers}), instrument)


def _drawn(instrument: Instrument, draw: random.Random, number: int) -> Answers:
    answers: dict[str, Answer] = {}
    numbers = fitting_numbers(instrument, draw)
    for variable in instrument.variables:
        tries = _candidates(variable, draw)
        if variable.id in numbers:
            tries = [numbers[variable.id], *tries]
        if always_there(variable) and variable.categories:
            # So that each step is among the rows, however the draw falls.
            tries = [variable.categories[number % len(variable.categories)].code, *tries]
        for answer in tries:
            if not _problems({**answers, variable.id: answer}, instrument):
                answers[variable.id] = answer
                break
    return answers


def _cells(instrument: Instrument, answers: Answers, number: int, **more: str) -> Cells:
    context = {
        "kommunkod": _MUNICIPALITIES[number % len(_MUNICIPALITIES)],
        "datum": example_day(instrument, number % 12 + 1).isoformat(),
        "arende": f"E-{number + 1}",
        "pahittad": "ja",
    }
    return {**context, **{id: _cell(answer) for id, answer in answers.items()}, **more}


def _cell(answer: Answer) -> str:
    match answer:
        case frozenset():
            return "|".join(sorted(answer))
        case Reason():
            return ""
        case _:
            return str(answer)


def _file(instrument: Instrument, rows: Iterable[Cells], header: Sequence[str] | None = None) -> bytes:
    names = header or (*CONTEXT, *(one.id for one in instrument.variables))
    return table([names, *([row.get(name, "") for name in names] for row in rows)])


def table(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file as the pack writes it: UTF-8 and semicolons."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", lineterminator="\n").writerows(rows)
    return stream.getvalue().encode()


class _Wrong:
    """Every wrong file, made from a right row."""

    def __init__(self, instrument: Instrument, right: Sequence[Answers]) -> None:
        self.instrument = instrument
        self.right = right
        self.header = (*CONTEXT, *(one.id for one in instrument.variables))

    def files(self) -> Iterator[ExampleFile]:
        yield from self._of_the_file()
        yield from self._of_the_header()
        yield from self._of_the_row()
        yield from self._of_cells()
        yield from self._of_routing()
        for check in self.instrument.checks:
            answers = self._firing(check)
            called = check.id if check.severity is Severity.ERROR else "implausible"
            yield self._rows(f"kontroll-{check.id}", [self._cells(answers, 0)], (called, ""))

    def in_rows(self) -> Iterator[ExampleFile]:
        """Those of single rows, of the kinds that people meet."""
        found = (*self._of_the_row(), *self._of_cells(), *self._of_routing())
        yield from (one for one in found if one.name.removeprefix("fel-").removesuffix(".csv") in _IN_ROWS)

    def _rows(self, name: str, rows: Iterable[Cells], *meant: tuple[str, str], header: Sequence[str] | None = None) -> ExampleFile:
        return ExampleFile(f"fel-{name}.csv", _file(self.instrument, rows, header), meant)

    def _base(self, **more: str) -> Cells:
        return self._cells(self.right[0], 0, **more)

    def _cells(self, answers: Answers, number: int, **more: str) -> Cells:
        return _cells(self.instrument, answers, number, **more)

    def _of_the_file(self) -> Iterator[ExampleFile]:
        yield self._rows("no_rows", [], ("no_rows", ""))
        long = [*(self._base().get(name, "") for name in self.header), "ja"]
        yield ExampleFile("fel-unreadable.csv", table([self.header, long]), (("unreadable", ""),))

    def _of_the_header(self) -> Iterator[ExampleFile]:
        without = [name for name in self.header if name != "kommunkod"]
        yield self._rows("missing_column", [self._base()], ("missing_column", "kommunkod"), header=without)
        yield self._rows("duplicate_column", [self._base()], ("duplicate_column", "kommunkod"), header=[*self.header, "kommunkod"])
        more = [*self.header, "handlaggningstid"]
        yield self._rows("unknown_column", [self._base(handlaggningstid="7")], ("unknown_column", "handlaggningstid"), header=more)
        yield self._rows("identity_column", [self._base()], ("identity_column", "personnummer"), header=[*self.header, "personnummer"])

    def _of_the_row(self) -> Iterator[ExampleFile]:
        base = self._base()
        yield self._rows("identity_column-e-post", [self._base(arende="astrid@example.se")], ("identity_column", "arende"))
        yield self._rows("unknown_municipality", [self._base(kommunkod="9999")], ("unknown_municipality", "kommunkod"))
        yield self._rows("unknown_municipality-nolla", [self._base(kommunkod="114")], ("unknown_municipality", "kommunkod"))
        needed = ["kommunkod", *(one.id for one in self.instrument.variables if always_there(one))]
        blank = [self._cells(self.right[0], place, **{id: ""}) for place, id in enumerate(needed)]
        yield self._rows("missing_value", blank, *(("missing_value", id) for id in needed))
        yield self._rows("missing_value-pahittad", [base, self._cells(self.right[1], 1, pahittad="nej")], ("missing_value", "pahittad"))
        yield self._rows("wrong_type-datum", [self._base(datum=f"31/5 {example_day(self.instrument, 5).year}")], ("wrong_type", "datum"))
        yield self._rows("duplicate_row", [base, base], ("duplicate_row", ""))

    def _of_cells(self) -> Iterator[ExampleFile]:
        variables = self.instrument.variables
        coded = next((one for one in variables if one.type.has_categories and not always_there(one)), None)
        if coded is not None:
            yield self._rows("unknown_code", [self._base(**{coded.id: "finns-inte"})], ("unknown_code", coded.id))
        several = next((one for one in variables if one.type is VariableType.MULTIPLE and len(one.categories) > 1), None)
        if several is not None:
            text = ",".join(one.code for one in several.categories[:2])
            yield self._rows("unknown_code-skiljetecken", [self._base(**{several.id: text})], ("unknown_code", several.id))
        typed = [one for one in variables if one.type in (VariableType.INTEGER, VariableType.DATE)]
        if typed:
            rows = [self._cells(self.right[0], place, **{one.id: "sju"}) for place, one in enumerate(typed)]
            yield self._rows("wrong_type", rows, *(("wrong_type", one.id) for one in typed))
        limited = [(one, one.maximum + 1) for one in variables if one.maximum is not None]
        limited += [(one, one.minimum - 1) for one in variables if one.minimum is not None]
        if limited:
            rows = [self._cells(self.right[0], place, **{one.id: str(value)}) for place, (one, value) in enumerate(limited)]
            yield self._rows("out_of_range", rows, *(("out_of_range", one.id) for one, _ in limited))
        alone = [
            (one, next(iter(sorted(standing_alone(one))))) for one in variables if standing_alone(one) and one.type is VariableType.MULTIPLE
        ]
        if alone:
            rows = [
                self._cells({}, place, **self._needed(), **{one.id: "|".join(self._with(one, code))})
                for place, (one, code) in enumerate(alone)
            ]
            yield self._rows("exclusive", rows, *(("exclusive", one.id) for one, _ in alone))

    def _needed(self) -> Cells:
        return {one.id: one.categories[0].code for one in self.instrument.variables if always_there(one) and one.categories}

    def _with(self, variable: Variable, code: str) -> tuple[str, str]:
        return next(category.code for category in variable.categories if category.code != code), code

    def _of_routing(self) -> Iterator[ExampleFile]:
        routed = [one for one in self.instrument.variables if one.asked_when is not None]
        for code in ("not_asked", "asked_unknown"):
            found = [(one, answers) for one in routed if (answers := self._astray(one, code)) is not None]
            rows = [self._cells(answers, place) for place, (_, answers) in enumerate(found)]
            if rows:
                yield self._rows(code, rows, *((code, one.id) for one, _ in found))

    def _astray(self, variable: Variable, code: str) -> Answers | None:
        """Few answers, one of them to `variable`, for which Spegla says `code` of it and nothing else; None when there are none."""
        draw = random.Random(f"{variable.id}-{code}")  # noqa: S311
        named = [one for one in self.instrument.variables if variable.asked_when and one.id in variable.asked_when.names]
        needed = [one for one in self.instrument.variables if always_there(one)]
        for _ in range(_TRIED):
            answers: dict[str, Answer] = {}
            for one in dict.fromkeys([*needed, *named, variable]):
                tries = _candidates(one, draw)
                if tries and (one in needed or one is variable or draw.random() < 0.5):
                    answers[one.id] = tries[0]
            if [(problem.code, problem.column) for problem in _problems(answers, self.instrument)] == [(code, variable.id)]:
                return answers
        return None

    def _firing(self, check: Check) -> Answers:
        """The first example that makes `check` fire, with such answers added that as little else as possible is wrong."""
        given = next(example.given for example in check.examples if example.gives != "right")
        answers: dict[str, Answer] = dict(given)
        # A fact that the example is silent about is blank in it.
        answers |= {name: Reason.NOT_ANSWERED for name in check.rule.names if name in FACTS and name not in given}
        concerned = self._concerned(check)
        others = (one for one in self.instrument.variables if one not in concerned)
        for variable in (*concerned, *others):
            if variable.id in given:
                continue
            # The others are filled in only while something else is wrong without them.
            if variable not in concerned and not self._beside(answers, check):
                break
            draw = random.Random(f"{check.id}-{variable.id}")  # noqa: S311
            tries = {"": answers, **{_cell(one): {**answers, variable.id: one} for one in _candidates(variable, draw)}}
            if always_there(variable):
                tries.pop("")
            answers = min(tries.values(), key=lambda one: self._beside(one, check))
        return answers

    def _concerned(self, check: Check) -> list[Variable]:
        """What must be there in every row, what `check` names, and what decides whether that is asked; the rest may be blank."""
        names = {*check.rule.names, *(one.id for one in self.instrument.variables if always_there(one))}
        derived = {one.id: one for one in self.instrument.derived}
        variables = {one.id: one for one in self.instrument.variables}
        before = 0
        while len(names) > before:
            before = len(names)
            for name in tuple(names):
                one = variables.get(name) or derived.get(name)
                rules = [] if one is None or one.asked_when is None else [one.asked_when]
                if name in derived:
                    rules += [case.rule for case in derived[name].cases]
                    names |= {counted.id for counted in derived[name].counts}
                names |= {other for rule in rules for other in rule.names}
        return [one for one in self.instrument.variables if one.id in names]

    def _beside(self, answers: Answers, check: Check) -> int:
        """How much is wrong but for `check`; far too much when it does not fire."""
        found = [problem.facts.get("check") for problem in _problems(answers, self.instrument)]
        return len(found) - found.count(check.id) if check.id in found else _TOO_MUCH
