"""Who there is: organisations, people, the roles they hold, and invitations.

`sensitivity` says of each field how sensitive it is; a system check stops when a field is missing from it.
"""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from spegla.portal.accounts.roles import OrganisationKind
from spegla.portal.accounts.scoped import Scoped
from spegla.portal.accounts.sensitivity import Sensitivity

_OPEN, _INTERNAL, _PERSONAL, _SECRET = Sensitivity.OPEN, Sensitivity.INTERNAL, Sensitivity.PERSONAL, Sensitivity.SECRET


class Organisation(models.Model):
    """The nation, a county, a municipality or district, or a unit. `path` is where it stands, from the nation down; `entity` the path
    of the nation, county or municipality that answers for it, which is its own when it is one of these. `authority` is the path of
    the one whose board the cases belong to: a district's own, otherwise the entity's.

    `valid_until` is the first day that it no longer is; what has closed, merged or split stays. A municipality that has gone up in
    another is a closed part of it, so that the other answers for its log and its people.
    """

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in OrganisationKind])
    code = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=200, unique=True)
    entity = models.CharField(max_length=200, db_index=True)
    authority = models.CharField(max_length=200)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "kind", "code", "name", "parent", "path", "entity", "authority", "valid_from", "valid_until"), _OPEN
    )

    def __str__(self) -> str:
        return self.name

    def within(self, above: "Organisation") -> bool:
        """Whether it is `above`, or one of its units."""
        return self.entity == above.entity and (self.path == above.path or self.path.startswith(f"{above.path}/"))

    def closed(self, day: date) -> bool:
        """Whether it has ceased by `day`."""
        return self.valid_until is not None and self.valid_until <= day

    def valid(self, day: date) -> bool:
        """Whether it is there on `day`: it has begun and has not ceased."""
        return not self.closed(day) and (self.valid_from is None or self.valid_from <= day)


class Former(models.Model):
    """What an organisation was called and where it stood, before the day `until`. No other gets that place or code again, and no list
    of municipalities brings it back."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="formers")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=200, db_index=True)
    until = models.DateField()

    sensitivity: ClassVar = dict.fromkeys(("id", "organisation", "code", "name", "path", "until"), _OPEN)

    class Meta:
        ordering: ClassVar = ["until", "id"]


class Succession(models.Model):
    """`successor` answers from `at` for what was `predecessor`, or for a part of it when the predecessor goes on: many to one is a
    merger, one to many a split."""

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="preceded_by")
    at = models.DateField()

    sensitivity: ClassVar = dict.fromkeys(("id", "predecessor", "successor", "at"), _OPEN)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["predecessor", "successor"], name="one_succession")]

    @property
    def whole(self) -> bool:
        """Whether the predecessor ceased and went up in the successor; otherwise it went on, or others took the rest."""
        return self.predecessor.within(self.successor)


class GroupMembership(models.Model):
    """A municipality's group in a version of a grouping (`kommungrupp` of 2011), and while it held."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="groups")
    grouping = models.CharField(max_length=40)
    version = models.CharField(max_length=10)
    group = models.CharField(max_length=20)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    sensitivity: ClassVar = dict.fromkeys(("id", "organisation", "grouping", "version", "group", "valid_from", "valid_until"), _OPEN)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "grouping", "version"], name="one_group")]


class PersonManager(BaseUserManager["Person"]):
    """Django's own way in, for login; the pages go through the store. A person comes with where they work: every page asks for it."""

    def get_queryset(self) -> "models.QuerySet[Person]":
        return super().get_queryset().select_related("organisation")

    def create_user(self, email: str, password: str | None = None, **values: Any) -> "Person":
        person = self.model(email=email.lower(), **values)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Someone who can log in. `organisation` is where they work, or worked until `left`, the last day of it."""

    email = models.EmailField(_("mejladress"), unique=True)
    name = models.CharField(_("namn"), max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="people")
    language = models.CharField(_("språk"), max_length=2, default="sv")
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(null=True)
    left = models.DateField(null=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    sensitivity: ClassVar = {
        **dict.fromkeys(("id", "organisation", "language", "is_active", "joined", "left"), _INTERNAL),
        **dict.fromkeys(("email", "name", "last_login"), _PERSONAL),
        "password": _SECRET,
    }

    def __str__(self) -> str:
        return self.name


class AssignmentState(models.TextChoices):
    """A role that sees cases waits for a second person."""

    WAITING = "waiting"
    ACTIVE = "active"
    REFUSED = "refused"
    ENDED = "ended"


class Assignment(models.Model):
    """A role that a person holds in an organisation and everything below it.

    `valid_from` is the first day and `valid_until` the last; without them it holds from when it was given until it is ended.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=AssignmentState.choices)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = dict.fromkeys(
        (
            *("id", "organisation", "person", "role", "state", "valid_from", "valid_until"),
            *("given_by", "given_at", "decided_by", "decided_at", "ended_by", "ended_at"),
        ),
        _INTERNAL,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=models.Q(state__in=[AssignmentState.WAITING, AssignmentState.ACTIVE]),
                name="one_role_at_a_time",
            )
        ]


class Invitation(models.Model):
    """A person who is asked to join, and the days of the role that waits. The link holds a secret of which only a hash is stored."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = {
        **dict.fromkeys(
            (
                *("id", "organisation", "role", "valid_from", "valid_until"),
                *("invited_by", "invited_at", "expires_at", "accepted_at", "withdrawn_at"),
            ),
            _INTERNAL,
        ),
        **dict.fromkeys(("email", "name"), _PERSONAL),
        "token_hash": _SECRET,
    }


class RecoveryState(models.TextChoices):
    """Two others must agree before a lost factor is taken away; then a link does it."""

    OPEN = "open"
    APPROVED = "approved"
    DONE = "done"
    REFUSED = "refused"
    CLOSED = "closed"


class RecoveryProof(models.TextChoices):
    """What whoever asked could show: the right password, or nothing but the address."""

    PASSWORD = "password"  # noqa: S105  a word for it
    ADDRESS = "address"


class MadeSure(models.TextChoices):
    """How one who approves knows that it is the person."""

    MET = "met"
    CALLED = "called"
    VIDEO = "video"


class Recovery(models.Model):
    """Someone who cannot get in, the two who know who they are, and the link that lets them in. Of its secret only a hash is stored."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="recoveries")
    person = models.ForeignKey(Person, models.PROTECT, related_name="recoveries")
    state = models.CharField(max_length=10, choices=RecoveryState.choices, default=RecoveryState.OPEN)
    asked_with = models.CharField(max_length=10, choices=RecoveryProof.choices)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    first_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(null=True)
    first_sure = models.CharField(max_length=10, choices=MadeSure.choices, blank=True)
    second_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    second_sure = models.CharField(max_length=10, choices=MadeSure.choices, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = {
        **dict.fromkeys(
            (
                *("id", "organisation", "person", "state", "asked_with", "asked_at", "expires_at", "closed_at"),
                *("first_by", "first_at", "first_sure", "second_by", "second_at", "second_sure"),
            ),
            _INTERNAL,
        ),
        "token_hash": _SECRET,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=[RecoveryState.OPEN, RecoveryState.APPROVED]),
                name="one_recovery_at_a_time",
            )
        ]
