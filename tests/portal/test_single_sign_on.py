"""Single sign-on: a person who is there already logs in with the account of the municipality, and nobody else does.

The providers are real ones that run here: Falun's speaks OpenID Connect, Borlänge's SAML.
"""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names

from spegla.portal.accounts.models import Person
from spegla.portal.texts import texts
from spegla.portal.use_cases.single_sign_on import Refusal
from tests.portal.conftest import AT, PASSWORD, LogIn
from tests.portal.identity_servers import LOA2, LOA3, OpenIdServer, SamlServer
from tests.portal.signing_on import (
    STRANGERS_PAGE,
    CaptureOnCommit,
    Who,
    borlange,
    by_borlange,
    by_falun,
    code,
    falun,
    installation,
    is_in,
    last,
    recorded,
    servers,
    to_borlange,
    to_falun,
)

__all__ = ["borlange", "falun", "installation", "servers"]
pytestmark = pytest.mark.django_db


# ── Strong, weak, and what the session remembers ───────────────────────────
def test_who_has_logged_in_strongly_at_the_municipality_is_in_without_an_own_code(falun: OpenIdServer) -> None:
    client = Client()

    assert by_falun(client).headers["Location"] == "/"
    assert "Hej Maja Holm" in client.get("/").content.decode()
    assert (last().action, last().facts) == ("logged_in", {"by": "falun", "strong": True})


def test_the_same_by_saml(borlange: SamlServer) -> None:
    client = Client()

    assert by_borlange(client, borlange).headers["Location"] == "/"
    assert "Hej Malin Ås" in client.get("/").content.decode()
    assert (last().action, last().facts) == ("logged_in", {"by": "borlange", "strong": True})


@pytest.mark.parametrize(
    "said", [{"acr": LOA2}, {"acr": None}, {"acr": None, "amr": ["pwd"]}, {"acr": f"{LOA3} "}, {"acr": [LOA3]}, {"amr": "mfa", "acr": None}]
)
def test_who_has_logged_in_weakly_is_asked_for_the_own_code(falun: OpenIdServer, said: dict[str, Any]) -> None:
    falun.says |= said
    client = Client()

    assert by_falun(client).headers["Location"] == "/logga-in/kod/"
    assert not is_in(client)

    assert client.post("/logga-in/kod/", {"code": code()}).headers["Location"] == "/"
    assert is_in(client)
    assert (last().action, last().facts) == ("logged_in", {"by": "falun", "strong": False})


def test_a_weak_saml_assertion_is_asked_for_the_own_code(borlange: SamlServer) -> None:
    client = Client()

    assert by_borlange(client, borlange, level=LOA2).headers["Location"] == "/logga-in/kod/"
    assert not is_in(client)
    assert client.post("/logga-in/kod/", {"code": code()}).headers["Location"] == "/"
    assert last().facts == {"by": "borlange", "strong": False}


def test_a_method_counts_as_a_level_does(falun: OpenIdServer) -> None:
    falun.says |= {"acr": None, "amr": ["pwd", "mfa"]}

    assert by_falun(Client()).headers["Location"] == "/"


def test_strength_is_never_taken_from_what_is_not_signed(falun: OpenIdServer) -> None:
    falun.says = {"acr": LOA2}
    falun.userinfo = {"sub": "konto-1", "email": "maja@exempel.se", "email_verified": True, "acr": LOA3, "amr": ["mfa"]}
    client = Client()

    assert client.get(to_falun(client) + f"&acr={LOA3}&amr=mfa").headers["Location"] == "/logga-in/kod/"


def test_who_has_no_own_second_step_goes_on_when_it_was_strong_and_adds_one_when_it_was_weak(falun: OpenIdServer, person: Who) -> None:
    Authenticator.objects.filter(user=person("maja")).delete()
    strong, weak = Client(), Client()
    by_falun(strong)
    falun.says |= {"acr": LOA2}
    by_falun(weak)

    assert strong.get("/personer/").status_code == 200
    assert weak.get("/personer/").headers["Location"] == "/konto/tva-steg/app/"


