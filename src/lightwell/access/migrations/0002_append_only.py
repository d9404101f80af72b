"""The audit trail and the list of views only grow."""

from django.db import migrations

from lightwell.access.append_only import AppendOnly

TABLES = (
    "access_auditevent",
    "access_recordview",
    "access_viewseal",
)


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [AppendOnly(table) for table in TABLES]
