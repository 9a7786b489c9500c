"""The codebook as JSON, for programs: everything that the definition says, both languages. The shape is in docs/sv/uppslag-json.md."""

import json
from datetime import date
from typing import Any

from spegla.catalogue import Answers, Instrument, Reason, Variable
from spegla.catalogue.parts import Category, Check, Derived, Provenance
from spegla.catalogue.rules import Rule
from spegla.messages import Messages, Words
from spegla.presentation.codebook.history import History
from spegla.presentation.codebook.words import CodebookWords

Json = dict[str, Any]


def codebook_json(instrument: Instrument, messages: Messages, history: History | None = None) -> str:
    """`{"instrument": …, "groups": […], "variables": […], "derived": […], "checks": […], "indicators": […], "settings": […], …}`.

    Texts are `{"sv": …, "en": …}`; a rule is its text, and what it says in the language of `messages`.
    """
    everything = _Data(CodebookWords(instrument, messages)).everything()
    if history is not None:
        everything["history"] = {
            id: [{"version": one.version, "says": _texts(one.says)} for one in changes] for id, changes in history.items()
        }
    return json.dumps(everything, ensure_ascii=False, indent=2) + "\n"


class _Data:
    def __init__(self, words: CodebookWords) -> None:
        self.words = words
        self.instrument = words.instrument

    def everything(self) -> Json:
        instrument = self.instrument
        about = {
            "reference": instrument.reference,
            "id": instrument.id,
            "version": instrument.version,
            "title": _texts(instrument.title),
            "about": _texts(instrument.about),
            "not_comparable": _texts(instrument.not_comparable),
            "subject": instrument.subject.value,
            "confidentiality": instrument.confidentiality.value,
            "year": instrument.year,
            "steps": list(instrument.steps),
            **_provenance(instrument.provenance),
        }
        groups = [
            {"id": one.id, "area": one.area, "area_label": _texts(instrument.areas[one.area]), "label": _texts(one.label)}
            for one in instrument.groups
        ]
        return {
            "instrument": about,
            "groups": groups,
            "variables": [self._variable(one) for one in instrument.variables],
            "derived": [self._derived(one) for one in instrument.derived],
            "checks": [self._check(one) for one in instrument.checks],
            "indicators": [self._indicator(place) for place in range(len(instrument.indicators))],
            "measures": [
                {"id": one.id, "label": _texts(one.label), "says": _texts(one.says), "cannot_say": _texts(one.cannot_say)}
                for one in instrument.measures
            ],
            "settings": [
                {
                    "id": one.id,
                    "label": _texts(one.label),
                    "chosen": _texts(one.chosen),
                    "alternative": _texts(one.alternative),
                    "why": _texts(one.why),
                    "groups": list(one.groups),
                }
                for one in instrument.settings
            ],
            "named_only": [{"label": _texts(one.label), "source": one.source} for one in instrument.named_only],
        }

    def _rule(self, rule: Rule | None) -> Json | None:
        return None if rule is None else {"text": rule.text, "says": self.words.rule(rule), "names": list(rule.names)}

    def _variable(self, one: Variable) -> Json:
        guidance = None if one.guidance is None else {"short": _texts(one.guidance.short), "long": _texts(one.guidance.long)}
        return {
            "id": one.id,
            "label": _texts(one.label),
            "question": _texts(one.question),
            "definition": _texts(one.definition),
            "guidance": guidance,
            "trouble": _texts(one.trouble),
            "kind": one.kind.value,
            "type": one.type.value,
            "group": one.group,
            "steps": list(one.steps),
            "categories": [_category(category) for category in one.categories],
            "minimum": one.minimum,
            "maximum": one.maximum,
            "asked_when": self._rule(one.asked_when),
            **_provenance(one.provenance),
        }

    def _derived(self, one: Derived) -> Json:
        return {
            "id": one.id,
            "label": _texts(one.label),
            "definition": _texts(one.definition),
            "type": one.type.value,
            "group": one.group or None,
            "categories": [_category(category) for category in one.categories],
            "asked_when": self._rule(one.asked_when),
            "cases": [{"code": case.code, "when": self._rule(case.rule)} for case in one.cases],
            "counts": [variable.id for variable in one.counts],
            **_provenance(one.provenance),
        }

    def _check(self, one: Check) -> Json:
        return {
            "id": one.id,
            "severity": one.severity.value,
            "when": self._rule(one.rule),
            "says": _texts(one.says),
            "examples": [{"gives": example.gives, "given": _answers(example.given)} for example in one.examples],
        }

    def _indicator(self, place: int) -> Json:
        one = self.instrument.indicators[place]
        return {
            "id": one.id,
            "label": _texts(one.label),
            "group": one.group,
            "numerator": self._rule(one.numerator.rule),
            "denominator": self._rule(one.denominator.rule),
            "leaves": [{"when": self._rule(leave.rule), "reason": leave.reason.value} for leave in one.leaves],
            "reading": one.reading.value,
            "cannot_say": _texts(one.cannot_say),
            **_provenance(one.provenance),
        }


def _texts(words: Words | None) -> Json | None:
    return None if words is None or not words.sv else {"sv": words.sv, "en": words.en}


def _provenance(provenance: Provenance) -> Json:
    days = {"reviewed": provenance.reviewed.isoformat(), "review_by": provenance.review_by.isoformat()}
    return {"status": provenance.status.value, "source": provenance.source, "owner": provenance.owner, **days}


def _category(category: Category) -> Json:
    missing = None if category.missing is None else category.missing.value
    return {"code": category.code, "label": _texts(category.label), "missing": missing, "exclusive": category.exclusive}


def _answers(given: Answers) -> Json:
    found: Json = {}
    for id, answer in given.items():
        match answer:
            case frozenset():
                found[id] = sorted(answer)
            case Reason():
                found[id] = {"missing": answer.value}
            case date():
                found[id] = answer.isoformat()
            case _:
                found[id] = answer
    return found
