"""What is installed: every file the package reads, and nothing imported that is not asked for."""

import ast
import re
import sys

import pytest

from tests.conftest import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DATA = PROJECT["tool"]["setuptools"]["package-data"]
GRAFTED = re.findall(r"^graft (\S+)$", (ROOT / "MANIFEST.in").read_text("utf-8"), re.M)
pytestmark = pytest.mark.skipif(
    not (ROOT / "migrate").is_dir(), reason="the sources are not beside the tests"
)


@pytest.mark.parametrize("package", sorted(DATA))
def test_every_file_that_is_no_module_is_installed_or_in_the_source_distribution(package):
    files = [
        path.relative_to(ROOT / package).as_posix()
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
        if not any(path.is_relative_to(ROOT / folder) for folder in GRAFTED)
    ]
    assert "py.typed" in files
    patterns = [_folder_wise(pattern) for pattern in DATA[package]]
    missing = [name for name in files if not any(p.fullmatch(name) for p in patterns)]
    assert not missing


def _folder_wise(pattern):
    """A pattern whose stars stay in their folder, as those of setuptools do."""
    return re.compile(re.escape(pattern).replace(r"\*\*/", "(.*/)?").replace(r"\*", "[^/]*"))


def imported(path):
    """The packages that a module imports when it is imported itself."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_the_rewriter_imports_nothing_that_is_not_installed_with_it():
    names = [re.match(r"[\w.-]+", item)[0] for item in PROJECT["project"]["dependencies"]]
    own = {"migrate", "reference", *names, *sys.stdlib_module_names}
    for path in (ROOT / "migrate").rglob("*.py"):
        relative = path.relative_to(ROOT / "migrate").parts
        if relative[0] == "pytest_plugin":  # pytest imports it, so pytest is there
            continue
        if relative[:2] == ("tables", "generate"):
            continue
        assert set(imported(path)) <= own, path


def test_every_extra_that_a_message_names_exists():
    extras = PROJECT["project"]["optional-dependencies"]
    named = set()
    for path in [*(ROOT / "migrate").rglob("*.py"), *(ROOT / "reference").rglob("*.py")]:
        named.update(re.findall(r"rnn-migrate\[([\w,-]+)\]", path.read_text("utf-8")))
    assert "verify" in named
    assert {extra for found in named for extra in found.split(",")} <= set(extras)


def test_the_readme_installs_with_extras_that_exist():
    commands = re.findall(
        r'pip install (?:-e )?"\.\[([\w,]+)\]"', (ROOT / "README.md").read_text("utf-8")
    )
    assert {"verify", "test"} <= {extra for found in commands for extra in found.split(",")}
    assert {e for found in commands for e in found.split(",")} <= set(
        PROJECT["project"]["optional-dependencies"]
    )
