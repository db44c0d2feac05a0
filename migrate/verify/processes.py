"""A kernel and the processes that its cells started, ended together."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import TracebackType
from typing import Any

# How long an interrupted kernel may take to answer before it is killed.
GRACE = 10.0


class Kernels:
    """The kernels that this process runs, so that all can be ended at once (Ctrl-C)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pids: set[int] = set()
        self._ending = False

    @contextmanager
    def running(self, pid: int) -> Iterator[None]:
        """Know of a kernel while it runs; one that is started while all are ended is ended too."""
        with self._lock:
            self._pids.add(pid)
            ending = self._ending
        if ending:
            self.end_one(pid)
        try:
            yield
        finally:
            with self._lock:
                self._pids.discard(pid)

    def end_all(self) -> None:
        """End every kernel with what its cells started, and those yet to come until `allow`."""
        with self._lock:
            self._ending = True
            pids = list(self._pids)
        for pid in pids:
            self.end_one(pid)

    def allow(self) -> None:
        """Let kernels run again."""
        with self._lock:
            self._ending = False

    @staticmethod
    def end_one(pid: int) -> None:
        """End one kernel with what its cells started."""
        end(descendants(pid), pid)
        _kill(pid)


KERNELS = Kernels()


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
                Kernels.end_one(self.pid)
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