def test_a_strong_login_is_remembered_in_its_own_session_alone(falun: OpenIdServer, person: Who) -> None:
    Authenticator.objects.filter(user=person("maja")).delete()
    client = Client()
    by_falun(client)
    client.post("/logga-ut/")
    client.post("/logga-in/", {"login": "maja@exempel.se", "password": PASSWORD})

    assert client.get("/personer/").headers["Location"] == "/konto/tva-steg/app/"
    assert last().facts == {}


def test_another_login_in_the_same_session_is_not_as_strong(falun: OpenIdServer, person: Who) -> None:
    Authenticator.objects.filter(user=person("maja")).delete()
    client = Client()
    by_falun(client)
    client.force_login(person("maja"), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get("/personer/").headers["Location"] == "/konto/tva-steg/app/"


def test_a_provider_that_is_taken_away_spares_nothing_any_more(falun: OpenIdServer, person: Who) -> None:
    Authenticator.objects.filter(user=person("maja")).delete()
    client = Client()
    by_falun(client)

    with override_settings(IDENTITY_PROVIDERS=()):
        assert client.get("/personer/").headers["Location"] == "/konto/tva-steg/app/"


def test_a_new_second_step_in_a_session_of_single_sign_on_asks_for_the_password_first(falun: OpenIdServer, person: Who) -> None:
    Authenticator.objects.filter(user=person("maja")).delete()
    client = Client()
    by_falun(client)

    assert client.get("/konto/tva-steg/app/").headers["Location"].startswith("/konto/bekrafta/")
    client.post("/konto/bekrafta/?next=/konto/tva-steg/app/", {"password": PASSWORD})
    assert client.get("/konto/tva-steg/app/").status_code == 200


# ── Whom a provider lets in ────────────────────────────────────────────────
def test_a_provider_is_itself_though_another_knows_us_by_the_same_name(falun: OpenIdServer) -> None:
    falun.says |= {"email": "disa@exempel.se"}
    assert by_falun(Client()).status_code == 403

    county = Client()
    back = urlsplit(
        requests.get(county.post("/logga-in/oidc/dalarna/").headers["Location"], allow_redirects=False, timeout=60).headers["Location"]
    )
    # It counts nothing as strong.
    assert county.get(f"{back.path}?{back.query}").headers["Location"] == "/logga-in/kod/"
    assert county.post("/logga-in/kod/", {"code": code()}).headers["Location"] == "/"
    assert last().facts == {"by": "dalarna", "strong": False}


def test_a_stranger_gets_no_account(falun: OpenIdServer) -> None:
    falun.says |= {"email": "ny@exempel.se"}
    client = Client()
    answer = by_falun(client)

    assert answer.status_code == 403
    assert STRANGERS_PAGE in answer.content.decode()
    assert not is_in(client)
    assert not Person.objects.filter(email="ny@exempel.se").exists()
    assert not SocialAccount.objects.exists()


def test_falun_never_logs_in_someone_of_borlange_whatever_it_says(falun: OpenIdServer) -> None:
    falun.says |= {"email": "cecilia@exempel.se"}
    client = Client()
    answer = by_falun(client)

    assert answer.status_code == 403
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    refused = last()
    assert (refused.action, refused.facts) == ("sign_on_refused", {"by": "falun", "why": "organisation"})
    assert refused.organisation is not None
    assert refused.organisation.entity.endswith("/2081")


def test_a_link_opens_nothing_when_its_owner_works_elsewhere_now(falun: OpenIdServer, person: Who) -> None:
    by_falun(Client())
    maja = person("maja")
    maja.organisation = person("malin").organisation
    maja.save()

    assert by_falun(Client()).status_code == 403
    assert last().facts == {"by": "falun", "why": "organisation"}


def test_who_works_in_a_unit_is_logged_in_by_the_municipality(falun: OpenIdServer) -> None:
    falun.says |= {"email": "Astrid@Exempel.se"}

    assert by_falun(Client()).headers["Location"] == "/"


@pytest.mark.parametrize("change", [{"left": AT}, {"is_active": False}, {"joined": None}])
def test_who_has_left_is_not_let_in(falun: OpenIdServer, person: Who, change: dict[str, Any]) -> None:
    by_falun(Client())
    Person.objects.filter(pk=person("maja").pk).update(**change)
    answer = by_falun(Client())

    assert answer.status_code == 403
    assert last().facts == {"by": "falun", "why": "left"}


@pytest.mark.parametrize("verified", [False, None, "true", "false"])
def test_an_address_that_is_not_verified_links_nobody(falun: OpenIdServer, verified: object) -> None:
    falun.says |= {"email_verified": verified}

    assert by_falun(Client()).status_code == 403
    assert last().facts == {"by": "falun", "why": "email_not_verified"}


def test_everyone_who_is_not_let_in_reads_the_same(falun: OpenIdServer) -> None:
    pages = set()
    falun.userinfo = {"sub": "konto-1"}
    for said in ({"email": "ny@exempel.se"}, {"email": "cecilia@exempel.se"}, {"email_verified": False}, {"email": None}):
        falun.says = {"email": "maja@exempel.se", "email_verified": True, "acr": LOA3, **said}
        pages.add(re.sub(r'value="[^"]+"', "", by_falun(Client()).content.decode()))

    assert len(pages) == 1


def test_the_second_time_the_account_counts_and_not_the_address(falun: OpenIdServer) -> None:
    by_falun(Client())
    falun.says |= {"email": "maja.ny@exempel.se", "email_verified": False}
    assert by_falun(Client()).headers["Location"] == "/"

    falun.says |= {"email": "maja@exempel.se", "email_verified": True, "sub": "konto-2"}
    assert by_falun(Client()).status_code == 403
    assert last().facts == {"by": "falun", "why": "other_account"}


def test_the_address_may_come_from_userinfo_of_the_same_person(falun: OpenIdServer) -> None:
    falun.says = {"acr": LOA3}
    falun.userinfo = {"sub": "konto-1", "email": "maja@exempel.se", "email_verified": True}
    assert by_falun(Client()).headers["Location"] == "/"

    falun.userinfo |= {"sub": "konto-2"}
    assert by_falun(Client()).status_code == 400


def test_a_link_is_on_record_told_by_letter_and_kept_without_what_was_said(
    falun: OpenIdServer, person: Who, django_capture_on_commit_callbacks: CaptureOnCommit
) -> None:
    falun.says |= {"name": "Maja Holm", "given_name": "Maja"}
    with django_capture_on_commit_callbacks(execute=True):
        by_falun(Client())
    by_falun(Client())

    [linked] = recorded("sign_on_linked")
    assert (linked.actor, linked.facts) == (person("maja"), {"by": "falun"})
    [letter] = mail.outbox
    assert letter.to == ["maja@exempel.se"]
    assert "Falu kommun" in letter.body
    assert [one.extra_data for one in SocialAccount.objects.all()] == [{}]


def test_a_row_in_the_table_of_providers_makes_no_provider_and_changes_none(falun: OpenIdServer) -> None:
    for id in ("falun", "smuggel"):
        SocialApp.objects.create(
            provider="openid_connect", provider_id=id, name="x", client_id="spegla", settings={"server_url": "https://ond.example"}
        )

    assert Client().post("/logga-in/oidc/smuggel/").status_code == 404
    assert by_falun(Client()).headers["Location"] == "/"


# ── The own page, and the log ──────────────────────────────────────────────
def test_each_reason_not_to_let_someone_in_has_its_words() -> None:
    assert [one for one in Refusal if f"why_{one.value}" not in texts("sv").table] == []


def test_a_link_is_shown_and_removed_by_its_owner(falun: OpenIdServer) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        by_falun(client)
    [link] = SocialAccount.objects.all()
    assert "Logga in med Falu kommun" in here.get("/profil/").content.decode()

    here.post(f"/profil/konton/{link.pk}/ta-bort/")

    assert "Kopplingen är borttagen" in here.get("/profil/").content.decode()
    assert not SocialAccount.objects.exists()
    assert recorded("sign_on_unlinked")[-1].facts == {"by": "falun"}
    assert not is_in(elsewhere)


def test_nobody_removes_anothers_link(falun: OpenIdServer, log_in: LogIn) -> None:
    by_falun(Client())
    [link] = SocialAccount.objects.all()

    assert log_in("bo").post(f"/profil/konton/{link.pk}/ta-bort/").status_code == 404
    assert SocialAccount.objects.exists()


def test_the_log_page_tells_of_single_sign_on(falun: OpenIdServer, log_in: LogIn) -> None:
    by_falun(Client())
    falun.says |= {"sub": "konto-2"}
    by_falun(Client())
    shown = log_in("karin").get("/granskning/").content.decode()

    assert "Kopplade sitt konto hos sin organisation" in shown
    assert "Släpptes inte in av enkel inloggning" in shown
    assert "Falu kommun, har redan ett annat konto där" in shown


# ── What is asked of the provider ──────────────────────────────────────────
def test_strength_is_asked_for_with_pkce_and_a_nonce(falun: OpenIdServer) -> None:
    by_falun(Client())

    assert falun.asked["acr_values"] == LOA3
    assert falun.asked["code_challenge_method"] == "S256"
    assert falun.asked["nonce"]
    assert set(falun.asked["scope"].split()) == {"openid", "email"}
    assert falun.token_requests[-1]["code_verifier"]


def test_the_query_of_our_address_changes_nothing_of_what_is_asked(falun: OpenIdServer) -> None:
    client = Client()
    client.get(
        to_falun(client, f"?auth_params=acr_values%3D{LOA2}%26prompt%3Dnone&scope=offline_access&process=connect&action=reauthenticate")
    )

    assert falun.asked["acr_values"] == LOA3
    assert "prompt" not in falun.asked
    assert set(falun.asked["scope"].split()) == {"openid", "email"}
    assert is_in(client)


def test_saml_asks_for_the_strong_level(borlange: SamlServer) -> None:
    asked = borlange.asked(to_borlange(Client()))
    wanted = asked.find(f"{{{Names.NS_SAMLP}}}RequestedAuthnContext")

    assert wanted is not None
    assert [one.text for one in wanted] == [LOA3]


def test_a_login_leads_on_to_where_one_was_going_and_never_elsewhere(falun: OpenIdServer) -> None:
    inside, outside = Client(), Client()

    assert inside.get(to_falun(inside, "?next=/profil/")).headers["Location"] == "/profil/"
    assert outside.get(to_falun(outside, "?next=https://ond.example/")).headers["Location"] == "/"


def test_the_login_page_has_a_button_for_each_provider_and_without_any_none(falun: OpenIdServer) -> None:
    page = Client().get("/logga-in/").content.decode()
    assert "Logga in med Falu kommun" in page
    assert "Logga in med Borlänge kommun" in page
    assert "Log in with Falu kommun" in Client().get("/logga-in/", headers={"accept-language": "en"}).content.decode()

    with override_settings(IDENTITY_PROVIDERS=()):
        page = Client().get("/logga-in/").content.decode()
    assert "Logga in med" not in page.replace("Logga in med nyckel", "")


def test_a_provider_is_reached_by_its_own_protocol_and_by_a_form_of_ours() -> None:
    assert Client().post("/logga-in/oidc/borlange/").status_code == 404
    assert Client().post("/logga-in/saml/falun/").status_code == 404
    assert Client().get("/logga-in/oidc/falun/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/logga-in/oidc/falun/").status_code == 403


def test_the_metadata_of_ours_says_where_to_send_the_answer() -> None:
    answer = Client().get("/logga-in/saml/borlange/metadata/")

    assert answer.status_code == 200
    assert b"http://testserver/logga-in/saml/borlange/svar/" in answer.content
    assert b'WantAssertionsSigned="true"' in answer.content


def test_an_invited_person_who_has_not_joined_is_a_stranger(falun: OpenIdServer, person: Who, log_in: LogIn) -> None:
    asked = {"name": "Ny Person", "email": "ny@exempel.se", "organisation": str(person("maja").organisation.id), "role": "namndsekreterare"}
    log_in("maja").post("/personer/bjud-in/", asked)
    falun.says |= {"email": "ny@exempel.se"}

    assert STRANGERS_PAGE in by_falun(Client()).content.decode()


def test_a_session_by_single_sign_on_ends_as_any_other(falun: OpenIdServer) -> None:
    client = Client()
    by_falun(client)
    session = client.session
    session["seen"] = (timezone.now() - timedelta(minutes=31)).isoformat()
    session.save()

    assert client.get("/").headers["Location"] == "/logga-in/"
