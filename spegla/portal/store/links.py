"""What ties a person to an account at an identity provider, as tables hold it. The tables are allauth's."""

from collections.abc import Sequence

from allauth.socialaccount.models import SocialAccount

from spegla.portal.accounts.models import Person
from spegla.portal.store.audit import Audit, record


def link_with(provider: str, subject: str) -> SocialAccount | None:
    """The link of the account that `provider` calls `subject`, whoever has it."""
    rows = SocialAccount.objects.filter(provider=provider, uid=subject)
    return rows.select_related("user__organisation").first()


def links_of(person: Person) -> Sequence[SocialAccount]:
    """The person's links, the oldest first."""
    return list(SocialAccount.objects.filter(user=person).order_by("date_joined"))


def link_of(person: Person, id: int) -> SocialAccount | None:
    """The person's own link with this number."""
    return SocialAccount.objects.filter(user=person, id=id).first()


def link(person: Person, provider: str, subject: str, audit: Audit) -> SocialAccount:
    """From now on the account is the person's. Of what the provider said nothing more is kept."""
    made = SocialAccount.objects.create(user=person, provider=provider, uid=subject, extra_data={})
    record(person.organisation, audit)
    return made


def unlink(person: Person, link: SocialAccount, audit: Audit) -> None:
    """The account is nobody's."""
    link.delete()
    record(person.organisation, audit)
