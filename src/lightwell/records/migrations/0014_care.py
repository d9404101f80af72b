"""Goals in the person's own words, and the care plan of a course."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lightwell.access.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0013_staying_well'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CareDecline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=30)),
                ('reason', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.course')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='CareLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=30)),
                ('at', models.DateTimeField()),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='care', to='records.course')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='CareLineVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('what', models.CharField(max_length=500)),
                ('modality', models.CharField(blank=True, max_length=20)),
                ('supplement', models.CharField(blank=True, max_length=200)),
                ('who', models.CharField(choices=[('person', 'The person'), ('staff', 'A member of staff'), ('outside', 'An outside therapist'), ('prescriber', 'A prescriber outside')], max_length=10)),
                ('who_name', models.CharField(max_length=200)),
                ('starts_on', models.DateField()),
                ('due_on', models.DateField(null=True)),
                ('review_on', models.DateField()),
                ('review_reason', models.CharField(blank=True, max_length=500)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('going', 'Going on'), ('done', 'Done'), ('stopped', 'Stopped')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('is_own', models.BooleanField(help_text='The person marked it themselves, in the portal')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='records.careline')),
                ('who_link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.therapistlink')),
                ('who_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('line', 'number'),
            },
        ),
        migrations.CreateModel(
            name='CareReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField()),
                ('done', models.TextField()),
                ('helped', models.TextField(blank=True)),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='review', to='records.carelineversion')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('at', models.DateTimeField()),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='records.patient')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.AddField(
            model_name='carelineversion',
            name='goal',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.goal'),
        ),
        migrations.CreateModel(
            name='GoalRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('value', models.PositiveIntegerField()),
                ('is_own', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='records.goal')),
            ],
            options={
                'ordering': ('goal', 'id'),
            },
        ),
        migrations.CreateModel(
            name='GoalVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('words', models.TextField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('reached', 'Reached'), ('dropped', 'Dropped')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('is_own', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='records.goal')),
            ],
            options={
                'ordering': ('goal', 'number'),
            },
        ),
        migrations.AddConstraint(
            model_name='carelineversion',
            constraint=models.UniqueConstraint(fields=('line', 'number'), name='care_line_version_once'),
        ),
        migrations.AddConstraint(
            model_name='carelineversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'going', 'done', 'stopped'])), name='care_line_state_known'),
        ),
        migrations.AddConstraint(
            model_name='carelineversion',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__isnull', True), ('due_on__gte', models.F('starts_on')), _connector='OR'), name='care_line_due_after_its_start'),
        ),
        migrations.AddConstraint(
            model_name='carelineversion',
            constraint=models.CheckConstraint(condition=models.Q(('review_on__gte', models.F('starts_on'))), name='care_line_reviewed_after_its_start'),
        ),
        migrations.AddConstraint(
            model_name='goalrating',
            constraint=models.CheckConstraint(condition=models.Q(('value__lte', 10)), name='goal_rated_0_to_10'),
        ),
        migrations.AddConstraint(
            model_name='goalversion',
            constraint=models.UniqueConstraint(fields=('goal', 'number'), name='goal_version_once'),
        ),
        migrations.AddConstraint(
            model_name='goalversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'reached', 'dropped'])), name='goal_state_known'),
        ),
        AppendOnly("records_goal"),
        AppendOnly("records_goalversion"),
        AppendOnly("records_goalrating"),
        AppendOnly("records_careline"),
        AppendOnly("records_carelineversion"),
        AppendOnly("records_carereview"),
        AppendOnly("records_caredecline"),
    ]
