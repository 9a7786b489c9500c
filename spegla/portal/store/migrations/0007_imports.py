"""Files of registrations that are read in, and where they come from. There is no way back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("store", "0006_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instrument", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "Checking"),
                            ("refused", "Refused"),
                            ("checked", "Checked"),
                            ("committing", "Committing"),
                            ("committed", "Committed"),
                            ("undoing", "Undoing"),
                            ("undone", "Undone"),
                            ("failed", "Failed"),
                            ("discarded", "Discarded"),
                        ],
                        default="checking",
                        max_length=10,
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=120)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField(null=True)),
                ("mapping", models.JSONField(default=dict)),
                ("step", models.CharField(blank=True, max_length=20)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("moved_at", models.DateTimeField()),
                ("columns", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                ("left_out", models.JSONField(default=list)),
                ("counts", models.JSONField(default=dict)),
                ("changes", models.JSONField(default=list)),
                ("basis", models.CharField(blank=True, max_length=64)),
                ("before", models.JSONField(default=list)),
                ("asked_at", models.DateTimeField()),
                ("committed_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "committed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation")),
            ],
        ),
        migrations.AddField(
            model_name="intervention",
            name="imported",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="interventions", to="store.import"
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="imported",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="responses", to="store.import"),
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("instrument", models.CharField(max_length=60)),
                ("columns", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
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
            model_name="import",
            name="source",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="store.source"),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(fields=("organisation", "name"), name="one_source_of_a_name"),
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(fields=["organisation", "asked_at"], name="imports_by_time"),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "committed")), fields=("organisation", "sha256"), name="read_in_once"
            ),
        ),
    ]
