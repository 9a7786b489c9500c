"""How the worker says what happens: with the code of a sentence and its facts. Whoever runs it makes words of them."""

from typing import Protocol


class Tell(Protocol):
    def __call__(self, code: str, /, **facts: object) -> None: ...
