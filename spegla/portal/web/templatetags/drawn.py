"""Parts of pages that are drawn once for what they say, and kept: a form is one template thirty times, most of them as before."""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from spegla.portal.texts import language

register = template.Library()

# A part is some 1 to 4 kB of text.
_MOST = 4096


@register.simple_tag
def drawn(name: str, **things: Hashable) -> SafeString:
    """The template `name` of `things`, in the reader's language.

    It sees nothing else: neither the request nor the page around it. So what is drawn for one is right for everyone whom the same is shown
    to, and its addresses are relative to the page. TypeError for a thing that can be changed.
    """
    return _drawn(name, tuple(things.items()), language())


@lru_cache(maxsize=_MOST)
def _drawn(name: str, things: tuple[tuple[str, Hashable], ...], _language: str) -> SafeString:
    return mark_safe(get_template(name).render(dict(things)))  # noqa: S308  what a template gives
