"""The commands behind the command line: read, migrate, write, report, and give an exit code."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from migrate import config, files
from migrate import document as documents
from migrate.api import Migrated, Options, Unchanged
from migrate.files import Input
from migrate.report.issue import Reported
from migrate.report.plain import safe, safe_lines, shortened
from migrate.report.result import FileResult
from migrate.work import Done, FileTask, Show, Work, outcome_of, together

if TYPE_CHECKING:
    from migrate.report.page import ShownNotebook
    from migrate.verify.engine import Task
    from migrate.verify.settings import Settings as VerifySettings

_STDIN = "-"


def migrate(paths: Sequence[str], given: Mapping[str, Any]) -> int:
    """`rnn-migrate NOTEBOOK...`: write the results; the exit code."""
    settings = _settings(paths, given)
    options = _options(settings)
    inputs = _inputs(paths, settings)
    if given.get("stdout") and len(inputs) > 1:
        raise click.UsageError("--stdout prints one result; name one file.")
    exclusive = [name for name in ("in_place", "diff", "stdout", "output") if given.get(name)]
    if len(exclusive) > 1:
        raise click.UsageError(
            f"--{exclusive[0]} and --{exclusive[1]} exclude each other.".replace("_", "-")
        )
    if given.get("output") == _STDIN:
        raise click.UsageError("--output takes a file or a folder; --stdout prints the result.")
    if _STDIN in paths and given.get("in_place"):
        raise click.UsageError("--in-place has no file to replace: - is standard input.")
    to_stdout = bool(given.get("stdout")) or (_STDIN in paths and not exclusive)
    show: Show = "diff" if given.get("diff") else "result" if to_stdout else ""
    targets = {} if show else _targets(inputs, given)
    always = bool(given.get("output"))
    tasks = [FileTask(item, targets.get(item.path), always) for item in inputs]
    if exclusive or to_stdout:
        options = together(options, inputs)
    work = Work(options, show, keeps_cells=bool(settings.get("html")))
    return _report(work, tasks, settings, sys.stderr if show else sys.stdout)


def check(paths: Sequence[str], given: Mapping[str, Any]) -> int:
    """`rnn-migrate check`: write nothing; the exit code says whether legacy API remains."""
    settings = _settings(paths, given)
    inputs = _inputs(paths, settings)
    work = Work(together(_options(settings), inputs), "", True, bool(settings.get("html")))
    return _report(work, [FileTask(item) for item in inputs], settings, sys.stdout)


def verify(paths: Sequence[str], given: Mapping[str, Any]) -> int:
    """`rnn-migrate verify`: migrate, run each notebook in a kernel of its own, judge, report."""
    from contextlib import closing
    from functools import partial

    from migrate.verify import report
    from migrate.verify.cache import Cache, resumed
    from migrate.verify.engine import EngineError, run_dask, run_local
    from migrate.verify.issues import reported
    from migrate.verify.notebook import NotebookVerdict, store
    from migrate.verify.run import MissingExtra

    settings = _settings(paths, given)
    tasks = verify_tasks(paths, given)
    kept = Cache(config.root(tasks[0].path.absolute()))
    jobs = int(settings.get("jobs") or 1)
    if given.get("engine") == "dask":
        run = partial(run_dask, jobs=jobs, scheduler=given.get("dask_scheduler"))
    else:
        run = partial(run_local, jobs=jobs)
    found: dict[Path, NotebookVerdict] = {}
    progress = _Progress(len(tasks))
    stopped = False
    try:
        with closing(resumed(tasks, None if given.get("no_cache") else kept, run)) as running:
            for task, verdict in running:
                found[task.path] = store(verdict) if task.settings.write else verdict
                progress.step(str(task.path))
    except KeyboardInterrupt:
        stopped = True
    except (EngineError, MissingExtra) as error:
        raise click.ClickException(str(error)) from None
    finally:
        progress.hide()
    kept.prune()
    verdicts = [found[task.path] for task in tasks if task.path in found]
    style = settings.get("output_format") or "text"
    _print(report.render(verdicts, style, _color(settings)))
    _summarise([reported(verdict) for verdict in verdicts], "rnn-migrate verify", given)
    if settings.get("html"):
        from migrate.report import page
        from migrate.report.cells import cells_of

        done = [task for task in tasks if task.path in found]
        results = [FileResult.of(str(task.path), task.outcome) for task in done]
        cells = [cells_of(task.outcome) for task in done]
        _write_page(map(page.shown, results, cells, verdicts), settings["html"])
    if stopped:
        sys.stdout.flush()
        again = "" if given.get("no_cache") else "; the same command goes on from here"
        click.echo(f"Stopped: {len(verdicts)} of {len(tasks)} verified{again}.", err=True)
        return 130
    return max(verdict.exit_code for verdict in verdicts)


def verify_tasks(paths: Sequence[str], given: Mapping[str, Any]) -> list[Task]:
    """What `verify` has to run for these paths: each file migrated, with how to judge it.

    Raises:
        click.ClickException: if nothing is found, or an option or setting cannot be used.
    """
    from migrate.verify.compare import Verdict
    from migrate.verify.constants import assigned
    from migrate.verify.engine import Task
    from migrate.verify.modules import Module, modules_of

    settings = _settings(paths, given)
    wanted, values = _verify_settings(settings, given)
    changes = {
        name: given[name]
        for name in ("timeout", "cell_timeout", "write")
        if given.get(name) is not None
    }
    if given.get("require"):
        changes["require"] = Verdict(given["require"])
    inputs = [item for item in _inputs(paths, settings) if _is_run(item)]
    if not inputs:
        raise click.ClickException(f"no notebook (.ipynb) in {', '.join(paths)}")
    if given.get("baseline"):
        if len(inputs) > 1:
            raise click.UsageError("--baseline judges one notebook; name one file.")
        changes["baseline"] = Path(given["baseline"])
    if given.get("tf1_python"):
        if given.get("baseline"):
            raise click.UsageError("--baseline and --tf1-python exclude each other.")
        changes["original"] = _interpreter(given["tf1_python"])
    wanted = replace(wanted, **changes)
    options = together(_options(settings), inputs)
    outcomes = [(item, outcome_of(item, options)) for item in inputs]
    known = [
        assigned(outcome.document, list(values))
        if isinstance(outcome, Migrated | Unchanged)
        else set()
        for _, outcome in outcomes
    ]
    for name in values:
        if not any(name in names for names in known):
            raise click.ClickException(f"--set {name}: no cell assigns {name} at its top level")
    tasks = []
    for (item, outcome), names in zip(outcomes, known, strict=True):
        own = {name: value for name, value in values.items() if name in names}
        constants = {**wanted.constants_of(item.path), **own}
        one = replace(wanted, write=wanted.write and not item.stdin)
        modules: tuple[Module, ...] = ()
        if isinstance(outcome, Migrated | Unchanged):
            modules = modules_of(item.path, outcome.document, options)
        tasks.append(Task(item.path, outcome, one, constants, modules))
    return tasks


def _is_run(item: Input) -> bool:
    """Whether `verify` runs a file: found in a folder, a script is run only if it was recorded."""
    from migrate.verify.baseline import recording_path

    notebook = documents.kind_of(item.path.name) == "notebook"
    return item.named or notebook or recording_path(item.path).is_file()


def _verify_settings(
    settings: Mapping[str, Any], given: Mapping[str, Any]
) -> tuple[VerifySettings, dict[str, str]]:
    """The `[tool.rnn-migrate.verify]` table and the constants of `--set`."""
    from migrate.verify import settings as verifying
    from migrate.verify.constants import ConstantError, parse_settings

    try:
        wanted = verifying.read(settings.get("verify") or {})
        return wanted, parse_settings(given.get("constants") or ())
    except (verifying.SettingsError, ConstantError) as error:
        raise click.UsageError(str(error)) from None


def record(paths: Sequence[str], given: Mapping[str, Any]) -> int:
    """`rnn-migrate record`: run originals under TensorFlow 1, keep what they print beside them."""
    from migrate.verify.recording import record_path

    settings = _settings(paths, given)
    wanted, values = _verify_settings(settings, given)
    interpreter = _interpreter(given["tf1_python"])
    limits = {
        "timeout": given["cell_timeout"] or wanted.cell_timeout,
        "total": given["timeout"] or wanted.timeout,
    }
    worst = 0
    for item in _inputs(paths, settings):
        constants = {**wanted.constants_of(item.path), **values}
        recorded = record_path(item.path, interpreter, constants, **limits)
        _print(recorded.describe())
        worst = max(worst, recorded.exit_code)
    return worst


def _interpreter(path: str) -> Any:
    from migrate.verify.tf1 import InterpreterError, find

    try:
        return find(Path(path))
    except InterpreterError as error:
        raise click.ClickException(str(error)) from None


def rules(code: str | None) -> int:
    """`rnn-migrate rules [CODE]`: the list of rules, or one rule with its examples."""
    from migrate import rules as registry
    from migrate.report import rule_page

    if code is None:
        _print(rule_page.listing(registry.all_rules()))
        return 0
    rule = registry.find_rule(code)
    if rule is None:
        click.echo(f"There is no rule {code}; `rnn-migrate rules` lists them all.", err=True)
        return 2
    _print(rule_page.page(rule))
    return 0


# -- options ------------------------------------------------------------------------------------


def _settings(paths: Sequence[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of `pyproject.toml` with those of the command line over them."""
    start = Path(paths[0]) if paths and paths[0] != _STDIN else Path.cwd()
    try:
        settings = {
            name.replace("-", "_"): value for name, value in config.load(start.absolute()).items()
        }
    except config.ConfigError as error:
        raise click.ClickException(str(error)) from None
    for name, value in given.items():
        if value not in (None, (), False) or (value is False and name not in settings):
            settings[name] = value
    for name in ("select", "ignore"):
        if isinstance(settings.get(name), str):
            settings[name] = [part.strip() for part in settings[name].split(",") if part.strip()]
    return settings


