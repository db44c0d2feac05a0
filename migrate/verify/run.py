"""Run a document's code cells in a fresh kernel process, to the last cell or a time limit."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate import document as documents
from migrate.document import Cell, Document
from migrate.verify import divergence, processes
from migrate.verify.baseline import CellOutput, cell_output
from migrate.verify.divergence import Graph
from migrate.verify.modules import Module, importing_source
from migrate.verify.processes import Watch
from migrate.verify.tags import wishes

# TensorFlow 1.15 computed without oneDNN, whose kernels round otherwise (on a CPU with AVX-512 a
# loss of document B1 was 2.6e-3 off within 1000 steps). What the environment sets wins.
_LIKE_TENSORFLOW_1 = {"TF_ENABLE_ONEDNN_OPTS": "0"}
# How long the graphs may be asked: it is a step of training or two.
PROBE_WITHIN = 120.0
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class MissingExtra(Exception):
    """A package that only `verify` needs is not installed; the message says how to get it."""


class KernelFailed(Exception):
    """No kernel could be started; the message is one sentence."""


@dataclass(frozen=True)
class CellError:
    """A cell that raised: its number from 1, the exception's name and text.

    `where` is the place (`course_cells.py:13`) if it was raised in a module beside the notebook;
    `line` the line of the cell that raised, from 1, if the traceback says.
    """

    cell: int
    name: str
    message: str
    where: str = ""
    line: int | None = None

    def describe(self) -> str:
        """One line.

        >>> CellError(3, "KeyError", "'x'", "cells.py:4").describe()
        "KeyError: 'x' (cells.py:4)"
        """
        line = ": ".join([self.name, *self.message.strip().splitlines()[:1]])
        return f"{line} ({self.where})" if self.where else line


@dataclass(frozen=True)
class RunResult:
    """What a run gave.

    Attributes:
        notebook: the executed notebook (nbformat 4), all cells.
        errors: the cells that raised, or were stopped, in order.
        numbers: the code cells that were run, numbered from 1.
        unrun: the code cells that were not, with the reason.
        seconds: how long the run took, with the start of the kernel.
        graphs: what the TensorFlow graphs that it ran drew and computed, if that was asked for.
    """

    notebook: Any
    errors: tuple[CellError, ...]
    numbers: tuple[int, ...] = ()
    unrun: Mapping[int, str] = field(default_factory=dict)
    seconds: float = 0.0
    graphs: tuple[Graph, ...] = ()

    def printed(self, cell: int) -> str:
        """What the document's cell (number from 1) wrote to standard output."""
        return self.output(cell).printed if cell in self.numbers else ""

    def output(self, cell: int) -> CellOutput:
        """Everything that the document's cell (number from 1) printed and showed."""
        return cell_output(self.notebook.cells[cell - 1].get("outputs", []))


def run_text(
    text: str,
    kind: str = "notebook",
    folder: Path | None = None,
    timeout: float | None = None,
    kernel: str = "python3",
    total: float | None = None,
    python: Path | None = None,
    probe: bool = False,
    modules: tuple[Module, ...] = (),
) -> RunResult:
    """Run every code cell of a document; a cell that raises does not stop the others.

    Cells tagged `skip` or `nbval-skip` are not run. A cell that takes too long is interrupted;
    if that does not help, or the kernel dies, the cells behind it are not run.

    Args:
        text: the document's text.
        kind: `"notebook"`, `"script"` or `"markdown"`.
        folder: the working folder of the kernel.
        timeout: seconds that one cell may take; None for no limit.
        kernel: the kernel's name.
        total: seconds that all cells together may take; None for no limit.
        python: an interpreter with ipykernel to run the kernel in, instead of `kernel`.
        probe: whether to ask, after the last cell, what the graphs drew and computed.
        modules: modules beside the document that it imports as migrated.

    Raises:
        MissingExtra: if nbclient or nbformat is not installed.
        KernelFailed: if there is no such kernel, or it does not start.
    """
    document = documents.parse(text, kind)
    notebook = _notebook(document)
    return _Run(
        notebook, document.cells, folder, timeout, kernel, total, python, probe, modules
    ).run()


