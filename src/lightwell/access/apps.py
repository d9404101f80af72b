from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lightwell.access"
    label = "access"
    verbose_name = "Access"
