"""The command line: one short function per verb; each verb is a method of Site by the same name.

Data goes to stdout, talk to stderr. Exit codes: 0 fine, 1 the data does not conform, 2 wrong usage
or set-up.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from publisher.errors import PublisherError

if TYPE_CHECKING:
    from publisher.faults import Fault
    from publisher.release.build import Checked, Outcome
    from publisher.release.difference import Difference
    from publisher.site import Site

Verb = Callable[[argparse.Namespace], int]

LANGUAGES: Final = ("sv", "en")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    options = parser().parse_args(arguments)
    run: Verb = getattr(options, "run", serve)
    try:
        return run(options)
    except PublisherError as error:
        say(f"publisher: {error}")
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def say(text: str) -> None:
    """Talk: a line on stderr."""
    print(text, file=sys.stderr, flush=True)


def init(options: argparse.Namespace) -> int:
    """Start a new site: settings, ontology, shapes and a first table."""
    from publisher.site import Site

    site = Site.init(
        options.folder, base_iri=options.base_iri, title=options.title or Path(options.folder).name
    )
    say(f"A new site is in {site.root}. Fill the tables in {site.root / 'data'}, then run")
    say(f"  publisher --site {site.root} serve")
    return 0


def check(options: argparse.Namespace) -> int:
    """Read the sources and check them; release nothing."""
    site = _site(options)
    checked = site.check(progress=_progress(options))
    _report(checked, site, options)
    return 1 if checked.faults else 0


def build(options: argparse.Namespace) -> int:
    """Read, check and release, and switch to the release."""
    site = _site(options)
    if options.plan:
        return check(options)
    outcome = site.build(options.faulty, check=not options.unchecked, progress=_progress(options))
    _report(outcome.checked, site, options)
    return _tell(outcome)


def serve(options: argparse.Namespace) -> int:
    """Serve the site: pages, RDF and SPARQL. Builds first where the sources have changed."""
    from dataclasses import replace

    from publisher.web.serve import Supervisor, require_free

    site = _site(options)
    settings = replace(
        site.settings.serve,
        host=getattr(options, "host", None) or site.settings.serve.host,
        port=getattr(options, "port", None) or site.settings.serve.port,
    )
    require_free(settings.host, settings.port)
    if not getattr(options, "no_build", False):
        outcome = site.build(progress=_progress(options))
        _report(outcome.checked, site, options)
        if outcome.manifest is None and site.shelf.current() is None:
            return 1
        if outcome.manifest is None:
            say("The sources have faults; the release before them is served.")
        else:
            _tell(outcome)
    site.shelf.resolve("current")
    return Supervisor(site.shelf, settings, site.root.resolve(), say).run()


def describe(options: argparse.Namespace) -> int:
    """Print what a release says of a thing."""
    from publisher.formats import by_suffix
    from publisher.render import rdf

    site = _site(options)
    found = site.describe(options.iri, options.release)
    if found is None:
        raise PublisherError(
            "nothing is known of it.",
            where=site.expand(options.iri),
            todo="Give a whole IRI, or the path under base_iri.",
        )
    format = by_suffix(options.format)
    assert format is not None
    _write(rdf.render_graph(found.triples, format, site.settings.prefixes))
    return 0


def query(options: argparse.Namespace) -> int:
    """Run a SPARQL query over a release and print the answer."""
    import pyoxigraph as ox

    text = sys.stdin.read() if options.query == "-" else options.query
    if text.startswith("@"):
        text = Path(text[1:]).read_text(encoding="utf-8")
    answer = _site(options).query(text, options.release)
    if isinstance(answer, ox.QueryTriples):
        answer.serialize(sys.stdout.buffer, ox.RdfFormat.TURTLE)
    else:
        formats = {
            "csv": ox.QueryResultsFormat.CSV,
            "tsv": ox.QueryResultsFormat.TSV,
            "json": ox.QueryResultsFormat.JSON,
            "xml": ox.QueryResultsFormat.XML,
        }
        kind = options.format
        if isinstance(answer, ox.QueryBoolean) and kind in ("csv", "tsv"):
            kind = "json"
        answer.serialize(sys.stdout.buffer, formats[kind])
    return 0


def export(options: argparse.Namespace) -> int:
    """Write the site as files that a plain web server can serve."""
    from publisher.web.export import export as write

    count = write(_site(options), Path(options.folder), options.release)
    say(f"Wrote {count} files to {options.folder}.")
    return 0


def releases(options: argparse.Namespace) -> int:
    """List the releases, the oldest first."""
    site = _site(options)
    current = site.shelf.current()
    for item in site.releases():
        mark = "*" if item.id == current else " "
        state = {True: "conforms", False: "does not conform", None: "not checked"}[item.conforms]
        print(f"{mark} {item.id}  {item.built}  {item.quads} quads  {state}  {item.faulty}")
    return 0


def diff(options: argparse.Namespace) -> int:
    """Print what differs between two releases: a line for each statement, - gone, + new."""
    _write_difference(_site(options).diff(options.old, options.new))
    return 0


def rollback(options: argparse.Namespace) -> int:
    """Serve an earlier release again."""
    say(f"Now current: {_site(options).rollback(options.to)}.")
    return 0


def prune(options: argparse.Namespace) -> int:
    """Remove old releases; the current one always stays."""
    for identifier in _site(options).prune(options.keep, plan=options.plan):
        print(identifier)
    return 0


def trace(options: argparse.Namespace) -> int:
    """Print, for each statement about a thing, the file, row and column that it came from."""
    site = _site(options)
    iri = site.expand(options.iri)
    for origin in site.trace(options.iri).get(iri, []):
        for line, heading in origin.row.statements:
            if line.startswith(f"<{iri}> ") or line.endswith(f" <{iri}>"):
                place = origin.place.words(_language(site, options))
                column = f", “{heading}”" if heading else ""
                print(f"{place}{column}\t{line}")
    return 0


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="publisher",
        description="One folder in, a whole linked-data site out. Without a verb: serve.",
        epilog="Exit codes: 0 fine; 1 the data has faults; 2 wrong usage or set-up. "
        "Data goes to stdout, talk to stderr.",
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version and end")
    top.add_argument("--site", default=".", metavar="DIR", help="folder of the site (default: .)")
    top.add_argument("--language", choices=LANGUAGES, help="language of messages about the data")
    top.add_argument("--quiet", action="store_true", help="no progress on stderr")
    verbs = top.add_subparsers(title="verbs", metavar="VERB")

    def add(run: Verb, **more: str) -> argparse.ArgumentParser:
        text = (run.__doc__ or "").strip()
        verb = verbs.add_parser(run.__name__, help=text.splitlines()[0], description=text, **more)
        verb.set_defaults(run=run)
        return verb

    verb = add(init)
    verb.add_argument("folder", metavar="DIR", help="folder to start the site in")
    verb.add_argument("--base-iri", default="https://example.org/", metavar="IRI",
                      help="IRI under which things are named; ends with a slash")  # fmt: skip
    verb.add_argument("--title", default="", help="name of the site")
    verb = add(check)
    verb.add_argument("--json", action="store_true", help="print the findings as JSON")
    verb = add(build)
    verb.add_argument("--faulty", choices=("refuse", "leave-out", "include"), default="refuse",
                      help="what becomes of rows with faults: refuse the whole build (default), "
                      "leave the rows out, or include what does not conform to the shapes; "
                      "the manifest records it")  # fmt: skip
    verb.add_argument("--unchecked", action="store_true",
                      help="do not check against the shapes; the manifest records it")  # fmt: skip
    verb.add_argument("--plan", action="store_true", help="check only, release nothing")
    verb.add_argument("--json", action="store_true", help="print the findings as JSON")
    verb = add(serve)
    verb.add_argument("--host", help="address to listen on (default: serve.host in site.toml)")
    verb.add_argument("--port", type=int, help="port to listen on (default: serve.port)")
    verb.add_argument("--no-build", action="store_true", help="serve what is released already")
    verb = add(describe)
    verb.add_argument("iri", help="IRI of a thing, or its path under base_iri")
    verb.add_argument("--format", choices=("ttl", "jsonld", "rdf", "nt"), default="ttl",
                      help="RDF format (default: ttl)")  # fmt: skip
    _release(verb)
    verb = add(query)
    verb.add_argument("query", help="a SPARQL query; @FILE reads a file, - reads stdin")
    verb.add_argument("--format", choices=("csv", "tsv", "json", "xml"), default="csv",
                      help="format of a table of results (default: csv)")  # fmt: skip
    _release(verb)
    verb = add(export)
    verb.add_argument("folder", metavar="DIR", help="folder to write; must be empty or new")
    _release(verb)
    add(releases)
    verb = add(diff)
    verb.add_argument("old", metavar="A", help="id of a release, or the beginning of it")
    verb.add_argument("new", metavar="B", nargs="?", default="current",
                      help="the other one (default: current)")  # fmt: skip
    verb = add(rollback)
    verb.add_argument("to", metavar="ID", nargs="?", help="the release (default: the one before)")
    verb = add(prune)
    verb.add_argument("--keep", type=int, default=10, help="newest releases to keep (default: 10)")
    verb.add_argument("--plan", action="store_true", help="say what would go, remove nothing")
    verb = add(trace)
    verb.add_argument("iri", help="IRI of a thing, or its path under base_iri")
    return top


class _Version(argparse.Action):
    def __call__(self, *_: object, **__: object) -> NoReturn:
        from importlib.metadata import version

        print(f"publisher {version('publisher')}")
        raise SystemExit(0)


def _release(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--release", default="current", metavar="ID",
                      help="a release by its id (default: current)")  # fmt: skip


def _site(options: argparse.Namespace) -> Site:
    from publisher.site import Site

    return Site(options.site)


def _language(site: Site, options: argparse.Namespace) -> str:
    if options.language:
        return str(options.language)
    local = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "")[:2]
    return next((item for item in (local, *site.settings.languages) if item in LANGUAGES), "en")


def _progress(options: argparse.Namespace) -> Callable[[str], None]:
    if options.quiet or not sys.stderr.isatty():
        return lambda stage: None
    return lambda stage: say(f"  {stage} …")


WORDS: Final = {
    "en": {"fault": "fault", "warning": "warning", "more": "… and {} more.",
           "rows": "{rows} rows: {published} published, {rejected} rejected; "
                   "{faults} faults, {warnings} warnings."},
    "sv": {"fault": "fel", "warning": "varning", "more": "… och {} till.",
           "rows": "{rows} rader: {published} publicerade, {rejected} avvisade; "
                   "{faults} fel, {warnings} varningar."},
}  # fmt: skip


def _report(checked: Checked, site: Site, options: argparse.Namespace) -> None:
    """Print the findings: each fault with its place; as JSON on stdout when asked for."""
    language = _language(site, options)
    kinds = (("fault", checked.faults), ("warning", checked.warnings))
    if getattr(options, "json", False):
        found = [_record(kind, fault) for kind, faults in kinds for fault in faults]
        print(json.dumps({**_rows(checked), "findings": found}, ensure_ascii=False, indent=1))
        return
    words = WORDS[language]
    for kind, faults in kinds:
        for fault in faults[: site.settings.limits.faults_shown]:
            say(f"{words[kind]}: {fault.place.words(language)}: {fault.sentence(language)}")
        if len(faults) > site.settings.limits.faults_shown:
            say(words["more"].format(len(faults) - site.settings.limits.faults_shown))
    say(words["rows"].format(**_rows(checked)))


def _rows(checked: Checked) -> dict[str, int]:
    sources = checked.content.sources
    rejected = sum(len(own.rejected) for own in sources)
    rows = sum(own.rows for own in sources)
    return {
        "rows": rows,
        "published": rows - rejected,
        "rejected": rejected,
        "faults": len(checked.faults),
        "warnings": len(checked.warnings),
    }


def _record(kind: str, fault: Fault) -> dict[str, object]:
    place = fault.place
    return {
        "kind": kind,
        "code": fault.code,
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "value": fault.value,
        "nearest": fault.nearest,
        "message": {language: fault.sentence(language) for language in LANGUAGES},
    }


def _tell(outcome: Outcome) -> int:
    if outcome.manifest is None:
        say("Nothing was released.")
        return 1
    manifest = outcome.manifest
    if not outcome.new:
        say(f"Nothing has changed: release {manifest.id} stays current.")
    elif outcome.difference is None:
        say(f"Released {manifest.id}: {manifest.quads} quads.")
    else:
        removed, added = outcome.difference.removed, outcome.difference.added
        say(f"Released {manifest.id}: {manifest.quads} quads (−{removed} +{added}).")
    for iri in outcome.vanished:
        say(f"gone: <{iri}>. If it is withdrawn, add it to data/withdrawn.csv: it then answers 410.")
    return 0


def _write(content: bytes) -> None:
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _write_difference(found: Difference) -> None:
    for item in found.graphs:
        print(f"# <{item.graph}>: −{len(item.removed)} +{len(item.added)}")
        for line in item.removed:
            print(f"- {line} .")
        for line in item.added:
            print(f"+ {line} .")


if __name__ == "__main__":
    sys.exit(main())
