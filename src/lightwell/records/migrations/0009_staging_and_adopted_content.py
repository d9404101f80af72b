"""What a staging said is kept with the determination; an adoption keeps what was adopted."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lightwell.access.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0008_therapy'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='adoption',
            name='content',
            field=models.TextField(null=True),
        ),
        migrations.CreateModel(
            name='StagingEvaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('staging', models.CharField(max_length=80)),
                ('staging_version', models.CharField(max_length=40)),
                ('content_hash', models.CharField(max_length=64)),
                ('facts', models.JSONField()),
                ('result', models.JSONField()),
                ('why', models.JSONField()),
                ('at', models.DateTimeField()),
                ('idempotency_key', models.CharField(max_length=120, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staging_evaluations', to='records.patient')),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        AppendOnly("records_adoption"),
        AppendOnly("records_stagingevaluation"),
    ]
