"""A prescriber's review of everything that is taken beside a planned treatment."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lightwell.access.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0009_staging_and_adopted_content'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RegimenReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('agent', models.CharField(max_length=20)),
                ('route', models.CharField(max_length=20)),
                ('region', models.CharField(max_length=2)),
                ('content_hash', models.CharField(max_length=64)),
                ('facts', models.JSONField()),
                ('found', models.JSONField()),
                ('decided', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='regimen_reviews', to='records.patient')),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        AppendOnly("records_regimenreview"),
    ]
