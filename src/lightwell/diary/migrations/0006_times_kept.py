"""What was booked before takes the time of its patient and staff, as what is booked now does."""

from django.db import migrations


def keep(apps, schema_editor):
    """The quarters of every chair that is kept. Who was booked twice before stays so, once seen."""
    chair, patient, staff, beside = (
        apps.get_model("diary", name)
        for name in ("ChairTime", "PatientTime", "StaffTime", "AppointmentTherapist")
    )
    therapists = dict(beside.objects.values_list("appointment_id", "therapist_id"))
    places = {}
    for row in chair.objects.select_related("appointment").order_by("appointment_id", "quarter"):
        made = row.appointment
        patient.objects.get_or_create(
            patient=made.patient, quarter=row.quarter, defaults={"appointment": made}
        )
        people = [(made.nurse_id, False)]
        if made.pk in therapists:
            people.append((therapists[made.pk], True))
        for person, is_beside in people:
            place = places[person, row.quarter] = places.get((person, row.quarter), 0) + 1
            staff.objects.create(
                person_id=person,
                quarter=row.quarter,
                place=place,
                of=None,
                is_beside=is_beside,
                appointment=made,
            )


class Migration(migrations.Migration):
    dependencies = [("diary", "0005_waiting_and_feed")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
