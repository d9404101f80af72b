"""A medical director adopts a programme by version and hash, and takes it out of use."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.clinical.library import library
from lightwell.records.actions import adoptions
from lightwell.records.models import Adoption
from lightwell.records.queries import adoptions as queries
from tests.support.cast import Cast
from tests.support.courses import IV, adopted_before, live

pytestmark = pytest.mark.django_db


def adopt(cast: Cast, key: str = "a1", base: int = 0, **changes: Any) -> Adoption:
    state = queries.state(cast.harbour, IV)
    asked: dict[str, Any] = {
        "by": cast.actor(cast.alice),
        "location": cast.harbour,
        "programme": IV,
        "content_hash": state.programme.header.content_hash,
        "base": base,
        "key": key,
    }
    return adoptions.adopt(**(asked | changes))


def withdraw(cast: Cast, base: int, key: str = "w1", **changes: Any) -> Adoption:
    asked: dict[str, Any] = {
        "by": cast.actor(cast.alice),
        "location": cast.harbour,
        "programme": IV,
        "reason": "Under review",
        "base": base,
        "key": key,
    }
    return adoptions.withdraw(**(asked | changes))


def test_adopted_by_name_date_version_and_hash(cast: Cast) -> None:
    row = adopt(cast)
    assert adopt(cast) == row  # sent twice
    header = queries.state(cast.harbour, IV).programme.header
    assert (row.by_name, row.version) == ("Alice Anders", header.version)
    state = queries.state(cast.harbour, IV)
    assert state.is_adopted
    assert not queries.state(cast.hillside, IV).is_adopted
    with pytest.raises(InvalidInput, match="already adopted"):
        adopt(cast, "a2", base=1)


def test_only_a_medical_director_of_the_place_adopts(cast: Cast) -> None:
    for person in (cast.ben, cast.chioma, cast.dev, cast.frida):
        with pytest.raises(Denied):
            adopt(cast, by=cast.actor(person))
        with pytest.raises(Denied):
            withdraw(cast, 0, by=cast.actor(person))
    with pytest.raises(Denied):
        adopt(cast, location=cast.hillside)
    with pytest.raises(NotFound):
        adopt(cast, programme="no-such")


def test_a_page_of_another_content_or_a_stale_one_adopts_nothing(cast: Cast) -> None:
    with pytest.raises(Conflict, match="changed while this page was open"):
        adopt(cast, content_hash="0" * 64)
    with pytest.raises(Conflict, match="Somebody else changed this"):
        adopt(cast, base=3)
    adopt(cast)
    with pytest.raises(Conflict, match="something else"):
        withdraw(cast, 1, key="a1")
    assert Adoption.objects.count() == 1


def test_taken_out_of_use_with_a_reason(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="Only what is adopted"):
        withdraw(cast, 0)
    adopt(cast)
    with pytest.raises(InvalidInput, match="Say why"):
        withdraw(cast, 1, reason=" ")
    withdraw(cast, 1)
    state = queries.state(cast.harbour, IV)
    header = state.programme.header
    assert state.why_no_course() == "Alice Anders took this programme out of use here: Under review"
    assert not state.why_no_start(header.version, header.content_hash)
    assert "stays on its version" in state.notice(header.version, header.content_hash)
    withdraw(cast, 2, key="w2", is_unsafe=True)
    state = queries.state(cast.harbour, IV)
    assert "unsafe" in state.why_no_start(header.version, header.content_hash)
    assert state.notice(header.version, header.content_hash).startswith("No session starts.")
    with pytest.raises(InvalidInput, match="Only what is adopted"):
        withdraw(cast, 3, key="w3", is_unsafe=True)
    adopt(cast, "a2", base=3)
    assert not queries.state(cast.harbour, IV).why_no_course()


def test_another_version_is_not_the_adopted_one(cast: Cast) -> None:
    """A running course stays on its version; what was never adopted starts only in training."""
    adopt(cast)
    state = queries.state(cast.harbour, IV)
    header = state.programme.header
    assert "stays on version 2025.9" in state.notice("2025.9", "f" * 64)
    assert not state.why_no_start("2025.9", "f" * 64)
    assert not state.notice(header.version, header.content_hash)
    live(cast)
    state = queries.state(cast.harbour, IV)
    assert "never adopted here" in state.why_no_start("2025.9", "f" * 64)
    assert not state.why_no_start(header.version, header.content_hash)


def test_what_was_adopted_is_kept_and_told_apart_from_what_came_later(cast: Cast) -> None:
    text = library().read("programmes/iv-series.toml").text
    state = queries.state(cast.harbour, IV)
    assert (state.last_adopted, state.changed_since) == (None, ())
    earlier = text.replace("cap_mg_per_kg = 1.0", "cap_mg_per_kg = 0.8", 1)
    adopted_before(cast.actor(cast.alice), cast.harbour, earlier)
    state = queries.state(cast.harbour, IV)
    assert state.changed_since == ("dose iv: most: 0.8 -> 1 mg/kg (local policy)",)
    row = adopt(cast, base=1)
    assert row.content == text
    assert queries.state(cast.harbour, IV).changed_since == ()
    withdraw(cast, 2)
    assert queries.state(cast.harbour, IV).changed_since == ()


def test_an_adoption_from_before_contents_were_kept_says_that_it_cannot_tell(cast: Cast) -> None:
    adopted_before(cast.actor(cast.alice), cast.harbour, None)
    assert queries.state(cast.harbour, IV).changed_since is None


def test_a_file_that_changed_since_it_was_read_is_not_adopted(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = evolve(library().read("programmes/iv-series.toml"), text="# another")
    monkeypatch.setattr(library(), "read", lambda name: changed)
    with pytest.raises(Conflict, match="changed since Lightwell was started"):
        adopt(cast)
    assert not Adoption.objects.exists()


def test_readers_of_what_is_adopted(cast: Cast) -> None:
    states = queries.all_of(cast.actor(cast.dev), cast.harbour)
    assert [one.programme.id for one in states] == list(library().programmes)
    with pytest.raises(Denied):
        queries.all_of(cast.actor(cast.frida), cast.harbour)