def _options(settings: Mapping[str, Any]) -> Options:
    from migrate import rules as registry

    codes = [rule.code for rule in registry.all_rules()]
    for name in ("select", "ignore"):
        for prefix in settings.get(name) or ():
            if not any(code.startswith(prefix.upper()) for code in codes):
                raise click.UsageError(
                    f"--{name} {prefix}: there is no such rule; `rnn-migrate rules` lists them."
                )
    return Options(
        select=tuple(code.upper() for code in settings.get("select") or ()),
        ignore=tuple(code.upper() for code in settings.get("ignore") or ()),
        unsafe_fixes=bool(settings.get("unsafe_fixes")),
        clear_outputs=bool(settings.get("clear_outputs")),
        standalone=bool(settings.get("standalone")),
    )


def _inputs(paths: Sequence[str], settings: Mapping[str, Any]) -> list[Input]:
    if _STDIN in paths:
        if len(paths) > 1:
            raise click.UsageError("- (standard input) goes alone.")
        return [Input(Path(settings.get("stdin_filename") or _STDIN), stdin=True)]
    found = files.find(paths, tuple(settings.get("exclude") or ()))
    if not found:
        raise click.ClickException(
            f"no notebook (.ipynb), script (.py) or Markdown (.md) in {', '.join(paths)}"
        )
    return found


