"""The alternatives of a question and its guidance: the most of a long form, written here rather than in a template for their speed."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from spegla.portal.texts import said
from spegla.portal.web.registration.questions import Alternative, Question

register = template.Library()

_FIELD = (
    '<div class="ds-field"><input class="ds-input" type="{0}" name="{1}" value="{2}" id="s-{1}-{2}"{3}>'
    '<label class="ds-label" for="s-{1}-{2}">{4}</label></div>'
)
_MARK = (
    '<span class="mark"><svg width="14" height="14" aria-hidden="true"><circle class="d-alla" cx="7" cy="7" r="5"/></svg>'
    '<span class="txt">{0}</span><span class="dold"> {1}</span></span>'
)
_GUIDANCE = (
    '<details class="vagled"><summary>{0}<span class="dold"> {1}</span></summary>'
    '<div class="inne">{2}<p class="mikro">{3}<a href="saknas/{4}/">{5}<span class="dold">: {1}</span></a></p></div></details>'
)
_NO_MARK = SafeString("<span></span>")
# By whether it shuts out the others, and whether it is chosen.
_ATTRIBUTES = {
    (False, False): SafeString(""),
    (False, True): SafeString(" checked"),
    (True, False): SafeString(" data-ensam"),
    (True, True): SafeString(" data-ensam checked"),
}


@register.simple_tag
def choices(question: Question, which: Sequence[Alternative], alone: bool = False) -> SafeString:
    """`which` of the alternatives of `question`, one below the other; those that stand `alone` say so to the script."""
    kind = "checkbox" if question.kind == "multiple" else "radio"
    return format_html_join("", _FIELD, ((kind, question.id, one.code, _ATTRIBUTES[alone, one.chosen], one.label) for one in which))


@register.simple_tag
def scale_rows(question: Question, which: Sequence[Alternative], weak: bool = False) -> SafeString:
    """The same as rows of a scale, each with what was chosen earlier beside it; those that are no step of it are `weak`."""
    return format_html_join("", '<div class="skal-rad{}">{}{}</div>', ((" svag" if weak else "", *_row(question, one)) for one in which))


@register.simple_tag
def guidance(question: Question) -> SafeString | str:
    """What one may unfold below a question: the definition, the long guidance and a way to say that something is missing."""
    if not question.more:
        return ""
    texts = format_html_join("", "<p>{}</p>", ((text,) for text in question.more))
    note = f"{question.note} " if question.note else ""
    return format_html(_GUIDANCE, said("form_guidance"), question.asks, texts, note, question.id, said("form_something_missing"))


def _row(question: Question, one: Alternative) -> tuple[SafeString, SafeString]:
    field = format_html(_FIELD, "radio", question.id, one.code, _ATTRIBUTES[False, one.chosen], one.label)
    marks = (format_html(_MARK, mark, said("form_chosen_then")) if mark else _NO_MARK for mark in one.marks)
    return field, SafeString("".join(marks))
