"""The arguments of each verb of the command line, as one table."""

from __future__ import annotations

from argparse import SUPPRESS
from typing import Any, Final

Argument = tuple[tuple[str, ...], dict[str, Any]]
"""The names of an argument and what argparse is told about it."""

RELEASE: Final[Argument] = (
    ("--release",), {"default": "current", "metavar": "ID", "help": "a release (default: current)"}
)  # fmt: skip
JSON: Final[Argument] = (
    ("--json",), {"action": "store_true", "help": "print the findings as JSON on stdout"}
)  # fmt: skip
FAULTY: Final[Argument] = (
    ("--faulty",),
    {
        "choices": ("refuse", "leave-out", "include"),
        "default": "refuse",
        "help": "what becomes of rows with faults: refuse everything (default), leave those rows "
        "out, or include what does not conform to the shapes; the manifest records it",
    },
)

FINDINGS: Final = ("text", "json", "html", "sarif", "turtle", "jsonld", "nt", "rdf", "xlsx")
"""The formats of what a check finds."""

ARGUMENTS: Final[dict[str, tuple[Argument, ...]]] = {
    "init": (
        (("folder",), {"metavar": "DIR", "help": "folder to start the site in"}),
        (("--base-iri",), {"default": "https://example.org/", "metavar": "IRI",
                           "help": "IRI under which things are named; ends with a slash"}),
        (("--title",), {"default": "", "help": "name of the site"}),
        (("--empty",), {"action": "store_true", "help": "without the tables of examples"}),
    ),
    "check": (
        (("files",), {"nargs": "*", "metavar": "FILE",
                      "help": "tables and RDF files to check, - for stdin (default: the site)"}),
        (("--shapes",), {"action": "append", "default": [], "metavar": "FILE|DIR",
                         "help": "shapes to check by instead of those of the site; without a FILE "
                         "the current release is checked; may be given more than once"}),
        (("--vocabulary",), {"action": "append", "default": [], "metavar": "FILE|DIR",
                             "help": "with --shapes: RDF that is known but not checked itself, "
                             "such as class trees; may be given more than once"}),
        (("--input-format",), {"metavar": "SUFFIX|NAME",
                               "help": "what stdin holds: ttl, csv, or a whole name such as "
                               "projekt.csv, by which a table finds its class"}),
        (("--format",), {"choices": FINDINGS, "help": "format of what is found (default: text); "
                         "xlsx hands the table back with marks"}),
        (("--output",), {"metavar": "FILE|DIR",
                         "help": "where to write it, whole or not at all (default: stdout)"}),
        (("--limit",), {"type": int, "metavar": "N",
                        "help": "findings to tell; all are counted "
                        "(default: limits.faults_shown in text, else all)"}),
        (("--watch",), {"action": "store_true",
                        "help": "check again whenever a file changes, until Ctrl-C"}),
        FAULTY,
        JSON,
    ),
    "build": (
        FAULTY,
        (("--unchecked",), {"action": "store_true",
                            "help": "do not check against the shapes; the manifest records it"}),
        (("--plan",), {"action": "store_true", "help": "check only, release nothing"}),
        (("--fetch",), {"action": "store_true", "help": "first ask the sources that are "
                        "addresses; exit code 1 also where one could not be taken"}),
        (("--gone",), {"choices": ("refuse", "withdraw", "allow"), "default": "refuse",
                       "help": "what becomes of a release without things that are published: "
                       "refuse it (default), add them to the table of what is withdrawn, or allow "
                       "it"}),
        (("--accept-shrink",), {"action": "store_true", "help": "release also what takes away more "
                                "of the catalogue than guards.shrink_percent"}),
        (("--date",), {"metavar": "DAY", "help": "the day by which layers of persons are held to "
                       "their review, such as 2027-12-31 (default: today, UTC)"}),
        JSON,
    ),
    "load": (
        (("--rest",), {"action": "store_true", "help": "load it also into the stores that hold "
                       "another release; it must be served by then"}),
        (("--filled",), {"action": "store_true", "help": "write nothing: the stores have been "
                         "filled by other means, and are counted"}),
        RELEASE,
    ),
    "serve": (
        (("--host",), {"help": "address to listen on (default: serve.host in site.toml)"}),
        (("--port",), {"type": int, "help": "port to listen on (default: serve.port)"}),
        (("--no-build",), {"action": "store_true", "help": "serve what is released already"}),
    ),
    "describe": (
        (("iri",), {"help": "IRI of a thing, or its path under base_iri"}),
        (("--format",), {"choices": ("ttl", "jsonld", "rdf", "nt"), "default": "ttl",
                         "help": "RDF format (default: ttl)"}),
        RELEASE,
    ),
    "query": (
        (("query",), {"nargs": "?", "help": "a SPARQL query; @FILE reads a file, - reads stdin; "
                      "or the name of a query"}),
        (("--param",), {"action": "append", "default": [], "metavar": "NAME=VALUE",
                        "help": "the value of a parameter of a query that has a name; may be given "
                        "more than once"}),
        (("--list",), {"action": "store_true", "help": "list the queries that have names, each "
                       "with its title and parameters; those that must be given have a star"}),
        (("--format",), {"choices": ("csv", "tsv", "json", "xml"), "default": "csv",
                         "help": "format of a table of results (default: csv)"}),
        RELEASE,
    ),
    "export": (
        (("folder",), {"metavar": "DIR", "help": "folder to write; new or empty"}),
        (("--immutable",), {"metavar": "FILE", "help": "also write the paths of the files that "
                            "never change, as a map for nginx"}),
        RELEASE,
    ),
    "releases": (),
    "diff": (
        (("old",), {"metavar": "A", "help": "id of a release, or the beginning of it"}),
        (("new",), {"metavar": "B", "nargs": "?", "default": "current",
                    "help": "the other one (default: current)"}),
    ),
    "rollback": (
        (("to",), {"metavar": "ID", "nargs": "?", "help": "the release (default: the one before)"}),
    ),
    "prune": (
        (("--keep",), {"type": int, "default": 10, "help": "newest to keep (default: 10)"}),
        (("--plan",), {"action": "store_true", "help": "say what would go, remove nothing"}),
    ),
    "harvest-check": (
        (("source",), {"nargs": "?", "metavar": "FEED",
                       "help": "a file, - for stdin, or an address (default: what the site has "
                       "released)"}),
        (("--reader",), {"action": "append", "default": [], "choices": ("eu", "se", "ckan"),
                         "help": "a harvester: data.europa.eu, dataportal.se or CKAN (default: "
                         "all); may be given more than once"}),
        (("--profile",), {"action": "append", "default": [],
                          "choices": ("dcat-ap-2", "dcat-ap-3", "hvd", "dcat-ap-se"),
                          "help": "a profile to check against (default: those that the feed is "
                          "seen to follow); may be given more than once"}),
        (("--shapes",), {"action": "append", "default": [], "metavar": "FILE|DIR",
                         "help": "further shapes to check against; may be given more than once"}),
        (("--state",), {"metavar": "FILE", "help": "what was there the last time, to compare "
                        "with; written anew"}),
        (("--offline",), {"action": "store_true", "help": "ask no address of a distribution; the "
                          "points for it are not counted"}),
        (("--links",), {"type": int, "default": 1_000, "metavar": "N",
                        "help": "addresses asked at most (default: 1000)"}),
        (("--at",), {"metavar": "URL", "help": "where the site is served now: its feed is read "
                     "there, and addresses under base_iri are asked there"}),
        (("--inside",), {"action": "store_true", "help": "allow addresses inside the own network "
                         "besides the one that is named"}),
        (("--input-format",), {"metavar": "SUFFIX", "help": "what a file or stdin holds: rdf, "
                               "ttl, jsonld, nt (default: by its name, else its beginning)"}),
        (("--format",), {"choices": ("text", "json", "html"), "default": "text",
                         "help": "format of what is found (default: text)"}),
        (("--output",), {"metavar": "FILE", "help": "where to write it, whole or not at all "
                         "(default: stdout)"}),
        (("--limit",), {"type": int, "metavar": "N", "help": "findings and datasets to tell of "
                        "each kind; all are counted"}),
    ),
    "sync": (
        (("url",), {"metavar": "URL", "help": "address of the feed"}),
        (("--to",), {"metavar": "DIR", "required": True, "help": "folder of the replica; it may "
                     "lie below the data of a site"}),
        (("--kind",), {"choices": ("auto", "dcat", "ldes", "oai"), "default": "auto",
                       "help": "what the feed is (default: what is found there)"}),
        (("--plan",), {"action": "store_true", "help": "show what would change, change nothing"}),
        (("--follow",), {"action": "store_true",
                         "help": "read again as often as the source asks, until Ctrl-C"}),
        (("--every",), {"type": int, "default": 3_600, "metavar": "SECONDS",
                        "help": "with --follow: how often to read where the source does not say "
                        "(default: 3600)"}),
        (("--due",), {"action": "store_true",
                      "help": "read nothing before the source wants to be asked again"}),
        (("--anew",), {"action": "store_true",
                       "help": "forget what has been read, and read from the start"}),
        (("--accept-shrink",), {"action": "store_true",
                                "help": "delete what is missing, however much it is"}),
        (("--inside",), {"action": "store_true",
                         "help": "allow addresses inside the own network besides the one given"}),
        (("--most-mb",), {"type": int, "default": 200, "metavar": "MB",
                          "help": "largest answer, as sent and unpacked (default: 200)"}),
        (("--json",), {"action": "store_true", "help": "print the report as JSON on stdout"}),
    ),
    "describe-table": (
        (("file",), {"metavar": "FILE", "help": "a table or workbook: CSV, TSV, XLSX or ODS"}),
        (("--class",), {"dest": "class_", "default": "", "metavar": "CLASS",
                        "help": "what each row is, by any name of the class (default: proposed)"}),
        (("--yes",), {"action": "store_true",
                      "help": "take what scores at least 0.6, and leave out the rest"}),
        (("--set",), {"action": "append", "default": [], "metavar": "PROPERTY=VALUE",
                      "help": "say the same of every row, or with {HEADING} what that column says; "
                      "may be given more than once"}),
        (("--export",), {"metavar": "FILE", "help": "write the proposal as a table to decide in"}),
        (("--decisions",), {"metavar": "FILE", "help": "take the decisions of such a table"}),
        (("--output",), {"metavar": "FILE", "help": "where to write the metadata (default: beside "
                         "the table, as NAME-metadata.json)"}),
        (("--replace",), {"action": "store_true", "help": "replace metadata that is there"}),
        (("--json",), {"action": "store_true", "help": "print the proposal as JSON on stdout"}),
    ),
    "csv2rdf": (
        (("file",), {"metavar": "FILE|URL", "help": "a table, or CSV on the Web metadata"}),
        (("--metadata",), {"metavar": "FILE|URL", "help": "metadata to use before any other "
                           "(default: what is found as the standard says, or beside the file)"}),
        (("--mode",), {"choices": ("standard", "minimal"), "default": "standard",
                       "help": "standard: tables and rows as well (default); minimal: only what "
                       "the cells say"}),
        (("--format",), {"choices": ("ttl", "nt", "rdf", "jsonld"), "default": "ttl",
                         "help": "RDF format (default: ttl)"}),
        (("--output",), {"metavar": "FILE", "help": "where to write it, whole or not at all "
                         "(default: stdout)"}),
        (("--base",), {"default": "", "metavar": "IRI", "help": "IRI of the folder in which FILE "
                       "lies (default: its file: IRI)"}),
        (("--fetch",), {"action": "store_true", "help": "read also what lies at addresses"}),
    ),
    "fetch": (
        (("names",), {"metavar": "NAME", "nargs": "*", "help": "sources, as site.toml names them "
                      "(default: all that want to be asked)"}),
        (("--plan",), {"action": "store_true", "help": "show what would become of each, keep "
                       "nothing"}),
        (("--early",), {"action": "store_true", "help": "ask also those that do not want to be "
                        "asked yet"}),
        (("--anew",), {"action": "store_true", "help": "ask as if nothing had been read"}),
        (("--accept-shrink",), {"action": "store_true", "help": "take also what has lost more than "
                                "shrink_percent"}),
        (("--json",), {"action": "store_true", "help": "print the report as JSON on stdout"}),
    ),
    "link": (
        (("action",), {"choices": ("propose", "decide", "list", "revoke", "report"),
                       "help": "what to do: find proposals, decide on them, list decisions, take "
                       "one back, or say which links rot"}),
        (("things",), {"nargs": "*", "metavar": "IRI", "help": "with revoke: the two things"}),
        (("--against",), {"metavar": "FILE|ADDRESS", "help": "with propose: a reference list, a "
                          "table or RDF (default: across the publishers of the site)"}),
        (("--of",), {"default": "", "metavar": "ID", "help": "with propose: only things of this "
                     "publisher"}),
        (("--class",), {"dest": "classes", "action": "append", "default": [], "metavar": "CLASS",
                        "help": "with propose: only things of this class; may be given more than "
                        "once"}),
        (("--as",), {"dest": "kind", "choices": ("exact", "close", "same"), "default": "exact",
                     "help": "with propose: skos:exactMatch (default), skos:closeMatch or "
                     "owl:sameAs"}),
        (("--accept",), {"action": "store_true", "help": "with propose: accept what is certain "
                         "without asking"}),
        (("--limit",), {"type": int, "default": 0, "metavar": "N", "help": "proposals to show, or "
                        "to ask about; all are kept"}),
        (("--export",), {"metavar": "FILE", "help": "with propose or decide: write the proposals "
                         "as a sheet, .xlsx or .csv, with a column for the decision"}),
        (("--import",), {"dest": "sheet", "metavar": "FILE", "help": "with decide: take the "
                         "decisions in such a sheet"}),
        (("--author",), {"default": "", "metavar": "IRI", "help": "who decides: an organisation or "
                         "a role (default: site.publisher)"}),
        (("--publisher",), {"default": "", "metavar": "ID", "help": "keep the decisions among the "
                            "sources of this publisher, not the site's"}),
        (("--fetch",), {"action": "store_true", "help": "with report: ask addresses elsewhere"}),
        (("--links",), {"type": int, "default": 200, "metavar": "N",
                        "help": "with report --fetch: addresses asked at most (default: 200)"}),
        (("--inside",), {"action": "store_true",
                         "help": "with report --fetch: allow addresses inside the own network"}),
        (("--json",), {"action": "store_true", "help": "print as JSON on stdout"}),
    ),
    "running": (
        (("--end",), {"metavar": "ID", "help": "first end the query with this id"}),
    ),
    "withdraw": (
        (("iri",), {"nargs": "?", "default": "",
                    "help": "IRI of a thing, or its path under base_iri"}),
        (("--forget-address",), {"action": "store_true", "help": "let go of its address too, at "
                                 "once: only its hash stays, and feeds delete it by that"}),
        (("--due",), {"action": "store_true", "help": "let go of the addresses of all things that "
                      "were erased more than people.address_days ago"}),
        (("--plan",), {"action": "store_true", "help": "say what would go, erase nothing"}),
        (("--yes",), {"action": "store_true", "help": "do it without asking"}),
        (("--reason",), {"metavar": "TEXT", "help": "why, kept with the time in "
                         "releases/erasures.json; write nothing personal"}),
        FAULTY,
        (("--json",), {"action": "store_true", "help": "print what would go as JSON on stdout"}),
    ),
    "publishers": (
        (("action",), {"nargs": "?", "default": "list",
                       "choices": ("list", "add", "keys", "revoke", "audit"),
                       "help": "what to do (default: list)"}),
        (("id",), {"nargs": "?", "default": "", "metavar": "ID",
                   "help": "id of a publisher; with revoke that of a key"}),
        (("--name-sv",), {"default": "", "metavar": "NAME", "help": "with add: name in Swedish"}),
        (("--name-en",), {"default": "", "metavar": "NAME", "help": "with add: name in English"}),
        (("--namespace",), {"default": "", "metavar": "PATH", "help": "with add: path under "
                            "base_iri for its things (default: ID/)"}),
        (("--contact",), {"default": "", "metavar": "IRI", "help": "with add: page or function "
                          "mailbox (mailto:)"}),
        (("--organisation",), {"default": "", "metavar": "IRI", "help": "with add: IRI of the "
                               "organisation, or a path under base_iri"}),
        (("--also",), {"action": "append", "default": [], "metavar": "IRI", "help": "with add: "
                       "beginning of IRIs elsewhere that are its own; may be given more than "
                       "once"}),
        (("--new",), {"action": "store_true", "help": "with keys: make one, and print it once"}),
        (("--scope",), {"action": "append", "choices": ("check", "write", "accept", "read-audit"),
                        "help": "with --new: what it may be used for; may be given more than once "
                        "(default: check and write)"}),
        (("--expires",), {"default": "", "metavar": "DAY", "help": "with --new: its last day "
                          "(default: none)"}),
        (("--label",), {"default": "", "metavar": "TEXT", "help": "with --new: what it is for; no "
                        "name of a person"}),
        (("--since",), {"default": "", "metavar": "DAY", "help": "with audit: from when on"}),
        (("--json",), {"action": "store_true", "help": "print as JSON on stdout"}),
    ),
    "trace": ((("iri",), {"help": "IRI of a thing, or its path under base_iri"}),),
    "template": (
        (("names",), {"metavar": "CLASS", "nargs": "*",
                      "help": "classes, by any name that a table of them may have"}),
        (("--all",), {"action": "store_true", "help": "a sheet for every class"}),
        (("--output",), {"metavar": "FILE", "help": "file to write, or - for stdout (default: "
                         "the names of the classes with .xlsx)"}),
        (("--language",), {"choices": ("sv", "en"), "default": SUPPRESS,
                           "help": "language that comes first (default: the site's)"}),
    ),
}  # fmt: skip
"""Each verb with its arguments."""
