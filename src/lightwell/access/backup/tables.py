"""Rows as lines of JSON and back, the same on both engines, in an order that keeps references."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

from attrs import define
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import sql

# What a restored clinic must not bring along (sessions, sign-in links, jobs under way), and
# what Django's own migrations write into every database.
LEFT_OUT = frozenset(
    {
        "sessions.Session",
        "access.SignInLink",
        "account.EmailConfirmation",
        "django_tasks_database.DBTaskResult",
        "contenttypes.ContentType",
        "auth.Permission",
        "auth.Group",
        "auth.Group_permissions",
    }
)
BATCH = 500
Model = type[models.Model]


@define
class Tally:
    """How many rows, and a digest over them that does not depend on their order."""

    rows: int = 0
    digest: str = "0" * 64

    def add(self, line: str) -> None:
        """Count one row in."""
        one = int.from_bytes(hashlib.sha256(line.encode()).digest(), "big")
        self.digest = f"{(int(self.digest, 16) + one) % 2**256:064x}"
        self.rows += 1


def archived() -> list[Model]:
    """Every table that a backup holds, each after the tables it refers to."""
    chosen = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]
    order = TopologicalSorter(
        {
            model: {
                field.related_model
                for field in model._meta.concrete_fields
                if field.is_relation and field.related_model not in {None, model}
            }
            for model in chosen
        }
    )
    return [model for model in order.static_order() if model in set(chosen)]


def columns(model: Model) -> list[str]:
    """The columns of a table, by the names that the code knows them by."""
    return [field.attname for field in model._meta.concrete_fields]


def lines(model: Model, using: str) -> Iterator[str]:
    """Every row of a table as a line."""
    fields = model._meta.concrete_fields
    rows = model._base_manager.using(using).order_by("pk").values_list(*columns(model))
    for row in rows.iterator(chunk_size=BATCH):
        values = [_plain(field, value) for field, value in zip(fields, row, strict=True)]
        yield json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def load(model: Model, rows: Iterable[str]) -> None:
    """Insert lines as rows, exactly as they were: same keys, no default, nothing filled in."""
    fields = list(model._meta.concrete_fields)
    batch: list[models.Model] = []
    size = max(1, min(BATCH, connection.ops.bulk_batch_size(fields, [None] * BATCH)))
    for row in rows:
        values = zip(fields, json.loads(row), strict=True)
        batch.append(model(**{field.attname: _value(field, value) for field, value in values}))
        if len(batch) == size:
            _insert(model, fields, batch)
            batch = []
    if batch:
        _insert(model, fields, batch)


def tally(model: Model, using: str = "default") -> Tally:
    """What a table holds now."""
    counted = Tally()
    for line in lines(model, using):
        counted.add(line)
    return counted


def set_sequences(chosen: Iterable[Model]) -> None:
    """Let new rows be numbered after the restored ones."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(chosen)):
            cursor.execute(statement)


def _insert(model: Model, fields: list[Any], batch: list[models.Model]) -> None:
    query = sql.InsertQuery(model)
    query.insert_values(fields, batch, raw=True)
    query.get_compiler(connection=connection).execute_sql()


def _plain(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"{field} holds a {type(value).__name__}: say here how a backup writes it.")


def _value(field: Any, value: Any) -> Any:
    return value if isinstance(field, models.JSONField) else field.to_python(value)
