"""Which partitions of the columns are behind the tables."""

from typing import ClassVar, Self

from django.db import models

from spegla.portal.accounts.scoped import Scoped
from spegla.portal.accounts.sensitivity import Sensitivity


class PartitionState(models.Model):
    """The partition of a board, an instrument and a year. `changes` counts what has been handed in, corrected or undone there, in the
    transaction that did it; `written` is the count that the partition on disk holds. `behind_since` is when the first change came that is
    not on disk, None when all are.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=60)
    year = models.PositiveIntegerField()
    changes = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    behind_since = models.DateTimeField(null=True)

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "organisation", "instrument", "year", "changes", "written", "behind_since"), Sensitivity.INTERNAL
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "instrument", "year"], name="one_partition")]
