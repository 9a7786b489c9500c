"""The mirror: every variable in all rows, in the own ones, and by group, under any filter."""

from spegla.analyses.mirrors.mirror import (
    ALL,
    NO_ANSWER,
    OWN,
    Compared,
    GroupLabel,
    MirrorAnswer,
    MirrorQuestion,
    UngroupableVariableError,
    crossed,
    mirror,
    mirror_of_file,
    try_question,
)

__all__ = [
    "ALL",
    "NO_ANSWER",
    "OWN",
    "Compared",
    "GroupLabel",
    "MirrorAnswer",
    "MirrorQuestion",
    "UngroupableVariableError",
    "crossed",
    "mirror",
    "mirror_of_file",
    "try_question",
]
