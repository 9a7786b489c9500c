"""Chance from a seed, the same on every machine.

Only uniform numbers are taken from the generator, and only sums, products and comparisons are made of them: those are exact everywhere,
while logarithms and the ready-made distributions may differ in the last figure between processors and versions.
"""

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.float64]


class Draws:
    """One stream of chance. The order of the calls is part of what a seed means."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.Generator(np.random.PCG64(seed))

    def uniform(self, size: int) -> Reals:
        """`size` numbers from 0 up to, never 1."""
        return self._generator.random(size)

    def chance(self, probability: Reals) -> Booleans:
        """True with each row's own probability, 0–1."""
        return self.uniform(len(probability)) < probability

    def pick(self, weights: Reals) -> Integers:
        """One line of `weights` for each of its columns, as often as it weighs. Each column must weigh something."""
        at = self.uniform(weights.shape[1]) * np.add.reduce(weights, axis=0)
        below, picked = np.zeros(weights.shape[1]), np.zeros(weights.shape[1], dtype=np.int32)
        for line in weights[:-1]:
            below += line
            picked += at >= below
        return picked

    def whole(self, low: Integers, high: Integers) -> Integers:
        """A whole number from each row's `low` to its `high`, both included, all as likely."""
        return (low + self.uniform(len(low)) * (high - low + 1)).astype(np.int32)

    def shuffled(self, size: int) -> npt.NDArray[np.intp]:
        """The numbers 0 … size - 1 in a random order."""
        return np.argsort(self.uniform(size), kind="stable")
