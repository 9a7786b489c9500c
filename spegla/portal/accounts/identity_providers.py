"""Identity providers: who, beside Spegla itself, may say who somebody is, for whom, and what of it counts as strong.

They are the installation's, read when it starts, and never rows of a table: who can write in the database makes no provider.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings

# What stands for the name of a claim when the provider gives out each address itself.
ALWAYS = "always"
# In a session: the id of the provider whose strong answer began it.
STRONG_BY = "strong_by"


@dataclass(frozen=True, kw_only=True)
class IdentityProvider(ABC):
    """What both protocols have in common.

    `organisations` are the codes of the entities whose people it may log in. `strong_levels` are the values of acr, or of
    AuthnContextClassRef, that spare the own second step, the wanted first; they are also asked for. `email_claim` names the claim or
    attribute with the address. `also_through` are origins that the browser passes on its way, beside the provider's own.
    """

    id: str
    name: str
    organisations: frozenset[str]
    strong_levels: tuple[str, ...]
    email_claim: str
    also_through: tuple[str, ...]

    @property
    @abstractmethod
    def address(self) -> str:
        """Where the browser is sent."""

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins that a form may lead to."""
        parts = urlsplit(self.address)
        return (f"{parts.scheme}://{parts.netloc}", *self.also_through)


@dataclass(frozen=True, kw_only=True)
class OpenIdProvider(IdentityProvider):
    """`server` is the issuer. `email_verified` names the claim that must be true, or is `always`; `strong_methods` are values of amr."""

    server: str
    client_id: str
    client_secret: str = field(repr=False)
    strong_methods: frozenset[str]
    email_verified: str

    @property
    def address(self) -> str:
        return self.server

    def is_strong(self, level: str, methods: Iterable[str]) -> bool:
        """Whether a signed answer with this acr and these amr spares the own second step."""
        return level in self.strong_levels or not self.strong_methods.isdisjoint(methods)


@dataclass(frozen=True, kw_only=True)
class SamlProvider(IdentityProvider):
    """`certificates` are those of its metadata, as base64. `id_claim` names the attribute that says who it is, "" for the NameID.

    `own_key` and `own_certificate` (PEM) sign what is asked and open an answer that is encrypted; "" when neither is wanted.
    """

    entity_id: str
    sign_on_address: str
    certificates: tuple[str, ...]
    id_claim: str
    own_id: str
    own_key: str = field(repr=False)
    own_certificate: str

    @property
    def address(self) -> str:
        return self.sign_on_address

    def is_strong(self, levels: Iterable[str]) -> bool:
        """Whether a signed assertion with these AuthnContextClassRef spares the own second step."""
        return not set(self.strong_levels).isdisjoint(levels)


def identity_providers() -> tuple[OpenIdProvider | SamlProvider, ...]:
    """Those that the installation has, in the order of its file."""
    found: tuple[OpenIdProvider | SamlProvider, ...] = settings.IDENTITY_PROVIDERS
    return found


def identity_provider(id: str) -> OpenIdProvider | SamlProvider | None:
    """The one with this id."""
    return next((one for one in identity_providers() if one.id == id), None)
