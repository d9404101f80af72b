"""Private notes are sealed: read by their author alone, and by nobody without the key."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import pytest

from lightwell.access import private
from lightwell.access.actors import Actor
from lightwell.access.backup import tables
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotReady
from lightwell.access.models import AuditEvent
from lightwell.records.actions import private_notes
from lightwell.records.models import Patient, PrivateNote
from lightwell.records.queries import private_notes as private_queries
from tests.support.cast import Cast
from tests.support.people import as_patient, key, make_patient
from tests.support.therapy import as_outside, joined

pytestmark = pytest.mark.django_db
SECRET = "She reminds me of my own sister; watch that."


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def tess(cast: Cast) -> Actor:
    return as_outside(cast.tess)


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture(autouse=True)
def key_file(settings: Any, tmp_path: Path) -> Path:
    settings.NOTES_KEY_FILE = tmp_path / "notes.key"
    return tmp_path / "notes.key"


# -- private notes ----------------------------------------------------------------------------


def test_a_private_note_is_read_by_its_author_alone(
    cast: Cast, alice: Actor, tess: Actor, maya: Patient
) -> None:
    joined(alice, maya)
    row = private_notes.keep(by=tess, patient=maya.uid, words=SECRET, key="page")
    assert private_notes.keep(by=tess, patient=maya.uid, words=SECRET, key="page").pk == row.pk
    with pytest.raises(Conflict):
        private_notes.keep(by=tess, patient=maya.uid, words="Other", key="page")
    assert [one.words for one in private_queries.own(tess, maya)] == [SECRET]
    assert private_queries.own(alice, maya) == []
    for by in (cast.actor(cast.ben), cast.actor(cast.dev), as_patient(maya)):
        with pytest.raises(Denied):
            private_queries.own(by, maya)


def test_neither_database_nor_backup_nor_trail_holds_its_words(
    alice: Actor, maya: Patient, key_file: Path
) -> None:
    row = private_notes.keep(by=alice, patient=maya.uid, words=SECRET, key=key())
    assert b"sister" not in bytes(row.sealed)
    for model in tables.archived():
        for line in tables.lines(model, "default"):
            assert "sister" not in line
            assert key_file.read_text().strip() not in line
    assert SECRET not in repr(private_queries.own(alice, maya))
    event = AuditEvent.objects.get(action="private-note.keep")
    assert (event.detail, event.subject_id) == ({}, str(row.uid))


def test_a_note_survives_a_backup_and_opens_with_its_key(alice: Actor, maya: Patient) -> None:
    row = private_notes.keep(by=alice, patient=maya.uid, words=SECRET, key=key())
    (line,) = tables.lines(PrivateNote, "default")
    values = dict(zip(tables.columns(PrivateNote), json.loads(line), strict=True))
    field = PrivateNote._meta.get_field("sealed")
    assert bytes(field.to_python(values["sealed"])) == bytes(row.sealed)


def test_without_its_key_nothing_is_lost_and_nothing_is_kept_in_the_clear(
    alice: Actor, maya: Patient, key_file: Path
) -> None:
    private_notes.keep(by=alice, patient=maya.uid, words=SECRET, key=key())
    kept = key_file.read_text()
    key_file.unlink()
    with pytest.raises(NotReady, match=r"missing.*What was kept is safe"):
        private_queries.own(alice, maya)
    with pytest.raises(NotReady, match="missing"):
        private_notes.keep(by=alice, patient=maya.uid, words="More", key=key())
    assert not key_file.exists(), "a lost key is never replaced by a new one"
    assert PrivateNote.objects.count() == 1
    key_file.write_text(secrets.token_urlsafe(32) + "=\n")
    with pytest.raises(NotReady, match="not the one"):
        private_queries.own(alice, maya)
    key_file.write_text(kept)
    assert [one.words for one in private_queries.own(alice, maya)] == [SECRET]


def test_a_note_moved_or_changed_does_not_open(alice: Actor, maya: Patient) -> None:
    row = private_notes.keep(by=alice, patient=maya.uid, words=SECRET, key=key())
    sealed = private.Sealed(row.key_check, bytes(row.sealed))
    with pytest.raises(NotReady, match="was changed"):
        private.unseal(sealed, about="another place")
    assert SECRET not in repr(sealed)
    assert "data" not in repr(sealed)


@pytest.mark.parametrize("words", ["", "  ", "x" * 20_001])
def test_an_empty_or_endless_note_is_refused(alice: Actor, maya: Patient, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        private_notes.keep(by=alice, patient=maya.uid, words=words, key=key())
    assert refused.value.field == "words"


def test_who_keeps_private_notes(cast: Cast, maya: Patient) -> None:
    for by in (cast.actor(cast.ben), cast.actor(cast.frida), as_patient(maya)):
        with pytest.raises(Denied):
            private_notes.keep(by=by, patient=maya.uid, words=SECRET, key=key())
