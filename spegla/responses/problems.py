"""What is wrong in a file or a response, as facts. The sentence is made at the edge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from spegla.catalogue import Severity
from spegla.messages import Messages, Words


@dataclass(frozen=True)
class Problem:
    """One problem. `row` counts from 1, the header being row 1 unless something stands above it; 0 means the
    file as a whole. `column` is the name that the importer knows, or the file's own.

    `sentence` is the code of the sentence where several say the same thing in different ways; "" when it is `code` itself. It is
    filled with `facts`, and with `labels` in the language of the reader. `words` is the definition's own sentence, when the
    problem is a check that fired; then `sentence` says more, or is "".
    """

    row: int
    column: str
    code: str
    severity: Severity
    facts: Mapping[str, str] = field(default_factory=dict)
    words: Words | None = None
    sentence: str = ""
    labels: Mapping[str, Words] = field(default_factory=dict)

    def message(self, messages: Messages) -> str:
        """What is wrong and what to do, in the language of `messages`."""
        said = [] if self.words is None else [self.words.in_language(messages.language)]
        if self.words is None or self.sentence:
            labels = {name: label.in_language(messages.language) for name, label in self.labels.items()}
            said.append(messages.say(self.sentence or self.code, **self.facts, **labels))
        return " ".join(said)

    def at(self, row: int) -> "Problem":
        """The same problem in `row`."""
        return Problem(row, self.column, self.code, self.severity, self.facts, self.words, self.sentence, self.labels)

    def as_data(self, messages: Messages) -> dict[str, str | int | None]:
        """The problem for programs, as `spegla validate --format json` writes it."""
        place = {"row": self.row or None, "column": self.column or None}
        return {**place, "code": self.code, "severity": self.severity.value, "message": self.message(messages)}

    def stored(self) -> dict[str, Any]:
        """The problem for keeping, without a sentence: whoever reads it later may read another language."""
        return {
            **{"row": self.row, "column": self.column, "code": self.code, "severity": self.severity.value, "sentence": self.sentence},
            "facts": dict(self.facts),
            "words": None if self.words is None else [self.words.sv, self.words.en],
            "labels": {name: [label.sv, label.en] for name, label in self.labels.items()},
        }

    @staticmethod
    def from_stored(data: Mapping[str, Any]) -> "Problem":
        """The problem that `stored` wrote."""
        return Problem(
            data["row"], data["column"], data["code"], Severity(data["severity"]), data["facts"],
            None if data["words"] is None else Words(*data["words"]), data["sentence"],
            {name: Words(*label) for name, label in data["labels"].items()},
        )  # fmt: skip