class _Progress:
    """A line on the error stream that says how far it is, once that takes over a second."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.begin = time.monotonic()
        self.shown = False

    def step(self, name: str) -> None:
        self.done += 1
        if self.total < 2 or not sys.stderr.isatty() or time.monotonic() - self.begin < 1:
            return
        filled = 24 * self.done // self.total
        bar = "#" * filled + "-" * (24 - filled)
        sys.stderr.write(f"\r\x1b[K[{bar}] {self.done}/{self.total} {shortened(safe(name), 40)}")
        sys.stderr.flush()
        self.shown = True

    def hide(self) -> None:
        """Take the line away."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        self.shown = False


# -- working ------------------------------------------------------------------------------------


def _targets(inputs: Iterable[Input], given: Mapping[str, Any]) -> dict[Path, Path]:
    """Where each result goes.

    Raises:
        click.ClickException: if two inputs would be written to one file, or if what has no name
            would go into a folder.
    """
    inputs = list(inputs)
    output = given.get("output")
    several = len(inputs) > 1 or any(item.root is not None for item in inputs)
    into = output is not None and (several or Path(output).is_dir() or output.endswith(os.sep))
    targets: dict[Path, Path] = {}
    for item in inputs:
        if given.get("in_place"):
            target = item.path
        elif output is None:
            target = item.path.with_name(f"{item.path.stem}.migrated{item.path.suffix}")
        elif into and item.path.name == _STDIN:
            raise click.UsageError(
                f"standard input has no name in the folder {output}: give --stdin-filename NAME."
            )
        elif into:
            relative = item.path.relative_to(item.root) if item.root else Path(item.path.name)
            target = Path(output) / relative
        else:
            target = Path(output)
        targets[item.path] = target
    owners: dict[Path, Path] = {}
    for source, target in targets.items():
        other = owners.setdefault(Path(os.path.realpath(target)), source)
        if other != source:
            raise click.ClickException(f"{other} and {source} would both be written to {target}.")
    return targets


