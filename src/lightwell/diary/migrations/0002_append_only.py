"""A request stays as it was received; what became of it is in its events."""

from django.db import migrations

from lightwell.access.append_only import AppendOnly

TABLES = (
    "diary_consultationrequest",
    "diary_requestevent",
)


class Migration(migrations.Migration):
    dependencies = [("diary", "0001_initial")]

    operations = [AppendOnly(table) for table in TABLES]
