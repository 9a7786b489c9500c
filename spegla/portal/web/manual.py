"""The manual: what docs/sv and docs/generated say, as pages of the portal. They are Markdown of our own; HTML in it is not let through.

A page says itself which addresses of the portal it explains, in a comment that readers do not see: `<!-- hjälp: people people_invite -->`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from django.templatetags.static import static
from django.urls import reverse
from markdown_it import MarkdownIt
from markdown_it.token import Token

from spegla.portal.folders import MANUAL

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_EXPLAINS = re.compile(r"\s*hjälp:\s*([\w ]+?)\s*")
_ANCHOR = re.compile(r'<a id="([^"<>]+)"></a>')
_VERY_SHORT = 40
# What the name of a file says that it is; those without are printed from the code.
KINDS = ("portal", "how", "reference", "explanation", "printed")
_PREFIXES = {"gor-sa-har-": "how", "uppslag-": "reference", "forklaring-": "explanation"}


@dataclass(frozen=True)
class Page:
    """`kind` is one of KINDS, `explains` the names of the addresses that it is the help for."""

    name: str
    kind: str
    title: str
    ingress: str
    explains: frozenset[str]
    text: str


@dataclass(frozen=True)
class Rendered:
    """A page as HTML without its title, and its headings of the second level: anchor and text."""

    html: str
    contents: Sequence[tuple[str, str]]


@cache
def pages() -> Mapping[str, Page]:
    """Every page by its name: those that someone has written, then those that are printed, each by title."""
    found = [_page(path) for folder in ("sv", "generated") for path in sorted((MANUAL / folder).glob("*.md"))]
    return {page.name: page for page in sorted(found, key=lambda one: (KINDS.index(one.kind), one.title.casefold()))}


@cache
def explaining(address: str) -> Page | None:
    """The page that explains what is done at `address`, a name of an address; None when none says so."""
    return next((page for page in pages().values() if address in page.explains), None)


@cache
def rendered(name: str) -> Rendered:
    """The page `name`; KeyError when there is none."""
    tokens = _parser().parse(_COMMENT.sub("", pages()[name].text))
    contents = list(_anchored(tokens))
    for token in tokens:
        _addressed(token)
    parser = _parser()
    for rule, shown in (("table_open", _table_open), ("table_close", _table_close), ("fence", _code), ("code_block", _code)):
        parser.add_render_rule(rule, shown)
    return Rendered(parser.renderer.render(tokens, parser.options, {"tables": 0}), contents)


def _page(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    explains = frozenset(name for comment in _COMMENT.findall(text) if (said := _EXPLAINS.fullmatch(comment)) for name in said[1].split())
    kind = next((kind for prefix, kind in _PREFIXES.items() if path.name.startswith(prefix)), "printed")
    tokens = _parser().parse(_COMMENT.sub("", text))
    title = next(_plain(tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open")
    paragraphs = (tokens[at + 1] for at, token in enumerate(tokens) if token.type == "paragraph_open" and token.level == 0)
    ingress = next((_plain(one) for one in paragraphs if not _ANCHOR.search(one.content)), "")
    return Page(path.stem, "portal" if explains else kind, title, _short(ingress), explains, text)


def _short(text: str) -> str:
    """The first sentence, and the next when it is very short."""
    first, *rest = text.split(". ")
    found = f"{first}. {rest[0]}" if rest and len(first) < _VERY_SHORT else first
    return found.rstrip(".:") + "."


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _plain(inline: Token) -> str:
    return "".join(" " if one.type == "softbreak" else one.content for one in inline.children or ())


def _anchored(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Give every heading an id, one that stands before it or one made of its words, and take the title and the marks away."""
    kept: list[Token] = []
    taken: set[str] = set()
    anchor, at = "", 0
    found = []
    while at < len(tokens):
        token = tokens[at]
        inline = tokens[at + 1] if at + 1 < len(tokens) else token
        marked = _ANCHOR.fullmatch(inline.content) if token.type == "paragraph_open" else None
        title = token.type == "heading_open" and token.tag == "h1"
        if marked or title:
            anchor, at = (marked[1] if marked else ""), at + 3
            continue
        if token.type == "heading_open":
            wanted = anchor or _slug(_plain(inline))
            name = next(one for one in (wanted, *(f"{wanted}-{number}" for number in range(1, len(tokens)))) if one not in taken)
            taken.add(name)
            token.attrSet("id", name)
            anchor = ""
            if token.tag == "h2":
                found.append((name, _plain(inline)))
        kept.append(token)
        at += 1
    tokens[:] = kept
    yield from found


def _slug(text: str) -> str:
    """As those who wrote the links expect: small letters, hyphens for spaces, no marks."""
    return re.sub(r"[^\w\- ]", "", text.casefold()).replace(" ", "-")


def _addressed(token: Token) -> None:
    """Links lead to pages of the manual, pictures to files that the portal serves; other files of the repository are only named."""
    alignment = token.attrs.pop("style", None)
    if alignment == "text-align:right":
        token.attrSet("class", "n")
    dropped = 0
    kept = []
    for child in token.children or ():
        if child.type == "image":
            child.attrSet("src", static(f"manual/{Path(str(child.attrGet('src'))).name}"))
            child.attrSet("class", "bild")
        if child.type == "link_open":
            address = _address(str(child.attrGet("href") or ""))
            if not address:
                dropped += 1
                continue
            child.attrSet("href", address)
        if child.type == "link_close" and dropped:
            dropped -= 1
            continue
        kept.append(child)
    if token.children is not None:
        token.children = kept


def _address(href: str) -> str:
    """Where `href` leads from within the portal, "" when nowhere."""
    parts = urlsplit(href)
    if parts.scheme:
        return href
    if not parts.path:
        return f"#{parts.fragment}"
    name = Path(parts.path).name
    if name == "generated":
        return reverse("help") + "#printed"
    stem = name.removesuffix(".md")
    if stem not in pages() or stem == name:
        return ""
    return reverse("help_page", args=[stem]) + (f"#{parts.fragment}" if parts.fragment else "")


def _table_open(_: object, tokens: Sequence[Token], at: int, options: object, env: dict[str, int]) -> str:
    """A wide table scrolls by itself, also by keyboard, and has a name for those who cannot see it."""
    env["tables"] += 1
    before = next((_plain(tokens[one + 1]) for one in range(at, -1, -1) if tokens[one].type == "heading_open"), "")
    name = f"Tabell {env['tables']}" + (f": {before}" if before else "")
    return f'<div class="rulla" tabindex="0" role="region" aria-label="{escape(name)}"><table class="tab">'


def _table_close(*_: object) -> str:
    return "</table></div>"


def _code(_: object, tokens: Sequence[Token], at: int, options: object, env: object) -> str:
    return f'<pre class="kod"><code>{escape(tokens[at].content)}</code></pre>'
