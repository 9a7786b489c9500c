"""The audit: what was seen and done, in the order it happened, each record sealed with the one before it; its monthly review; and
access in an emergency, which is looked at afterwards.
"""

from typing import ClassVar, Self

from django.db import models

from spegla.portal.accounts.scoped import Scoped
from spegla.portal.accounts.sensitivity import Sensitivity


class AuditRecord(models.Model):
    """One thing that someone did. Never changed, never deleted: the database refuses it.

    `number` counts from 1 without gaps. `seal` is an HMAC-SHA256 over this record and the seal before it, with a key that is not in
    the database. `facts` hold codes and ids, never a case or a name.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=40)
    object = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    seal = models.CharField(max_length=64)

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = {
        **dict.fromkeys(("number", "at", "organisation", "action", "object", "facts"), Sensitivity.INTERNAL),
        "actor": Sensitivity.PERSONAL,
        "seal": Sensitivity.OPEN,
    }

    class Meta:
        ordering: ClassVar = ["number"]


class Review(models.Model):
    """The sample of one month's log in an organisation, drawn once. `head_number` and `head_seal` are the chance that drew it."""

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    month = models.DateField()
    drawn_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    head_number = models.BigIntegerField()
    head_seal = models.CharField(max_length=64)
    candidates = models.IntegerField()
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = {
        **dict.fromkeys(
            ("id", "organisation", "month", "drawn_by", "drawn_at", "head_number", "candidates", "finished_at"), Sensitivity.INTERNAL
        ),
        "head_seal": Sensitivity.OPEN,
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "month"], name="one_review_a_month")]


class ReviewAnswer(models.TextChoices):
    """What a reviewer can say of a record."""

    AGREES = "agrees"
    FOLLOW_UP = "follow_up"
    CANNOT_TELL = "cannot_tell"


class ReviewRow(models.Model):
    """A record that was drawn, and what the reviewer said of it."""

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, models.PROTECT, related_name="rows")
    record = models.ForeignKey(AuditRecord, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=12, choices=ReviewAnswer.choices, blank=True)
    answered_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "organisation", "review", "record", "answer", "answered_by", "answered_at"), Sensitivity.INTERNAL
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "record"], name="drawn_once")]


class Emergency(models.Model):
    """Someone with a case role who took access to the cases of the whole municipality, until `until` or until it was ended."""

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20)
    taken_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "organisation", "person", "reason", "taken_at", "until", "ended_by", "ended_at"), Sensitivity.INTERNAL
    )


class EmergencyNote(models.Model):
    """Why, in the person's own words: apart from the rest, since words may tell of a child whatever we ask."""

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    emergency = models.OneToOneField(Emergency, models.PROTECT, related_name="note")
    words = models.CharField(max_length=300)

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = {**dict.fromkeys(("id", "organisation", "emergency"), Sensitivity.INTERNAL), "words": Sensitivity.CASE}


class EmergencyNotice(models.Model):
    """Someone who was told of it at once, and when they said that they have seen it."""

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="notices")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = dict.fromkeys(("id", "organisation", "emergency", "person", "seen_at"), Sensitivity.INTERNAL)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["emergency", "person"], name="told_once")]
