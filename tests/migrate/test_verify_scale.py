"""Many notebooks: the same verdicts in the same order, whatever runs them, is killed or stopped."""

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from click.testing import CliRunner

from migrate.cli import cli
from migrate.verify.baseline import Baseline, CellOutput, recording_path, write_recording
from migrate.verify.cache import FOLDER, Cache
from tests.conftest import ROOT
from tests.migrate.test_verify_notebook import stored


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def course(folder, count, slow="0"):
    """Notebooks that append their number to a file when they run, so that runs can be counted."""
    for number in range(count):
        cells = [
            (
                f"import time\nprint({number}, file=open('../' + 'ran.log', 'a'))\ntime.sleep({slow})",
                "",
            ),
            (f"print('합', sum(range({number})))", f"합 {sum(range(number + number % 2))}\n"),
        ]
        path = folder / "course" / f"{number:02}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(stored(*cells), encoding="utf-8")


def verify(*arguments):
    result = CliRunner().invoke(
        cli, ["verify", "course", "--output-format", "json", "--no-write", *arguments]
    )
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["notebooks"]


def judged(notebooks):
    return [(row["path"], [cell["verdict"] for cell in row["cells"]]) for row in notebooks]


def ran(folder):
    path = folder / "ran.log"
    return [int(line) for line in path.read_text().split()] if path.exists() else []


EXPECTED = [
    (f"course/{n:02}.ipynb", ["identical", "similar" if n % 2 else "identical"]) for n in range(4)
]


def test_several_at_a_time_give_the_same_in_the_same_order(folder):
    course(folder, 4)
    assert judged(verify("--jobs", "2", "--no-cache")) == EXPECTED
    assert sorted(ran(folder)) == [0, 1, 2, 3]
    assert not (folder / FOLDER).exists()


def test_a_finished_notebook_is_not_run_again_until_something_changes(folder):
    course(folder, 2)
    (folder / "pyproject.toml").write_text("[tool.rnn-migrate]\n")
    first = verify()
    again = verify()
    assert judged(first) == judged(again) == EXPECTED[:2]
    assert [row["cached"] for row in again] == [True, True]
    assert ran(folder) == [0, 1]
    assert (folder / FOLDER / ".gitignore").read_text() == "*\n"
    # A module beside the notebooks may change what they print.
    (folder / "course" / "cells.py").write_text("x = 1\n")
    assert [row["cached"] for row in verify()] == [False, False]
    assert [row["cached"] for row in verify("--require", "similar")] == [False, False]
    assert [row["cached"] for row in verify()] == [True, True]


def test_a_script_in_a_folder_is_run_only_if_it_was_recorded(folder):
    course(folder, 1)
    (folder / "course" / "a.py").write_text("raise SystemExit('run')\n")
    (folder / "course" / "b.py").write_text("print(1)\n")
    baseline = Baseline({1: CellOutput("1\n")})
    recording_path(folder / "course" / "b.py").write_text(write_recording(baseline, "b.py", "x"))
    assert [row["path"] for row in verify()] == ["course/00.ipynb", "course/b.py"]


def test_a_data_file_that_a_notebook_names_counts(folder):
    (folder / "course").mkdir()
    data = folder / "course" / "words.txt"
    data.write_text("tree")
    text = stored(("print(open('words.txt').read())", "tree\n"))
    (folder / "course" / "a.ipynb").write_text(text)
    assert [row["cached"] for row in (*verify(), *verify())] == [False, True]
    data.write_text("wind")
    (found,) = verify()
    assert (found["cached"], found["cells"][0]["verdict"]) == (False, "different")


def test_a_spoilt_entry_is_ignored_and_written_again(folder):
    course(folder, 1)
    verify()
    (entry,) = (folder / FOLDER).glob("*.json")
    whole = entry.read_bytes()
    cache, key = Cache(folder), entry.stem
    kept = cache.get(key)
    assert [row.verdict.value for row in kept.cells] == ["identical", "identical"]
    tree = json.loads(whole)
    for spoilt in (b"", whole[:100], b"[]", json.dumps(tree | {"verdict": {"path": 1}}).encode()):
        entry.write_bytes(spoilt)
        assert cache.get(key) is None
    assert verify()[0]["cached"] is False
    assert cache.get(key).cells == kept.cells
    assert cache.get(key).executed


