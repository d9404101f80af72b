from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "lightwell.records"
    label = "records"
    verbose_name = "Records"
