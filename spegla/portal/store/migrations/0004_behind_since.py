"""Since when a partition has lacked something."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0003_registrations")]

    operations = [migrations.AddField("partitionstate", "behind_since", models.DateTimeField(null=True))]
