"""The pages as the world meets them: over https alone, with the headers and cookies that the portal means, whatever a client claims."""

import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.urls import reverse

from spegla.portal.doctor.findings import Asked, Finding, look, well, wrong

_TIMEOUT = 10
_YEAR = 365 * 24 * 3600
# Nobody has it: the name is set aside for what does not exist.
_NOBODY = "ingen.invalid"
_REDIRECTS = (301, 302, 307, 308)
# What each page must say of itself, and a part that its value must have.
_HEADERS = (
    ("Content-Security-Policy", "default-src 'none'"),
    ("Cache-Control", "no-store"),
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
)
_OF_COOKIES = ("Secure", "HttpOnly", "SameSite")


@dataclass(frozen=True)
class Answer:
    """A status and the headers, in the order they came."""

    status: int
    headers: Sequence[tuple[str, str]]

    def values(self, name: str) -> list[str]:
        return [value for header, value in self.headers if header.casefold() == name.casefold()]


@dataclass(frozen=True)
class Site:
    """Where to knock: the host, and the ports of https and of http."""

    host: str
    secure: int = 443
    plain: int = 80


def pages(asked: Asked) -> Iterator[Finding]:
    parts = urlsplit(asked.url)
    if parts.scheme != "https" or not parts.hostname:
        yield wrong("url_not_https", url=asked.url)
        return
    yield from examine_site(Site(parts.hostname, parts.port or 443))


def examine_site(site: Site) -> Iterator[Finding]:
    """The login page, as an honest browser and as a client that lies."""
    path = reverse("account_login")
    try:
        answer = _over_https(site, path)
    except ssl.SSLCertVerificationError as untrusted:
        yield wrong("page_certificate", host=site.host, why=str(untrusted.verify_message))
        return
    except (OSError, HTTPException) as failed:
        yield wrong("page_unreachable", host=site.host, why=type(failed).__name__)
        return
    if answer.status != 200:
        yield wrong("page_answers_otherwise", host=site.host, status=answer.status)
        return
    yield well("page_answers", host=site.host)
    yield from examine_headers(answer)
    yield from examine_cookies(answer)
    yield from _lies(site, path)
    yield from _without_tls(site, path)


def examine_headers(answer: Answer) -> Iterator[Finding]:
    """Each is there once, as the portal sends it: a proxy that adds its own makes two, and browsers differ on which holds."""
    bad = [name for name, part in _HEADERS if [part in value for value in answer.values(name)] != [True]]
    policy = " ".join(answer.values("Content-Security-Policy"))
    bad += ["Content-Security-Policy"] if "unsafe" in policy else []
    held = answer.values("Strict-Transport-Security")
    if len(held) != 1 or _seconds(held[0]) < _YEAR:
        bad.append("Strict-Transport-Security")
    for name in dict.fromkeys(bad):
        yield wrong("page_header", name=name, value=" | ".join(answer.values(name)) or "–")
    if not bad:
        yield well("page_headers")


def _seconds(value: str) -> int:
    """The max-age of a Strict-Transport-Security header."""
    for part in value.split(";"):
        name, _, number = part.strip().partition("=")
        if name.casefold() == "max-age" and number.isdecimal():
            return int(number)
    return 0


def examine_cookies(answer: Answer) -> Iterator[Finding]:
    """Every cookie stays on https, out of reach of scripts, and at home."""
    bad = False
    for cookie in answer.values("Set-Cookie"):
        name, *marks = (part.strip().partition("=")[0] for part in cookie.split(";"))
        lacking = [mark for mark in _OF_COOKIES if mark.casefold() not in {one.casefold() for one in marks}]
        if lacking:
            bad = True
            yield wrong("page_cookie", name=name, lacking=", ".join(lacking))
    if not bad:
        yield well("page_cookies")


def _lies(site: Site, path: str) -> Iterator[Finding]:
    """What a client says of its own connection is not believed, and a name that is not ours is not answered."""
    believed = _over_https(site, path, {"X-Forwarded-Proto": "http"}).status != 200
    yield wrong("page_believes_client") if believed else well("page_believes_proxy")
    try:
        status = _over_https(site, path, {"Host": _NOBODY}).status
    except (OSError, HTTPException):
        # The proxy hung up, which is an answer too.
        status = 444
    yield wrong("page_any_host") if status < 400 else well("page_own_host")


def _without_tls(site: Site, path: str) -> Iterator[Finding]:
    try:
        answer = _ask(HTTPConnection(site.host, site.plain, timeout=_TIMEOUT), path, {"X-Forwarded-Proto": "https"})
    except (OSError, HTTPException):
        yield look("page_plain_silent", host=site.host)
        return
    moved = answer.status in _REDIRECTS and "".join(answer.values("Location")).startswith("https://")
    yield well("page_redirects") if moved else wrong("page_in_the_clear", host=site.host, status=answer.status)


def _over_https(site: Site, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    return _ask(HTTPSConnection(site.host, site.secure, timeout=_TIMEOUT, context=ssl.create_default_context()), path, headers or {})


def _ask(connection: HTTPConnection, path: str, headers: Mapping[str, str]) -> Answer:
    try:
        connection.request("GET", path, headers=dict(headers))
        came = connection.getresponse()
        return Answer(came.status, came.getheaders())
    finally:
        connection.close()
