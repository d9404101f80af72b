from lightwell.clinical import transitions
from lightwell.clinical.errors import NotAllowed
from tests.spec.book import Chapter, Row, Section

_TABLES = {table.name: table for table in transitions.ALL}


def _step(name: str, row: Row) -> Row:
    try:
        return {"leads to": _TABLES[name].after(row["state"], row["verb"])}
    except NotAllowed:
        return {"leads to": "refused"}


def _final(row: Row) -> Row:
    table = _TABLES[row["thing"]]
    return {"begins": table.initial, "ends": ", ".join(table.final) or "never"}


CHAPTER = Chapter(
    "What may happen next",
    "Each thing has states, and a table of what may be done in each. Anything not in the table "
    "is refused.",
    (
        Section(
            "Beginnings and ends",
            "",
            """
            thing                    || begins   | ends
            risk task                || new      | cleared, closed
            questionnaire assignment || sent     | expired, withdrawn, submitted
            consultation request     || received | accepted, declined, duplicate
            treatment trial          || draft    | rejected, withdrawn
            course                   || planned  | abandoned, handed_over, stopped
            appointment              || booked   | moved, cancelled, missed, over
            """,
            _final,
        ),
        Section(
            "Risk task: the rules that matter",
            "Only an assessed task closes; attempts keep it open; only an untaken task escalates, "
            "and only one whose person was not reached reminds; neither moves it; "
            "a worse answer sends an assessed task back.",
            """
            state    | verb        || leads to
            new      | close       || refused
            taken    | close       || refused
            trying   | close       || refused
            spoken   | close       || refused
            assessed | close       || closed
            new      | take        || taken
            taken    | take        || refused
            new      | escalate    || new
            taken    | remind      || taken
            trying   | remind      || trying
            new      | remind      || refused
            spoken   | remind      || refused
            assessed | remind      || refused
            closed   | remind      || refused
            taken    | escalate    || refused
            taken    | attempt     || trying
            trying   | attempt     || trying
            trying   | speak       || spoken
            taken    | assess      || refused
            spoken   | assess      || assessed
            assessed | raise_level || taken
            closed   | take        || refused
            closed   | raise_level || refused
            cleared  | take        || refused
            """,
            lambda row: _step("risk task", row),
        ),
        Section(
            "Questionnaire assignment",
            "",
            """
            state     | verb     || leads to
            sent      | open     || opened
            opened    | submit   || submitted
            sent      | expire   || expired
            opened    | expire   || expired
            sent      | withdraw || withdrawn
            opened    | withdraw || withdrawn
            sent      | submit   || refused
            submitted | open     || refused
            expired   | open     || refused
            withdrawn | submit   || refused
            """,
            lambda row: _step("questionnaire assignment", row),
        ),
        Section(
            "Consultation request",
            "",
            """
            state    | verb           || leads to
            received | accept         || accepted
            received | decline        || declined
            received | mark_duplicate || duplicate
            accepted | decline        || refused
            declined | accept         || refused
            """,
            lambda row: _step("consultation request", row),
        ),
        Section(
            "Treatment trial",
            "A new draft never pushes out what was verified: while it waits the verified facts "
            "stand, and they stand again when the draft is rejected or taken back.",
            """
            state           | verb     || leads to
            draft           | propose  || proposed
            proposed        | propose  || proposed
            proposed        | verify   || verified
            proposed        | reject   || rejected
            proposed        | withdraw || withdrawn
            verified        | correct  || verified
            verified        | reject   || rejected
            verified        | propose  || change_proposed
            change_proposed | verify   || verified
            change_proposed | reject   || verified
            change_proposed | withdraw || verified
            draft           | verify   || refused
            rejected        | verify   || refused
            change_proposed | correct  || refused
            verified        | withdraw || refused
            """,
            lambda row: _step("treatment trial", row),
        ),
    ),
)
