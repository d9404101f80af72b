"""Dev reads who did what: read-only, by role, and looking is itself noted."""

from __future__ import annotations

import csv
import io
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from lightwell.access import audit
from lightwell.access.actors import Role, system
from lightwell.access.models import AuditEvent
from lightwell.access.queries import views
from lightwell.records.models import Patient
from tests.support.cast import SETUP, Cast
from tests.support.people import make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
LIST, FILE = reverse("clinic:audit"), reverse("clinic:audit-csv")


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def dev(cast: Cast) -> Client:
    return signed_in(cast.dev)


def text(client: Client, url: str = LIST) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def act(cast: Cast, action: str = "roster.add-shift", number: int = 1, **more: object) -> None:
    with transaction.atomic():
        for _ in range(number):
            audit.record(
                by=cast.actor(cast.ben),
                action=action,
                subject=("shift", 1),
                **more,  # type: ignore[arg-type]
            )


class TestList:
    def test_each_act_is_a_sentence(self, cast: Cast, dev: Client) -> None:
        act(cast)
        page = text(dev)
        assert "Ben Brook" in page
        assert "added hours to the roster" in page

    def test_everybody_who_can_be_asked_for_is_shown(self, cast: Cast, dev: Client) -> None:
        act(cast)
        page = text(dev)
        for who in ("Ben Brook", "Patients", "The system"):
            assert f">{who}</option>" in page

    def test_a_patient_is_a_record_number_and_never_a_name(
        self, dev: Client, maya: Patient
    ) -> None:
        page = text(dev)
        assert "registered a patient" in page
        assert maya.mrn in page
        assert maya.family_name not in page

    def test_other_locations_stay_unseen(self, cast: Cast, dev: Client) -> None:
        with transaction.atomic():
            audit.record(
                by=cast.actor(cast.chioma), action="roster.end-shift", subject=("shift", 1)
            )
        assert "ended hours" not in text(dev)

    def test_the_medical_director_reads_it_too(self, cast: Cast) -> None:
        assert "Who did what" in text(signed_in(cast.alice))

    def test_an_act_without_words_is_still_shown(self, cast: Cast, dev: Client) -> None:
        act(cast, "chair.polish")
        assert "did “chair.polish”" in text(dev)

    def test_pages_hold_fifty_and_keep_the_filter(self, cast: Cast, dev: Client) -> None:
        act(cast, number=60)
        page = text(dev, f"{LIST}?person={cast.ben.pk}")
        assert "1 to 50 of 60" in page
        assert f"?person={cast.ben.pk}&amp;page=2" in page
        assert "51 to 60 of 60" in text(dev, f"{LIST}?person={cast.ben.pk}&page=2")

    def test_questions_to_the_database_do_not_grow_with_acts(
        self,
        cast: Cast,
        dev: Client,
        maya: Patient,
        django_assert_max_num_queries: type,
    ) -> None:
        act(cast, number=3, patient=maya.uid)
        with django_assert_max_num_queries(20) as few:
            text(dev)
        act(cast, number=40, patient=maya.uid)
        with django_assert_max_num_queries(len(few)):
            text(dev)