def test_a_run_with_an_error_is_not_kept(folder):
    (folder / "course").mkdir()
    (folder / "course" / "a.ipynb").write_text(stored(("1 / 0", "")))
    result = CliRunner().invoke(cli, ["verify", "course", "--no-write"])
    assert result.exit_code == 1
    assert not list((folder / FOLDER).glob("*.json"))


def command(*arguments, **options):
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    return subprocess.Popen(
        [sys.executable, "-m", "migrate.cli", "verify", "course", "--no-write", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
        preexec_fn=heed_ctrl_c, **options,
    )  # fmt: skip


def heed_ctrl_c():
    """A test run in the background ignores Ctrl-C, and hands that on to what it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def kernels(process):
    return [
        child
        for child in psutil.Process(process.pid).children(recursive=True)
        if "ipykernel_launcher" in " ".join(child.cmdline())
    ]


def working_in(folder):
    """The processes whose working folder is this one: the kernels of its notebooks."""
    found = psutil.process_iter(["cwd"])
    return [process for process in found if process.info["cwd"] == str(folder)]


def test_ctrl_c_reports_what_is_done_and_the_next_run_goes_on(folder):
    course(folder, 2)
    course_slow = stored(
        ("import time\nprint(7, file=open('../' + 'ran.log', 'a'))\ntime.sleep(300)", "")
    )
    (folder / "course" / "x.ipynb").write_text(course_slow)
    running = command()
    wait_until(lambda: 7 in ran(folder))
    started = kernels(running)
    assert started
    running.send_signal(signal.SIGINT)
    printed, errors = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "course/00.ipynb: passed" in printed
    assert "course/x.ipynb" not in printed
    assert errors == "Stopped: 2 of 3 verified; the same command goes on from here.\n"
    _, alive = psutil.wait_procs(started, timeout=10)
    assert not alive
    (folder / "course" / "x.ipynb").write_text(stored(("print(1)", "1\n")))
    printed, errors = command("--output-format", "json").communicate(timeout=120)
    assert [row["cached"] for row in json.loads(printed)["notebooks"]] == [True, True, False], (
        errors
    )
    assert ran(folder) == [0, 1, 7]


def test_without_distributed_it_is_said(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    course(folder, 1)
    result = CliRunner().invoke(cli, ["verify", "course", "--engine", "dask"])
    assert result.exit_code != 0
    assert "pip install 'rnn-migrate[dask]'" in result.output


@pytest.fixture
def distributed():
    return pytest.importorskip("distributed", reason="needs the extra dask")


def test_a_scheduler_that_does_not_answer_is_said(folder, distributed, monkeypatch):
    monkeypatch.setattr("migrate.verify.engine._CONNECT_WITHIN", 0.5)
    course(folder, 1)
    result = CliRunner().invoke(
        cli, ["verify", "course", "--engine", "dask", "--dask-scheduler", "tcp://127.0.0.1:9"]
    )
    assert result.exit_code != 0
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in result.output


def test_a_cluster_of_its_own_gives_the_same(folder, distributed):
    course(folder, 2)
    running = command("--engine", "dask", "--output-format", "json")
    printed, errors = running.communicate(timeout=120)
    assert running.returncode == 0, errors
    assert judged(json.loads(printed)["notebooks"]) == EXPECTED[:2]
    assert not errors


@pytest.mark.slow
def test_fifty_notebooks_on_a_cluster_with_a_worker_killed(folder, distributed):
    """The verdicts and their order are those of a local run; no notebook is lost."""
    course(folder, 50, slow="0.2")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        running = command(
            "--engine", "dask", "--dask-scheduler", cluster.scheduler_address,
            "--output-format", "json", "--no-cache",
        )  # fmt: skip
        wait_until(lambda: len(ran(folder)) > 8, 120)
        victim = next(iter(cluster.workers.values())).pid
        os.kill(victim, signal.SIGKILL)
        printed, errors = running.communicate(timeout=540)
    assert running.returncode == 0, errors
    found = judged(json.loads(printed)["notebooks"])
    assert found == [
        (f"course/{n:02}.ipynb", ["identical", "similar" if n % 2 else "identical"])
        for n in range(50)
    ]
    assert set(ran(folder)) == set(range(50))
    wait_until(lambda: not working_in(folder / "course"), 30)  # and its kernel ended with it
