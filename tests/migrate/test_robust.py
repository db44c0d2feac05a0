"""Nobody can make the tool lose work, hang or crash: kills, full disks, odd files, odd content."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from migrate import pool
from migrate.api import Failed, Migrated, Options, Unchanged, migrate_path, migrate_text
from migrate.files import Input, find
from migrate.report import FORMATS
from migrate.report.result import FileResult
from migrate.saving import save
from migrate.work import Done, FileTask, Work
from tests.conftest import ROOT
from tests.migrate.building import migrated, notebook, sources
from tests.migrate.test_cli import LEGACY, TODAY, run, write

sys.path.insert(0, str(ROOT / "benchmarks"))
import kills

COMMAND = [sys.executable, "-m", "migrate.cli"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def command(*arguments, **options):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        check=False,
        timeout=120,
        env=environment,
        **options,
    )


# -- killed ---------------------------------------------------------------------------------------


def test_a_killed_writer_leaves_the_original_or_the_result(tmp_path):
    found = kills.kill_writers(tmp_path, 60, random.Random(1))
    assert found["A TORN FILE"] == 0
    assert found["NOT CLEANED UP"] == 0
    assert found["left beside it"] > 0, "no kill hit a write: the test shows nothing"


def test_a_killed_command_leaves_whole_files_and_the_next_run_ends_the_work(tmp_path):
    found = kills.kill_commands(tmp_path, 2, random.Random(2), files=4)
    assert found["A TORN FILE"] == found["NOT CLEANED UP"] == 0


def test_what_a_killed_run_left_goes_even_if_there_is_nothing_to_write(folder):
    write(folder, "a.ipynb", TODAY)
    litter = write(folder, ".a.ipynb.rnn-migrate.tmp", "half")
    assert run("--in-place", "a.ipynb").exit_code == 0
    assert not litter.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there an open file cannot be removed")
def test_the_file_of_a_process_that_is_writing_is_left_alone(folder, monkeypatch):
    import fcntl

    monkeypatch.setattr("migrate.saving._PATIENCE", 0.1)
    beside = write(folder, ".a.ipynb.rnn-migrate.tmp", "half")
    with beside.open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(OSError, match="another process"):
            save(folder / "a.ipynb", b"x")
        assert beside.read_text() == "half"
    save(folder / "a.ipynb", b"x")
    assert os.listdir(folder) == ["a.ipynb"]


def test_a_planted_link_is_not_written_through(folder):
    victim = write(folder, "victim", "precious")
    (folder / ".a.ipynb.rnn-migrate.tmp").symlink_to(victim)
    os.link(victim, folder / ".b.ipynb.rnn-migrate.tmp")
    save(folder / "a.ipynb", b"x")
    save(folder / "b.ipynb", b"x")
    assert victim.read_text() == "precious"


def is_empty(group):
    """Whether a process group ends within some seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_reports_what_is_done_and_leaves_nothing(folder, jobs):
    for number in range(150):
        write(
            folder,
            f"in/{number:03}.ipynb",
            notebook("import tensorflow as tf", *["tf.mul(1, 2)"] * 9),
        )
    arguments = ["-o", "out", "--jobs", str(jobs), "--output-format", "json", "in"]
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        start_new_session=True,
        # A test run in the background ignores Ctrl-C, and hands that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    head = b""
    while b'"path"' not in head:  # the first file is done
        head += process.stdout.read(300)
    os.killpg(process.pid, signal.SIGINT)
    rest, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    report = json.loads(head + rest)
    assert 0 < len(report["files"]) < 150
    assert report["summary"]["files"] == len(report["files"])
    assert b"Stopped: " in errors
    assert b"Traceback" not in errors
    assert is_empty(process.pid)
    assert all(name.endswith(".ipynb") for name in os.listdir("out"))
    for name in os.listdir("out"):
        assert "compat.v1" in sources(Path("out", name).read_text("utf-8"))[0]


# -- several processes ----------------------------------------------------------------------------


class Deadly(Work):
    """A work that some files kill, and others make a mistake in."""

    def __call__(self, task):
        if "dead" in task.item.path.name:
            os._exit(9)
        time.sleep(random.uniform(0, 0.02))
        return Done(FileResult(str(task.item.path), "unchanged"))


def test_results_come_in_order_and_a_dead_process_costs_its_file():
    names = [f"{i}{'dead' if i % 10 == 3 else ''}.py" for i in range(40)]
    tasks = [FileTask(Input(Path(name))) for name in names]
    results = [done.result for done in pool.done(Deadly(Options()), tasks, 3)]
    assert [result.path for result in results] == names
    assert {result.path for result in results if result.state == "failed"} == {
        name for name in names if "dead" in name
    }
    assert all("process that read it died" in r.failure for r in results if r.state == "failed")


