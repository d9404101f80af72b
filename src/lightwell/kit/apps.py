"""The kit as a Django application: templates and template tags only, no tables."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Makes `kit/…` templates and `{% load kit %}` available."""

    name = "lightwell.kit"
    label = "kit"
