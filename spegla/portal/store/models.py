"""The audit: what was seen and done, in the order it happened, each record sealed with the one before it."""

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
