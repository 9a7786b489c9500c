"""Identity providers as an installation names them: the YAML file that `SPEGLA_SSO_FILE` points at, checked as it is read.

What is missing, unknown or unsafe stops the start, with the line and what to do. An example stands in
docs/sv/gor-sa-har-logga-in-med-kommunens-konto.md.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from django.core.exceptions import ImproperlyConfigured
from lxml.etree import XMLSyntaxError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

from spegla.portal.accounts.identity_providers import OpenIdProvider, SamlProvider

_COMMON = {"id", "name", "protocol", "organisations", "strong", "email_claim", "also_through"}
_KEYS = {
    "oidc": _COMMON | {"server", "client_id", "client_secret_file", "client_secret_env", "email_verified"},
    "saml": _COMMON | {"metadata_file", "entity_id", "id_claim", "own_id", "own_key_file", "own_certificate_file"},
}
_STRONG = {"oidc": {"acr", "amr"}, "saml": {"contexts"}}
_MAIL_ATTRIBUTE = "urn:oid:0.9.2342.19200300.100.1.3"
_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
# allauth finds a provider by its id or by its protocol: an id must not be the name of one.
_TAKEN = {"saml", "openid_connect"}
_CODE = re.compile(r"\d{2}|\d{4,6}")
# Goes into a request as it is written.
_LEVEL = re.compile(r"[A-Za-z0-9:/._~#?=%+-]+")
_LOCAL = {"localhost", "127.0.0.1"}


def read(environ: Mapping[str, str] = os.environ) -> tuple[OpenIdProvider | SamlProvider, ...]:
    """The identity providers of the installation, none without a file; ImproperlyConfigured, with what to do, when one is not right."""
    named = environ.get("SPEGLA_SSO_FILE", "")
    if not named:
        return ()
    file = Path(named)
    if not file.is_file():
        raise ImproperlyConfigured(f"SPEGLA_SSO_FILE names {named}, which is no file. Make it, or leave the setting out.")
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.YAMLError as wrong:
        raise ImproperlyConfigured(f"SPEGLA_SSO_FILE {named} is no YAML: {wrong}") from wrong
    listed = _entries(root, named)
    found = tuple(
        _Entry(f"{named}, line {node.start_mark.line + 1}", _mapping(node, named), file.parent, environ).read() for node in listed
    )
    for one in found:
        if sum(other.id == one.id for other in found) > 1:
            raise ImproperlyConfigured(f"{named}: two providers are called {one.id}. Give each an id of its own.")
    return found


def for_allauth(providers: Iterable[OpenIdProvider | SamlProvider]) -> dict[str, dict[str, object]]:
    """allauth's SOCIALACCOUNT_PROVIDERS."""
    oidc = [
        {
            "provider_id": one.id,
            "name": one.name,
            "client_id": one.client_id,
            "secret": one.client_secret,
            "settings": {
                "server_url": one.server,
                "oauth_pkce_enabled": True,
                "scope": ["openid", "email"],
                "auth_params": {"acr_values": " ".join(one.strong_levels)} if one.strong_levels else {},
            },
        }
        for one in providers
        if isinstance(one, OpenIdProvider)
    ]
    saml = [{"provider_id": one.id, "name": one.name, "client_id": one.id} for one in providers if isinstance(one, SamlProvider)]
    return {
        "openid_connect": {"provider_class": "spegla.portal.web.sign_on.oidc.OpenIdConnect", "APPS": oidc},
        "saml": {"provider_class": "spegla.portal.web.sign_on.saml.Saml", "APPS": saml},
    }


