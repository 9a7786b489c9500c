"""Writes the examples of surveys and vignettes: invented rows whose counts are those that were printed.

The published papers have sums and no rows. Each column below has the answers that were printed as many times as they were, in an order
that a fixed seed decides, so which answers stand in the same row means nothing. Every row says `pahittad`.
"""

import csv
import io
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

TARGET = Path(__file__).parents[1] / "examples"
LUDVIKA = "2085"
Counts = Mapping[str, int]


def columns(rows: int, printed: Mapping[str, Counts], seed: int) -> list[list[str]]:
    """Header and rows: each column has every answer as often as `printed` says, and is blank in the rest of the rows."""
    chance = random.Random(seed)  # noqa: S311  nothing secret
    shuffled = []
    for counts in printed.values():
        cells = [code for code, count in counts.items() for _ in range(count)]
        cells += [""] * (rows - len(cells))
        chance.shuffle(cells)
        shuffled.append(cells)
    body = [["ja", LUDVIKA, *(column[row] for column in shuffled)] for row in range(rows)]
    return [["pahittad", "kommunkod", *printed], *body]


# The children's survey as printed. The counts behind the two percentages of 2020 are not: 36 and 37 of 46 are the ones that give them.
CHILDREN_2021: Mapping[str, Counts] = {
    "alder_tryckt": {"6-10": 29, "10-15": 49, "16-17": 14},
    "kon": {"flicka": 43, "pojke": 45, "ej_angivet": 4},
    "enhet_traffad": {"mottagning": 2, "utredning": 20, "insats": 15, "familjehem": 27, "oppenvard": 16, "familjeratt": 2},
    "vet_varfor": {"ja": 73, "nej": 16},
    "lyssnad_pa": {"ja": 83, "nej": 7},
    "viktigt_ej_pratat_om": {"ja": 12, "nej": 77},
}
CHILDREN_2020: Mapping[str, Counts] = {
    "enhet_traffad": {"mottagning": 7, "utredning": 14, "familjehem": 25},
    "vet_varfor": {"ja": 36, "nej": 10},
    "viktigt_ej_pratat_om": {"ja": 9, "nej": 37},
}


# Only how many there were in each grade is printed of the pupils' survey: every answer is made up.
PUPILS_2021: Mapping[str, Counts] = {
    "arskurs": {"ak5": 233, "ak9": 229},
    "kon": {"flicka": 226, "pojke": 222, "ej_angivet": 14},
    "trygg_skola": {"helt": 231, "ganska_bra": 157, "ganska_daligt": 39, "inte_alls": 17, "vet_ej": 14},
    "trygg_rast": {"helt": 214, "ganska_bra": 161, "ganska_daligt": 48, "inte_alls": 20, "vet_ej": 16},
    "vuxna_agerar": {"helt": 148, "ganska_bra": 167, "ganska_daligt": 62, "inte_alls": 31, "vet_ej": 50},
    "larare_lyssnar": {"helt": 172, "ganska_bra": 190, "ganska_daligt": 58, "inte_alls": 22, "vet_ej": 17},
    "larare_respekt": {"helt": 190, "ganska_bra": 181, "ganska_daligt": 51, "inte_alls": 19, "vet_ej": 18},
    "far_vara_med": {"helt": 92, "ganska_bra": 188, "ganska_daligt": 104, "inte_alls": 41, "vet_ej": 33},
    "asikt_spelar_roll": {"helt": 101, "ganska_bra": 179, "ganska_daligt": 97, "inte_alls": 38, "vet_ej": 44},
    "far_hjalp": {"helt": 208, "ganska_bra": 172, "ganska_daligt": 46, "inte_alls": 18, "vet_ej": 15},
    "vet_vad_som_kravs": {"helt": 163, "ganska_bra": 201, "ganska_daligt": 55, "inte_alls": 14, "vet_ej": 26},
    "tror_pa_mig": {"helt": 219, "ganska_bra": 139, "ganska_daligt": 38, "inte_alls": 21, "vet_ej": 42},
}


