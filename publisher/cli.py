"""The command line: one short function per verb; each verb is a method of Site by the same name.

Data goes to stdout, talk to stderr. Exit codes: 0 fine, 1 the data does not conform, 2 wrong usage
or set-up. What a verb needs is imported when the verb runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from publisher.errors import PublisherError, system_error
from publisher.parsing import parser_of

if TYPE_CHECKING:
    from publisher.site import Site

Verb = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        run: Verb = options.run
        return run(options)
    except PublisherError as error:
        _say(f"publisher: {error}")
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        _say(f"publisher: {system_error(error)}")
        return PublisherError.exit_code
    except KeyboardInterrupt:
        return 130


def init(options: argparse.Namespace) -> int:
    """Start a new site: settings, ontology, shapes and first tables."""
    from publisher import scaffold
    from publisher.site import Site

    title = options.title or Path(options.folder).resolve().name
    site = Site.init(options.folder, base_iri=options.base_iri, title=title, empty=options.empty)
    _say(scaffold.told(site.root, empty=options.empty, language=_language(site, options)))
    return 0


def check(options: argparse.Namespace) -> int:
    """Check the site, or files; release nothing.

    Tables are checked against the site's shapes, with the rest of its data as background, and only
    what concerns them is told. RDF files are checked against --shapes, and need no site.
    """
    from publisher import checking

    return checking.run(options, _say, _progress(options))


def build(options: argparse.Namespace) -> int:
    """Read, check and release, and switch to the release."""
    from publisher import building

    site = _site(options)
    return building.run(site, options, _language(site, options), _say, _progress(options))


def serve(options: argparse.Namespace) -> int:
    """Serve the site: pages, RDF and SPARQL. Builds first, so that what is served is what is here.

    When the sources have faults or lack what is published, the release before them is served.
    """
    from publisher import building

    site = _site(options)
    server = site.server(host=options.host, port=options.port)
    language, progress = _language(site, options), _progress(options)
    if options.no_build or building.before_serving(site, language, _say, progress):
        site.begin_log()
        return server.run(_say, language)
    return 1


def load(options: argparse.Namespace) -> int:
    """Load a release into the SPARQL stores of the site, and switch to it."""
    site = _site(options)
    done = site.load(options.release, rest=options.rest, filled=options.filled, say=_say)
    _say(f"Release {done.release} is in {', '.join(done.stores)}.")
    return PublisherError.exit_code if done.failed else 0


def describe(options: argparse.Namespace) -> int:
    """Print what a release says of a thing."""
    from publisher.formats import by_suffix
    from publisher.render.rdf import render_graph

    site = _site(options)
    found = site.describe(options.iri, options.release)
    if found is None:
        raise PublisherError(
            "nothing is known of it.",
            where=site.expand(options.iri),
            todo="Give a whole IRI, or the path under base_iri.",
        )
    chosen = by_suffix(options.format)
    assert chosen is not None
    sys.stdout.buffer.write(render_graph(found.triples, chosen, site.settings.prefixes))
    return 0


def query(options: argparse.Namespace) -> int:
    """Run a SPARQL query over a release, or one that has a name, and print the answer."""
    from publisher import asking

    site = _site(options)
    return asking.run(options, site, _language(site, options))


def export(options: argparse.Namespace) -> int:
    """Write the site as files that a plain web server can serve."""
    count = _site(options).export(options.folder, options.release, immutable=options.immutable)
    _say(f"Wrote {count} files to {options.folder}.")
    return 0


def releases(options: argparse.Namespace) -> int:
    """List the releases, the oldest first; a star marks the current one."""
    site = _site(options)
    current = site.shelf.current()
    for identifier, error in site.shelf.damaged().items():
        _say(f"{identifier} is damaged: {error}")
    for item in site.releases():
        mark = "*" if item.id == current else " "
        state = {True: "conforms", False: "does not conform", None: "not checked"}[item.conforms]
        print(f"{mark} {item.id}  {item.built}  {item.quads} quads  {state}, faulty: {item.faulty}")
    return 0


def diff(options: argparse.Namespace) -> int:
    """Print what differs between two releases: a line for each statement, - gone, + new."""
    from publisher.console import difference_lines

    for line in difference_lines(_site(options).diff(options.old, options.new)):
        print(line)
    return 0


def rollback(options: argparse.Namespace) -> int:
    """Serve an earlier release again."""
    _say(f"Now current: {_site(options).rollback(options.to)}.")
    return 0


def prune(options: argparse.Namespace) -> int:
    """Remove old releases and print their ids; the current one always stays."""
    for identifier in _site(options).prune(options.keep, plan=options.plan):
        print(identifier)
    return 0


def running(options: argparse.Namespace) -> int:
    """Print the SPARQL queries that run: id, seconds, release, pseudonym of the client, text."""
    from publisher.console import running_lines

    for line in running_lines(_site(options).running(end=options.end or "")):
        print(line)
    return 0


def trace(options: argparse.Namespace) -> int:
    """Print, for each statement about a thing, the file, row and column that it came from."""
    from publisher.console import origin_lines

    site = _site(options)
    iri = site.expand(options.iri)
    origins = site.trace(iri).get(iri, [])
    if not origins:
        raise PublisherError(
            "no row of a table speaks of it.",
            where=iri,
            todo="Give a whole IRI, or the path under base_iri; what comes from RDF has no rows.",
        )
    for line in origin_lines(origins, iri, _language(site, options)):
        print(line)
    return 0


def template(options: argparse.Namespace) -> int:
    """Write a workbook to fill in, with a sheet for each class, as the shapes say."""
    from publisher import drafting

    site = _site(options)
    return drafting.run(options, site, _language(site, options), _say)


def harvest_check(options: argparse.Namespace) -> int:
    """Say what harvesters will make of a feed tonight: the site's own, or any other.

    What is read, dropped, created and deleted; what the profiles find; the points that
    data.europa.eu gives each dataset, and how to win those that are lost. Exit code 1 where
    datasets are lost or a profile is not conformed to.
    """
    from publisher import harvest_checking

    return harvest_checking.run(options, _say)


def sync(options: argparse.Namespace) -> int:
    """Keep a replica of a feed: DCAT, an event stream (LDES) or OAI-PMH. Needs no site.

    What is new, changed and deleted is applied, and all is written as one file, records.nt, which
    a site can take as a source. Exit code 1 where the replica is not what the source has.
    """
    from publisher import syncing

    return syncing.run(options, _say, _progress(options))


def csv2rdf(options: argparse.Namespace) -> int:
    """Convert a table to RDF as CSV on the Web says. Needs no site.

    What the standard passes over is a warning on stderr; a value that is none of its datatype stays
    as a text. Exit code 1 where the metadata or the table cannot be read.
    """
    from publisher import converting

    return converting.run(options, _say, _progress(options))


def describe_table(options: argparse.Namespace) -> int:
    """Propose what each column of a table means; what is decided is kept beside it as metadata."""
    from publisher import describing

    return describing.run(options, _site(options), _say)


def withdraw(options: argparse.Namespace) -> int:
    """Erase a thing for good: from the sources, every release, the feeds and all that was kept.

    What stays is that it was withdrawn, without what was said of it. Exit code 1 where what is left
    of the sources does not conform; the same command goes on once that is mended.
    """
    from publisher import withdrawing

    site = _site(options)
    return withdrawing.run(site, options, _language(site, options), _say, _progress(options))


def fetch(options: argparse.Namespace) -> int:
    """Ask the sources that are addresses, and keep what holds against the shapes.

    A source that cannot be read, does not conform, describes what belongs to others or has lost
    more than it may keeps its last good state, which `publisher build` reads. Exit code 1 where
    that is so of any.
    """
    from publisher import fetching_sources

    site = _site(options)
    return fetching_sources.run(site, options, _language(site, options), _say, _progress(options))


def link(options: argparse.Namespace) -> int:
    """Propose links between the same thing under two names, and keep what is decided on them.

    Decisions are files of mappings (SSSOM) in data/links/, and are never asked for twice.
    """
    from publisher import proposing

    site = _site(options)
    return proposing.run(site, options, _language(site, options), _say)


def publishers(options: argparse.Namespace) -> int:
    """Say who may publish here: add publishers, make and revoke keys, read what came in."""
    from publisher import granting

    return granting.run(_site(options), options, _say)


VERBS: Final[tuple[Verb, ...]] = (
    init, check, build, load, serve, describe, query, export, releases, diff, rollback, prune,
    running, trace, template, harvest_check, sync, fetch, withdraw, link,
    csv2rdf, describe_table, publishers,
)  # fmt: skip


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    return parser_of(VERBS, serve)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _site(options: argparse.Namespace) -> Site:
    from publisher.site import Site

    return Site(options.site)


def _language(site: Site, options: argparse.Namespace) -> str:
    from publisher.console import language_of

    return language_of(options.language, site.settings.languages)


def _progress(options: argparse.Namespace) -> Callable[[str], None]:
    if options.quiet or not sys.stderr.isatty():
        return lambda stage: None
    return lambda stage: _say(f"  {stage} …")
