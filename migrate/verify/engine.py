"""Verify many notebooks: one after the other, several at a time, or on a Dask cluster."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from migrate.api import Outcome
from migrate.verify.modules import Module
from migrate.verify.notebook import NotebookVerdict, verify_outcome
from migrate.verify.processes import KERNELS
from migrate.verify.run import MissingExtra
from migrate.verify.settings import Settings

# How long a scheduler may take to answer.
_CONNECT_WITHIN = 30.0


# The place of a task among all, and its verdict.
Verdicts = Generator[tuple[int, NotebookVerdict], None, None]


class EngineError(Exception):
    """A cluster cannot be used; the message is one sentence."""


@dataclass(frozen=True)
class Task:
    """One notebook to verify.

    Attributes:
        path: its file; `outcome` what migrating it gave.
        settings: how to judge it.
        constants: what to set in it, as source text, by name.
        modules: the modules beside it that it imports as migrated.
    """

    path: Path
    outcome: Outcome
    settings: Settings
    constants: Mapping[str, str]
    modules: tuple[Module, ...] = ()

    def run(self) -> NotebookVerdict:
        """Run and judge the notebook; nothing is written but what its cells write."""
        return verify_outcome(self.path, self.outcome, self.settings, self.constants, self.modules)


def run_local(tasks: Sequence[Task], jobs: int = 1) -> Verdicts:
    """The tasks' places and verdicts as they are done, `jobs` notebooks at a time.

    Each notebook has its own kernel process; here are only threads that wait for them. When the
    iterator is closed (Ctrl-C), the kernels and all that they started are ended.
    """
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(jobs))
        stack.callback(KERNELS.allow)
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        places = {pool.submit(task.run): place for place, task in enumerate(tasks)}
        try:
            for future in as_completed(places):
                yield places[future], future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            KERNELS.end_all()
            raise


def run_dask(tasks: Sequence[Task], jobs: int = 1, scheduler: str | None = None) -> Verdicts:
    """The tasks' places and verdicts as they are done, on the workers of a Dask cluster.

    A task whose worker dies is given to another one. The workers need this package and the
    notebooks' folders at the same paths.

    Args:
        tasks: what to verify.
        jobs: the workers of the cluster made here, if no scheduler is named.
        scheduler: the address of a running cluster's scheduler, `tcp://host:8786`.

    Raises:
        MissingExtra: if `distributed` is not installed.
        EngineError: if no scheduler answers.
    """
    try:
        distributed: Any = import_module("distributed")
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"--engine dask needs {error.name}: pip install 'rnn-migrate[dask]'"
        ) from None
    with ExitStack() as stack:
        client = stack.enter_context(_client(distributed, stack, jobs, scheduler))
        run = uuid.uuid4().hex
        places = {
            client.submit(Task.run, task, key=f"rnn-migrate-{run}-{place}", pure=False): place
            for place, task in enumerate(tasks)
        }
        for future in distributed.as_completed(list(places)):
            place = places[future]
            yield place, _verdict_of(future, tasks[place], distributed.KilledWorker)


def _client(distributed: Any, stack: ExitStack, jobs: int, scheduler: str | None) -> Any:
    try:
        if scheduler is None:
            cluster = stack.enter_context(
                distributed.LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
            )
            return distributed.Client(cluster)
        return distributed.Client(scheduler, timeout=_CONNECT_WITHIN)
    except (OSError, ValueError, TimeoutError) as error:
        raise EngineError(f"no Dask scheduler answers at {scheduler}: {error}") from None


def _verdict_of(future: Any, task: Task, killed: type[Exception]) -> NotebookVerdict:
    try:
        verdict: NotebookVerdict = future.result()
    except killed:
        reason = "every worker that ran it died: it may need more memory than a worker has"
        return NotebookVerdict(str(task.path), reason, required=task.settings.require)
    return verdict