@dataclass
class _Run:
    notebook: Any
    cells: Sequence[Cell]
    folder: Path | None
    timeout: float | None
    kernel: str
    total: float | None
    python: Path | None = None
    probe: bool = False
    modules: tuple[Module, ...] = ()
    graphs: tuple[Graph, ...] = ()
    errors: list[CellError] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    unrun: dict[int, str] = field(default_factory=dict)

    def run(self) -> RunResult:
        try:
            from jupyter_client.kernelspec import NoSuchKernel
            from nbclient import NotebookClient
        except ModuleNotFoundError as error:
            raise _missing(error) from None
        begin = time.monotonic()
        client: Any = NotebookClient(
            self.notebook,
            kernel_name=self.kernel,
            allow_errors=True,
            record_timing=False,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(self.folder)}} if self.folder else {},
        )
        client.log.disabled = True  # what went wrong is in the result
        group: int | None = None
        started: list[Any] = []
        try:
            if self.python is not None:
                client.km = _manager(self.python)
            with client.setup_kernel(
                cleanup_kc=True, stderr=subprocess.DEVNULL, env={**_LIKE_TENSORFLOW_1, **os.environ}
            ):
                group = client.km.provisioner.pid
                try:
                    with processes.KERNELS.running(group):
                        self.run_cells(client, begin)
                finally:
                    # Asked before the kernel ends: its children have no parent afterwards.
                    started = processes.descendants(group) if group else []
        except NoSuchKernel:
            raise KernelFailed(
                f"there is no Jupyter kernel {self.kernel}: pip install ipykernel"
            ) from None
        except RuntimeError as error:
            if group is not None:
                raise
            raise KernelFailed(f"the kernel does not start: {error}") from None
        finally:
            processes.end(started, group)
        self.errors.sort(key=lambda error: error.cell)
        return RunResult(
            self.notebook, tuple(self.errors), tuple(self.numbers), dict(self.unrun),
            time.monotonic() - begin, self.graphs,
        )  # fmt: skip

    def run_cells(self, client: Any, begin: float) -> None:
        any_code = any(cell.kind == "code" for cell in self.cells)
        if any_code and self.modules:
            self.ask(client, importing_source(self.modules))
        probed = self.probe and any_code
        if probed:
            self.ask(client, divergence.install_source())
        stopped = ""
        for cell in self.cells:
            number = cell.index + 1
            if cell.kind != "code":
                continue
            if wishes(cell).skip:
                self.unrun[number] = "skipped by its tag"
                continue
            left = None if self.total is None else self.total - (time.monotonic() - begin)
            if not stopped and left is not None and left <= 0:
                stopped = f"the notebook's limit of {self.total:g} s was reached"
            if stopped:
                self.unrun[number] = stopped
                continue
            self.numbers.append(number)
            stopped = self.run_cell(client, cell, left)
        if probed and not stopped:
            left = None if self.total is None else self.total - (time.monotonic() - begin)
            self.graphs = divergence.read_answer(self.ask(client, divergence.report_source(), left))

    def ask(self, client: Any, source: str, left: float | None = None) -> str:
        """Run a text of our own in the kernel, outside of the notebook; what it printed."""
        import nbformat
        from nbclient.exceptions import DeadKernelError

        place = next(cell.index for cell in self.cells if cell.kind == "code")
        cell, kept = nbformat.v4.new_code_cell(source), self.notebook.cells[place]
        limit = PROBE_WITHIN if left is None else max(0.0, min(PROBE_WITHIN, left))
        try:
            with Watch(client.km.provisioner.pid, limit, None):
                client.execute_cell(cell, place, store_history=False)
        except DeadKernelError:
            return ""
        finally:
            self.notebook.cells[place] = kept
        return cell_output(cell.outputs).printed

    def run_cell(self, client: Any, cell: Cell, left: float | None) -> str:
        """Run one cell; the reason why the cells behind it cannot run, or an empty text."""
        from nbclient.exceptions import DeadKernelError

        number = cell.index + 1
        target = self.notebook.cells[cell.index]
        watch = Watch(client.km.provisioner.pid, self.timeout, left)
        died = False
        with watch:
            try:
                client.execute_cell(target, cell.index)
            except DeadKernelError:
                died = True
        if watch.reached is not None:
            whole = watch.reached == "notebook"
            what = f"the notebook's limit of {self.total:g} s" if whole else (
                f"its limit of {self.timeout:g} s"
            )  # fmt: skip
            self.note(target, number, "Timeout", f"stopped at {what}")
            if whole:
                return f"{what} was reached"
            return f"cell {number} could not be interrupted" if died else ""
        if died:
            self.note(target, number, "DeadKernel", "the kernel died")
            return f"the kernel died in cell {number}"
        for output in target.outputs:
            if output["output_type"] == "error":
                text = _ANSI.sub("", output["evalue"])
                where = _module_place(output["traceback"], self.folder)
                line = _cell_line(output["traceback"], target.get("execution_count"))
                self.errors.append(CellError(number, output["ename"], text, where, line))
        return ""

    def note(self, target: Any, number: int, name: str, message: str) -> None:
        """Store what stopped a cell as its error, in place of the interrupt's own traceback."""
        import nbformat

        target.outputs = [o for o in target.outputs if o["output_type"] != "error"]
        target.outputs.append(
            nbformat.v4.new_output("error", ename=name, evalue=message, traceback=[message])
        )
        self.errors.append(CellError(number, name, message))


