"""Tags and filters of the design system; each component is one template."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template.context import Context, RequestContext
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lightwell.kit import dates, words
from lightwell.kit.arrays import people_of_100
from lightwell.kit.banner import PatientBanner
from lightwell.kit.confirmation import Confirmation
from lightwell.kit.http import forms_of
from lightwell.kit.icons import ICONS
from lightwell.kit.lists import SummaryRow, Table, Task
from lightwell.kit.problems import Problem, problem_for

register = template.Library()


# --- Marks -----------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon; always beside a word, so hidden from screen readers."""
    return format_html(
        '<svg class="lw-icon" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">'
        '<path d="{}"/></svg>',
        ICONS[name],
    )


@register.inclusion_tag("kit/parts/wordmark.html")
def wordmark() -> dict[str, Any]:
    """The name beside a light well: daylight falling into a closed court."""
    return {}


@register.inclusion_tag("kit/parts/status.html")
def status(outcome: object, text: str = "") -> dict[str, Any]:
    """Met, not met or unknown; ``text`` replaces the word where another is clearer."""
    said = words.status(outcome)
    return {"said": said, "text": text or said.words}


@register.inclusion_tag("kit/parts/tag.html")
def tag(text: object, tone: str = "") -> dict[str, Any]:
    """A word in a pill; tones: calm, waiting, care, outline."""
    return {"text": text, "tone": tone}


@register.inclusion_tag("kit/parts/people.html")
def people(groups: Iterable[Any]) -> dict[str, Any]:
    """Groups of a hundred side by side, each as a picture and in words; of one study only."""
    return {"pictures": [(people_of_100(one.count), one) for one in groups]}


@register.inclusion_tag("kit/parts/flag_word.html")
def flag_word(level: object, text: str = "") -> dict[str, Any]:
    """A flag's priority inside a table cell."""
    return {"said": words.priority(level), "text": text}


@register.inclusion_tag("kit/parts/flag.html")
def flag(
    level: object, what: str, *, limit: str = "", since: dt.datetime | None = None, action: str = ""
) -> dict[str, Any]:
    """A flag on a recorded value: what, limit, since when, what to do (R-33)."""
    return {
        "said": words.priority(level),
        "what": what,
        "limit": limit,
        "since": since,
        "action": action,
    }


# --- Boxes -----------------------------------------------------------------------------------


@register.simple_block_tag
def card(content: str, heading: str = "", url: str = "", tone: str = "", level: int = 2) -> str:
    """A quiet surface; with ``url`` the whole card is one link."""
    context = {"content": content, "heading": heading, "url": url, "tone": tone, "level": level}
    return render_to_string("kit/parts/card.html", context)


@register.simple_block_tag
def details(content: str, summary: str) -> str:
    """More for those who want it; opened on paper."""
    return render_to_string("kit/parts/details.html", {"content": content, "summary": summary})


@register.simple_block_tag
def live(content: str, url: str, name: str = "live", seconds: int = 15) -> str:
    """A region refreshed by polling; ``url`` answers with the same tag. No inputs inside (R-21)."""
    context = {"content": content, "url": url, "name": name, "seconds": seconds}
    return render_to_string("kit/parts/live.html", context)


@register.inclusion_tag("kit/parts/empty_state.html")
def empty_state(text: str, more: str = "") -> dict[str, Any]:
    """Says that there is nothing, so that silence is known to be real."""
    return {"text": text, "more": more}


@register.inclusion_tag("kit/parts/confirmation.html")
def confirmation_note(confirmation: Confirmation | None) -> dict[str, Any]:
    """What was just saved, with the time."""
    return {"confirmation": confirmation}


@register.inclusion_tag("kit/parts/banner.html")
def patient_banner(banner: PatientBanner) -> dict[str, Any]:
    """Who this page is about."""
    return {"banner": banner}


# --- Lists -----------------------------------------------------------------------------------


@register.inclusion_tag("kit/parts/summary_list.html")
def summary_list(rows: Iterable[SummaryRow]) -> dict[str, Any]:
    """Checked answers with their change links."""
    return {"rows": rows}


@register.inclusion_tag("kit/parts/task_list.html")
def task_list(tasks: Iterable[Task]) -> dict[str, Any]:
    """Things to do and how far each is."""
    return {"tasks": tasks}


@register.inclusion_tag("kit/parts/table.html")
def data_table(table: Table) -> dict[str, Any]:
    """A table that becomes labelled rows on narrow screens."""
    return {"table": table}


@register.inclusion_tag("kit/parts/pagination.html", takes_context=True)
def pagination(context: RequestContext, page: Page[Any]) -> dict[str, Any]:
    """Previous and next, keeping the page's other query parameters."""
    query = context["request"].GET.copy() if "request" in context else None

    def address(number: int) -> str:
        if query is None:
            return f"?page={number}"
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }


# --- Reasons ---------------------------------------------------------------------------------


@register.simple_tag
def explanation(tree: object) -> str:
    """Why: the claim, its outcome, its evidence, and the claims that it rests on."""
    return render_to_string("kit/parts/explanation.html", {"node": tree})


