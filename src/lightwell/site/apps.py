from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "lightwell.site"
    label = "site"
    verbose_name = "Site"

    def ready(self) -> None:
        from lightwell.site import checks, signals  # noqa: F401 — they register themselves
