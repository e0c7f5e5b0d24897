"""The command `plumbline`: a group whose commands are imported only when they are asked for, so that `plumbline check` starts at once."""

import sys
from collections.abc import Mapping
from io import TextIOWrapper

import click

from server.cli import streams, surroundings
from server.cli.imported import imported
from server.errors import DomainError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "serve": ("server.cli.serve", "Open Plumbline in the browser of everyone who can reach it."),
    "migrate": ("server.cli.migrate", "Bring the database up to date, as a step of its own."),
    "backup": ("server.cli.backup", "Copy the whole database into a file while it is used, and check the copy."),
    "restore": ("server.cli.restore", "Put a backup in the place of the database."),
    "demo": ("server.cli.demo.command", "Fill an empty database with a small living demonstration."),
    "check": ("server.cli.check.command", "Say what is wrong with the lessons: file, line, column and the fix."),
    "show": ("server.cli.show", "Print what a lesson compiles to."),
    "new": ("server.cli.new.command", "Begin a lesson, a behaviour or a whole academy from a template."),
    "export": ("server.cli.export", "Give a lesson or a path to another learning system, as a SCORM package."),
    "process": ("server.cli.process.command", "Make your own process from a spreadsheet, or write it into one."),
    "people": ("server.cli.people.command", "Add people, list them, print a sign-in link."),
    "gaps": ("server.cli.gaps.command", "Check and keep the estimates of what each person knows and does."),
    "deals": ("server.cli.deals.command", "Bring deals from a CRM, and measure how deals moved through their stages."),
    "drift": ("server.cli.drift", "Check the charts that tell drift from noise."),
    "agreement": ("server.cli.agreement", "Show how far raters agree on the same items."),
    "words": ("server.cli.words", "Bring what translators write up to date with what the pages say."),
    "bench": ("server.cli.bench.command", "Measure what a page and an answer cost, against a bare plaintext page."),
}
"""Command to (module, one line). The module holds a click command of the same name."""

START = """Plumbline keeps a sales team's process true.

\b
To try it:        plumbline serve --demo
To run it:        plumbline people add --admin you@example.com
                  plumbline serve
To write for it:  plumbline new lesson my-first-lesson
                  plumbline check lessons
To make it yours: plumbline new academy our-academy, or from a table:
                  plumbline process import --template > stages.csv
"""


class Commands(click.Group):
    """Imports a command's module when the command is run or its own help is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click calls it so
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click calls it so
        """The command, imported now; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(imported(COMMANDS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click calls it so
        """One line a command, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_module, line) in COMMANDS.items()])


@click.command(cls=Commands, help=START, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option("0.1.0", prog_name="plumbline")
def plumbline() -> None:
    """The group itself does nothing."""


def main() -> None:
    """Runs the command. What the installation or the person can mend is said in one sentence, without a traceback."""
    streams.open_all()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show an arrow shows a question mark.
            stream.reconfigure(errors="replace")
    surroundings.settle()
    try:
        plumbline(prog_name="plumbline")
    except DomainError as error:
        click.echo(f"plumbline: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(141)
    except (OSError, UnicodeEncodeError) as error:
        sentence = streams.reason(error)
        if not sentence:
            raise
        streams.say_last(sentence)
        sys.exit(1)


if __name__ == "__main__":
    main()