@register.filter
def evidence_lines(evidence: object) -> list[str]:
    """Evidence as lines, whether it came as one text, several, or recorded facts."""
    if evidence is None or evidence == "":
        return []
    if isinstance(evidence, str) or not isinstance(evidence, Iterable):
        return [str(evidence)]
    return [_evidence_line(one) for one in evidence]


def _evidence_line(one: object) -> str:
    """``Highest dose: 200 mg (recorded 14-Oct-2026 by N. Lee)``."""
    if not hasattr(one, "label"):
        return str(one)
    recorded = getattr(one, "recorded_on", "")
    day = dates.staff_date(dt.date.fromisoformat(recorded)) if recorded else ""
    by = getattr(one, "recorded_by", "")
    origin = " ".join(part for part in (day, f"by {by}" if by else "") if part)
    said = f"{one.label}: {getattr(one, 'value', '') or words.NOT_RECORDED}"
    return f"{said} (recorded {origin})" if origin else said


@register.inclusion_tag("kit/parts/would_change.html")
def would_change(
    items: Iterable[object], heading: str = "What would change this"
) -> dict[str, Any]:
    """The facts that would make the answer another one."""
    return {"items": list(items), "heading": heading}


@register.inclusion_tag("kit/parts/chart.html")
def chart(figure: object, csv_url: str = "", level: int = 2) -> dict[str, Any]:
    """A chart with its sentence, latest value, table and CSV."""
    return {"figure": figure, "csv_url": csv_url, "level": level}


# --- Forms -----------------------------------------------------------------------------------


@register.inclusion_tag("kit/parts/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """All messages of one form with links to their fields."""
    return {"errors": getattr(form, "summary_errors", [])}


@register.inclusion_tag("kit/parts/error_summary.html", takes_context=True)
def page_errors(context: Context) -> dict[str, Any]:
    """All messages of the page's forms; the shells place it."""
    return {"errors": _errors(context)}


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """The title of a refused page starts with "Error:"."""
    return "Error: " if _errors(context) else ""


def _errors(context: Context) -> list[Any]:
    flat: Mapping[str, Any] = {name: context.get(name) for name in ("form", "forms")}
    return [error for form in forms_of(flat) for error in getattr(form, "summary_errors", [])]


@register.simple_tag
def autosave_status() -> SafeString:
    """Where a form with ``data-autosave-url`` says that its draft is kept."""
    return format_html(
        '<p class="lw-autosave" role="status" data-autosave-status></p><noscript>{}</noscript>',
        "Your answers are kept when you press the button, not before.",
    )


# --- Pages -----------------------------------------------------------------------------------


@register.simple_tag
def problem(code: object) -> Problem:
    """The words of an error page."""
    return problem_for(code)


@register.simple_tag
def zone_note(location: object) -> str:
    """Which zone the page's times are in, said once (R-10)."""
    zone = str(getattr(location, "timezone", "") or timezone.get_current_timezone_name())
    return f"Times in {dates.clock_words(zone)}"


# --- Words -----------------------------------------------------------------------------------


@register.filter
def tel(number: str) -> str:
    """A telephone number as the phone dials it."""
    main = re.split(r"x|e", str(number), maxsplit=1, flags=re.IGNORECASE)[0]
    return re.sub(r"[^\d+]", "", main)


@register.filter
def or_not_recorded(value: object) -> object:
    """The value, or "Not recorded" where there is none (R-3); 0 and False are values."""
    return words.NOT_RECORDED if value is None or value == "" else value


@register.filter
def quantity(value: Decimal | int | float | None, unit: str = "") -> str:
    """A number with its unit."""
    return words.NOT_RECORDED if value is None else words.quantity(value, unit)


@register.filter
def staff_date(value: dt.date | dt.datetime | None) -> str:
    """``14-Jul-1975``."""
    return words.NOT_RECORDED if value is None else dates.staff_date(_local(value))


@register.filter
def staff_time(value: dt.datetime | None) -> str:
    """``14:05``."""
    return words.NOT_RECORDED if value is None else dates.staff_time(_local_moment(value))


@register.filter
def staff_datetime(value: dt.datetime | None) -> str:
    """``14-Jul-2026 14:05``."""
    if value is None:
        return words.NOT_RECORDED
    local = _local_moment(value)
    return f"{dates.staff_date(local)} {dates.staff_time(local)}"


@register.filter
def patient_date(value: dt.date | dt.datetime | None) -> str:
    """``Tuesday, March 4, 2026``."""
    return words.NOT_RECORDED if value is None else dates.patient_date(_local(value))


@register.filter
def patient_time(value: dt.datetime | dt.time | None) -> str:
    """``9:30 am``."""
    if value is None:
        return words.NOT_RECORDED
    clock = value if isinstance(value, dt.time) else _local_moment(value)
    return dates.patient_time(clock)


@register.filter
def patient_datetime(value: dt.datetime | None) -> str:
    """``Tuesday, March 4, 2026 at 9:30 am``."""
    if value is None:
        return words.NOT_RECORDED
    local = _local_moment(value)
    return f"{dates.patient_date(local)} at {dates.patient_time(local)}"


def _local(value: dt.date | dt.datetime) -> dt.date:
    return _local_moment(value) if isinstance(value, dt.datetime) else value


def _local_moment(value: dt.datetime) -> dt.datetime:
    """In the active zone; a moment without a zone is a fault, not a guess."""
    return timezone.localtime(value)
