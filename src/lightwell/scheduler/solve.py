"""The best places for the sessions of a series, by OR-tools CP-SAT; or why there are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import define, frozen

from . import chain
from .problem import Problem
from .reasons import why_not
from .result import NoProposal, Placed, Proposal
from .slots import Slots
from .wishes import NURSE, Option, Weigher

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

# The search counts its own steps instead of seconds, so a slow machine finds the same answer.
STEPS = 10.0
SEED = 1


def propose(problem: Problem, *, steps: float = STEPS) -> Proposal | NoProposal:
    """A place for every session within every rule, and as close to the wishes as there is.

    ``steps`` bounds the search by its own count; what it then falls short of is in the answer.
    """
    slots = Slots(problem)
    found = chain.find_days(problem, {one.day for one in slots.starts})
    if found.stuck is not None:
        return why_not(problem, found.stuck)
    weigher = Weigher(slots)
    options = [weigher.options(one) for one in problem.sessions]
    model = _Model.of(problem, options)
    model.hint(problem, found.days)
    chosen, cost, bound = model.solve(steps)
    return Proposal(placed=_placed(weigher, chosen), cost=cost, bound=bound)


def _placed(weigher: Weigher, chosen: _Chosen) -> tuple[Placed, ...]:
    return tuple(
        weigher.placed(
            session, option, None if chosen.main is None else chosen.main == option.nurse
        )
        for session, option in zip(weigher.slots.problem.sessions, chosen.options, strict=True)
    )


@frozen
class _Chosen:
    """One option for each session, and the nurse that most of them have, where that is a wish."""

    options: list[Option]
    main: int | None


@define
class _Model:
    """One yes-or-no for each option, days that keep order, distance and length, and the cost."""

    cp: cp_model.CpModel
    options: Sequence[Sequence[Option]]
    picks: list[list[cp_model.IntVar]]
    mains: dict[int, cp_model.IntVar]

    @classmethod
    def of(cls, problem: Problem, options: Sequence[Sequence[Option]]) -> _Model:
        """The model of a problem whose options are known."""
        from ortools.sat.python import cp_model  # late: a second, for who books alone

        cp = cp_model.CpModel()
        picks = [[cp.new_bool_var("") for _ in row] for row in options]
        for row in picks:
            cp.add_exactly_one(row)
        model = cls(cp, options, picks, {})
        model._keep_days(problem)
        model._weigh(problem)
        return model

    def _keep_days(self, problem: Problem) -> None:
        """Order and distance from each session to the next, and the days from first to last.

        Between two sessions that stay there is nothing to decide.
        """
        first_day = problem.first_day
        stays = {one.number: (one.day - first_day).days for one in problem.fixed}
        days = {number: self.cp.new_constant(day) for number, day in stays.items()}
        for session, row, picks in zip(problem.sessions, self.options, self.picks, strict=True):
            on = [(one.start.day - first_day).days for one in row]
            days[session.number] = self.cp.new_int_var(min(on), max(on), "")
            chosen = sum(day * pick for day, pick in zip(on, picks, strict=True))
            self.cp.add(days[session.number] == chosen)
        for before, after in pairwise(sorted(days)):
            if not {before, after} <= stays.keys():
                self.cp.add(days[after] - days[before] >= problem.rules.min_gap_days)
        self.cp.add(days[max(days)] - days[min(days)] < problem.rules.within_days)

    def _weigh(self, problem: Problem) -> None:
        costs: list[cp_model.LinearExprT] = [
            one.cost * pick
            for row, picks in zip(self.options, self.picks, strict=True)
            for one, pick in zip(row, picks, strict=True)
        ]
        if problem.preferences.same_nurse:
            nurses = sorted({one.nurse for row in self.options for one in row})
            self.mains = {nurse: self.cp.new_bool_var("") for nurse in nurses}
            self.cp.add_exactly_one(self.mains.values())
            costs += [NURSE * self._other(index) for index in range(len(self.options))]
        self.cp.minimize(sum(costs))

    def _other(self, index: int) -> cp_model.IntVar:
        """Whether a session is with another nurse than most."""
        is_other = self.cp.new_bool_var("")
        for nurse, main in self.mains.items():
            with_nurse = sum(
                pick
                for one, pick in zip(self.options[index], self.picks[index], strict=True)
                if one.nurse == nurse
            )
            self.cp.add(is_other >= main - with_nurse)
        return is_other

    def hint(self, problem: Problem, days: Mapping[int, date]) -> None:
        """The days that the chain found: an answer from the first step on."""
        for session, row, picks in zip(problem.sessions, self.options, self.picks, strict=True):
            at = next(i for i, one in enumerate(row) if one.start.day == days[session.number])
            for index, pick in enumerate(picks):
                self.cp.add_hint(pick, index == at)

    def solve(self, steps: float) -> tuple[_Chosen, int, int]:
        """What is chosen, what it costs, and what no answer is below."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.max_deterministic_time = steps
        solver.solve(self.cp)
        chosen = [
            next(one for one, pick in zip(row, picks, strict=True) if solver.boolean_value(pick))
            for row, picks in zip(self.options, self.picks, strict=True)
        ]
        main = next((one for one, var in self.mains.items() if solver.boolean_value(var)), None)
        return (
            _Chosen(chosen, main),
            round(solver.objective_value),
            round(solver.best_objective_bound),
        )