_FRAME = re.compile(r"^File (?P<path>.+?\.py):(?P<line>\d+), in ", re.MULTILINE)


def _module_place(traceback: Sequence[str], folder: Path | None) -> str:
    """The innermost frame of a traceback if it is in a module of a folder, as `name.py:13`.

    A course's own modules have to be upgraded as its notebooks are, so they are worth naming.
    """
    frames = list(_FRAME.finditer(_ANSI.sub("", "\n".join(traceback))))
    if not frames or folder is None:
        return ""
    path = Path(frames[-1]["path"]).expanduser().resolve()
    if not path.is_relative_to(folder.resolve()):
        return ""
    return f"{path.relative_to(folder.resolve()).as_posix()}:{frames[-1]['line']}"


# `Cell In[3], line 2`; older kernels write `Input In [3], in <module>` or `<ipython-input-3-1f2e>`
# and mark the line with an arrow below.
_CELL_FRAME = re.compile(
    r"^ *(?:Cell In ?|Input In |File \"?)?(?:\[(?P<count>\d+)\]|<ipython-input-(?P<input>\d+)-)"
    r"[^\n]*?(?:line (?P<line>\d+)[^\n]*)?$(?P<below>(?:\n(?!\n).*)*)",
    re.MULTILINE,
)
_ARROW = re.compile(r"^-+> (\d+)", re.MULTILINE)


def _cell_line(traceback: Sequence[str], count: int | None) -> int | None:
    """The line of the cell with this execution count that a traceback passes through last."""
    found = None
    for frame in _CELL_FRAME.finditer(_ANSI.sub("", "\n".join(traceback))):
        if int(frame["count"] or frame["input"]) != count:
            continue
        arrow = _ARROW.search(frame["below"])
        if frame["line"] or arrow:
            found = int(frame["line"] or arrow[1])  # type: ignore[index]
    return found


def _manager(python: Path) -> Any:
    """A manager of one kernel in another interpreter, whatever kernels are installed here."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]

    class Only(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return KernelSpec(argv=argv, display_name=str(python), language="python")

    return AsyncKernelManager(kernel_name="original", kernel_spec_manager=Only())


def _missing(error: ModuleNotFoundError) -> MissingExtra:
    return MissingExtra(f"verify needs {error.name}: pip install 'rnn-migrate[verify]'")


def _notebook(document: Document) -> Any:
    """The document as a notebook of format 4, its outputs forgotten; cell for cell the same."""
    try:
        import nbformat
    except ModuleNotFoundError as error:
        raise _missing(error) from None
    notebook = None
    if document.kind == "notebook":
        tree = json.loads(document.text.removeprefix("\ufeff"))
        if tree.get("nbformat") == 4 and len(tree["cells"]) == len(document.cells):
            notebook = nbformat.from_dict(tree)
    if notebook is None:
        notebook = nbformat.v4.new_notebook()
        makers: dict[str, Any] = {
            "code": nbformat.v4.new_code_cell,
            "markdown": nbformat.v4.new_markdown_cell,
            "raw": nbformat.v4.new_raw_cell,
        }
        notebook.cells = [makers[cell.kind]("") for cell in document.cells]
    for cell, target in zip(document.cells, notebook.cells, strict=True):
        # A lone surrogate (bytes that were not UTF-8) cannot be sent to a kernel.
        target.source = cell.source.encode("utf-8", "replace").decode("utf-8")
        if target.cell_type == "code":
            target.outputs, target.execution_count = [], None
    return notebook


def notebook_text(result: RunResult) -> str:
    """The executed notebook as the text of a file."""
    import nbformat

    return str(nbformat.writes(result.notebook)).rstrip("\n") + "\n"
