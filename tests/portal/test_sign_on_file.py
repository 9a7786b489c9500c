"""The file of identity providers: what it says becomes settings, and what is wrong in it stops the start with where and what to do."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

from spegla.portal.accounts.identity_providers import IdentityProvider, OpenIdProvider, SamlProvider
from spegla.portal.config import single_sign_on
from tests.portal.identity_servers import LOA3, SamlServer

HELP = Path(__file__).parents[2] / "docs" / "sv" / "gor-sa-har-logga-in-med-kommunens-konto.md"
OIDC: dict[str, Any] = {
    "id": "falun",
    "name": "Falu kommun",
    "protocol": "oidc",
    "server": "https://login.falun.example/",
    "client_id": "spegla",
    "client_secret_env": "FALUN",
    "organisations": ["2080"],
    "strong": {"acr": [LOA3], "amr": ["mfa"]},
}
SAML: dict[str, Any] = {
    "id": "borlange",
    "name": "Borlänge kommun",
    "protocol": "saml",
    "metadata_file": "borlange.xml",
    "organisations": ["2081"],
    "strong": {"contexts": [LOA3]},
}


@pytest.fixture(autouse=True)
def _metadata(tmp_path: Path) -> None:
    (tmp_path / "borlange.xml").write_text(SamlServer().metadata())


def read(folder: Path, *providers: dict[str, Any]) -> tuple[IdentityProvider, ...]:
    return read_text(folder, yaml.safe_dump({"providers": list(providers)}, allow_unicode=True))


def read_text(folder: Path, text: str) -> tuple[IdentityProvider, ...]:
    (folder / "sso.yaml").write_text(text)
    return single_sign_on.read({"SPEGLA_SSO_FILE": str(folder / "sso.yaml"), "FALUN": "hemligt"})


def without(entry: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in keys}


def test_without_a_file_there_is_no_provider() -> None:
    assert single_sign_on.read({}) == ()


def test_a_provider_of_each_kind_is_read(tmp_path: Path) -> None:
    falun, borlange = read(tmp_path, OIDC, SAML)

    assert isinstance(falun, OpenIdProvider)
    assert (falun.server, falun.client_secret, falun.organisations) == ("https://login.falun.example", "hemligt", frozenset({"2080"}))
    assert isinstance(borlange, SamlProvider)
    assert (borlange.entity_id, len(borlange.certificates)) == ("https://idp.borlange.example/saml", 1)


def test_a_form_may_lead_to_the_providers_and_to_what_lies_between(tmp_path: Path) -> None:
    falun, borlange = read(tmp_path, OIDC | {"also_through": ["https://freja.example"]}, SAML)

    assert falun.origins == ("https://login.falun.example", "https://freja.example")
    assert borlange.origins == ("https://idp.borlange.example",)


def test_the_secret_is_shown_by_nothing(tmp_path: Path) -> None:
    assert "hemligt" not in repr(read(tmp_path, OIDC))


def test_a_code_is_what_was_written(tmp_path: Path) -> None:
    """YAML would read 0114 as a number of another base."""
    [vasby] = read_text(tmp_path, yaml.safe_dump({"providers": [OIDC | {"organisations": "X"}]}).replace("X", "[0114]"))

    assert vasby.organisations == {"0114"}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        *((without(OIDC, key), f"{key} is missing") for key in ("id", "name", "protocol", "server", "client_id")),
        (without(OIDC, "organisations"), "organisations must be a list"),
        (OIDC | {"organisations": []}, "organisations must name"),
        (OIDC | {"organisations": ["Falun"]}, "organisations must name"),
        (OIDC | {"organisations": "2080"}, "organisations must be a list"),
        (OIDC | {"id": "saml"}, "id is 'saml'"),
        (OIDC | {"id": "Falun/1"}, "id is"),
        (OIDC | {"protocol": "ldap"}, "Write oidc or saml"),
        (OIDC | {"server": "http://login.falun.example"}, "begins with https"),
        (OIDC | {"also_through": ["freja.example"]}, "begins with https"),
        (OIDC | {"metadata_file": "x"}, "metadata_file means nothing for oidc"),
        (OIDC | {"client_secret": "hemligt"}, "client_secret means nothing"),
        (without(OIDC, "client_secret_env"), "write client_secret_file"),
        (OIDC | {"client_secret_file": "x"}, "write client_secret_file"),
        (OIDC | {"client_secret_env": "INGEN"}, "client_secret_env leads to no secret"),
        (OIDC | {"strong": {"level": ["3"]}}, "strong may hold acr and amr"),
        (OIDC | {"strong": {"acr": LOA3}}, "strong: acr must be a list"),
        (SAML | {"strong": {"contexts": ["<x>"]}}, "holds a character"),
        (SAML | {"metadata_file": "finns-inte.xml"}, "which is no file"),
        (SAML | {"metadata_file": "sso.yaml"}, "is no metadata"),
        (SAML | {"entity_id": "https://en-annan.example"}, "lacks an identity provider for https://en-annan.example"),
        (SAML | {"own_key_file": "borlange.xml"}, "belong together"),
        (SAML | {"own_key_file": "borlange.xml", "own_certificate_file": "borlange.xml"}, "no key and its certificate"),
        (SAML | {"email_verified": "always"}, "email_verified means nothing for saml"),
    ],
)
def test_what_is_wrong_stops_the_start_with_the_line(tmp_path: Path, entry: dict[str, Any], said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=re.escape(said)) as stopped:
        read(tmp_path, entry)

    assert f"{tmp_path / 'sso.yaml'}, line 2" in str(stopped.value)
    assert "hemligt" not in str(stopped.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must hold `providers:`"),
        ("providers: falun", "must hold `providers:`"),
        ("providers: [falun]", "keys with values"),
        ("provider: []", "must hold `providers:`"),
        ("providers: [", "is no YAML"),
        ("providers:\n  - {id: a, id: b}", "line 2: id stands twice"),
    ],
)
def test_a_file_that_is_none_stops_the_start(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=re.escape(said)):
        read_text(tmp_path, text)


def test_two_of_the_same_name_and_a_file_that_is_not_there_stop_the_start(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="two providers are called falun"):
        read(tmp_path, OIDC, SAML | {"id": "falun"})
    with pytest.raises(ImproperlyConfigured, match="which is no file"):
        single_sign_on.read({"SPEGLA_SSO_FILE": str(tmp_path / "finns-inte.yaml")})


def test_the_examples_of_the_help_are_right(tmp_path: Path) -> None:
    """Every block of YAML that whoever runs an installation is told to write."""
    (tmp_path / "falun.secret").write_text("hemligt")
    (tmp_path / "sambi.xml").write_text(SamlServer(entity_id="https://idp.borlange.se/saml").metadata())
    blocks = re.findall(r"```yaml\n(.*?)```", HELP.read_text(encoding="utf-8"), re.S)

    assert [[type(one) for one in read_text(tmp_path, block)] for block in blocks] == [[OpenIdProvider], [SamlProvider]]