@dataclass(frozen=True)
class _Entry:
    """One provider of the file, and where it stands. Files are named from the folder of the file."""

    place: str
    values: Mapping[str, object]
    folder: Path
    environ: Mapping[str, str]

    def read(self) -> OpenIdProvider | SamlProvider:
        protocol = self._text("protocol")
        if protocol not in _KEYS:
            raise self._wrong(f"protocol is {protocol!r}. Write oidc or saml.")
        unknown = sorted(set(self.values) - _KEYS[protocol])
        if unknown:
            raise self._wrong(f"{', '.join(unknown)} means nothing for {protocol}. Known are {', '.join(sorted(_KEYS[protocol]))}.")
        id = self._text("id")
        if not _ID.fullmatch(id) or id in _TAKEN:
            raise self._wrong(f"id is {id!r}. Write small letters a–z, digits and hyphens, and not saml or openid_connect.")
        return self._oidc(id) if protocol == "oidc" else self._saml(id)

    def _oidc(self, id: str) -> OpenIdProvider:
        strong = self._strong("oidc")
        return OpenIdProvider(
            id=id,
            name=self._text("name"),
            organisations=self._organisations(),
            strong_levels=strong.get("acr", ()),
            strong_methods=frozenset(strong.get("amr", ())),
            email_claim=self._text("email_claim", "email"),
            email_verified=self._text("email_verified", "email_verified"),
            also_through=self._origins(),
            server=self._address("server", self._text("server")).rstrip("/"),
            client_id=self._text("client_id"),
            client_secret=self._secret(),
        )

    def _saml(self, id: str) -> SamlProvider:
        entity_id, address, certificates = self._metadata()
        key, certificate = (self._file(name) if name in self.values else "" for name in ("own_key_file", "own_certificate_file"))
        if bool(key) != bool(certificate):
            raise self._wrong("own_key_file and own_certificate_file belong together. Write both or neither.")
        if key and not _belong(key, certificate):
            raise self._wrong("own_key_file and own_certificate_file are no key and its certificate, in PEM and without a password.")
        return SamlProvider(
            id=id,
            name=self._text("name"),
            organisations=self._organisations(),
            strong_levels=self._strong("saml").get("contexts", ()),
            email_claim=self._text("email_claim", _MAIL_ATTRIBUTE),
            also_through=self._origins(),
            entity_id=entity_id,
            sign_on_address=self._address("SingleSignOnService", address),
            certificates=certificates,
            id_claim=self._text("id_claim", ""),
            own_id=self._text("own_id", ""),
            own_key=key,
            own_certificate=certificate,
        )

    def _metadata(self) -> tuple[str, str, tuple[str, ...]]:
        """Who it is, where it logs in and by which certificates it signs, as its metadata says."""
        wanted = self._text("entity_id", "")
        try:
            found = OneLogin_Saml2_IdPMetadataParser.parse(self._file("metadata_file").encode(), entity_id=wanted or None).get("idp", {})
        except (XMLSyntaxError, ValueError) as wrong:
            raise self._wrong(f"metadata_file is no metadata: {wrong}") from wrong
        address = found.get("singleSignOnService", {}).get("url", "")
        certificates = [found["x509cert"]] if "x509cert" in found else found.get("x509certMulti", {}).get("signing", [])
        if not (found.get("entityId") and address and certificates):
            whom = f" for {wanted}" if wanted else ""
            raise self._wrong(f"metadata_file lacks an identity provider{whom} with an address for HTTP-Redirect and a certificate.")
        return found["entityId"], address, tuple(certificates)

    def _text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if value is None:
            raise self._wrong(f"{key} is missing.")
        if not isinstance(value, str) or (not value and default is None):
            raise self._wrong(f"{key} must be a text.")
        return value

    def _list(self, value: object, key: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self._wrong(f"{key} must be a list, [one, another].")
        return tuple(value)

    def _organisations(self) -> frozenset[str]:
        codes = self._list(self.values.get("organisations"), "organisations")
        if not codes or not all(_CODE.fullmatch(code) for code in codes):
            raise self._wrong('organisations must name whose people it may log in by their codes, as ["2080"].')
        return frozenset(codes)

    def _strong(self, protocol: str) -> dict[str, tuple[str, ...]]:
        """What counts as strong. Nothing does unless it is written."""
        given = self.values.get("strong", {})
        if not isinstance(given, dict) or set(given) - _STRONG[protocol]:
            raise self._wrong(f"strong may hold {' and '.join(sorted(_STRONG[protocol]))}, each a list.")
        strong = {key: self._list(value, f"strong: {key}") for key, value in given.items()}
        for one in (one for values in strong.values() for one in values):
            if not _LEVEL.fullmatch(one):
                raise self._wrong(f"strong: {one!r} holds a character that no level has.")
        return strong

    def _origins(self) -> tuple[str, ...]:
        return tuple(
            self._address("also_through", one).rstrip("/") for one in self._list(self.values.get("also_through", []), "also_through")
        )

    def _address(self, key: str, value: str) -> str:
        parts = urlsplit(value)
        if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)):
            raise self._wrong(f"{key} is {value!r}. Write an address that begins with https://.")
        return value

    def _file(self, key: str) -> str:
        path = self.folder / self._text(key)
        if not path.is_file():
            raise self._wrong(f"{key} names {path}, which is no file.")
        return path.read_text(encoding="utf-8")

    def _secret(self) -> str:
        given = [key for key in ("client_secret_file", "client_secret_env") if key in self.values]
        if len(given) != 1:
            raise self._wrong(
                "write client_secret_file, or client_secret_env with the name of a variable; the secret itself never stands here."
            )
        secret = self._file("client_secret_file").strip() if given == ["client_secret_file"] else self._variable()
        if not secret:
            raise self._wrong(f"{given[0]} leads to no secret.")
        return secret

    def _variable(self) -> str:
        return self.environ.get(self._text("client_secret_env"), "")

    def _wrong(self, said: str) -> ImproperlyConfigured:
        return ImproperlyConfigured(f"{self.place}: {said}")


def _belong(key: str, certificate: str) -> bool:
    """Whether the certificate is the key's."""
    try:
        private = load_pem_private_key(key.encode(), None)
        return private.public_key() == load_pem_x509_certificate(certificate.encode()).public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False


def _entries(root: yaml.Node | None, named: str) -> list[yaml.Node]:
    if isinstance(root, yaml.MappingNode) and [key.value for key, _ in root.value] == ["providers"]:
        [(_, listed)] = root.value
        if isinstance(listed, yaml.SequenceNode):
            return list(listed.value)
    raise ImproperlyConfigured(f"SPEGLA_SSO_FILE {named} must hold `providers:` and a list below it, and nothing else.")


def _mapping(node: yaml.Node, named: str) -> dict[str, object]:
    plain = _plain(node, named)
    if not isinstance(plain, dict):
        raise ImproperlyConfigured(f"{named}, line {node.start_mark.line + 1}: a provider is keys with values.")
    return plain


def _plain(node: yaml.Node, named: str) -> object:
    """The node as texts, lists and mappings. A code stays what was written: YAML would read 0114 as a number."""
    if isinstance(node, yaml.MappingNode):
        made: dict[str, object] = {}
        for key, value in node.value:
            if key.value in made:
                raise ImproperlyConfigured(f"{named}, line {key.start_mark.line + 1}: {key.value} stands twice.")
            made[key.value] = _plain(value, named)
        return made
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, named) for one in node.value]
    return str(node.value)
