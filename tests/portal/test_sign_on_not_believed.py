"""What no answer of a provider is believed to say: forged, changed, stolen, late, another's or asked for by nobody."""

import base64
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, override_settings
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names

from spegla.portal.config import single_sign_on
from tests.portal.identity_servers import LOA2, LOA3, SECRET, OpenIdServer, SamlServer, new_key
from tests.portal.signing_on import (
    FAILED_PAGE,
    borlange,
    by_borlange,
    by_falun,
    falun,
    installation,
    is_in,
    posted,
    refused,
    servers,
    to_borlange,
    to_falun,
)

__all__ = ["borlange", "falun", "installation", "servers"]
pytestmark = pytest.mark.django_db


# ── OpenID Connect ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "said",
    [
        {"nonce": "en annans"},
        {"nonce": None},
        {"aud": "en annan"},
        {"aud": ["spegla", "en annan"]},
        {"iss": "https://idp.borlange.example"},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 192},
    ],
)
def test_an_id_token_that_is_not_for_this_login_is_refused(falun: OpenIdServer, said: dict[str, Any]) -> None:
    falun.says |= said
    client = Client()

    refused(client, by_falun(client))


def test_an_id_token_signed_by_another_key_is_refused(falun: OpenIdServer) -> None:
    falun.signs_with = new_key()
    client = Client()

    refused(client, by_falun(client))


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_an_id_token_without_a_signature_of_the_provider_is_refused(falun: OpenIdServer, algorithm: str) -> None:
    falun.algorithm, falun.signs_with = algorithm, SECRET.ljust(64)
    client = Client()

    refused(client, by_falun(client))


def test_an_answer_is_used_once_and_in_the_session_that_asked(falun: OpenIdServer) -> None:
    client, thief = Client(), Client()
    back = to_falun(client)

    refused(thief, thief.get(back))  # type: ignore[arg-type]
    assert client.get(back).headers["Location"] == "/"
    assert client.get(back).status_code == 400


