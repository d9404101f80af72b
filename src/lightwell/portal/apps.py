from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "lightwell.portal"
    label = "portal"
    verbose_name = "Portal"
