from django.apps import AppConfig


class ClinicConfig(AppConfig):
    name = "lightwell.clinic"
    label = "clinic"
    verbose_name = "Clinic"
