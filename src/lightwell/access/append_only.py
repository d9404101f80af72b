"""Tables that only grow: triggers on both engines refuse every update and delete.

Used in migrations as one operation; rules in Python can be bypassed, these cannot.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# How each engine can lose a row. SQLite has no TRUNCATE; its `INSERT OR REPLACE` counts as a
# DELETE, because connections are opened with `recursive_triggers`.
VERBS = {"postgresql": ("UPDATE", "DELETE", "TRUNCATE"), "sqlite": ("UPDATE", "DELETE")}


class AppendOnly(Operation):
    """Refuse to change or remove rows of a table from here on.

    Repeat it in every later migration that alters the table: SQLite alters a table by making
    a new one, and the triggers go with the old.
    """

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
        """Put the triggers on the table."""
        for statement in triggers(self.table, schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take the triggers off again."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION {_function(self.table)}() CASCADE")
            return
        for verb in VERBS["sqlite"]:
            schema_editor.execute(f"DROP TRIGGER {_name(self.table, verb)}")

    def describe(self) -> str:
        """What the migration says that it does."""
        return f"Make {self.table} append-only"


def triggers(table: str, vendor: str) -> list[str]:
    """The statements that make a table append-only on one engine."""
    message = f"{table} is append-only: add a row that supersedes instead"
    if vendor == "postgresql":
        function = (
            f"CREATE OR REPLACE FUNCTION {_function(table)}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = '23001'; END $$"
        )
        return [function] + [
            f"CREATE OR REPLACE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} "
            f"FOR EACH {'STATEMENT' if verb == 'TRUNCATE' else 'ROW'} "
            f"EXECUTE FUNCTION {_function(table)}()"
            for verb in VERBS["postgresql"]
        ]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {_name(table, verb)} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for verb in VERBS["sqlite"]
    ]


def _function(table: str) -> str:
    return f"{table}_append_only"


def _name(table: str, verb: str) -> str:
    return f"{table}_no_{verb.lower()}"