@pytest.mark.parametrize("style", FORMATS)
def test_jobs_give_the_same_report(folder, style):
    for number in range(5):
        write(folder, f"{number}.ipynb", LEGACY if number % 2 else TODAY)
    write(folder, "broken.ipynb", "{")
    one = command("check", "--output-format", style, ".")
    two = command("check", "--output-format", style, "--jobs", "2", ".")
    assert (one.returncode, one.stdout) == (two.returncode, two.stdout)
    assert one.returncode == 2


def test_a_mistake_of_the_tool_is_a_sentence_and_the_others_go_on(folder, monkeypatch):
    from migrate import api

    def fail(document, *_):
        if "bad" in document.text:
            raise KeyError("x")
        return honest(document, *_)

    honest = api.migrate_document
    monkeypatch.setattr(api, "migrate_document", fail)
    write(folder, "bad.ipynb", notebook("bad"))
    write(folder, "good.ipynb", LEGACY)
    result = run(".")
    assert result.exit_code == 2
    assert "please report it" in result.output
    assert "compat.v1" in (folder / "good.migrated.ipynb").read_text("utf-8")


def test_two_processes_on_one_folder(folder):
    for number in range(12):
        write(
            folder, f"{number}.ipynb", notebook("import tensorflow as tf", f"tf.mul({number}, 2)")
        )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    both = [
        subprocess.Popen([*COMMAND, "--in-place", "."], stdout=subprocess.DEVNULL, env=environment)
        for _ in range(2)
    ]
    assert [process.wait(120) for process in both] == [0, 0]
    assert sorted(os.listdir()) == sorted(f"{number}.ipynb" for number in range(12))
    for number in range(12):
        last = sources(Path(f"{number}.ipynb").read_text("utf-8"))[1]
        assert last == f"tf.multiply({number}, 2)"


# -- disks ------------------------------------------------------------------------------------------


def limited():
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes are POSIX")
@pytest.mark.parametrize("option", [["--in-place"], []])
def test_a_disk_that_is_full(folder, option):
    text = notebook("import tensorflow as tf", "tf.mul(1, 2)  # " + "x" * 900)
    write(folder, "a.ipynb", text)
    done = command(*option, "a.ipynb", preexec_fn=limited)
    assert done.returncode == 2
    assert b"cannot be written: File too large" in done.stdout
    assert b"Traceback" not in done.stdout + done.stderr
    assert os.listdir(folder) == ["a.ipynb"]
    assert Path("a.ipynb").read_text("utf-8") == text


def test_a_file_system_without_space(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(disk)]
    if (
        sys.platform != "linux"
        or os.getuid()
        or subprocess.run(mount, capture_output=True).returncode
    ):
        pytest.skip("only root can mount a small disk")
    try:
        text = notebook("import tensorflow as tf", "tf.mul(1, 2)  # " + "x" * 9000)
        write(disk, "a.ipynb", text)
        done = command("--in-place", disk / "a.ipynb")
        assert done.returncode == 2
        assert b"No space left on device" in done.stdout
        assert os.listdir(disk) == ["a.ipynb"]
        assert (disk / "a.ipynb").read_text("utf-8") == text
    finally:
        subprocess.run(["umount", str(disk)], check=True)


# -- odd files --------------------------------------------------------------------------------------


def test_what_is_no_regular_file_is_never_read(folder):
    os.mkfifo("pipe.ipynb")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.ipynb")
        Path("device.ipynb").symlink_to("/dev/zero")
        write(folder, "folder.ipynb/inside.ipynb", LEGACY)
        for name in ("pipe.ipynb", "socket.ipynb", "device.ipynb"):
            assert migrate_path(Path(name)) == Failed("is not a regular file")
        assert [str(item.path) for item in find(["."])] == ["folder.ipynb/inside.ipynb"]
        assert [str(item.path) for item in find(["folder.ipynb"])] == ["folder.ipynb/inside.ipynb"]


@pytest.mark.parametrize("target", ["pipe", "/dev/null"])
def test_what_is_no_regular_file_is_never_replaced(folder, target):
    os.mkfifo("pipe")
    write(folder, "a.ipynb", LEGACY)
    result = run("-o", target, "a.ipynb")
    assert result.exit_code == 2
    assert "it is not a regular file" in result.output
    assert not Path(target).is_file()


