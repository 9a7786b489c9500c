"""Registrations that somebody takes with them as a file."""

from typing import ClassVar, Self

from django.db import models

from spegla.portal.accounts.scoped import Scoped
from spegla.portal.accounts.sensitivity import Sensitivity


class ExportState(models.TextChoices):
    """How far an export has come. When it is gone, that it was made stays."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    GONE = "gone"


class Export(models.Model):
    """What `asked_by` takes of `organisation`, a unit or a whole board: the rows of `instrument` from `first` to `last`, for a `reason`.

    The file lies here and not in a folder: it is stored in the transaction that says that it is done, so that there is never a file that
    nobody has on record, and what reads the database and nothing else can give it out and take it away. It is there until `expires_at`.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=20)
    instrument = models.CharField(max_length=60)
    first = models.DateField()
    last = models.DateField()
    format = models.CharField(max_length=4)
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    rows = models.PositiveIntegerField(null=True)
    content = models.BinaryField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = {
        **dict.fromkeys(
            (
                *("id", "organisation", "asked_by", "asked_at", "reason", "instrument", "first", "last", "format", "state", "rows"),
                "expires_at",
            ),
            Sensitivity.INTERNAL,
        ),
        "content": Sensitivity.CASE,
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["asked_by", "-asked_at"], name="exports_of_person")]