# What the report prints of each case: how many raters there were, and how many chose each answer. Mohammad's four are not reported.
# The raters of Jamila and Tobias without an intervention of a kind are taken to have answered that there is none.
VIGNETTES_2017: Mapping[str, tuple[int, Mapping[str, Counts]]] = {
    "assi": (12, {"risk": {"mycket_hog": 10, "hog": 2}}),
    "max": (7, {"risk": {"forhojd": 1, "hog": 2, "mycket_hog": 4}}),
    "jamila": (
        16,
        {
            "risk": {"lag": 2, "forhojd": 11, "hog": 2, "inte_kant": 1},
            "utsatthet_hemmet": {"ingen": 1, "fysiskt_vald": 13, "omsorgsbrist": 6, "psykiskt_vald": 1, "bevittnat_vald": 1, "annat": 2},
            "utsatthet_foraldrar": {"ingen": 10, "saknas": 3, "annat": 3},
            "utsatthet_barnet": {"ingen": 7, "annat": 8, "skola": 1},
            "insats_oppenvard": {
                "ingen": 16 - 13,
                "annan": 11,
                "kontaktperson": 1,
                "kontaktfamilj": 2,
                "strukturerat_program": 4,
                "behovsprovat_stod": 1,
            },
            "fokus": {"kanslor": 11, "stimulans": 12},
        },
    ),
    "tobias": (
        15,
        {
            "risk": {"forhojd": 2, "hog": 5, "mycket_hog": 8},
            "utsatthet_hemmet": {"omsorgsbrist": 12, "annat": 12, "psykiskt_vald": 1, "tidigare_vald": 4, "familjekonflikt": 1},
            "utsatthet_foraldrar": {"missbruk": 14, "annat": 1},
            "utsatthet_barnet": {"missbruk": 15, "skola": 12, "psykisk_ohalsa": 8, "normbrytande": 5, "annat": 2},
            "insats_oppenvard": {
                "kontaktperson": 4,
                "kvalificerad_kontaktperson": 6,
                "strukturerat_program": 12,
                "behovsprovat_stod": 5,
                "annan": 3,
            },
            "insats_heldygnsvard": {"familjehem": 1, "hvb": 1, "ungdomshem": 1, "ingen": 15 - 3},
        },
    ),
    "mohammad": (4, {}),
}
# These shut out every other answer to the same question.
ALONE = ("ingen", "saknas")
# Which municipality a rater worked in is not printed: they are dealt out over these.
RATERS = ("2080", "2081", "2085", "2062")


def judgements() -> list[list[str]]:
    """One row for each rater and case. An answer goes to the raters who have chosen least, so that all of them choose something."""
    questions = list(dict.fromkeys(question for _, printed in VIGNETTES_2017.values() for question in printed))
    rows = [["pahittad", "kommunkod", "fall", *questions]]
    for case, (raters, printed) in VIGNETTES_2017.items():
        columns_of_case = {question: _dealt(raters, counts) for question, counts in printed.items()}
        blank = [""] * raters
        for rater in range(raters):
            cells = [columns_of_case.get(question, blank)[rater] for question in questions]
            rows.append(["ja", RATERS[rater % len(RATERS)], case, *cells])
    return rows


def _dealt(raters: int, counts: Counts) -> list[str]:
    chosen: list[list[str]] = [[] for _ in range(raters)]
    # Those who stand alone first, so that nobody else is given a second answer.
    for code in sorted(counts, key=lambda code: code not in ALONE):
        free = [place for place in range(raters) if not set(chosen[place]) & set(ALONE)]
        for place in sorted(free, key=lambda place: len(chosen[place]))[: counts[code]]:
            chosen[place].append(code)
    return ["|".join(codes) for codes in chosen]


def files() -> dict[str, str]:
    """Each file: name and text."""
    tables = {
        "barnenkat_2021_pahittade_rader.csv": columns(92, CHILDREN_2021, 2021),
        "barnenkat_2020_pahittade_rader.csv": columns(46, CHILDREN_2020, 2020),
        "elevenkat_2021_pahittade_rader.csv": columns(233 + 229, PUPILS_2021, 5),
    }
    tables["samstammighet_2017_pahittade_rader.csv"] = judgements()
    return {name: text_of(rows) for name, rows in tables.items()}


def text_of(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a spreadsheet in Swedish writes them."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    for name, text in files().items():
        (TARGET / name).write_text(text, encoding="utf-8")
        print(f"examples/{name}")
