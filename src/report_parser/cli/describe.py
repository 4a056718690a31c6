"""`report-parser describe RUN`: a paragraph on methods, a citation, and metadata beside the tables of a run."""

from __future__ import annotations

import argparse

EXAMPLES = """\
examples:
  report-parser describe results                      a paragraph for a paper, and how to cite the run
  report-parser describe panel.xlsx --language zh     the same in Chinese
  report-parser describe results --package            METHODS.md, datapackage.json and croissant.json beside the tables
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "describe",
        help="say how a run was made, and write metadata beside its tables",
        description="Say of a run of batch, panel or collect how it was made, from its run.json.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("run_", metavar="RUN", help="the result of a run, or its run.json")
    command.add_argument("--language", choices=("en", "zh"), default="en", help="default: en")
    command.add_argument("--package", action="store_true", help="write the files beside the tables instead")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Describe."""
    from report_parser.cli import DONE
    from report_parser.cli.output import write
    from report_parser.study.describing import describe

    found = describe(options.run_)
    if options.package:
        write("".join(f"{place}\n" for place in found.save()))
    else:
        write(f"{found.methods(options.language)}\n\n{found.record.citation}\n")
    return DONE
