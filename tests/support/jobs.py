"""Runs the queued jobs as the worker would, in this process."""

from __future__ import annotations

from django_tasks_db.models import DBTaskResult


def run_jobs() -> int:
    """Run every job that is due, those too that they ask for; a job's own fault fails the test."""
    done = 0
    while (job := DBTaskResult.objects.ready().first()) is not None:
        job.claim("tests")
        result = job.task_result
        job.set_successful(job.task.call(*result.args, **result.kwargs))
        done += 1
    return done
