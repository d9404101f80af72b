"""The administrator writes what the clinic says of itself. Versions stay; the newest counts."""

from __future__ import annotations

from django.db import transaction

from lightwell.access import audit, clock
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, InvalidInput
from lightwell.access.models import Location
from lightwell.kit.markdown import first_markup
from lightwell.records.models import ClinicPage
from lightwell.records.policies_bills import check_can_keep_clinic_data
from lightwell.records.queries import clinic_pages

LONGEST = 20_000
USED = "This page was already used for something else. Nothing was saved."


@transaction.atomic
def write(
    *, by: Actor, location: Location, kind: str, words: str, base: int, key: str
) -> ClinicPage:
    """Keep a further version of a page in Markdown; empty words take the page off.

    HTML is refused rather than dropped, so that nobody wonders where it went.
    """
    check_can_keep_clinic_data(by, location)
    if kind not in clinic_pages.KINDS:
        raise InvalidInput("There is no such page.", field="kind")
    Location.objects.select_for_update().get(pk=location.pk)
    words = words.replace("\r\n", "\n").strip()
    if done := ClinicPage.objects.filter(idempotency_key=key).first():
        if (done.location_id, done.kind, done.words) != (location.pk, kind, words):
            raise Conflict(USED)
        return done
    if clinic_pages.page(location, kind).number != base:
        raise Conflict("Somebody changed this page since you opened it. Nothing was saved.")
    if len(words) > LONGEST:
        raise InvalidInput(f"Shorten it to {LONGEST:,} characters.", field="words")
    if markup := first_markup(words):
        raise InvalidInput(
            f"Write plain Markdown: “{markup[:40]}” is HTML, and is not taken.", field="words"
        )
    row = ClinicPage.objects.create(
        location=location,
        kind=kind,
        number=base + 1,
        words=words,
        at=clock.now(),
        by_id=by.person_id(),
        by_name=by.name,
        idempotency_key=key,
    )
    audit.record(
        by=by,
        action="clinic-page.write",
        subject=("clinic-page", row.pk),
        location=location,
        detail={"of": kind, "number": row.number},
    )
    return row
