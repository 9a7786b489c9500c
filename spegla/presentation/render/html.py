"""A `Document` as one HTML file that needs nothing beside it: styles, fonts and the mark are inside, and there is no script.

Or its blocks alone, for a page that has styles, a title and an ingress of its own.
"""

import base64
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from spegla.presentation.document import Document
from spegla.presentation.render.bar_svg import bar_svg

_ASSETS = Path(__file__).parents[1] / "assets"
# The order matters: the design system opens its layers first, and our own sheet is outside them all.
_SHEETS = ("vendor/designsystemet.css", "vendor/spegla-tema.css", "spegla.css", "fil.css")
_NOTICES = ("vendor/LICENSES/designsystemet-css-MIT.txt", "vendor/LICENSES/designsystemet-MIT.txt")
_FONT_NOTICE = "Inter: Copyright 2016 The Inter Project Authors, SIL Open Font License 1.1"


def to_html(document: Document) -> str:
    """The whole file as text."""
    template = _environment().get_template("document.html")
    return template.render(document=document, css=_css(), logo=_image("logotyp.svg"), icon=_image("favicon.svg"))


def to_html_part(document: Document, level: int = 2) -> Markup:
    """The blocks as text to be put in a page. Their outermost headings are of `level`: the page has those above them."""
    return Markup(_environment().get_template("part.html").render(document=document, level=level))  # noqa: S704  from our own templates


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("spegla.presentation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["block"] = lambda value, name: type(value).__name__ == name
    environment.globals["bar_svg"] = bar_svg
    return environment


@cache
def _css() -> Markup:
    """Every style sheet after one another, with the fonts inside."""
    notices = "\n\n".join([*((_ASSETS / name).read_text(encoding="utf-8").strip() for name in _NOTICES), _FONT_NOTICE])
    parts = [f"/*\n{notices}\n*/"]
    parts += [(_ASSETS / name).read_text(encoding="utf-8").replace('@charset "UTF-8";', "") for name in _SHEETS]
    css = re.sub(r'url\("(vendor/inter/[^"]+)"\)', lambda found: f'url("{_font(found[1])}")', "\n".join(parts))
    if "</style" in css.lower():
        raise ValueError("a style sheet would close its own element")
    return Markup(css)  # noqa: S704  our own files, checked above


def _font(name: str) -> str:
    return f"data:font/woff2;base64,{base64.b64encode((_ASSETS / name).read_bytes()).decode()}"


@cache
def _image(name: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode((_ASSETS / name).read_bytes()).decode()}"
