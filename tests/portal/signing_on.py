"""Two identity providers that run here, Falun's by OpenID Connect and Borlänge's by SAML, and how someone logs in by them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, override_settings

from spegla.portal.accounts.models import Person
from spegla.portal.config import single_sign_on
from spegla.portal.store.models import AuditRecord
from tests.portal.identity_servers import LOA3, SECRET, OpenIdServer, SamlServer

Who = Callable[[str], Person]
CaptureOnCommit = Callable[..., Any]
STRANGERS_PAGE = "Du har inget konto här ännu"
FAILED_PAGE = "Inloggningen kom inte fram"


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[OpenIdServer, SamlServer]]:
    with OpenIdServer() as falun:
        yield falun, SamlServer()


@pytest.fixture
def falun(servers: tuple[OpenIdServer, SamlServer]) -> OpenIdServer:
    """Falun's provider, which says that Maja has logged in with a card."""
    server = servers[0]
    server.says = {"email": "maja@exempel.se", "email_verified": True, "acr": LOA3}
    server.userinfo, server.describes, server.signs_with, server.algorithm = {}, {}, None, "RS256"
    return server


@pytest.fixture
def borlange(servers: tuple[OpenIdServer, SamlServer]) -> SamlServer:
    return servers[1]


@pytest.fixture(autouse=True)
def installation(falun: OpenIdServer, borlange: SamlServer, tmp_path: Path) -> Iterator[None]:
    """An installation with both providers, as its file says, and a third that knows us by the same name as the first."""
    cache.clear()
    (tmp_path / "falun.secret").write_text(f"{SECRET}\n")
    (tmp_path / "borlange.xml").write_text(borlange.metadata())
    file = tmp_path / "sso.yaml"
    file.write_text(f"""
providers:
  - id: falun
    name: Falu kommun
    protocol: oidc
    server: {falun.issuer}
    client_id: spegla
    client_secret_file: falun.secret
    organisations: ["2080"]
    strong: {{acr: [{LOA3}], amr: [mfa]}}
  - id: dalarna
    name: Region Dalarna
    protocol: oidc
    server: {falun.issuer}
    client_id: spegla
    client_secret_file: falun.secret
    organisations: ["20"]
  - id: borlange
    name: Borlänge kommun
    protocol: saml
    metadata_file: borlange.xml
    organisations: ["2081"]
    strong: {{contexts: [{LOA3}]}}
""")
    found = single_sign_on.read({"SPEGLA_SSO_FILE": str(file)})
    with override_settings(IDENTITY_PROVIDERS=found, SOCIALACCOUNT_PROVIDERS=single_sign_on.for_allauth(found)):
        yield


def to_falun(client: Client, asked: str = "") -> str:
    """Press the button, log in there; the address that the browser is sent back to."""
    begun = client.post(f"/logga-in/oidc/falun/{asked}")
    back = requests.get(begun.headers["Location"], allow_redirects=False, timeout=60)
    parts = urlsplit(back.headers["Location"])
    return f"{parts.path}?{parts.query}"


def by_falun(client: Client) -> HttpResponse:
    return client.get(to_falun(client))  # type: ignore[return-value]


def to_borlange(client: Client) -> str:
    return client.post("/logga-in/saml/borlange/").headers["Location"]


def posted(client: Client, message: str) -> HttpResponse:
    """What the provider's page posts, followed to where it ends."""
    answer = client.post("/logga-in/saml/borlange/svar/", {"SAMLResponse": message})
    if answer.status_code == 302 and answer.headers["Location"].endswith("/klart/"):
        answer = client.get(answer.headers["Location"])
    return answer  # type: ignore[return-value]


def by_borlange(client: Client, server: SamlServer, **said: Any) -> HttpResponse:
    asked = server.asked(to_borlange(client))
    return posted(client, server.message(asked, server.signed(server.assertion(asked, **{"email": "malin@exempel.se", **said}))))


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def last() -> AuditRecord:
    found = AuditRecord._base_manager.order_by("-number").first()
    if found is None:
        raise AssertionError("the log is empty")
    return found


def recorded(action: str) -> list[AuditRecord]:
    return list(AuditRecord._base_manager.filter(action=action).order_by("number"))


def code() -> str:
    [_, now, _] = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value("A" * 32, now)))


def refused(client: Client, answer: HttpResponse) -> None:
    assert (answer.status_code, FAILED_PAGE in answer.content.decode()) == (400, True)
    assert not is_in(client)
    assert recorded("logged_in") == []
