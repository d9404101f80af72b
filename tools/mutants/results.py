"""What became of each mutant, kept line by line, so that a run can go on where it stopped."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from .plan import Plan


@dataclass(frozen=True)
class Result:
    """What became of one mutant: killed, timeout, or survived."""

    module: str
    key: str
    line: int
    outcome: str
    by: str
    seconds: float
    digest: str

    @property
    def function(self) -> str:
        """The module and the function in which the mutant stands."""
        return self.key.split(": ")[0]


def keep(plan: Plan, made: Result) -> None:
    """Write down what became of a mutant."""
    with plan.results.open("a", encoding="utf-8") as notes:
        notes.write(json.dumps(asdict(made), ensure_ascii=False) + "\n")


def results_of(plan: Plan) -> dict[str, Result]:
    """What became of each mutant, the last time that it was asked about."""
    if not plan.results.exists():
        return {}
    lines = plan.results.read_text(encoding="utf-8").splitlines()
    return {made.key: made for made in (Result(**json.loads(line)) for line in lines)}
