"""Units taken home: policy, supplies, check-ins, reports; and that a person has died."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lightwell.access.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_outside_therapists'),
        ('records', '0011_phases'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RegisterCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('checked_on', models.DateField()),
                ('found', models.CharField(choices=[('expected', 'Nothing unexpected'), ('to_discuss', 'Something to talk about')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.location')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='register_checks', to='records.patient')),
            ],
            options={
                'ordering': ('patient', '-checked_on', '-id'),
            },
        ),
        migrations.CreateModel(
            name='Supply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('agent', models.CharField(max_length=20)),
                ('route', models.CharField(max_length=20)),
                ('unit_mg', models.CharField(max_length=12)),
                ('units', models.PositiveSmallIntegerField()),
                ('units_each', models.PositiveSmallIntegerField()),
                ('days', models.JSONField(help_text='The days of its doses, in order, as ISO dates')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.course')),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.location')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supplies', to='records.patient')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.planversion')),
            ],
            options={
                'ordering': ('patient', 'number'),
            },
        ),
        migrations.CreateModel(
            name='HomeReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('taken', 'Taken'), ('not_taken', 'Not taken'), ('worried', 'Worried')], max_length=10)),
                ('units', models.PositiveSmallIntegerField(default=0)),
                ('when', models.DateTimeField()),
                ('how_it_was', models.TextField(blank=True)),
                ('who_was_there', models.CharField(blank=True, max_length=200)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='records.homereport')),
                ('supply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='records.supply')),
            ],
            options={
                'ordering': ('supply', 'number'),
            },
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('due_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('caller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_ins', to='records.supply')),
            ],
            options={
                'ordering': ('supply', 'due_at'),
            },
        ),
        migrations.CreateModel(
            name='SupplyEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('verb', models.CharField(max_length=12)),
                ('status', models.CharField(max_length=12)),
                ('values', models.JSONField(default=dict)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='records.supply')),
            ],
            options={
                'ordering': ('supply', 'number'),
            },
        ),
        migrations.CreateModel(
            name='TakeHomePolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('act', models.CharField(choices=[('permitted', 'Permitted'), ('ended', 'Ended')], max_length=10)),
                ('holds_from', models.DateField()),
                ('most_doses', models.PositiveSmallIntegerField(null=True)),
                ('register_days', models.PositiveSmallIntegerField(null=True)),
                ('call_every_days', models.PositiveSmallIntegerField(null=True)),
                ('reason', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.location')),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='CheckInTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('was_reached', models.BooleanField()),
                ('answers', models.JSONField(default=dict)),
                ('sbp', models.PositiveSmallIntegerField(null=True)),
                ('dbp', models.PositiveSmallIntegerField(null=True)),
                ('units_left', models.PositiveSmallIntegerField(null=True)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('check_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tries', to='records.checkin')),
                ('response', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.response')),
            ],
            options={
                'ordering': ('check_in', 'number'),
                'constraints': [models.UniqueConstraint(fields=('check_in', 'number'), name='check_in_try_once')],
            },
        ),
        migrations.CreateModel(
            name='Death',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('act', models.CharField(choices=[('recorded', 'Recorded'), ('taken_back', 'Taken back')], max_length=12)),
                ('died_on', models.DateField(null=True)),
                ('source', models.CharField(help_text='Who told it and how; or why it is untrue', max_length=500)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deaths', to='records.patient')),
            ],
            options={
                'ordering': ('patient', 'number'),
                'constraints': [models.UniqueConstraint(fields=('patient', 'number'), name='death_number_once'), models.CheckConstraint(condition=models.Q(('act__in', ['recorded', 'taken_back'])), name='death_act_known')],
            },
        ),
        migrations.AddConstraint(
            model_name='supply',
            constraint=models.UniqueConstraint(fields=('patient', 'number'), name='supply_number_once'),
        ),
        migrations.AddConstraint(
            model_name='supply',
            constraint=models.CheckConstraint(condition=models.Q(('units__gte', 1), ('units_each__gte', 1)), name='supply_has_units'),
        ),
        migrations.AddConstraint(
            model_name='homereport',
            constraint=models.UniqueConstraint(fields=('supply', 'number'), name='home_report_once'),
        ),
        migrations.AddConstraint(
            model_name='homereport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'taken'), ('units__gte', 1)), models.Q(('kind__in', ['not_taken', 'worried']), ('units', 0)), _connector='OR'), name='home_report_units_taken'),
        ),
        migrations.AddConstraint(
            model_name='checkin',
            constraint=models.UniqueConstraint(fields=('supply', 'due_at'), name='check_in_moment_once'),
        ),
        migrations.AddConstraint(
            model_name='supplyevent',
            constraint=models.UniqueConstraint(fields=('supply', 'number'), name='supply_event_once'),
        ),
        migrations.AddConstraint(
            model_name='takehomepolicy',
            constraint=models.UniqueConstraint(fields=('location', 'number'), name='take_home_policy_number_once'),
        ),
        migrations.AddConstraint(
            model_name='takehomepolicy',
            constraint=models.CheckConstraint(condition=models.Q(('act', 'ended'), models.Q(('act', 'permitted'), ('most_doses__gte', 1)), _connector='OR'), name='take_home_policy_states_its_limit'),
        ),
        AppendOnly("records_checkin"),
        AppendOnly("records_checkintry"),
        AppendOnly("records_death"),
        AppendOnly("records_homereport"),
        AppendOnly("records_registercheck"),
        AppendOnly("records_supply"),
        AppendOnly("records_supplyevent"),
        AppendOnly("records_takehomepolicy"),
    ]
