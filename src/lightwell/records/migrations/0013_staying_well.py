"""What was done about a person who is to be asked back."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lightwell.access.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_outside_therapists'),
        ('records', '0012_supply'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RecallAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('purpose', models.CharField(max_length=12)),
                ('evidence', models.CharField(max_length=64)),
                ('said', models.JSONField()),
                ('outcome', models.CharField(choices=[('reached', 'Reached'), ('not_reached', 'Not reached'), ('booked', 'Booked'), ('declined', 'Declined'), ('left', 'Left until a day')], max_length=12)),
                ('until', models.DateField()),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.location')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recall_acts', to='records.patient')),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['location', 'until'], name='records_rec_locatio_d6a6ae_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['reached', 'not_reached', 'booked', 'declined', 'left'])), name='recall_outcome_known')],
            },
        ),
        AppendOnly("records_recallact"),
    ]
