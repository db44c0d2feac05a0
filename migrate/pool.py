"""Do a work with each of many files, in several processes, and give the results in order.

Unlike the pools of the standard library it survives the death of a process (out of memory, a
crash of the interpreter): the file it had is lost, the others are not. And it ends at once: when
the iterator is closed no process stays behind, and none leaves half a file.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Generator, Iterator, Sequence
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import FrameType

from migrate import stops
from migrate.work import Done, FileTask, Work

try:
    from multiprocessing import resource_tracker
except ImportError:  # Windows
    resource_tracker = None  # type: ignore[assignment]

# How far ahead of the first result that is still missing the others may run; they are kept.
_AHEAD = 16


def done(work: Work, tasks: Sequence[FileTask], jobs: int) -> Generator[Done]:
    """The results of tasks, in their order; `jobs` processes at a time."""
    pool = _Pool(work, tasks, min(jobs, len(tasks)))
    try:
        yield from pool.run()
    finally:
        pool.end()


class _Worker:
    """A process, the pipe to it, and the number of the task it has."""

    def __init__(self, work: Work) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(
            target=_serve, args=(theirs, work), daemon=True
        )
        if resource_tracker is not None:
            resource_tracker.ensure_running()  # when it starts, it lets through what is held
        held = stops.hold()
        try:
            self.process.start()
        finally:
            stops.let_through(held)
        theirs.close()
        self.number: int | None = None


class _Pool:
    def __init__(self, work: Work, tasks: Sequence[FileTask], jobs: int) -> None:
        self.work, self.tasks = work, tasks
        self.jobs = jobs
        self.next = 0
        self.given = 0
        self.early: dict[int, Done] = {}
        self.workers: list[_Worker] = []

    def run(self) -> Iterator[Done]:
        while self.given < len(self.tasks):
            self.hand_out()
            while self.given in self.early:
                yield self.early.pop(self.given)
                self.given += 1
                self.hand_out()
            if self.given < len(self.tasks):
                self.wait()

    def hand_out(self) -> None:
        """Give a task to every process that has none, as far ahead as is allowed."""
        limit = min(len(self.tasks), self.given + _AHEAD * self.jobs)
        idle = [worker for worker in self.workers if worker.number is None]
        while self.next < limit and (idle or len(self.workers) < self.jobs):
            if not idle:
                self.workers.append(_Worker(self.work))
                idle.append(self.workers[-1])
            worker = idle.pop()
            worker.number = self.next
            self.next += 1
            try:
                worker.pipe.send(self.tasks[worker.number])
            except OSError:  # it died in the meantime; `wait` will see that
                continue

    def wait(self) -> None:
        """Take in what the processes have finished, and replace those that died."""
        busy = {worker.pipe: worker for worker in self.workers if worker.number is not None}
        for pipe in connection.wait(list(busy)):
            assert isinstance(pipe, Connection)
            worker = busy[pipe]
            number = worker.number
            assert number is not None
            worker.number = None
            try:
                self.early[number] = pipe.recv()
            except (EOFError, OSError):
                self.early[number] = self.work.lost(self.tasks[number])
                self.workers.remove(worker)
                self.drop(worker)

    def drop(self, worker: _Worker) -> None:
        worker.pipe.close()
        worker.process.terminate()
        worker.process.join(5)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()

    def end(self) -> None:
        for worker in self.workers:
            worker.process.terminate()
        for worker in self.workers:
            self.drop(worker)
        self.workers.clear()


def _serve(pipe: Connection, work: Work) -> None:
    """A process: take tasks until the pipe is closed.

    Ctrl-C is the first process' business; it ends this one, which then cleans up behind itself.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    stops.let_through()
    try:
        while True:
            pipe.send(work(pipe.recv()))
    except (EOFError, OSError):
        return


def _stop(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
