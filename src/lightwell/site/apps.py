from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "lightwell.site"
    label = "site"
    verbose_name = "Site"
