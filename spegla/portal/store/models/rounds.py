"""A round: who is asked what, and when. Continuous registration is a round without end."""

from typing import ClassVar, Self

from django.db import models

from spegla.portal.accounts.scoped import Scoped
from spegla.portal.accounts.sensitivity import Sensitivity


class Round(models.Model):
    """The continuous registration of a board under one version of an instrument, from `opened_at` until `closed_at`.

    `budget` is how many seconds a registration may take. `free_text` is whether people may write words of their own; `shows_earlier`
    whether the value at the decision stands beside the new judgement, which it may anchor.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    budget = models.PositiveIntegerField(default=360)
    free_text = models.BooleanField(default=False)
    shows_earlier = models.BooleanField(default=True)

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "organisation", "instrument", "opened_at", "opened_by", "closed_at", "budget", "free_text", "shows_earlier"),
        Sensitivity.INTERNAL,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], condition=models.Q(closed_at=None), name="one_round_at_a_time")
        ]


class KnownClosings(models.Model):
    """How many interventions were closed in a month, by the municipality's own case system: what the response rate is of."""

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, related_name="closings")
    month = models.DateField()
    count = models.PositiveIntegerField()
    stated_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = dict.fromkeys(("id", "organisation", "round", "month", "count", "stated_by", "stated_at"), Sensitivity.INTERNAL)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "month"], name="one_number_a_month")]


class CommentKind(models.TextChoices):
    """What somebody misses in a question."""

    ALTERNATIVE = "alternative"
    UNCLEAR = "unclear"
    GUIDANCE = "guidance"
    OTHER = "other"


class Comment(models.Model):
    """Something is missing in a question: kept for the logbook of the instrument. It is about the question and names no response.

    `words` are there only where the board has switched free text on.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=60)
    variable = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=CommentKind.choices)
    words = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = {
        **dict.fromkeys(("id", "organisation", "instrument", "variable", "kind", "made_by", "made_at"), Sensitivity.INTERNAL),
        "words": Sensitivity.CASE,
    }
