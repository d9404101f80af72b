"""Clinical facts only grow: a correction is a new row that supersedes."""

from django.db import migrations

from lightwell.access.append_only import AppendOnly

TABLES = (
    "records_seenat",
    "records_portalinvitation",
    "records_entryversion",
    "records_reconciliation",
    "records_assignmentevent",
    "records_response",
    "records_nowanswer",
    "records_risktask",
    "records_risktaskevent",
    "records_ruleevaluation",
    "records_disagreement",
)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [AppendOnly(table) for table in TABLES]
