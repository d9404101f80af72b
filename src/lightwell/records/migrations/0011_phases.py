"""A course is a phase of a way: what it continues, how it went on, and signed intervals."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lightwell.access.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_outside_therapists'),
        ('records', '0010_regimen_reviews'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IntervalDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('after_session', models.PositiveIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('days', models.PositiveIntegerField()),
                ('step', models.CharField(max_length=10)),
                ('proposal', models.JSONField()),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'ordering': ('course', 'after_session', 'number'),
            },
        ),
        migrations.CreateModel(
            name='PhaseChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('to', models.CharField(max_length=40)),
                ('decided_by', models.CharField(choices=[('prescriber', 'The prescriber'), ('patient', 'The person')], max_length=12)),
                ('reasons', models.TextField()),
                ('wish', models.TextField()),
                ('outcome', models.CharField(blank=True, max_length=12)),
                ('override_role', models.CharField(blank=True, max_length=40)),
                ('override_reason', models.TextField(blank=True)),
                ('agreed', models.JSONField(default=list)),
                ('shown', models.JSONField()),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.AddField(
            model_name='course',
            name='continues',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='continued_by', to='records.course'),
        ),
        migrations.AddField(
            model_name='course',
            name='phase',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AlterField(
            model_name='course',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='records.decision'),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.UniqueConstraint(condition=models.Q(('continues__isnull', True)), fields=('decision',), name='decision_begins_one_course'),
        ),
        migrations.AddField(
            model_name='intervaldecision',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='intervaldecision',
            name='course',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intervals', to='records.course'),
        ),
        migrations.AddField(
            model_name='phasechange',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='phasechange',
            name='course',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='change', to='records.course'),
        ),
        migrations.AddField(
            model_name='phasechange',
            name='evaluation',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='phase_change', to='records.ruleevaluation'),
        ),
        migrations.AddConstraint(
            model_name='intervaldecision',
            constraint=models.UniqueConstraint(fields=('course', 'after_session', 'number'), name='interval_decision_once'),
        ),
        migrations.AddConstraint(
            model_name='intervaldecision',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['lengthen', 'keep', 'shorten'])), name='interval_step_known'),
        ),
        migrations.AddConstraint(
            model_name='phasechange',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__in', ['prescriber', 'patient'])), name='phase_change_decider_known'),
        ),
        migrations.AddConstraint(
            model_name='phasechange',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'met', 'not_met', 'unknown'])), name='phase_change_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='phasechange',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'met']), models.Q(('override_reason', ''), _negated=True), _connector='OR'), name='phase_change_met_or_set_aside'),
        ),
        AppendOnly("records_course"),
        AppendOnly("records_phasechange"),
        AppendOnly("records_intervaldecision"),
    ]
