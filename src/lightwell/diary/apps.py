from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "lightwell.diary"
    label = "diary"
    verbose_name = "Diary"

    def ready(self) -> None:
        # A death that is recorded, and a phase that is over, give up the places that lie ahead, in
        # their own transaction.
        from lightwell.diary.actions.course_ends import give_up
        from lightwell.diary.actions.deaths import give_up_places
        from lightwell.records.actions.deaths import CLOSERS
        from lightwell.records.course_ends import ENDERS

        if give_up_places not in CLOSERS:
            CLOSERS.append(give_up_places)
        if give_up not in ENDERS:
            ENDERS.append(give_up)
