"""A kernel and the processes that its cells started, ended together."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable
from importlib import import_module
from types import TracebackType
from typing import Any

# How long an interrupted kernel may take to answer before it is killed.
GRACE = 10.0


class Watch:
    """While a cell runs: interrupts its kernel at the cell's limit, kills it at the notebook's.

    Attributes:
        reached: `"cell"` or `"notebook"`, the limit that was reached first; None if none was.
    """

    def __init__(self, pid: int, cell: float | None, notebook: float | None) -> None:
        self.pid = pid
        self.reached: str | None = None
        self._lock = threading.Lock()
        self._timers: list[threading.Timer] = []
        if cell is not None:
            self._timers.append(threading.Timer(cell, self._reach, ["cell", signal.SIGINT]))
            self._timers.append(threading.Timer(cell + GRACE, self._reach, ["cell", None]))
        if notebook is not None:
            self._timers.append(threading.Timer(notebook, self._reach, ["notebook", None]))

    def __enter__(self) -> Watch:
        for timer in self._timers:
            timer.daemon = True
            timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            for timer in self._timers:
                timer.cancel()
            self._timers = []

    def _reach(self, limit: str, number: int | None) -> None:
        with self._lock:
            if not self._timers:  # the cell ended while this timer went off
                return
            self.reached = self.reached or limit
            if number is None or not hasattr(os, "killpg"):
                end(descendants(self.pid), self.pid)
                _kill(self.pid)
            else:
                os.killpg(self.pid, number)


def _psutil() -> Any:
    """The package psutil; ipykernel needs it, so it is there, but it has no types of its own."""
    return import_module("psutil")


def _kill(pid: int) -> None:
    """Kill a process by its number, where there are no process groups as well."""
    psutil = _psutil()

    try:
        psutil.Process(pid).kill()
    except psutil.NoSuchProcess:
        return


def descendants(pid: int) -> list[Any]:
    """The processes that a process started, and those that they started (`psutil.Process`)."""
    psutil = _psutil()

    try:
        found: list[Any] = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return found


def end(processes: Iterable[Any], group: int | None = None) -> None:
    """Kill processes that are still running, and what is left of a kernel's process group.

    Shell commands of a cell run in sessions of their own, so the group alone does not reach them.
    """
    psutil = _psutil()

    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    if group is not None and hasattr(os, "killpg") and group != os.getpgid(0):
        try:
            os.killpg(group, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
