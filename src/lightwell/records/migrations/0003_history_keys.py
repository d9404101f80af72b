"""A retry with the same key makes one row, also when a list is signed or a rule recorded."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lightwell.access.append_only import triggers

LENGTHS = {"reconciliation": 64, "ruleevaluation": 80, "disagreement": 64}


def keep_append_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite makes a table anew to add a unique column, and forgets its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        for name in LENGTHS:
            for statement in triggers(f"records_{name}", "sqlite"):
                schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("records", "0002_append_only")]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="idempotency_key",
                field=models.CharField(default="", max_length=length, unique=True),
                preserve_default=False,
            )
            for name, length in LENGTHS.items()
        ),
        migrations.RunPython(keep_append_only, migrations.RunPython.noop),
    ]
