"""Responses as they are filled in: one step of one intervention, each answer with its history."""

from typing import ClassVar, Self

from django.db import models

from spegla.portal.accounts.scoped import Scoped
from spegla.portal.accounts.sensitivity import Sensitivity

_INTERNAL, _CASE = Sensitivity.INTERNAL, Sensitivity.CASE


class ResponseState(models.TextChoices):
    """How far a response has come. Only what is handed in is counted; a correction puts the one it corrects aside as replaced."""

    DRAFT = "draft"
    WAITING = "waiting"
    HANDED_IN = "handed_in"
    REPLACED = "replaced"
    REMOVED = "removed"


OPEN = (ResponseState.DRAFT, ResponseState.WAITING)


class Response(models.Model):
    """One `step` of an intervention under one version of an instrument. It keeps that version for ever.

    `answers` are the stored form of `spegla.responses`, with `datum` (the day of the step) and `nasta` (the next planned day) beside them.
    `version` counts the accepted changes, and `changed` says at which of them each answer was last changed. `row` is what is counted: set
    when a follow-up or closure is handed in, its own answers with a copy of those of the decision; `latest` marks the last row of the
    intervention. `corrects` is the response that this one is to replace. `seconds` is the time that somebody was active in it,
    `by_question` the same for each question. `imported` is the file that it came with, if it did: then its answers came all at once.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    round = models.ForeignKey("store.Round", models.PROTECT, related_name="+")
    intervention = models.ForeignKey("store.Intervention", models.PROTECT, related_name="responses")
    instrument = models.CharField(max_length=60)
    step = models.CharField(max_length=40)
    day = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=ResponseState.choices, default=ResponseState.DRAFT)
    waits_until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    row = models.JSONField(null=True)
    latest = models.BooleanField(default=False)
    invented = models.BooleanField(default=False)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    begun_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    saved_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()
    handed_in_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(null=True)
    by_question = models.JSONField(default=dict)
    imported = models.ForeignKey("store.Import", models.PROTECT, null=True, related_name="responses")

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = {
        **dict.fromkeys(
            (
                *("id", "organisation", "round", "instrument", "step", "state", "waits_until", "version", "changed", "latest", "invented"),
                *("corrects", "begun_by", "begun_at", "saved_by", "saved_at", "handed_in_by", "handed_in_at", "seconds", "by_question"),
                "imported",
            ),
            _INTERNAL,
        ),
        **dict.fromkeys(("intervention", "day", "answers", "row"), _CASE),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["intervention", "step"],
                condition=models.Q(state__in=OPEN, corrects=None),
                name="one_draft_of_a_step",
            ),
            models.UniqueConstraint(fields=["corrects"], condition=models.Q(state__in=OPEN), name="one_correction_at_a_time"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "saved_at"], name="responses_by_state"),
            models.Index(fields=["handed_in_by", "handed_in_at"], name="responses_lately"),
            models.Index(fields=["instrument", "organisation", "day"], condition=models.Q(state="handed_in"), name="responses_counted"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it is still being filled in."""
        return self.state in OPEN

    @property
    def is_row(self) -> bool:
        """Whether it is in the figures."""
        return self.state == ResponseState.HANDED_IN and self.row is not None


class VersionState(models.TextChoices):
    """What became of an answer that someone gave."""

    ACCEPTED = "accepted"
    CONFLICT = "conflict"
    SETTLED = "settled"


class AnswerVersion(models.Model):
    """An answer as somebody gave it, never changed. `number` is the version of the response that it made.

    One that met somebody else's is kept as `CONFLICT` until a person has chosen. `key` is the sender's own, so that what is sent twice is
    saved once; `page` tells one open page from another, and `turn` counts what that page has sent, so that what arrives late is known.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    response = models.ForeignKey(Response, models.PROTECT, related_name="versions")
    variable = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=VersionState.choices)
    key = models.CharField(max_length=40)
    page = models.CharField(max_length=40, blank=True)
    turn = models.PositiveIntegerField(default=0)
    given_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = {
        **dict.fromkeys(
            ("id", "organisation", "response", "variable", "number", "state", "key", "page", "turn", "given_by", "given_at"), _INTERNAL
        ),
        "value": _CASE,
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["response", "key", "variable"], name="sent_once")]
        indexes: ClassVar = [models.Index(fields=["response", "state"], name="answers_by_state")]


class Sitting(models.Model):
    """That somebody reads or fills in a response is in the log once a sitting: `at` is when that was last written down."""

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    response = models.ForeignKey(Response, models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    action = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = dict.fromkeys(("id", "organisation", "response", "person", "action", "at"), _INTERNAL)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["response", "person", "action"], name="one_sitting")]
