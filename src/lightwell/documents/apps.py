from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "lightwell.documents"
    label = "documents"
    verbose_name = "Documents"
