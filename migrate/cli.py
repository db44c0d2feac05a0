"""The command line: parsing, exit codes, nothing else.

`rnn-migrate NOTEBOOK...` migrates; `check`, `verify` and `rules` are commands of their own.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import click

from migrate import __version__

_FORMATS = ("text", "concise", "json", "github", "sarif", "junit", "gitlab")
_DEFAULT = "migrate"


class _Commands(click.Group):
    """A group in which a path where a command could stand means `migrate`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        top = ("--help", "-h", "--version")
        if args and args[0] not in self.commands and args[0] not in top:
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage("rnn-migrate", "[OPTIONS] NOTEBOOK...")
        formatter.write_usage("rnn-migrate", "check|verify|record|rules [OPTIONS] ...", "      ")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [
            (name, command.get_short_help_str(80))
            for name, command in self.commands.items()
            if not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl([("NOTEBOOK...", "Write NAME.migrated.ipynb beside each."), *rows])
        with formatter.section("Options of rnn-migrate NOTEBOOK..."):
            records = [p.get_help_record(ctx) for p in self.commands[_DEFAULT].params]
            formatter.write_dl([record for record in records if record is not None])


def _common(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command which looks at files has."""
    options = [
        click.argument("paths", metavar="NOTEBOOK...", nargs=-1, required=True),
        click.option("--select", metavar="CODES", help="Run only these rules: TF1,ENV101."),
        click.option("--ignore", metavar="CODES", help="Do not run these rules."),
        click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave these files out."),
        click.option("--unsafe-fixes", is_flag=True, default=None, help="Apply suggestions too."),
        click.option(
            "--output-format", type=click.Choice(_FORMATS), default=None, help="The report's form."
        ),
        click.option(
            "--html", type=click.Path(), metavar="FILE", help="Write a report for people too."
        ),
        click.option("--jobs", "-j", type=click.IntRange(1), default=None, help="Processes."),
        click.option("--stdin-filename", metavar="NAME", help="What `-` is called, and its kind."),
        click.option("--color/--no-color", default=None, help="Colours (default: on a terminal)."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="rnn-migrate")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Upgrade TensorFlow 1 notebooks to today's TensorFlow.

    \b
      rnn-migrate course.ipynb            writes course.migrated.ipynb
      rnn-migrate --diff course.ipynb     shows what would change
      rnn-migrate check course/           exit code 1 while legacy API remains
      rnn-migrate verify course.ipynb     migrates, runs and compares
      rnn-migrate rules TF102             explains a rule

    Files, folders, patterns, or - for standard input. Exit code: 0 clean, 1 findings remain,
    2 a file could not be read or written. Options of a command: rnn-migrate COMMAND --help.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@cli.command(_DEFAULT, hidden=True)
@_common
@click.option("-o", "--output", type=click.Path(), help="Write to this file, or into this folder.")
@click.option("--in-place", is_flag=True, help="Replace the files themselves.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@click.option("--stdout", is_flag=True, help="Print the result instead of writing it.")
@click.option("--clear-outputs", is_flag=True, default=None, help="Drop the stored outputs.")
@click.option("--standalone", is_flag=True, help="Needs nothing but TensorFlow to run.")
def migrate_command(paths: tuple[str, ...], **options: Any) -> None:
    """Migrate notebooks, scripts and Markdown posts."""
    from migrate import commands

    sys.exit(commands.migrate(paths, options))


_SUMMARY = click.option(
    "--summary", type=click.Path(), metavar="FILE", help="Append a Markdown summary to this file."
)


@cli.command()
@_common
@_SUMMARY
def check(paths: tuple[str, ...], **options: Any) -> None:
    """Write nothing; exit 1 while legacy API remains."""
    from migrate import commands

    sys.exit(commands.check(paths, options))


@cli.command()
@click.argument("paths", metavar="NOTEBOOK...", nargs=-1, required=True)
@click.option(
    "--require",
    type=click.Choice(["identical", "close", "similar", "different"]),
    help="Exit 1 if a cell's verdict is worse (default: only if a cell fails).",
)
@click.option(
    "--set", "constants", multiple=True, metavar="NAME=VALUE", help="Other value for a constant."
)
@click.option("--timeout", type=click.FloatRange(0), metavar="SECONDS", help="Limit of a notebook.")
@click.option(
    "--cell-timeout", type=click.FloatRange(0), metavar="SECONDS", help="Limit of a cell."
)
@click.option("--baseline", type=click.Path(), metavar="FILE", help="Judge by this recording.")
@click.option(
    "--tf1-python",
    type=click.Path(),
    metavar="PATH",
    help="Run the original too, in this Python with TensorFlow 1, and judge by what it prints.",
)
@click.option(
    "--output-format", type=click.Choice(_FORMATS), default=None, help="The report's form."
)
@_SUMMARY
@click.option("--html", type=click.Path(), metavar="FILE", help="Write a report for people too.")
@click.option("--jobs", "-j", type=click.IntRange(1), default=None, help="Notebooks at a time.")
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    help="Where notebooks run: here, or on a Dask cluster (pip install 'rnn-migrate[dask]').",
)
@click.option(
    "--dask-scheduler", metavar="ADDRESS", help="A running cluster's (default: one made here)."
)
@click.option("--no-cache", is_flag=True, help="Run everything; keep nothing for the next run.")
@click.option("--no-write", "write", flag_value=False, default=None, help="No NAME.verified.ipynb.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave these files out.")
@click.option("--unsafe-fixes", is_flag=True, default=None, help="Apply suggestions too.")
@click.option("--stdin-filename", metavar="NAME", help="What `-` is called, and its kind.")
@click.option("--color/--no-color", default=None, help="Colours (default: on a terminal).")
def verify(paths: tuple[str, ...], **options: Any) -> None:
    """Migrate, run every cell in a fresh kernel, and compare with what it used to print.

    Baseline: NAME.recording.json beside the notebook, else its stored outputs. Verdicts, best
    first: identical, close, similar, different, error, no baseline. Exit code: 0 as required,
    1 a cell is worse, 2 nothing could be run.
    """
    from migrate import commands

    sys.exit(commands.verify(paths, options))


@cli.command()
@click.argument("paths", metavar="NOTEBOOK...", nargs=-1, required=True)
@click.option(
    "--tf1-python",
    type=click.Path(),
    metavar="PATH",
    required=True,
    help="A Python with TensorFlow 1 and ipykernel.",
)
@click.option(
    "--set", "constants", multiple=True, metavar="NAME=VALUE", help="Other value for a constant."
)
@click.option("--timeout", type=click.FloatRange(0), metavar="SECONDS", help="Limit of a notebook.")
@click.option(
    "--cell-timeout", type=click.FloatRange(0), metavar="SECONDS", help="Limit of a cell."
)
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave these files out.")
def record(paths: tuple[str, ...], **options: Any) -> None:
    """Run originals under TensorFlow 1 and write NAME.recording.json, for verify."""
    from migrate import commands

    sys.exit(commands.record(paths, options))


@cli.command()
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """List the rules, or explain one, with examples."""
    from migrate import commands

    sys.exit(commands.rules(code))


def _terminated(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)  # so that temporary files and processes are cleaned up


def main() -> None:
    """The console command `rnn-migrate`."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    signal.signal(signal.SIGTERM, _terminated)
    try:
        cli.main(prog_name="rnn-migrate", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        click.echo("rnn-migrate: stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        from migrate.report.plain import safe_lines

        shown = io.StringIO()
        error.show(shown)
        click.echo(safe_lines(shown.getvalue()), err=True, nl=False)
        sys.exit(2)
    except BrokenPipeError:
        # Whoever read has gone: what is still in the buffer goes nowhere, without a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except KeyboardInterrupt:
        click.echo("rnn-migrate: stopped.", err=True)
        sys.exit(130)


if __name__ == "__main__":
    main()