def test_links_out_of_a_folder_in_circles_and_to_nowhere(folder):
    outside = write(folder, "outside/o.ipynb", LEGACY)
    write(folder, "in/a.ipynb", LEGACY)
    for name, target in {
        "out.ipynb": outside,
        "self.ipynb": "self.ipynb",
        "nowhere.ipynb": "missing",
        "up": "..",
        "same.ipynb": "a.ipynb",
    }.items():
        (folder / "in" / name).symlink_to(target)
    assert [str(item.path) for item in find(["in"])] == ["in/a.ipynb"]
    assert run("in/self.ipynb").exit_code == 2
    result = run("--in-place", "in/a.ipynb", "in/same.ipynb")
    assert result.exit_code != 0
    assert "would both be written to" in result.output, "two names of one file"
    assert run("--in-place", "in").exit_code == 0
    assert outside.read_text("utf-8") == LEGACY


def test_a_link_that_is_named_is_followed_and_stays(folder):
    target = write(folder, "real.ipynb", LEGACY)
    os.chmod(target, 0o604)
    (folder / "link.ipynb").symlink_to("real.ipynb")
    assert run("--in-place", "link.ipynb").exit_code == 0
    assert (folder / "link.ipynb").is_symlink()
    assert "compat.v1" in target.read_text("utf-8")
    assert target.stat().st_mode & 0o777 == 0o604


def test_a_folder_that_cannot_be_read_is_named(folder, monkeypatch):
    write(folder, "in/closed/a.ipynb", LEGACY)
    write(folder, "in/b.ipynb", TODAY)
    honest = os.scandir

    def closed(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return honest(path)

    monkeypatch.setattr(os, "scandir", closed)
    assert [str(item.path) for item in find(["in"])] == ["in/b.ipynb", "in/closed"]
    monkeypatch.setattr("migrate.document.os.access", lambda *_: False)
    result = run("check", "in")
    assert result.exit_code == 2
    assert "in/closed: is a folder without access" in result.output


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux")
@pytest.mark.parametrize("style", FORMATS)
def test_names_of_any_bytes(folder, style):
    name = b"a\xff\n\x1b[31m%\xe2\x80\xae,.ipynb"
    Path(os.fsdecode(name)).write_text(LEGACY, "utf-8")
    done = command("check", "--output-format", style, ".")
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert "".join(done.stdout.decode("utf-8").split("\n")).isprintable()
    assert command("--in-place", ".").returncode == 0
    assert os.listdir(os.fsencode(folder)) == [name]


def test_names_in_cells_are_never_acted_on(folder):
    evil = write(folder, "evil.py", "import tensorflow as tf\ntf.Session()\n")
    text = notebook(
        "%%writefile ../evil.py\nimport tensorflow as tf\ntf.mul(1, 2)",
        "%run ../evil.py\n%load ../../etc/passwd\n!rm -rf ../evil.py",
        "import tensorflow as tf\nimport sys\nsys.path.append('..')\ntf.Session()",
    )
    write(folder, "in/a.ipynb", text)
    before = evil.read_bytes()
    assert run("-o", "out", "in").exit_code in (0, 1)
    assert evil.read_bytes() == before
    assert sorted(p.name for p in folder.rglob("*")) == [
        "a.ipynb",
        "a.ipynb",
        "evil.py",
        "in",
        "out",
    ]


# -- odd content ------------------------------------------------------------------------------------

DEEP = "[" * 200_000
CELL = '{"cell_type": "code", "metadata": %s, "outputs": %s, "source": %s}'


def with_cell(metadata="{}", outputs="[]", source='"x"', more=""):
    return '{"cells": [' + CELL % (metadata, outputs, source) + f'], "metadata": {{}}{more}}}'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(DEEP, "has no cells|nested too deeply", id="deep"),
        pytest.param('{"a":' * 200_000, "nested too deeply", id="deep-objects"),
        pytest.param(with_cell(outputs=DEEP), "nested too deeply", id="deep-outputs"),
        pytest.param(with_cell(metadata='{"a":' * 99_999), "nested too deeply", id="deep-metadata"),
        pytest.param(with_cell(source=DEEP), "nested too deeply|not text", id="deep-source"),
        pytest.param(with_cell(more=', "x": ' + DEEP), "nested too deeply", id="deep-member"),
        pytest.param(with_cell(source="[1]"), "cell 1: the source is not text", id="numbers"),
        pytest.param("", "not valid JSON", id="empty"),
        pytest.param("\x00" * 99, "not valid JSON", id="nul"),
        pytest.param('{"cells": [' + "}" * 99, "not valid JSON", id="brackets"),
        pytest.param(with_cell() + "x", "not valid JSON: extra data", id="tail"),
        pytest.param(with_cell()[:-1], "not valid JSON", id="cut"),
        pytest.param('{"cells": [{}, {"source"}]}', "not valid JSON: expecting ':'", id="colon"),
        pytest.param('{"cells": [{}  {}]}', "not valid JSON: expecting ','", id="comma"),
        pytest.param('{"cells": [{"source": "x", 1}]}', "expecting a name", id="name"),
        pytest.param('{"cells": "x", "cells": 1}', None, id="cells-of-no-kind"),
    ],
)
def test_what_is_no_notebook_is_refused_in_a_sentence(folder, text, sentence):
    path = write(folder, "a.ipynb", text)
    outcome = migrate_path(path)
    if sentence is None:
        assert not isinstance(outcome, Failed)
        return
    assert isinstance(outcome, Failed)
    import re

    assert re.search(sentence, outcome.reason)
    assert "\n" not in outcome.reason


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(with_cell(outputs='[{"data": ' + "7" * 5000 + "}]"), id="huge-int"),
        pytest.param(with_cell(metadata='{"n": ' + "7" * 5000 + "}"), id="huge-int-metadata"),
        pytest.param(with_cell(outputs="[NaN, -Infinity, 1e999999]"), id="nan"),
        pytest.param(with_cell(more=', "metadata": {"a": 1}, "metadata": {}'), id="twice"),
        pytest.param(with_cell(outputs='["\\ud800", "\\u0000", "\x00"]'), id="surrogate"),
    ],
)
def test_odd_json_is_kept_to_the_character(text):
    text = text.replace('"x"', '"import tensorflow as tf\\ny = tf.mul(1, 2)"')
    outcome = migrate_text(text)
    assert isinstance(outcome, Migrated)
    assert isinstance(migrate_text(outcome.text), Unchanged)
    assert "tf.multiply(1, 2)" in outcome.text
    for part in text.split('"import')[0], text.split('2)"')[1]:
        assert part in outcome.text


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = '" + "y" * 1_000_000 + "'\ntf.mul(1, 2)", id="a-line-of-a-megabyte"),
        pytest.param("x = 1\x00\ntf.mul(1, 2)", id="nul"),
        pytest.param("a" + ".b" * 900, id="attributes"),
        pytest.param("tf" + ".nn" * 399, id="names"),
        pytest.param("x = " + "1 + " * 900 + "1", id="sums"),
        pytest.param("x = " + "-" * 3000 + "1", id="signs"),
        pytest.param("(" * 3000 + ")" * 3000, id="brackets"),
        pytest.param("f" + "()" * 3000, id="calls"),
        pytest.param("lambda: " * 3000 + "1", id="lambdas"),
        pytest.param("if a: 1\n" + "elif b: 2\n" * 3000, id="elifs"),
        pytest.param("print 'a'\nx = " + "not " * 3000 + "1", id="python2-nots"),
        pytest.param("print 'a'\nx = " + "(" * 90 + "`1`" + ")" * 90, id="python2-brackets"),
        pytest.param("x = '\ud800\udfff'\ntf.mul(1, 2)", id="lone-surrogates"),
        pytest.param("\u202etf.mul(1, 2)\u200b\ufeff", id="hidden"),
    ],
)
def test_no_source_is_too_odd(source):
    outcome = migrated(notebook("import tensorflow as tf\ntf.Session()", source, ensure_ascii=True))
    assert "compat.v1" in sources(outcome.text)[0]


