from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "lightwell.diary"
    label = "diary"
    verbose_name = "Diary"

    def ready(self) -> None:
        from lightwell.diary.actions import deaths

        deaths.register()
