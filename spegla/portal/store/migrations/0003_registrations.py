"""Rounds, interventions and their responses, and which partitions of the columns are behind them. There is no way back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("store", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Going back would take every registration with it: that is refused, whatever one wanted by it.
        migrations.RunPython(migrations.RunPython.noop),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instrument", models.CharField(max_length=60)),
                ("variable", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[("alternative", "Alternative"), ("unclear", "Unclear"), ("guidance", "Guidance"), ("other", "Other")],
                        max_length=12,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Intervention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_hash", models.CharField(db_index=True, max_length=64)),
                ("case_cipher", models.CharField(max_length=400)),
                ("case_key", models.CharField(max_length=16)),
                ("decided", models.DateField(null=True)),
                ("due", models.DateField(null=True)),
                ("due_step", models.CharField(blank=True, max_length=40)),
                ("closed", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PartitionState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instrument", models.CharField(max_length=60)),
                ("year", models.PositiveIntegerField()),
                ("changes", models.PositiveIntegerField(default=0)),
                ("written", models.PositiveIntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instrument", models.CharField(max_length=60)),
                ("step", models.CharField(max_length=40)),
                ("day", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("waiting", "Waiting"),
                            ("handed_in", "Handed In"),
                            ("replaced", "Replaced"),
                            ("removed", "Removed"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("waits_until", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("answers", models.JSONField(default=dict)),
                ("changed", models.JSONField(default=dict)),
                ("row", models.JSONField(null=True)),
                ("latest", models.BooleanField(default=False)),
                ("invented", models.BooleanField(default=False)),
                ("begun_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("handed_in_at", models.DateTimeField(null=True)),
                ("seconds", models.PositiveIntegerField(null=True)),
                ("by_question", models.JSONField(default=dict)),
                (
                    "begun_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="store.response"
                    ),
                ),
                (
                    "handed_in_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="responses", to="store.intervention"),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AnswerVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("variable", models.CharField(max_length=80)),
                ("value", models.JSONField(null=True)),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(choices=[("accepted", "Accepted"), ("conflict", "Conflict"), ("settled", "Settled")], max_length=10),
                ),
                ("key", models.CharField(max_length=40)),
                ("page", models.CharField(blank=True, max_length=40)),
                ("turn", models.PositiveIntegerField(default=0)),
                ("given_at", models.DateTimeField()),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                ("response", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="store.response")),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instrument", models.CharField(max_length=60)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("budget", models.PositiveIntegerField(default=360)),
                ("free_text", models.BooleanField(default=False)),
                ("shows_earlier", models.BooleanField(default=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="response",
            name="round",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.round"),
        ),
        migrations.CreateModel(
            name="KnownClosings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("count", models.PositiveIntegerField()),
                ("stated_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "stated_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="closings", to="store.round")),
            ],
        ),
        migrations.CreateModel(
            name="Sitting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("response", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.response")),
            ],
        ),
        migrations.AddIndex(
            model_name="intervention",
            index=models.Index(fields=["organisation", "due"], name="interventions_due"),
        ),
        migrations.AddConstraint(
            model_name="partitionstate",
            constraint=models.UniqueConstraint(fields=("organisation", "instrument", "year"), name="one_partition"),
        ),
        migrations.AddIndex(
            model_name="answerversion",
            index=models.Index(fields=["response", "state"], name="answers_by_state"),
        ),
        migrations.AddConstraint(
            model_name="answerversion",
            constraint=models.UniqueConstraint(fields=("response", "key", "variable"), name="sent_once"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("organisation",), name="one_round_at_a_time"
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["organisation", "state", "saved_at"], name="responses_by_state"),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("state", "handed_in")), fields=["instrument", "organisation", "day"], name="responses_counted"
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects", None), ("state__in", ("draft", "waiting"))),
                fields=("intervention", "step"),
                name="one_draft_of_a_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "waiting"))), fields=("corrects",), name="one_correction_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="knownclosings",
            constraint=models.UniqueConstraint(fields=("round", "month"), name="one_number_a_month"),
        ),
        migrations.AddConstraint(
            model_name="sitting",
            constraint=models.UniqueConstraint(fields=("response", "person", "action"), name="one_sitting"),
        ),
    ]
