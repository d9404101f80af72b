from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "lightwell.public"
    label = "public"
    verbose_name = "Public"
