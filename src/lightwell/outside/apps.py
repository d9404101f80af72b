from django.apps import AppConfig


class OutsideConfig(AppConfig):
    name = "lightwell.outside"
    label = "outside"
    verbose_name = "Outside therapists"
