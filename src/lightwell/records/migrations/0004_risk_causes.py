"""One cause raises one risk task, one press makes one step, and the clock leaves a trace."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lightwell.access.append_only import triggers


def keep_append_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite makes a table anew to add a unique column, and forgets its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        for table in ("records_risktask", "records_risktaskevent"):
            for statement in triggers(table, "sqlite"):
                schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("records", "0003_history_keys")]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "clock",
                    models.CharField(max_length=40, primary_key=True, serialize=False),
                ),
                ("ran_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="risktask",
            name="cause",
            field=models.CharField(
                default="",
                help_text="What raised it; one cause raises one task",
                max_length=80,
                unique=True,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="risktaskevent",
            name="idempotency_key",
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="risktaskevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("raised", "Raised"),
                    ("level_raised", "Level Raised"),
                    ("taken", "Taken"),
                    ("attempt", "Attempt"),
                    ("spoken", "Spoken"),
                    ("screened", "Screened"),
                    ("assessed", "Assessed"),
                    ("escalated", "Escalated"),
                    ("closed", "Closed"),
                    ("cleared", "Cleared"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunPython(keep_append_only, migrations.RunPython.noop),
    ]
