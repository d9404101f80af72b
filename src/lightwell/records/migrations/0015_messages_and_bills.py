"""Messages between those who treat a person, letters of further kinds, prices and bills."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lightwell.access.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_outside_therapists'),
        ('records', '0014_care'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('prescriber', 'Letter to a prescriber outside'), ('consultation', 'Consultation letter'), ('therapist', 'Letter to the therapist outside')], default='prescriber', max_length=20),
        ),
        migrations.AlterField(
            model_name='letter',
            name='agreed_on',
            field=models.DateField(help_text='When the person agreed that this letter goes out; empty on one to themselves', null=True),
        ),
        migrations.CreateModel(
            name='CareMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('words', models.TextField()),
                ('is_outside', models.BooleanField(help_text='Written by a therapist outside, under a release')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('by_role', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='care_messages', to='records.patient')),
            ],
            options={
                'ordering': ('patient', 'number'),
            },
        ),
        migrations.CreateModel(
            name='CareMessageRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='records.caremessage')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='ClinicianNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(blank=True, max_length=10)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registered_numbers', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='ClinicPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('team', 'Our team'), ('prices', 'Paying yourself'), ('questions', 'Questions about this clinic')], max_length=20)),
                ('number', models.PositiveIntegerField()),
                ('words', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.location')),
            ],
            options={
                'ordering': ('location', 'kind', 'number'),
            },
        ),
        migrations.CreateModel(
            name='DiagnosisCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(max_length=8)),
                ('words', models.CharField(max_length=200)),
                ('is_over', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='diagnosis_codes', to='records.patient')),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Price',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('service', models.CharField(help_text='In words that a visitor understands', max_length=100)),
                ('code', models.CharField(blank=True, help_text='Of the list of billing codes', max_length=10)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ('from_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.location')),
            ],
            options={
                'ordering': ('service', 'from_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Superbill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('content', models.JSONField()),
                ('content_hash', models.CharField(help_text='Of the list of billing codes', max_length=64)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.location')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='superbills', to='records.patient')),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='records.superbill')),
            ],
            options={
                'ordering': ('patient', 'number'),
            },
        ),
        migrations.AddConstraint(
            model_name='caremessage',
            constraint=models.UniqueConstraint(fields=('patient', 'number'), name='care_message_once'),
        ),
        migrations.AddConstraint(
            model_name='caremessageread',
            constraint=models.UniqueConstraint(fields=('message', 'by'), name='care_message_read_once'),
        ),
        migrations.AddConstraint(
            model_name='clinicpage',
            constraint=models.UniqueConstraint(fields=('location', 'kind', 'number'), name='clinic_page_version_once'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gte', 0), _connector='OR'), name='price_not_below_zero'),
        ),
        migrations.AddConstraint(
            model_name='superbill',
            constraint=models.UniqueConstraint(fields=('patient', 'number'), name='superbill_number_once'),
        ),
        AppendOnly("records_letter"),
        AppendOnly("records_caremessage"),
        AppendOnly("records_caremessageread"),
        AppendOnly("records_clinicpage"),
        AppendOnly("records_cliniciannumber"),
        AppendOnly("records_diagnosiscode"),
        AppendOnly("records_price"),
        AppendOnly("records_superbill"),
    ]
