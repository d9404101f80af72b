"""Rule 4: nothing is lost, nothing is overwritten. The database itself refuses, on both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from lightwell.access.append_only import AppendOnly
from tests.support.rows import make


def append_only_tables() -> list[str]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    operations = (op for step in loader.disk_migrations.values() for op in step.operations)
    return sorted({op.table for op in operations if isinstance(op, AppendOnly)})


def own_models() -> Iterator[type[models.Model]]:
    for config in apps.get_app_configs():
        if config.name.startswith("lightwell."):
            yield from config.get_models()


TABLES = append_only_tables()
MODELS = {model._meta.db_table: model for model in own_models()}


def refused() -> pytest.RaisesExc[Error]:
    return pytest.raises(Error, match="append-only")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.django_db
class TestEveryAppendOnlyTable:
    def test_refuses_a_changed_row(self, table: str) -> None:
        row = make(MODELS[table])
        with refused(), transaction.atomic():
            MODELS[table]._default_manager.filter(pk=row.pk).update(id=row.pk)
        with refused(), transaction.atomic():
            row.save()

    def test_refuses_a_removed_row(self, table: str) -> None:
        row = make(MODELS[table])
        with refused(), transaction.atomic():
            row.delete()
        with refused(), transaction.atomic():
            MODELS[table]._default_manager.all().delete()

    def test_refuses_raw_sql(self, table: str) -> None:
        row = make(MODELS[table])
        statements = [f"UPDATE {table} SET id = id", f"DELETE FROM {table}"]
        if connection.vendor == "postgresql":
            statements.append(f"TRUNCATE {table} CASCADE")
        else:
            statements.append(f"REPLACE INTO {table} SELECT * FROM {table}")
        connection.check_constraints()  # PostgreSQL truncates no table with open checks
        for statement in statements:
            with refused(), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        assert MODELS[table]._default_manager.filter(pk=row.pk).exists()


def test_every_model_that_says_append_only_is() -> None:
    says = {
        table for table, model in MODELS.items() if "append-only" in (model.__doc__ or "").lower()
    }
    assert says <= set(TABLES), "a model promises what its table does not hold"


@pytest.mark.django_db(transaction=True)
def test_the_migration_can_be_taken_back_and_repeated() -> None:
    state = ProjectState()
    operation = AppendOnly("scratch")
    with connection.schema_editor() as editor:
        editor.execute("CREATE TABLE scratch (id integer PRIMARY KEY)")
        editor.execute("INSERT INTO scratch VALUES (1)")
        operation.database_forwards("access", editor, state, state)
        operation.database_forwards("access", editor, state, state)
    try:
        with refused(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM scratch")
        with connection.schema_editor() as editor:
            operation.database_backwards("access", editor, state, state)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE scratch SET id = 2")
            cursor.execute("DELETE FROM scratch")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE scratch")
