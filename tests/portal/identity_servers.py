"""Identity providers that run inside the tests: one that speaks OpenID Connect on a port of this machine, one that writes SAML.

Each has a key of its own, made for the run, and says of somebody what the test tells it to. Both hold what they are asked against the
protocol, so that a portal that forgot PKCE, or asked for the wrong address, would be refused here as by a real one.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import xmlsec as untyped_xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.utils import OneLogin_Saml2_Utils

# Its stubs know only some of its names.
xmlsec: Any = untyped_xmlsec
LOA3 = "http://id.sambi.se/loa/loa3"
LOA2 = "http://id.sambi.se/loa/loa2"
SECRET = "hemligt bara i ett prov"  # noqa: S105


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class OpenIdServer:
    """An issuer. `says` is added to the claims of the ID token, `userinfo` is what its userinfo says; `asked` the last request."""

    client_id: str = "spegla"
    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    says: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    describes: dict[str, Any] = field(default_factory=dict)
    signs_with: Any = None
    algorithm: str = "RS256"
    asked: dict[str, str] = field(default_factory=dict)
    token_requests: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self._send(*server.answer(parts.path, asked))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._send(*server.answer(urlsplit(self.path).path, {name: values[0] for name, values in parse_qs(body).items()}))

            def _send(self, status: int, body: Mapping[str, Any], location: str = "") -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                if location:
                    self.send_header("Location", location)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def answer(self, path: str, asked: dict[str, str]) -> tuple[int, Mapping[str, Any]] | tuple[int, Mapping[str, Any], str]:
        match path:
            case "/.well-known/openid-configuration":
                return 200, self._description()
            case "/authorize":
                return self._authorize(asked)
            case "/token":
                return self._token(asked)
            case "/jwks":
                public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
                return 200, {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}
            case "/userinfo":
                return 200, self.userinfo
        return 404, {}

    def _description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            **self.describes,
        }

    def _authorize(self, asked: dict[str, str]) -> tuple[int, Mapping[str, Any]] | tuple[int, Mapping[str, Any], str]:
        """Whoever asks has logged in here already."""
        self.asked = asked
        right = asked.get("response_type") == "code" and asked.get("client_id") == self.client_id and "openid" in asked.get("scope", "")
        if not right or asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge") or not asked.get("nonce"):
            return 400, {"error": "invalid_request"}
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return 302, {}, f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _token(self, asked: dict[str, str]) -> tuple[int, Mapping[str, Any]]:
        self.token_requests.append(asked)
        begun = self.codes.pop(asked.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(asked.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        if (
            begun is None
            or proof != begun["code_challenge"]
            or asked.get("redirect_uri") != begun["redirect_uri"]
            or (asked.get("client_id"), asked.get("client_secret")) != (self.client_id, SECRET)
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            **{"iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + 300, "nonce": begun["nonce"], "sub": "konto-1"},
            **self.says,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        key: Any = None if self.algorithm == "none" else self.signs_with or self.key
        token = jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": "1"})
        return 200, {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 300, "id_token": token}


@dataclass
class SamlServer:
    """An identity provider that signs assertions."""

    entity_id: str = "https://idp.borlange.example/saml"
    address: str = "https://idp.borlange.example/sso"
    key: rsa.RSAPrivateKey = field(default_factory=new_key)

    def __post_init__(self) -> None:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Prov")])
        now = datetime.now(UTC)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key()).serial_number(1)
        signed = made.not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1)).sign(self.key, hashes.SHA256())
        self.certificate = signed.public_bytes(serialization.Encoding.PEM).decode()
        self.private = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()

    def metadata(self) -> str:
        certificate = "".join(self.certificate.splitlines()[1:-1])
        return f"""<md:EntityDescriptor xmlns:md="{Names.NS_MD}" xmlns:ds="{Names.NS_DS}" entityID="{self.entity_id}">
  <md:IDPSSODescriptor protocolSupportEnumeration="{Names.NS_SAMLP}">
    <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="{Names.BINDING_HTTP_REDIRECT}" Location="{self.address}"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>"""  # noqa: E501

    def asked(self, location: str) -> etree._Element:
        """The request that the browser was sent here with."""
        if not location.startswith(self.address):
            raise AssertionError(location)
        packed = base64.b64decode(parse_qs(urlsplit(location).query)["SAMLRequest"][0])
        return etree.fromstring(zlib.decompress(packed, -15))

    def assertion(
        self,
        asked: etree._Element,
        *,
        email: str = "",
        subject: str = "konto-1",
        level: str = LOA3,
        age: timedelta = timedelta(0),
        audience: str | None = None,
        recipient: str | None = None,
        answers: str | None = None,
        nameid_format: str = Names.NAMEID_PERSISTENT,
    ) -> str:
        """An assertion without a signature. `answers` is the number of the request, "" for none."""
        now = datetime.now(UTC) - age
        begun, until = (f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (now, now + timedelta(minutes=5)))
        here = recipient if recipient is not None else asked.get("AssertionConsumerServiceURL")
        whom = audience if audience is not None else asked.findtext(f"{{{Names.NS_SAML}}}Issuer")
        number = answers if answers is not None else asked.get("ID")
        answering = f' InResponseTo="{number}"' if number else ""
        restriction = f"<saml:AudienceRestriction><saml:Audience>{whom}</saml:Audience></saml:AudienceRestriction>" if whom else ""
        mail = "urn:oid:0.9.2342.19200300.100.1.3"
        attribute = f'<saml:Attribute Name="{mail}"><saml:AttributeValue>{email}</saml:AttributeValue></saml:Attribute>'
        return f"""<saml:Assertion xmlns:saml="{Names.NS_SAML}" ID="_{secrets.token_hex(8)}" Version="2.0" IssueInstant="{begun}"><saml:Issuer>{self.entity_id}</saml:Issuer><saml:Subject><saml:NameID Format="{nameid_format}">{subject}</saml:NameID><saml:SubjectConfirmation Method="{Names.CM_BEARER}"><saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{here}"{answering}/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{begun}" NotOnOrAfter="{until}">{restriction}</saml:Conditions><saml:AuthnStatement AuthnInstant="{begun}"><saml:AuthnContext><saml:AuthnContextClassRef>{level}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>{attribute}</saml:AttributeStatement></saml:Assertion>"""  # noqa: E501

    def signed(self, xml: str) -> str:
        made = OneLogin_Saml2_Utils.add_sign(xml, self.private, self.certificate, False, Names.RSA_SHA256, Names.SHA256)
        return made.decode() if isinstance(made, bytes) else str(made)

    def encrypted(self, signed: str, certificate: str) -> str:
        """The assertion that only whoever has the key of `certificate` can read."""
        around = etree.fromstring(f'<saml:EncryptedAssertion xmlns:saml="{Names.NS_SAML}">{signed}</saml:EncryptedAssertion>')
        template = xmlsec.template.encrypted_data_create(around, xmlsec.Transform.AES256, type=xmlsec.EncryptionType.ELEMENT, ns="xenc")
        xmlsec.template.encrypted_data_ensure_cipher_value(template)
        wrapped = xmlsec.template.add_encrypted_key(
            xmlsec.template.encrypted_data_ensure_key_info(template, ns="ds"), xmlsec.Transform.RSA_OAEP
        )
        xmlsec.template.encrypted_data_ensure_cipher_value(wrapped)
        keys = xmlsec.KeysManager()
        keys.add_key(xmlsec.Key.from_memory(certificate, xmlsec.KeyFormat.CERT_PEM, None))
        context = xmlsec.EncryptionContext(keys)
        context.key = xmlsec.Key.generate(xmlsec.KeyData.AES, 256, xmlsec.KeyDataType.SESSION)
        context.encrypt_xml(template, around[0])
        return str(etree.tostring(around, encoding="unicode"))

    def message(self, asked: etree._Element, assertion: str, answers: str | None = None) -> str:
        """The message around an assertion, as the browser posts it."""
        here, number = asked.get("AssertionConsumerServiceURL"), asked.get("ID") if answers is None else answers
        answering = f' InResponseTo="{number}"' if number else ""
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        xml = f"""<samlp:Response xmlns:samlp="{Names.NS_SAMLP}" xmlns:saml="{Names.NS_SAML}" ID="_{secrets.token_hex(8)}" Version="2.0" IssueInstant="{now}" Destination="{here}"{answering}><saml:Issuer>{self.entity_id}</saml:Issuer><samlp:Status><samlp:StatusCode Value="{Names.STATUS_SUCCESS}"/></samlp:Status>{assertion}</samlp:Response>"""  # noqa: E501
        return base64.b64encode(xml.encode()).decode()
