"""``python -m tools.mutants [--module NAME …] [--sample N --seed S] [--resume]``."""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Sequence

from . import report
from .mutants import Mutant, mutants_of
from .plan import Plan, of_the_core
from .results import results_of
from .trial import judge


def main(arguments: Sequence[str], plan: Plan | None = None) -> int:
    """Judge the mutants and write the report; 0 when every subject reaches the limit."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("--module", action="append", default=[], help="only these; may be repeated")
    parser.add_argument("--sample", type=int, help="so many mutants, drawn by chance")
    parser.add_argument("--seed", type=int, default=1, help="of the chance")
    parser.add_argument("--resume", action="store_true", help="ask only about what survived so far")
    options = parser.parse_args(arguments)

    plan = plan or of_the_core()
    os.chdir(plan.root)
    mutants = [one for source in plan.sources(tuple(options.module)) for one in mutants_of(source)]
    if options.sample:
        mutants = drawn(mutants, options.sample, options.seed)
    if options.resume:
        waiting = _still_to_ask(plan, mutants)
    else:
        plan.results.unlink(missing_ok=True)
        waiting = mutants
    print(f"{len(mutants)} mutants, {len(waiting)} to be asked about.", flush=True)
    began = time.monotonic()
    if waiting:
        judge(plan, waiting)
    return report.write(plan, mutants, report.Run(time.monotonic() - began, options))


def drawn(mutants: list[Mutant], number: int, seed: int) -> list[Mutant]:
    """A sample, the same for the same seed, in the order of the modules."""
    chance = random.Random(seed)  # noqa: S311 — a draw, and no secret
    chosen = set(chance.sample(range(len(mutants)), min(number, len(mutants))))
    return [one for place, one in enumerate(mutants) if place in chosen]


def _still_to_ask(plan: Plan, mutants: list[Mutant]) -> list[Mutant]:
    """All but those that were killed in the module as it now stands."""
    known = results_of(plan)
    return [
        one
        for one in mutants
        if (held := known.get(one.key)) is None
        or held.digest != one.source.digest
        or held.outcome == "survived"
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
