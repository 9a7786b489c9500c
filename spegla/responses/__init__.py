"""One filled-in form: a response, the problems in it, the checks that fire, and how much of it is filled in."""

from spegla.responses.checking import AnswerCode, answer_problem, check, check_problem, check_response, standing_alone
from spegla.responses.completeness import Completeness, completeness
from spegla.responses.problems import Problem
from spegla.responses.response import Response, has_errors
from spegla.responses.routing import routed

__all__ = [
    "AnswerCode",
    "Completeness",
    "Problem",
    "Response",
    "answer_problem",
    "check",
    "check_problem",
    "check_response",
    "completeness",
    "has_errors",
    "routed",
    "standing_alone",
]
