"""A problem is kept as facts, and read again in another language."""

import json

from spegla.catalogue import Severity
from spegla.messages import Words, messages
from spegla.responses import Problem

ONE = Problem(7, "kon", "implausible", Severity.WARNING, {"minimum": "1"}, Words("Fel.", "Wrong."), "", {"label": Words("Kön", "Sex")})


def test_what_is_kept_is_read_again() -> None:
    assert Problem.from_stored(json.loads(json.dumps(ONE.stored()))) == ONE


def test_a_problem_without_words_of_its_own_too() -> None:
    bare = Problem(0, "", "file_no_rows", Severity.ERROR)

    assert Problem.from_stored(bare.stored()).message(messages("en")) == bare.message(messages("en"))


def test_it_may_be_the_problem_of_another_row() -> None:
    assert ONE.at(9) == Problem(9, ONE.column, ONE.code, ONE.severity, ONE.facts, ONE.words, ONE.sentence, ONE.labels)
