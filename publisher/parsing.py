"""The parser of the command line, made of the table of arguments."""

from __future__ import annotations

from argparse import SUPPRESS, Action, ArgumentParser
from collections.abc import Callable, Iterable
from typing import NoReturn

from publisher.arguments import ARGUMENTS


def parser_of(verbs: Iterable[Callable[..., int]], default: Callable[..., int]) -> ArgumentParser:
    """The parser of a command line with ``verbs``, of which ``default`` is meant without any."""
    top = ArgumentParser(
        prog="publisher",
        description="One folder in, a whole linked-data site out. Without a verb: serve.",
        epilog="Exit codes: 0 fine; 1 the data has faults; 2 wrong usage or set-up. "
        "Data goes to stdout, talk to stderr.",
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version and end")
    top.add_argument("--site", default=".", metavar="DIR", help="folder of the site (default: .)")
    top.add_argument("--language", choices=("sv", "en"), help="language of messages about the data")
    top.add_argument("--quiet", action="store_true", help="no progress on stderr")
    top.set_defaults(run=default, host=None, port=None, no_build=False)
    below = top.add_subparsers(title="verbs", metavar="VERB")
    for run in verbs:
        text = " ".join((run.__doc__ or "").split())
        summary = (run.__doc__ or "").strip().splitlines()[0]
        name = run.__name__.replace("_", "-")
        verb = below.add_parser(name, help=summary, description=text)
        verb.set_defaults(run=run)
        for names, more in ARGUMENTS[name]:
            verb.add_argument(*names, **more)
        _repeat(verb)
    return top


def _repeat(verb: ArgumentParser) -> None:
    """Take after the verb, too, what stands before it."""
    known = {name for action in verb._actions for name in action.option_strings}
    for name, more in (
        ("--site", {}),
        ("--language", {"choices": ("sv", "en")}),
        ("--quiet", {"action": "store_true"}),
    ):
        if name not in known:
            verb.add_argument(name, default=SUPPRESS, help=SUPPRESS, **more)


class _Version(Action):
    def __call__(self, *_: object, **__: object) -> NoReturn:
        from importlib.metadata import version

        print(f"publisher {version('publisher')}")
        raise SystemExit(0)
