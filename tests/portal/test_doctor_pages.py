"""The examination from outside: a real server on this machine, with a certificate of its own, that does right or wrong."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from spegla.portal.doctor.findings import Asked
from spegla.portal.doctor.pages import Answer, Site, examine_cookies, examine_headers, examine_site, pages
from tests.portal.conftest import AT
from tests.portal.test_doctor import codes

GOOD = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
WELL = {"page_answers", "page_headers", "page_cookies", "page_believes_proxy", "page_own_host", "page_redirects"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that it signed itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(1), now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


def behaving(status: int = 200, *, believes: bool = False, any_host: bool = False, moves: bool = True) -> type[BaseHTTPRequestHandler]:
    """A server that answers as a portal behind its proxy, or with one thing wrong."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            secure = isinstance(self.connection, ssl.SSLSocket)
            lied = believes and self.headers.get("X-Forwarded-Proto") == "http"
            ours = self.headers["Host"].startswith("localhost") or any_host
            answer = status if secure and ours and not lied else 301 if ours and (moves or secure) else 200 if ours else 400
            self.send_response(answer)
            for name, value in GOOD.items():
                self.send_header(name, value)
            if answer == 301:
                self.send_header("Location", "https://localhost/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def site(certificate: Path, handler: type[BaseHTTPRequestHandler]) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ThreadingHTTPServer(("localhost", 0), handler) as secure, ThreadingHTTPServer(("localhost", 0), handler) as plain:
        secure.socket = context.wrap_socket(secure.socket, server_side=True)
        for one in (secure, plain):
            threading.Thread(target=one.serve_forever, daemon=True).start()
        yield Site("localhost", secure.server_port, plain.server_port)
        secure.shutdown()
        plain.shutdown()


def test_pages_as_they_should_be(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with site(certificate, behaving()) as one:
        assert codes(examine_site(one)) == WELL


@pytest.mark.parametrize(
    ("handler", "finding"),
    [
        (behaving(status=502), "page_answers_otherwise"),
        (behaving(believes=True), "page_believes_client"),
        (behaving(any_host=True), "page_any_host"),
        (behaving(moves=False), "page_in_the_clear"),
    ],
)
def test_what_is_wrong_with_the_pages_is_found(
    handler: type[BaseHTTPRequestHandler], finding: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with site(certificate, handler) as one:
        assert finding in codes(examine_site(one))


def test_a_certificate_that_nobody_signed_is_found(certificate: Path) -> None:
    with site(certificate, behaving()) as one:
        assert codes(examine_site(one)) == {"page_certificate"}


def test_a_server_that_is_not_there_is_found(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with site(certificate, behaving()) as gone:
        pass
    assert codes(examine_site(gone)) == {"page_unreachable"}
    with site(certificate, behaving()) as one:
        assert "page_plain_silent" in codes(examine_site(Site("localhost", one.secure, gone.plain)))


@pytest.mark.parametrize("url", ["http://spegla.falun.se", "spegla.falun.se", "https://"])
def test_an_address_that_is_not_https_is_refused(url: str) -> None:
    assert codes(pages(Asked(AT, url))) == {"url_not_https"}


@pytest.mark.parametrize("name", GOOD)
def test_a_header_that_is_gone_changed_or_doubled_is_found(name: str) -> None:
    for headers in (
        [(one, value) for one, value in GOOD.items() if one != name],
        [(one, "annat" if one == name else value) for one, value in GOOD.items()],
        [*GOOD.items(), (name, GOOD[name])],
    ):
        [found] = examine_headers(Answer(200, headers))
        assert (found.code, found.facts["name"]) == ("page_header", name)


@pytest.mark.parametrize(
    "changed", [{"Content-Security-Policy": "default-src 'none' 'unsafe-inline'"}, {"Strict-Transport-Security": "max-age=300"}]
)
def test_a_header_that_protects_too_little_is_found(changed: dict[str, str]) -> None:
    assert codes(examine_headers(Answer(200, list((GOOD | changed).items())))) == {"page_header"}


@pytest.mark.parametrize(
    ("cookie", "lacking"),
    [
        ("spegla=x; HttpOnly; SameSite=Lax; Path=/", "Secure"),
        ("spegla=x; Secure; SameSite=Lax", "HttpOnly"),
        ("spegla=x; secure; httponly", "SameSite"),
        ("spegla=x", "Secure, HttpOnly, SameSite"),
    ],
)
def test_a_cookie_that_gets_around_is_found(cookie: str, lacking: str) -> None:
    [found] = examine_cookies(Answer(200, [("Set-Cookie", "annan=1; Secure; HttpOnly; SameSite=Lax"), ("Set-Cookie", cookie)]))

    assert (found.code, found.facts["lacking"]) == ("page_cookie", lacking)
