from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "lightwell.room"
    label = "room"
    verbose_name = "Treatment room"
