"""Runs in a kernel process of their own: limits, deaths, tags, and nothing left running."""

import json
import time

import pytest

from migrate.api import Options
from migrate.document import parse
from migrate.verify.modules import modules_of
from migrate.verify.run import KernelFailed, notebook_text, run_text
from tests.migrate.building import notebook


def tagged(text, **tags):
    tree = json.loads(text)
    for name, tag in tags.items():
        tree["cells"][int(name.removeprefix("cell")) - 1]["metadata"]["tags"] = [tag]
    return json.dumps(tree)


def test_cells_run_in_order_errors_do_not_stop_them_and_tags_are_heard(tmp_path):
    text = notebook(
        "# md: 제목",
        "a = '우유'\nprint(a)",
        "1 / 0",
        "print('left out')",
        "import os\nprint(os.path.basename(os.getcwd()))\n(1, 2)",
    )
    result = run_text(tagged(text, cell4="skip"), folder=tmp_path, timeout=60)
    assert [(e.cell, e.name) for e in result.errors] == [(3, "ZeroDivisionError")]
    assert result.numbers == (2, 3, 5)
    assert result.unrun == {4: "skipped by its tag"}
    assert result.printed(2) == "우유\n"
    assert result.printed(4) == ""
    assert result.output(5).text == f"{tmp_path.name}\n(1, 2)"
    stored = json.loads(notebook_text(result))
    assert "우유" in str(stored["cells"][1]["outputs"])
    assert stored["cells"][0]["cell_type"] == "markdown"


def test_an_error_in_a_module_beside_the_notebook_is_placed(tmp_path):
    (tmp_path / "course_cells.py").write_text("def make():\n    return tf\n")
    result = run_text(notebook("import course_cells\ncourse_cells.make()", "x"), folder=tmp_path)
    assert [error.where for error in result.errors] == ["course_cells.py:2", ""]
    assert result.errors[0].describe().endswith("(course_cells.py:2)")


def test_a_cell_that_takes_too_long_is_interrupted_and_the_others_go_on(tmp_path):
    cells = ["print('begin', flush=True)\nimport time\ntime.sleep(600)", "print('on')"]
    result = run_text(notebook(*cells), folder=tmp_path, timeout=3)
    assert [(e.cell, e.name) for e in result.errors] == [(1, "Timeout")]
    assert "its limit of 3 s" in result.errors[0].message
    assert result.printed(1) == "begin\n"
    assert result.printed(2) == "on\n"


def test_at_the_whole_limit_the_kernel_and_its_children_are_gone(tmp_path):
    child = "import subprocess, time\nchild = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
    child += "print(child.pid, flush=True)\ntime.sleep(600)"
    begin = time.monotonic()
    result = run_text(notebook(child, "print('never')"), folder=tmp_path, total=8)
    assert time.monotonic() - begin < 60
    assert result.errors[0].name == "Timeout"
    assert result.unrun == {2: "the notebook's limit of 8 s was reached"}
    psutil = pytest.importorskip("psutil")
    pid = int(result.printed(1))
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_kernel_that_dies_is_named_and_the_rest_is_not_run(tmp_path):
    result = run_text(notebook("print(1)", "import os\nos._exit(3)", "print(2)"), folder=tmp_path)
    assert [(e.cell, e.name) for e in result.errors] == [(2, "DeadKernel")]
    assert result.printed(1) == "1\n"
    assert result.unrun == {3: "the kernel died in cell 2"}


def test_a_kernel_that_is_not_there_is_said():
    with pytest.raises(KernelFailed, match="no Jupyter kernel nowhere"):
        run_text(notebook("1"), kernel="nowhere")


@pytest.mark.parametrize(("given", "found"), [(None, "0"), ("1", "1")])
def test_the_kernel_computes_without_onednn_unless_it_is_asked_for(monkeypatch, given, found):
    monkeypatch.delenv("TF_ENABLE_ONEDNN_OPTS", raising=False)
    if given is not None:
        monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", given)
    result = run_text(notebook("import os\nprint(os.environ['TF_ENABLE_ONEDNN_OPTS'])"))
    assert result.printed(1) == f"{found}\n"


def test_modules_beside_a_notebook_are_imported_as_migrated(tmp_path):
    """Also those that they import; their files stay as they are, and no bytecode is left."""
    (tmp_path / "letters.py").write_text(
        "from more import double\nprint double(3), 7 / 2\nhere = __file__\n"
    )
    (tmp_path / "more.py").write_text("def double(n):\n    print 'twice'\n    return 2 * n\n")
    (tmp_path / "plain.py").write_text("x = 5\n")
    (tmp_path / "0-main.py").write_text("print 'called'\n")
    text = notebook(
        "import os, letters\nfrom plain import x\nprint(os.path.basename(letters.here), x)\n"
        "main = __import__('0-main')"
    )
    path = tmp_path / "a.ipynb"
    modules = modules_of(path, parse(text, "notebook"), Options())
    assert sorted(module.name for module in modules) == ["0-main", "letters", "more"]
    result = run_text(text, folder=tmp_path, modules=modules)
    assert not result.errors, result.errors
    assert result.printed(1) == "twice\n6 3\nletters.py 5\ncalled\n"
    assert [cell.execution_count for cell in result.notebook.cells] == [1]
    kept = [p.name for p in tmp_path.rglob("*.pyc")]
    assert not [name for name in kept if not name.startswith("plain")]
