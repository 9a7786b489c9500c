"""An intervention: known by the municipality's own case code, which is stored hashed and encrypted and never in the clear."""

from typing import ClassVar, Self

from django.db import models

from spegla.portal.accounts.scoped import Scoped
from spegla.portal.accounts.sensitivity import Sensitivity


class Intervention(models.Model):
    """`organisation` is the unit that follows it up. Pages call it by its `id` ("Insats 2031").

    `case_hash` finds it by its code and `case_cipher` gives the code back, both under the key `case_key` of the municipality, which is
    not in the database. `due` is the day of the next step `due_step`, if one is planned. `closed` is the day of its closure. `imported` is
    the file that it came with, if it did.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    case_hash = models.CharField(max_length=64, db_index=True)
    case_cipher = models.CharField(max_length=400)
    case_key = models.CharField(max_length=16)
    decided = models.DateField(null=True)
    due = models.DateField(null=True)
    due_step = models.CharField(max_length=40, blank=True)
    closed = models.DateField(null=True)
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    imported = models.ForeignKey("store.Import", models.PROTECT, null=True, related_name="interventions")

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = {
        **dict.fromkeys(("id", "organisation", "case_key", "made_by", "made_at", "imported"), Sensitivity.INTERNAL),
        **dict.fromkeys(("case_hash", "case_cipher", "decided", "due", "due_step", "closed"), Sensitivity.CASE),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "due"], name="interventions_due")]