def _print(text: str) -> None:
    sys.stdout.write(text)


def _report(work: Work, tasks: Sequence[FileTask], settings: Mapping[str, Any], stream: Any) -> int:
    """Do the work, print what is to be shown and the report as it goes; the exit code."""
    from migrate import report

    tally = report.Tally()
    running = _Running(work, tasks, int(settings.get("jobs") or 1))
    style = settings.get("output_format") or "text"
    told: list[Reported] = []
    results = _noted(running, told) if settings.get("summary") else running
    for piece in report.render(tally.over(results), style, _color(settings, stream)):
        running.progress.hide()
        stream.write(piece)
        stream.flush()
    _summarise(told, "rnn-migrate check", settings)
    if settings.get("html"):
        from migrate.report import page

        _write_page(
            (page.shown(done.result, done.cells) for done in running.kept), settings["html"]
        )
    if running.stopped:
        click.echo(f"Stopped: {tally.summary.files} of {len(tasks)} files done.", err=True)
        return 130
    return tally.summary.exit_code


def _noted(results: Iterable[FileResult], told: list[Reported]) -> Iterator[FileResult]:
    """The results, what is said of them kept for a summary."""
    for result in results:
        told.append(result.reported)
        yield result


class _Running:
    """The results of a work, while it is being done.

    Ctrl-C ends the work, never a report in the middle of a sentence; `stopped` then says so.
    """

    def __init__(self, work: Work, tasks: Sequence[FileTask], jobs: int) -> None:
        self.work, self.tasks, self.jobs = work, tasks, jobs
        self.progress = _Progress(len(tasks))
        self.stopped = False
        self.kept: list[Done] = []
        self.is_working = False

    def __iter__(self) -> Iterator[FileResult]:
        running = self.done()
        handler = signal.getsignal(signal.SIGINT)
        is_main = threading.current_thread() is threading.main_thread()
        if is_main:
            signal.signal(signal.SIGINT, self.interrupt)
        try:
            while (done := self.next(running)) is not None:
                self.progress.step(done.result.path)
                if done.shown:
                    _print_bytes(done.shown, self.work.show == "diff")
                if self.work.keeps_cells:
                    self.kept.append(replace(done, shown=b""))
                yield done.result
        finally:
            self.progress.hide()
            running.close()
            if is_main:
                signal.signal(signal.SIGINT, handler)

    def done(self) -> Generator[Done]:
        """What came of each file."""
        jobs = min(self.jobs, len(self.tasks))
        if jobs > 1:
            from migrate import pool

            yield from pool.done(self.work, self.tasks, jobs)
        else:
            yield from map(self.work, self.tasks)

    def next(self, running: Iterator[Done]) -> Done | None:
        """The next file's, or None at the end or after Ctrl-C."""
        self.is_working = True
        try:
            return None if self.stopped else next(running, None)
        except KeyboardInterrupt:
            return None
        finally:
            self.is_working = False

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """What Ctrl-C does."""
        self.stopped = True
        if self.is_working:
            raise KeyboardInterrupt


def _print_bytes(data: bytes, is_text: bool) -> None:
    """Print a result as it is; on a terminal a difference, without what could steer it."""
    sys.stdout.flush()
    if is_text and sys.stdout.isatty():
        _print(safe_lines(data.decode("utf-8", "surrogateescape")))
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _summarise(results: Sequence[Reported], title: str, given: Mapping[str, Any]) -> None:
    """Append a Markdown summary to the file of `--summary`, if there is one."""
    if not given.get("summary"):
        return
    from migrate.report import markdown

    path = Path(given["summary"])
    try:
        with path.open("a", encoding="utf-8") as stream:
            stream.write(markdown.render(results, title))
    except OSError as error:
        raise click.ClickException(
            f"--summary {path} cannot be written: {error.strerror or error}"
        ) from None


def _write_page(notebooks: Iterable[ShownNotebook], target: str) -> None:
    """Write the page of `--html`."""
    from migrate.report import page

    try:
        page.write(Path(target), page.render(list(notebooks)))
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(f"--html {target} cannot be written: {reason}") from None


def _color(settings: Mapping[str, Any], stream: Any = None) -> bool:
    """Whether to use colours: as asked, else on a terminal."""
    asked = settings.get("color")
    terminal = (stream or sys.stdout).isatty() and "NO_COLOR" not in os.environ
    return terminal if asked is None else bool(asked)
