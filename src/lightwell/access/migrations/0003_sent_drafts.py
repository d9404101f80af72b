"""The page whose words were sent last: its late drafts are not kept."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0002_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="formdraft",
            name="sent",
            field=models.CharField(default="", max_length=64),
        ),
    ]
