"""The command line: files in, files out, exit codes, one sentence instead of a traceback."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from migrate.cli import cli
from tests.conftest import ROOT
from tests.migrate.building import notebook, sources

LEGACY = notebook("import tensorflow as tf\nx = tf.placeholder('float')  # 한글")
TODAY = notebook("print(1)")
BY_HAND = notebook("import tensorflow as tf\ntf.Session()\ntf.contrib.tensor_forest.client")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments, **options):
    result = CliRunner().invoke(cli, [str(a) for a in arguments], **options)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_notebook_is_written_beside_the_original(folder):
    write(folder, "한글.ipynb", LEGACY)
    result = run("한글.ipynb")
    assert result.exit_code == 0
    assert "disable_v2_behavior" in (folder / "한글.migrated.ipynb").read_text("utf-8")
    assert (folder / "한글.ipynb").read_text("utf-8") == LEGACY
    assert "TF101" in result.stdout
    assert "nothing left to do" in result.stdout


@pytest.mark.parametrize("option", ["--diff", "--stdout"])
def test_nothing_is_written(folder, option):
    write(folder, "a.ipynb", LEGACY)
    result = run(option, "a.ipynb")
    assert os.listdir(folder) == ["a.ipynb"]
    assert "disable_v2_behavior" in result.stdout
    assert "한글" in result.stdout


def test_in_place(folder):
    path = write(folder, "a.ipynb", LEGACY)
    assert run("--in-place", "a.ipynb").exit_code == 0
    once = path.read_text("utf-8")
    assert once != LEGACY
    stamp = path.stat().st_mtime_ns
    assert run("--in-place", "a.ipynb").exit_code == 0
    assert path.stat().st_mtime_ns == stamp, "written although nothing changed"


def test_output_file_and_folder(folder):
    write(folder, "course/a.ipynb", LEGACY)
    write(folder, "course/sub/b.ipynb", TODAY)
    assert run("-o", "new.ipynb", "course/a.ipynb").exit_code == 0
    assert (folder / "new.ipynb").exists()
    assert run("-o", "out", "course").exit_code == 0
    assert "compat.v1" in (folder / "out/a.ipynb").read_text("utf-8")
    assert (folder / "out/sub/b.ipynb").read_text("utf-8") == TODAY


def test_two_results_never_share_a_file(folder):
    write(folder, "a/x.ipynb", LEGACY)
    write(folder, "b/x.ipynb", LEGACY)
    result = run("-o", "out", "a/x.ipynb", "b/x.ipynb")
    assert result.exit_code != 0
    assert "both be written" in result.output
    assert not (folder / "out").exists()


def test_check_writes_nothing_and_fails_while_legacy_remains(folder):
    write(folder, "a.ipynb", LEGACY)
    write(folder, "b.ipynb", TODAY)
    assert run("check", "a.ipynb").exit_code == 1
    assert run("check", "b.ipynb").exit_code == 0
    assert sorted(os.listdir(folder)) == ["a.ipynb", "b.ipynb"]


def test_findings_left_by_hand_give_exit_code_1(folder):
    write(folder, "a.ipynb", BY_HAND)
    result = run("a.ipynb")
    assert result.exit_code == 1
    assert "To do by hand" in result.stdout


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        pytest.param("missing.ipynb", None, "does not exist", id="missing"),
        pytest.param("a.ipynb", "{", "not valid JSON", id="broken"),
        pytest.param("a.ipynb", "[]", "no cells", id="no-notebook"),
        pytest.param("a.csv", "1,2", "not a notebook", id="another-kind"),
        pytest.param(
            "a.ipynb",
            notebook("x", metadata={"kernelspec": {"name": "ir", "language": "R"}}),
            "notebook for R",
            id="r",
        ),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(folder, name, text, sentence):
    if text is not None:
        write(folder, name, text)
    result = run(name)
    assert result.exit_code == 2
    assert sentence in result.output
    assert "Traceback" not in result.output
    assert os.listdir(folder) == ([name] if text is not None else [])


def test_one_bad_file_does_not_stop_the_others(folder):
    write(folder, "a.ipynb", "{")
    write(folder, "b.ipynb", LEGACY)
    assert run("a.ipynb", "b.ipynb").exit_code == 2
    assert (folder / "b.migrated.ipynb").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_is_said_in_a_sentence(folder):
    write(folder, "sub/a.ipynb", LEGACY)
    os.chmod(folder / "sub", 0o500)
    result = run("sub/a.ipynb")
    os.chmod(folder / "sub", 0o700)
    assert result.exit_code == 2
    assert "cannot be written" in result.output


def test_a_target_that_is_a_folder_is_said_in_a_sentence(folder):
    write(folder, "a.ipynb", LEGACY)
    (folder / "a.migrated.ipynb").mkdir()
    result = run("a.ipynb")
    assert result.exit_code == 2
    assert "cannot be written" in result.output


def test_standard_input(folder):
    assert sources(run("-", input=LEGACY).stdout.split("\n-\n")[0])[0].startswith(
        "import tensorflow.compat"
    )
    script = run("-", "--stdin-filename", "a.py", input="import tensorflow as tf\ntf.Session()\n")
    assert script.stdout.startswith("import tensorflow.compat.v1 as tf\n")
    assert run("check", "-", input=TODAY).exit_code == 0


def test_standard_input_into_a_file(folder):
    result = run("-", "--stdin-filename", "a.ipynb", "-o", "new.ipynb", input=LEGACY)
    assert result.exit_code == 0
    assert result.stdout.startswith("a.ipynb -> new.ipynb\n")
    assert sources((folder / "new.ipynb").read_text("utf-8"))[0].startswith(
        "import tensorflow.compat"
    )
    assert "is standard input" in run("-", "--in-place", input=LEGACY).output
    write(folder, "a.ipynb", LEGACY)
    assert "--stdout prints the result" in run("a.ipynb", "-o", "-").output
    assert not (folder / "-").exists()
    (folder / "into").mkdir()
    for into in ("into", "new/"):
        nameless = run("-", "-o", into, input=LEGACY)
        assert (nameless.exit_code, "give --stdin-filename" in nameless.output) == (2, True)
    assert run("-", "--stdin-filename", "b.ipynb", "-o", "into", input=LEGACY).exit_code == 0
    assert [path.name for path in folder.glob("into/*")] == ["b.ipynb"]


def test_folders_patterns_and_what_is_left_out(folder):
    for name in (
        "a.ipynb",
        "sub/b.ipynb",
        "sub/old.ipynb",
        ".ipynb_checkpoints/c.ipynb",
        "d.migrated.ipynb",
        "venv/e.py",
    ):
        write(folder, name, LEGACY)
    (folder / ".git").mkdir()
    write(folder, ".gitignore", "old*\n")
    listed = json.loads(run("check", "--output-format", "json", ".").stdout)
    assert [item["path"] for item in listed["files"]] == ["a.ipynb", "sub/b.ipynb"]
    excluded = json.loads(run("check", "--output-format", "json", "--exclude", "sub", ".").stdout)
    assert [item["path"] for item in excluded["files"]] == ["a.ipynb"]
    pattern = json.loads(run("check", "--output-format", "json", "**/b*.ipynb").stdout)
    assert [item["path"] for item in pattern["files"]] == ["sub/b.ipynb"]


def test_links_out_of_a_folder_are_not_followed(folder):
    write(folder, "outside.ipynb", LEGACY)
    (folder / "course").mkdir()
    (folder / "course/link.ipynb").symlink_to(folder / "outside.ipynb")
    result = run("check", "course")
    assert result.exit_code != 0
    assert "no notebook" in result.output


def test_jobs_give_the_same_report(folder):
    for number in range(6):
        write(folder, f"{number}.ipynb", LEGACY)
    alone = run("check", "--output-format", "json", ".")
    together = run("check", "--output-format", "json", "--jobs", "2", ".")
    assert alone.stdout == together.stdout


def test_settings_come_from_pyproject_and_the_command_line_wins(folder):
    write(
        folder,
        "a.ipynb",
        notebook("!pip install tensorflow==1.4\nimport tensorflow as tf\ntf.Session()"),
    )
    write(folder, "pyproject.toml", '[tool.rnn-migrate]\nselect = ["ENV"]\n')
    assert "TF101" not in run("check", "a.ipynb").stdout
    assert "TF101" in run("check", "--select", "TF", "a.ipynb").stdout
    write(folder, "pyproject.toml", '[tool.rnn-migrate]\nselekt = ["ENV"]\n')
    result = run("check", "a.ipynb")
    assert result.exit_code != 0
    assert "selekt" in result.output


def test_colours_only_when_asked_for(folder):
    write(folder, "a.ipynb", LEGACY)
    assert "\x1b[" not in run("check", "a.ipynb").stdout
    assert "\x1b[" in run("check", "--color", "a.ipynb", color=True).stdout


def test_hostile_names_are_shown_safely(folder):
    write(folder, "a\u202e.ipynb", "{")
    assert "\u202e" not in run("check", "a\u202e.ipynb").output


def test_rules_command():
    assert "TF102" in run("rules").stdout
    assert "tf.contrib" in run("rules", "tf102").stdout
    missing = run("rules", "XX1")
    assert missing.exit_code == 2


def test_formats(folder):
    write(folder, "a.ipynb", LEGACY)
    line = run("check", "--output-format", "concise", "a.ipynb").stdout.splitlines()[0]
    assert line.startswith("a.ipynb:cell 1:1:1: TF101")
    github = run("check", "--output-format", "github", "a.ipynb").stdout
    number = int(github.split("line=")[1].split(",")[0])
    assert "import tensorflow" in LEGACY.splitlines()[number - 1]


def test_korean_text_lines_up(folder):
    write(folder, "가나.ipynb", "{")
    write(folder, "b.ipynb", LEGACY)
    rows = [line for line in run("check", ".").stdout.splitlines() if "TF1" in line]
    assert rows
    assert "가나.ipynb" in run("check", ".").stdout


def test_the_command_imports_no_tensorflow():
    code = (
        "import sys, migrate.cli, migrate.commands, migrate.rules, migrate.api\n"
        "from migrate.api import migrate_text\n"
        "migrate.rules.all_rules()\n"
        "migrate_text('import tensorflow as tf\\nprint tf.contrib.rnn', 'script')\n"
        "bad = {'tensorflow', 'numpy', 'nbclient', 'nbformat', 'keras'} & set(sys.modules)\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
