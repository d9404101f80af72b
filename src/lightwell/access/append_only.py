"""Tables that only grow: triggers on both engines refuse every update and delete.

Used in migrations as one operation; rules in Python can be bypassed, these cannot.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

VERBS = ("UPDATE", "DELETE")


class AppendOnly(Operation):
    """Refuse to change or remove rows of a table from here on."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing that Django's models know of changes."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in triggers(self.table, schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for verb in VERBS:
            on = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER {_name(self.table, verb)}{on}")

    def describe(self) -> str:
        return f"Make {self.table} append-only"


def triggers(table: str, vendor: str) -> list[str]:
    """The statements that make a table append-only on one engine."""
    message = f"{table} is append-only: add a row that supersedes instead"
    if vendor == "postgresql":
        function = (
            f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = '23001'; END $$"
        )
        return [function] + [
            f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
            for verb in VERBS
        ]
    return [
        f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for verb in VERBS
    ]


def _name(table: str, verb: str) -> str:
    return f"{table}_no_{verb.lower()}"
