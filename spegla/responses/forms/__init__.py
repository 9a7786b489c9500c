"""A response as a form: the questions of each step, what is asked now, and the row that it makes."""

from spegla.responses.forms.days import GivenError, day_given
from spegla.responses.forms.filling import Filled, affected, answer_given, filled
from spegla.responses.forms.steps import DAY, first_step, is_row, questions_of, row_of, same_question

__all__ = [
    "DAY",
    "Filled",
    "GivenError",
    "affected",
    "answer_given",
    "day_given",
    "filled",
    "first_step",
    "is_row",
    "questions_of",
    "row_of",
    "same_question",
]