def test_a_code_of_another_login_is_refused(falun: OpenIdServer) -> None:
    """Somebody's code with one's own state: neither PKCE nor the nonce fits."""
    mine, theirs = Client(), Client()
    state = parse_qs(urlsplit(to_falun(mine)).query)["state"][0]
    stolen = parse_qs(urlsplit(to_falun(theirs)).query)["code"][0]

    refused(mine, mine.get("/logga-in/oidc/falun/svar/", {"code": stolen, "state": state}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "described", [{"issuer": "https://ond.example"}, {"token_endpoint": "ftp://x"}, {"jwks_uri": None}, {"userinfo_endpoint": "ftp://x"}]
)
def test_a_server_that_is_not_who_it_should_be_is_asked_nothing(falun: OpenIdServer, described: dict[str, Any]) -> None:
    falun.describes = described

    answer = Client().post("/logga-in/oidc/falun/")

    assert (answer.status_code, FAILED_PAGE in answer.content.decode()) == (400, True)


def test_a_server_that_does_not_answer_is_told_of_and_keeps_nobody_waiting(falun: OpenIdServer) -> None:
    falun.describes = {"jwks_uri": f"{falun.issuer}/finns-inte"}
    client = Client()

    assert by_falun(client).status_code == 502


def test_who_cancels_is_back_at_the_login(falun: OpenIdServer) -> None:
    client = Client()
    state = parse_qs(urlsplit(to_falun(client)).query)["state"][0]
    answer = client.get("/logga-in/oidc/falun/svar/", {"error": "access_denied", "state": state})

    assert answer.headers["Location"] == "/logga-in/"
    assert "Du avbröt inloggningen" in client.get("/logga-in/").content.decode()


def test_no_log_of_the_server_names_who_was_refused(falun: OpenIdServer, caplog: pytest.LogCaptureFixture) -> None:
    falun.says |= {"aud": "en annan"}
    with caplog.at_level(logging.DEBUG):
        by_falun(Client())

    assert "falun failed" in caplog.text
    assert "maja" not in caplog.text.casefold()


# ── SAML ───────────────────────────────────────────────────────────────────
def test_an_unsigned_assertion_is_refused(borlange: SamlServer) -> None:
    client = Client()
    asked = borlange.asked(to_borlange(client))

    refused(client, posted(client, borlange.message(asked, borlange.assertion(asked, email="malin@exempel.se"))))


@pytest.mark.parametrize(("was", "becomes"), [("malin@", "cecilia@"), (LOA2, LOA3), ("konto-1", "konto-2")])
def test_a_tampered_assertion_is_refused(borlange: SamlServer, was: str, becomes: str) -> None:
    client = Client()
    asked = borlange.asked(to_borlange(client))
    signed = borlange.signed(borlange.assertion(asked, email="malin@exempel.se", level=LOA2))
    assert was in signed

    refused(client, posted(client, borlange.message(asked, signed.replace(was, becomes))))


def test_an_assertion_signed_by_another_key_is_refused(borlange: SamlServer) -> None:
    client = Client()
    asked = borlange.asked(to_borlange(client))

    refused(client, posted(client, borlange.message(asked, SamlServer().signed(borlange.assertion(asked, email="malin@exempel.se")))))


@pytest.mark.parametrize(
    "said",
    [
        {"age": timedelta(minutes=30)},
        {"age": timedelta(minutes=-30)},
        {"audience": "https://en-annan.example"},
        {"audience": ""},
        {"recipient": "http://testserver/logga-in/saml/borlange/svar/mer"},
        {"recipient": ""},
        {"answers": "_en-annan"},
        {"answers": ""},
        {"nameid_format": Names.NAMEID_TRANSIENT},
        {"subject": ""},
    ],
)
def test_an_assertion_that_is_not_for_this_login_is_refused(borlange: SamlServer, said: dict[str, Any]) -> None:
    client = Client()

    refused(client, by_borlange(client, borlange, **said))


def test_an_assertion_of_another_provider_is_refused(borlange: SamlServer) -> None:
    other = SamlServer(entity_id="https://idp.ond.example", key=borlange.key)
    client = Client()
    asked = borlange.asked(to_borlange(client))

    refused(client, posted(client, other.message(asked, other.signed(other.assertion(asked, email="malin@exempel.se")))))


def test_a_login_that_nobody_here_asked_for_is_refused(borlange: SamlServer, caplog: pytest.LogCaptureFixture) -> None:
    """Begun by the provider: someone could log another in as themselves."""
    client = Client()
    asked = borlange.asked(to_borlange(Client()))
    signed = borlange.signed(borlange.assertion(asked, email="malin@exempel.se", answers=""))

    refused(client, posted(client, borlange.message(asked, signed, answers="")))
    assert "nobody here asked for it" in caplog.text


def test_a_stolen_assertion_in_an_envelope_of_ones_own_is_refused(borlange: SamlServer) -> None:
    """The envelope is not signed and says what one likes; what counts is which request the assertion itself answers."""
    thief = Client()
    victims = borlange.asked(to_borlange(Client()))
    own = borlange.asked(to_borlange(thief))
    for answers in (None, ""):
        stolen = borlange.signed(borlange.assertion(victims, email="malin@exempel.se", answers=answers))
        refused(thief, posted(thief, borlange.message(own, stolen)))


def test_an_assertion_is_used_once(borlange: SamlServer) -> None:
    client = Client()
    asked = borlange.asked(to_borlange(client))
    message = borlange.message(asked, borlange.signed(borlange.assertion(asked, email="malin@exempel.se")))
    assert posted(client, message).headers["Location"] == "/"
    client.post("/logga-ut/")

    for again in (client, Client()):
        assert posted(again, message).status_code == 400
        assert not is_in(again)


def test_what_waits_between_the_two_pages_is_out_of_reach_of_scripts(borlange: SamlServer) -> None:
    client = Client()
    asked = borlange.asked(to_borlange(client))
    message = borlange.message(asked, borlange.signed(borlange.assertion(asked, email="malin@exempel.se")))
    cookie = client.post("/logga-in/saml/borlange/svar/", {"SAMLResponse": message}).cookies["spegla-saml"]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/logga-in/saml/borlange/klart/")
    assert "malin" not in cookie.value


def test_two_assertions_in_one_message_are_refused(borlange: SamlServer) -> None:
    client = Client()
    asked = borlange.asked(to_borlange(client))
    signed = borlange.signed(borlange.assertion(asked, email="malin@exempel.se"))
    forged = borlange.assertion(asked, email="cecilia@exempel.se")

    for pair in (signed + forged, forged + signed):
        refused(client, posted(client, borlange.message(asked, pair)))


JUNK = [
    "",
    "%%%",
    "inte base64",
    base64.b64encode(b"inte xml").decode(),
    base64.b64encode(b"<a/>").decode(),
    base64.b64encode(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>').decode(),
    base64.b64encode(b"\xff\xfe\x00").decode(),
    base64.b64encode(f'<samlp:Response xmlns:samlp="{Names.NS_SAMLP}" Version="2.0" ID="x"/>'.encode()).decode(),
    "å" * 10,
    "A" * 400_000,
]


@pytest.mark.parametrize("junk", range(len(JUNK)))
def test_junk_is_refused_and_breaks_nothing(junk: int) -> None:
    client = Client()

    refused(client, posted(client, JUNK[junk]))
    assert client.get("/logga-in/saml/borlange/klart/").status_code == 400


def with_own_key(folder: Path) -> SamlServer:
    """The installation with a key of its own for Borlänge; the pair is the one returned."""
    ours = SamlServer()
    (folder / "our.key").write_text(ours.private)
    (folder / "our.crt").write_text(ours.certificate)
    (folder / "own.yaml").write_text(f"""
providers:
  - {{id: borlange, name: B, protocol: saml, metadata_file: borlange.xml, organisations: ["2081"],
     strong: {{contexts: ["{LOA3}"]}}, own_key_file: our.key, own_certificate_file: our.crt}}
""")
    return ours


def test_with_a_key_of_ones_own_what_is_asked_is_signed_and_the_answer_may_be_encrypted(borlange: SamlServer, tmp_path: Path) -> None:
    ours = with_own_key(tmp_path)
    found = single_sign_on.read({"SPEGLA_SSO_FILE": str(tmp_path / "own.yaml")})
    with override_settings(IDENTITY_PROVIDERS=found, SOCIALACCOUNT_PROVIDERS=single_sign_on.for_allauth(found)):
        client = Client()
        location = to_borlange(client)
        assert "&Signature=" in location
        assert "".join(ours.certificate.splitlines()[1:3]).encode() in client.get("/logga-in/saml/borlange/metadata/").content.replace(
            b"\n", b""
        )

        asked = borlange.asked(location)
        signed = borlange.signed(borlange.assertion(asked, email="malin@exempel.se"))
        assert posted(client, borlange.message(asked, borlange.encrypted(signed, ours.certificate))).headers["Location"] == "/"

        other = Client()
        asked = borlange.asked(to_borlange(other))
        unsigned = borlange.assertion(asked, email="malin@exempel.se")
        assert posted(other, borlange.message(asked, borlange.encrypted(unsigned, ours.certificate))).status_code == 400


def test_the_log_of_the_server_says_which_rule_was_broken(borlange: SamlServer, caplog: pytest.LogCaptureFixture) -> None:
    by_borlange(Client(), borlange, audience="https://en-annan.example")

    assert "borlange failed: WRONG_AUDIENCE" in caplog.text
    assert "malin" not in caplog.text


def test_borlange_never_logs_in_someone_of_falun(borlange: SamlServer) -> None:
    client = Client()

    assert by_borlange(client, borlange, email="maja@exempel.se").status_code == 403
    assert not is_in(client)
