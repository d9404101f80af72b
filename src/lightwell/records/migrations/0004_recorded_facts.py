"""What was found out about a person; the table only grows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lightwell.access.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0003_not_reached'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RecordedFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('about', models.CharField(blank=True, max_length=60)),
                ('number', models.PositiveIntegerField()),
                ('value', models.JSONField(null=True)),
                ('unit', models.CharField(blank=True, max_length=20)),
                ('observed_on', models.DateField()),
                ('observed_at', models.DateTimeField(null=True)),
                ('source', models.CharField(choices=[('patient', 'The patient says so'), ('clinician', 'Examined or judged here'), ('chart', 'Chart, letter or report from elsewhere')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('idempotency_key', models.CharField(max_length=200, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='records.patient')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('patient', 'name', 'about', 'number'), name='recorded_fact_once'), models.CheckConstraint(condition=models.Q(('source__in', ['patient', 'clinician', 'chart'])), name='recorded_fact_source_known')],
            },
        ),
        AppendOnly("records_recordedfact"),
    ]
