"""Our own line icons on a 24-unit grid: paths only, coloured by the style sheet."""

from __future__ import annotations

ICONS = {
    # Navigation
    "today": "M4 6.5h16v13H4z M4 10.5h16 M8.5 4v4 M15.5 4v4 M9 15l2 2 4-4",
    "checkins": "M6 4.5h12v16H6z M9 9.5h6 M9 13h6 M9 16.5h3",
    "treatments": "M8.5 15.5l7-7 M5.6 12.4l6.8-6.8a4.2 4.2 0 0 1 6 6l-6.8 6.8a4.2 4.2 0 0 1-6-6z",
    "more": "M4.5 7h15 M4.5 12h15 M4.5 17h15",
    "patients": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M2.5 20a6.5 6.5 0 0 1 13 0 "
    "M16 4.5a3.5 3.5 0 0 1 0 6 M18 14.2a6.5 6.5 0 0 1 3.5 5.8",
    "requests": "M4 5.5h16v13H4z M4 13h5l1.2 2.5h3.6L15 13h5",
    "risk": "M12 20.5s-7.5-4.6-7.5-10.2A4.3 4.3 0 0 1 12 7.6a4.3 4.3 0 0 1 7.5 2.7"
    "c0 5.6-7.5 10.2-7.5 10.2z",
    "messages": "M4 5.5h16v11H9.5L5.5 20v-3.5H4z",
    "audit": "M6 4h9l3.5 3.5V20H6z M9 12h6 M9 15.5h6 M14.5 4v4H18",
    "roster": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M12 7.5V12l3 2",
    "outbox": "M4 12.5l16-8-5 16-3.5-6.5z",
    "settings": "M5 7h8 M17 7h2 M5 12h2 M11 12h8 M5 17h8 M17 17h2 M15 5v4 M9 10v4 M15 15v4",
    "chair": "M7 4v9h9a2 2 0 0 1 2 2v5 M7 13v7 M11 9h6a2 2 0 0 1 2 2v2",
    "light": "M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10z M12 2.5v2 M12 19.5v2 M2.5 12h2 M19.5 12h2 "
    "M5.3 5.3l1.4 1.4 M17.3 17.3l1.4 1.4",
    "hand": "M8 12V6.5a1.5 1.5 0 0 1 3 0V11 M11 10V5a1.5 1.5 0 0 1 3 0v5 M14 10V6.5"
    "a1.5 1.5 0 0 1 3 0V14a6 6 0 0 1-6 6c-3 0-4.5-1.5-6-4.5L3.6 13A1.4 1.4 0 0 1 6 11.6l2 1.9",
    "schedule": "M4 5.5h16v14H4z M4 10h16 M9.5 10v9.5 M15 10v9.5",
    "home": "M4 11.5 12 5l8 6.5 M6 10v9.5h12V10",
    "documents": "M7 4h7l4 4v12H7z M14 4v4h4",
    # Meaning: each has a shape of its own
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "cross": "M6.5 6.5l11 11 M17.5 6.5l-11 11",
    "question": "M9 9a3 3 0 1 1 4.6 2.5c-1 .7-1.6 1.2-1.6 2.5 M12 17.5h.01",
    "dash": "M6 12h12",
    "alert": "M12 4.5 21 19.5H3z M12 10v4 M12 16.8h.01",
    "diamond": "M12 3.5 20.5 12 12 20.5 3.5 12z M12 8.5v4 M12 15.2h.01",
    "circle": "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z M12 11v5 M12 8h.01",
    "unavailable": "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z M6.5 17.5l11-11",
    "phone": "M6 4h3.5l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5V18a2 2 0 0 1-2 2"
    "A14.5 14.5 0 0 1 4 6a2 2 0 0 1 2-2z",
}
