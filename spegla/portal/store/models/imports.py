"""Files of registrations that are read in: whose they are, what their columns mean, and how far each has come."""

from typing import ClassVar, Self

from django.db import models

from spegla.portal.accounts.scoped import Scoped
from spegla.portal.accounts.sensitivity import Sensitivity

_INTERNAL, _CASE = Sensitivity.INTERNAL, Sensitivity.CASE


class Source(models.Model):
    """A case system that a board reads files from. `columns` is the `ColumnMap` of its files, as data, under `instrument`."""

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    instrument = models.CharField(max_length=60)
    columns = models.JSONField(default=dict)
    changed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = {
        **dict.fromkeys(("id", "organisation", "name", "instrument", "changed_by", "changed_at"), _INTERNAL),
        # The texts that mean an answer are as the files have them.
        "columns": _CASE,
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "name"], name="one_source_of_a_name")]


class ImportState(models.TextChoices):
    """How far a file has come. Nothing of it is registered before it is committed."""

    CHECKING = "checking"
    REFUSED = "refused"
    CHECKED = "checked"
    COMMITTING = "committing"
    COMMITTED = "committed"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"
    DISCARDED = "discarded"


# What a job is at work with.
AT_WORK = (ImportState.CHECKING, ImportState.COMMITTING, ImportState.UNDOING)
# What still has its file.
HELD = (ImportState.CHECKING, ImportState.REFUSED, ImportState.CHECKED, ImportState.COMMITTING, ImportState.FAILED)


class Import(models.Model):
    """One file. `organisation` is the place whose units it may register in; a row that names no unit is of `unit`.

    `content`, `columns` and `changes` are kept until it is committed or discarded, a week at most. `mapping` is the `ColumnMap` that it is
    read with. `progress` is percent of `step`, the part of the work that goes on; `moved_at` is when it last moved. `columns` says what
    each column of the file is taken for, with the texts that mean no code; `problems` are the first, and `left_out` counts the rest by
    code and column. `counts` is what a commit would make, or made; `changes` are the first registrations that it would change. `basis`
    stands for what the store held when that was found out: is it another when it comes to it, the file is checked anew. `before` says how
    the interventions that were there already stood before the commit, for undoing it.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    unit = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, models.PROTECT, related_name="imports")
    instrument = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.CHECKING)
    file_name = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict)
    step = models.CharField(max_length=20, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField()
    columns = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    basis = models.CharField(max_length=64, blank=True)
    before = models.JSONField(default=list)
    asked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    committed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    committed_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects: ClassVar[Scoped[Self]] = Scoped()

    sensitivity: ClassVar = {
        **dict.fromkeys(
            (
                *("id", "organisation", "unit", "source", "instrument", "state", "file_name", "size", "sha256", "step", "progress"),
                *(
                    "moved_at",
                    "left_out",
                    "counts",
                    "basis",
                    "asked_by",
                    "asked_at",
                    "committed_by",
                    "committed_at",
                    "undone_by",
                    "undone_at",
                ),
            ),
            _INTERNAL,
        ),
        **dict.fromkeys(("content", "mapping", "columns", "problems", "changes", "before"), _CASE),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "sha256"], condition=models.Q(state="committed"), name="read_in_once")
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "asked_at"], name="imports_by_time")]

    @property
    def at_work(self) -> bool:
        """Whether a job is at work with it, or waits to be."""
        return self.state in AT_WORK

    @property
    def held(self) -> bool:
        """Whether its file is still here."""
        return self.state in HELD