# -- memory -----------------------------------------------------------------------------------------

# What ru_maxrss says begins with the memory of the process that started this one.
PEAK = """
import sys
{0}
status = open("/proc/self/status").read()
print(status.split("VmHWM:")[1].split()[0])
"""
LOAD = "import json; tree = json.load(open(sys.argv[1], encoding='utf-8'))"
CHECK = (
    "from pathlib import Path; from migrate.api import migrate_path\n"
    "assert migrate_path(Path(sys.argv[1])).findings"
)


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_a_notebook_full_of_outputs_costs_no_more_than_its_json(folder):
    output = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBO" * 50_000}}
    cell = {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": ["tf.mul(1, 2)"]}
    head = {**cell, "source": ["import tensorflow as tf"], "outputs": []}
    tree = {"cells": [head, *[{**cell, "outputs": [output]}] * 200], "metadata": {}, "nbformat": 4}
    path = write(folder, "a.ipynb", json.dumps({**tree, "nbformat_minor": 4}, indent=1))
    assert path.stat().st_size > 40e6

    def peak(code):
        process = [sys.executable, "-c", PEAK.format(code), str(path)]
        return int(subprocess.run(process, capture_output=True, check=True, cwd=ROOT).stdout)

    assert peak("pass") < 20_000
    assert peak(CHECK) < peak(LOAD) + 15_000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux's /proc")
def test_a_process_that_starts_holds_ctrl_c_back_until_it_ignores_it():
    worker = pool._Worker(Work(Options()))
    try:
        status = Path(f"/proc/{worker.process.pid}/status").read_text()
        held = int(status.split("SigBlk:")[1].split()[0], 16)
        assert held >> (signal.SIGINT - 1) & 1
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    finally:
        worker.process.kill()
        worker.process.join()
