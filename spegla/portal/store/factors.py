"""The second steps that people have."""

from allauth.mfa.models import Authenticator

from spegla.portal.accounts.models import Person


def remove_factors(person: Person) -> int:
    """Take away every second step that `person` has, recovery codes too; how many they were."""
    count: int = Authenticator.objects.filter(user=person).delete()[0]
    return count
