from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "lightwell.diary"
    label = "diary"
    verbose_name = "Diary"

    def ready(self) -> None:
        # A death that is recorded gives the places up that lie ahead, in its own transaction.
        from lightwell.diary.actions.deaths import give_up_places
        from lightwell.records.actions.deaths import CLOSERS

        if give_up_places not in CLOSERS:
            CLOSERS.append(give_up_places)
