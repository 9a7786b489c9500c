"""One filled-in form: a response, the problems in it, and the checks that fire."""

from spegla.responses.problems import Problem
from spegla.responses.response import Response, check, has_errors
from spegla.responses.routing import routed

__all__ = ["Problem", "Response", "check", "has_errors", "routed"]
