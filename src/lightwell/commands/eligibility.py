"""The commands of an evaluation: a treatment, its interactions, the options, and a rule."""

from __future__ import annotations

import argparse
from pathlib import Path

from .treatment import Answer, Commands


def add_commands(commands: Commands) -> None:
    """Add assess, interactions, options and explain to the command line."""
    assess = commands.add_parser("assess", help="what speaks for and against a treatment")
    assess.add_argument("case", type=Path, help="a case file, TOML or JSON")
    _add_treatment(assess)
    assess.set_defaults(answer=_assess)
    beside = commands.add_parser("interactions", help="what the medicines do beside a treatment")
    beside.add_argument("case", type=Path, help="a case file, TOML or JSON")
    _add_treatment(beside)
    beside.set_defaults(answer=_interactions)
    choices = commands.add_parser("options", help="every option for a person, side by side")
    choices.add_argument("case", type=Path, help="a case file, TOML or JSON")
    choices.add_argument("--region", default="us", help="us or eu (us)")
    choices.add_argument("--json", action="store_true", help="answer in JSON")
    choices.set_defaults(answer=_options)
    explain = commands.add_parser("explain", help="a rule in prose, with its source")
    explain.add_argument("rule", help="such as ci.aneurysm")
    explain.add_argument("--json", action="store_true", help="answer in JSON")
    explain.set_defaults(answer=_explain)


def _add_treatment(command: argparse.ArgumentParser) -> None:
    """The treatment in question, and the region whose labels hold."""
    command.add_argument("--agent", default="ketamine", help="ketamine or esketamine (ketamine)")
    command.add_argument(
        "--route", help="iv, im, sc, oral, sublingual or intranasal (ketamine: iv)"
    )
    command.add_argument("--region", default="us", help="us or eu (us)")
    command.add_argument("--json", action="store_true", help="answer in JSON")


def _assess(options: argparse.Namespace) -> Answer:
    from lightwell.clinical.casefile import read_case
    from lightwell.clinical.eligibility import assess

    return assess(read_case(options.case), options.agent, options.route, options.region)


def _interactions(options: argparse.Namespace) -> Answer:
    from lightwell.clinical.casefile import read_case
    from lightwell.clinical.interactionreport import interactions

    return interactions(read_case(options.case), options.agent, options.route, options.region)


def _options(options: argparse.Namespace) -> Answer:
    from lightwell.clinical.casefile import read_case
    from lightwell.clinical.optionreport import options as options_for

    return options_for(read_case(options.case), options.region)


def _explain(options: argparse.Namespace) -> Answer:
    from lightwell.clinical.rulebook import explain_rule

    return explain_rule(options.rule)
