"""How far the shares are from another's printed ones, and an own municipality's answers from everybody else's."""

from spegla.analyses.distances.distance import LEVEL, Distance, OwnAnswer, distances, own_answers

__all__ = ["LEVEL", "Distance", "OwnAnswer", "distances", "own_answers"]
