"""The wide instrument of the benchmarks: 45 questions with one answer, 12 with several, 375 alternatives in all, and invented rows."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spegla.catalogue import Instrument
from spegla.catalogue.instruments import read_instrument
from spegla.catalogue.reader import Reader
from spegla.catalogue.source import parse_definition
from spegla.columns import Batch
from tests.property.instruments import HEAD, LABEL

# How many alternatives each question with one answer has, the last of them "not known": 255 together.
SINGLES = tuple([2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 12] * 3)
MULTIPLES, CHOICES = 12, 10
PLACES = tuple(f"{code:04d}" for code in range(1100, 1200))
OWN = PLACES[7]
FIRST, DAYS = 12_418, 8_035  # 2004-01-01, and 22 years

# What is asked: nothing but all rows, about a fifth of them, and fewer than one in a thousand.
FILTERS = {
    "no filter": "",
    "middling": 'v00 == "c0" and alder >= 13 and alder <= 17',
    "narrow": 'v00 == "c0" and v02 == "c1" and alder >= 13 and alder <= 14 and "c7" in m03 and ar == 2017',
}


def instrument() -> Instrument:
    """The definition, made and checked as any other."""
    words = {"label": LABEL, "question": LABEL, "definition": LABEL, "kind": "resultat", "group": "g", "steps": ["beslut"]}
    variables: list[dict[str, Any]] = [{**words, "id": "alder", "type": "integer", "minimum": "0", "maximum": "20"}]
    for place, codes in enumerate(SINGLES):
        known = [{"code": f"c{code}", "label": LABEL} for code in range(codes - 1)]
        unknown = [{"code": "inte_kant", "label": LABEL, "missing": "not_known"}]
        variables.append({**words, "id": f"v{place:02d}", "type": "single", "categories": known + unknown})
    for place in range(MULTIPLES):
        categories = [{"code": f"c{code}", "label": LABEL} for code in range(CHOICES)]
        variables.append({**words, "id": f"m{place:02d}", "type": "multiple", "categories": categories})
    text = json.dumps({**HEAD, "id": "bred", "variables": variables}, ensure_ascii=False)
    reader = Reader()
    made, _ = read_instrument(parse_definition(text, "bred-1.yaml"), reader)
    reader.finish()
    return made


@dataclass(frozen=True)
class Rows:
    """Typed rows, in the order of municipality and day: what every engine is loaded with."""

    place: NDArray[np.uint8]
    day: NDArray[np.int32]
    age: NDArray[np.uint8]
    singles: list[NDArray[np.uint8]]
    choices: list[NDArray[np.bool_]]

    @property
    def length(self) -> int:
        return len(self.place)

    def batch(self, made: Instrument) -> Batch:
        """As the importer gives them."""
        answers: dict[str, NDArray[Any]] = {"alder": self.age.astype(np.int32)}
        answers |= {f"v{place:02d}": values for place, values in enumerate(self.singles)}
        for place in range(MULTIPLES):
            chosen = np.zeros(self.length, np.uint64)
            for code in range(CHOICES):
                chosen |= self.choices[place * CHOICES + code].astype(np.uint64) << np.uint64(code)
            answers[f"m{place:02d}"] = chosen
        return Batch(made, self.length, PLACES, self.place.astype(np.int32), answers, self.day)

    def frame(self) -> pl.DataFrame:
        """As compact a frame as there is: one byte a code, one bit a choice."""
        year = (self.day.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970).astype(np.uint16)
        columns: dict[str, Any] = {"kommun": self.place, "ar": year, "alder": self.age}
        columns |= {f"v{place:02d}": values for place, values in enumerate(self.singles)}
        columns |= {f"m{at // CHOICES:02d}_{at % CHOICES}": values for at, values in enumerate(self.choices)}
        return pl.DataFrame(columns)


def rows(length: int, seed: int = 0) -> Rows:
    """Invented rows: municipalities as uneven as in life, answers skewed, and all of them worse where a hidden severity is high."""
    random = np.random.default_rng(seed)
    weights = 1 / np.arange(1, len(PLACES) + 1) ** 0.8
    place = np.sort(random.choice(len(PLACES), length, p=weights / weights.sum())).astype(np.uint8)
    day = (FIRST + random.integers(0, DAYS, length)).astype(np.int32)
    day = day[np.lexsort((day, place))]
    severity = random.random(length, np.float32)
    singles = []
    for codes in SINGLES:
        mixed = (severity + random.random(length, np.float32)) / 2
        value = np.minimum((mixed * mixed * codes * 1.4).astype(np.uint8), codes - 1)
        singles.append((value + 1).astype(np.uint8))
    choices = [random.random(length, np.float32) < 0.04 + 0.25 * severity * (1 + at % 3) / 3 for at in range(MULTIPLES * CHOICES)]
    age = random.integers(0, 21, length).astype(np.uint8)
    return Rows(place, day, age, singles, choices)


def write_frame(frame: pl.DataFrame, folder: Path) -> Path:
    """The frame as a file that every other engine reads."""
    path = folder / f"rader-{frame.height}.parquet"
    frame.write_parquet(path, compression="zstd")
    return path
