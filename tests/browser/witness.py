"""What a form showed to somebody, what they had answered, and what is on disk: together they say whether anything was lost.

A witness watches every page of a browser context and is told of each change of each field as it happens: its value, and whether it says
that it is saved. The store is read directly, past the portal.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from spegla.catalogue import Catalogue, Instrument
from spegla.portal.store.responses import DAY, NEXT
from spegla.portal.use_cases.registering import value_given
from spegla.responses.forms import GivenError, questions_of

# After the page's own script has heard of it: its listeners are on the form, these on the window.
_WATCH = """
(() => {
  const last = new Map()
  const look = () => {
    const page = document.querySelector('#formular input[name=page]')
    if (!page) return
    for (const field of document.querySelectorAll('[data-fraga]')) {
      const id = field.dataset.fraga
      const inputs = Array.from(field.querySelectorAll('input')).filter((one) => one.name === id)
      const value = inputs.filter((one) => one.type === 'text' || one.checked).map((one) => one.value)
      const box = document.getElementById('lage-' + id)
      const state = !box ? 'none' : ['inte-sparat', 'sparar', 'sparat', 'ruta'].find((name) => box.querySelector('.' + name)) || 'none'
      const now = JSON.stringify({ page: page.value, field: id, value, state })
      if (last.get(id) === now) continue
      last.set(id, now)
      window.bevittna(now)
    }
  }
  const watch = () => {
    look()
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
    window.addEventListener('change', look)
    // A box that is ticked tells of its input first, and of the change in the same breath.
    window.addEventListener('input', (event) => { if (event.target.type === 'text') look() })
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', watch)
  else watch()
})()
"""
# What a field says when its answer is with the server: saved, or kept beside somebody else's.
KEPT = ("sparat", "ruta")


@dataclass(frozen=True)
class Shown:
    """A field as it was shown: by which open page, with which stored value, and what it said of it."""

    page: str
    field: str
    value: Any
    state: str


@dataclass(frozen=True)
class Version:
    """An answer as somebody gave it: its stored value, what became of it, and the open page and the person that it came from."""

    id: int
    field: str
    value: Any
    state: str
    page: str
    who: int


@dataclass
class Store:
    """The tables on disk, as another process sees them."""

    path: Path

    def rows(self, query: str, *values: object) -> Sequence[tuple[Any, ...]]:
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=20) as store:
            found = store.execute(query, values).fetchall()
        store.close()
        return found

    def answers(self, response: int) -> Mapping[str, Any]:
        [(answers,)] = self.rows("SELECT answers FROM store_response WHERE id = ?", response)
        return dict(json.loads(answers))

    def history(self, response: int) -> Sequence["Version"]:
        """Every answer that was given, in the order in which it came."""
        asked = "SELECT id, variable, value, state, page, given_by_id FROM store_answerversion WHERE response_id = ? ORDER BY id"
        return [Version(id, name, json.loads(value), *rest) for id, name, value, *rest in self.rows(asked, response)]

    def doubled(self) -> list[str]:
        """What is there twice and should not be."""
        asked = {
            "an intervention": "SELECT case_hash FROM store_intervention GROUP BY case_hash HAVING COUNT(*) > 1",
            "an open draft": """SELECT intervention_id, step FROM store_response WHERE state IN ('draft', 'waiting')
                GROUP BY intervention_id, step HAVING COUNT(*) > 1""",
            "a step that was handed in": """SELECT intervention_id, step FROM store_response WHERE state = 'handed_in'
                GROUP BY intervention_id, step HAVING COUNT(*) > 1""",
            "a version of a key": """SELECT response_id, variable, key FROM store_answerversion
                GROUP BY response_id, variable, key HAVING COUNT(*) > 1""",
            "a number of a version": """SELECT response_id, number FROM store_answerversion WHERE state = 'accepted' AND number > 0
                GROUP BY response_id, number HAVING COUNT(*) > 1""",
        }
        return [f"{name} is there twice: {row}" for name, query in asked.items() for row in self.rows(query)]


@dataclass
class Witness:
    """What one form of `step` has shown in a browser context, and what somebody has answered in it."""

    step: str
    shown: list[Shown] = field(default_factory=list)
    answered: dict[str, list[Any]] = field(default_factory=dict)

    def watch(self, context: BrowserContext) -> None:
        context.expose_binding("bevittna", lambda _, told: self._told(json.loads(told)))
        context.add_init_script(_WATCH)

    def note(self, field: str, texts: Sequence[str]) -> None:
        """Somebody has made the field so; called before anything is waited for."""
        self.answered.setdefault(field, []).append(stored(self.step, field, texts))

    def state(self, field: str) -> str:
        """What the field said last."""
        return next((one.state for one in reversed(self.shown) if one.field == field), "none")

    def losses(self, answers: Mapping[str, Any]) -> list[str]:
        """The answers that a page said were saved and that are not in `answers`.

        What somebody answered after that may be there in its place, though the page had not heard of it when it went.
        """
        found = []
        for name in dict.fromkeys(one.field for one in self.shown):
            said = [one.value for one in self.shown if one.field == name and one.state in KEPT]
            if said and not self._not_before(name, answers.get(name), said[-1]):
                found.append(f"{name}: {said[-1]!r} was said to be saved, {answers.get(name)!r} is there")
        return found

    def unheard(self, history: Sequence[Version]) -> list[str]:
        """The answers that were said to be saved and that nobody has: neither what holds nor the history."""
        there = {(one.field, json.dumps(one.value)) for one in history}
        said = dict.fromkeys((one.field, json.dumps(one.value)) for one in self.shown if one.state in KEPT)
        return [f"{name}: {value} was said to be saved and is nowhere" for name, value in said if (name, value) not in there]

    def missing(self, answers: Mapping[str, Any]) -> set[str]:
        """The fields whose last answer is not in `answers`: of them a page must say so when somebody comes back."""
        return {name for name, given in self.answered.items() if given[-1] != answers.get(name)}

    def _not_before(self, field: str, there: Any, said: Any) -> bool:
        order = self.answered.get(field, [])
        last = {json.dumps(value): place for place, value in enumerate(order)}
        return there == said or last.get(json.dumps(there), -1) > last.get(json.dumps(said), -1)

    def _told(self, one: Mapping[str, Any]) -> None:
        self.shown.append(Shown(one["page"], one["field"], stored(self.step, one["field"], one["value"]), one["state"]))


def instrument() -> Instrument:
    return Catalogue.opened().instruments["webbkollen-2017"]


def stored(step: str, field: str, texts: Sequence[str]) -> Any:
    """How an answer is stored; what is no answer stays as it was written."""
    try:
        return value_given(instrument(), step, field, texts)
    except GivenError:
        return list(texts)


def is_written(step: str, field: str) -> bool:
    """Whether one writes in the field, rather than ticks."""
    return field in (DAY, NEXT) or not next(one for one in questions_of(instrument(), step) if one.id == field).categories


def answer(page: Page, witness: Witness, field: str, texts: Sequence[str], leave: bool = True) -> None:
    """Answer as a person does; a field that one writes in is left at the end, unless one has not come so far."""
    if is_written(witness.step, field):
        page.fill(f"#svar-{field}", texts[0])
        witness.note(field, texts)
        if leave:
            page.press(f"#svar-{field}", "Tab")
        return
    boxes = {code: page.locator(f"#s-{field}-{code}") for code in texts}
    for box in boxes.values():
        if not box.is_checked():
            box.check()
            witness.note(field, ticked(page, field))
    for code in set(ticked(page, field)) - set(texts):
        page.locator(f"#s-{field}-{code}").uncheck()
        witness.note(field, ticked(page, field))


def ticked(page: Page, field: str) -> list[str]:
    """The alternatives that are chosen in the page."""
    return list(page.eval_on_selector_all(f"#fraga-{field} input[name={field}]:checked", "all => all.map((one) => one.value)"))