class TestFilter:
    def ask(self, dev: Client, **told: str) -> str:
        answer = dev.post(LIST, told)
        assert answer.status_code == 302
        assert all(value not in answer["Location"] for key, value in told.items() if key == "mrn")
        return text(dev, answer["Location"])

    def test_by_person(self, cast: Cast, dev: Client) -> None:
        act(cast)
        page = self.ask(dev, person=str(cast.ben.pk))
        assert "Showing acts by Ben Brook." in page
        assert "added hours" in page
        assert "set up the organisation" not in page

    def test_by_the_system(self, cast: Cast, dev: Client) -> None:
        act(cast)
        page = self.ask(dev, person="system")
        assert "set up the organisation" in page
        assert "added hours" not in page

    def test_by_kind_of_act(self, cast: Cast, dev: Client) -> None:
        act(cast)
        page = self.ask(dev, subject="roster")
        assert "added hours" in page
        assert "added a member of staff" not in page

    def test_by_day_in_the_zone_of_the_location(self, cast: Cast, dev: Client) -> None:
        page = self.ask(dev, day_month="1", day_day="2", day_year="2020")
        assert "of 02-Jan-2020" in page
        assert "No such act." in page

    def test_by_patient_wherever_the_trail_was_left_and_the_look_is_noted(
        self, cast: Cast, dev: Client, maya: Patient
    ) -> None:
        with transaction.atomic():
            audit.record(
                by=cast.actor(cast.chioma),
                action="request.mark_duplicate",
                subject=("request", uuid4()),
                patient=maya.uid,
            )
        page = self.ask(dev, mrn=maya.mrn.lower())
        assert f"about patient {maya.mrn}" in page
        assert "recognised the person" in page
        assert "set up the organisation" not in page
        (look,) = views.of_patient(maya.uid)
        assert (look.user, look.page) == (cast.dev.pk, "audit trail")

    @pytest.mark.parametrize(
        "told",
        [{"mrn": "NO-SUCH"}, {"day_month": "13", "day_day": "1", "day_year": "2026"}],
        ids=["record number", "day"],
    )
    def test_what_cannot_be_is_said_and_kept(self, dev: Client, told: dict[str, str]) -> None:
        answer = dev.post(LIST, told)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "There is a problem" in page
        assert f'value="{next(iter(told.values()))}"' in page

    def test_a_patient_of_another_location_is_no_patient_here(
        self, cast: Cast, dev: Client
    ) -> None:
        other = make_patient(cast.hillside, "Otto", "Other", signs_in=False)
        assert dev.post(LIST, {"mrn": other.mrn}).status_code == 422
        assert dev.get(LIST, {"patient": str(other.uid)}).status_code == 404


class TestFile:
    def test_the_same_acts_as_lines_and_that_it_was_taken(
        self, cast: Cast, dev: Client, maya: Patient
    ) -> None:
        answer = dev.get(FILE, {"patient": str(maya.uid)})
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        head, *lines = csv.reader(io.StringIO(answer.content.decode()))
        assert head == ["Time (UTC)", "Who", "What", "Patient", "Event"]
        assert {line[3] for line in lines} == {maya.mrn}
        taken = AuditEvent.objects.get(action="audit.export")
        assert (taken.actor_user, taken.patient, taken.detail) == (
            cast.dev.pk,
            maya.uid,
            {"rows": len(lines)},
        )

    def test_a_spreadsheet_runs_no_formula_from_it(self, dev: Client) -> None:
        with transaction.atomic():
            audit.record(by=system('=HYPERLINK("x")'), action="staff.add", subject=("user", 1))
        assert "'=HYPERLINK" in dev.get(FILE).content.decode()


@pytest.mark.parametrize("url", [LIST, FILE])
class TestDoors:
    def test_nobody_signed_in_is_asked_to(self, cast: Cast, url: str) -> None:
        answer = Client().get(url)
        assert answer.status_code == 302
        assert reverse("account_login") in answer["Location"]

    def test_a_stranger_learns_nothing(self, cast: Cast, url: str) -> None:
        assert signed_in(cast.eve).get(url).status_code == 404

    def test_a_patient_learns_nothing(self, maya: Patient, url: str) -> None:
        assert maya.user is not None
        assert signed_in(maya.user).get(url).status_code == 404

    def test_another_role_is_told_so(self, cast: Cast, url: str) -> None:
        for colleague in (cast.ben, cast.frida):
            assert signed_in(colleague).get(url).status_code == 403

    @pytest.mark.parametrize(
        "query",
        [
            {"patient": "not-an-identifier"},
            {"patient": "12345678-1234-4678-9234-567812345678"},
            {"person": "me"},
            {"day": "yesterday"},
        ],
        ids=lambda query: next(iter(query.items())).__str__(),
    )
    def test_a_bad_or_unknown_identifier_is_no_page(
        self, dev: Client, url: str, query: dict[str, str]
    ) -> None:
        assert dev.get(url, query).status_code == 404

    def test_it_cannot_be_written_to(self, dev: Client, url: str) -> None:
        assert dev.put(url).status_code == 405
        assert dev.delete(url).status_code == 405


def test_roles_that_read_the_trail_do_not_write_it(cast: Cast) -> None:
    """No page changes the trail: only actions append to it."""
    before = AuditEvent.objects.count()
    text(signed_in(cast.dev))
    written = AuditEvent.objects.order_by("-id")[: AuditEvent.objects.count() - before]
    assert {event.action for event in written} <= {"sign-in.done"}
    assert SETUP.is_system
    assert Role.AUDITOR in cast.actor(cast.dev).roles
