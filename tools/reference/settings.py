"""The page of settings, from the readers themselves: what is read is what is told."""

from __future__ import annotations

from lightwell.site.env import READ, Setting

HEAD = """# Settings

Lightwell is set up by variables of the environment. None is needed for the demonstration.
A value that cannot be right stops the start and says what to do. This page is made from the code.

| Variable | Default | Meaning |
|---|---|---|"""
FOOT = """
A variable marked “or file” can also be given as the name of a file that holds the value:
`LIGHTWELL_SECRET_KEY_FILE=/run/secrets/key`.
"""


def page() -> str:
    """Every variable of the environment with its default and meaning."""
    import lightwell.site.settings  # noqa: F401 — reading fills the list

    rows = [_row(setting) for setting in READ.values()]
    return "\n".join([HEAD, *rows, FOOT])


def _row(setting: Setting) -> str:
    name = f"`{setting.name}`" + (" or file" if setting.may_be_file else "")
    return f"| {name} | {_default(setting.default)} | {setting.help} |"


def _default(default: str) -> str:
    if not default:
        return "empty"
    return default if "`" in default or " " in default else f"`{default}`"
