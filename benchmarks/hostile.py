"""Clients that mean harm, for a while: whether pages stay quick, and what is left afterwards.

    python -m benchmarks.hostile SITE [--seconds 120] [--clients 16]

The site is built already. Pages are asked for one at a time, first with nothing else going on, then
beside the clients, then again; each client goes through the hostile queries in an order of its own.
"""

from __future__ import annotations

import argparse
import random
import socket
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import urllib3

from benchmarks.endpoint import memory, say, serving

GRAPH: Final = "GRAPH ?g{0} {{ ?a{0} ?b{0} ?c{0} }}"
PRODUCT: Final = " ".join(GRAPH.format(number) for number in range(4))
QUERIES: Final = (
    f"SELECT (COUNT(*) AS ?x) {{ {PRODUCT} }}",
    f"SELECT * {{ {PRODUCT} }} ORDER BY ?a0 ?a1 ?a2",
    f"SELECT DISTINCT * {{ {PRODUCT} }}",
    "SELECT (COUNT(*) AS ?x) { GRAPH ?g { ?a (!<a:a>)* ?b . ?c (!<a:a>)* ?d } }",
    "ASK { GRAPH ?g { ?s ?p ?o } FILTER(REGEX(STR(?o), '((a{1,99}){1,99}){1,99}')) }",
    "SELECT (COUNT(*) AS ?x) { VALUES ?v { " + "1 " * 400_000 + "} }",
    "ASK { FILTER(" + "!" * 500_000 + "true) }",
)
HONEST: Final = {200, 400, 413, 429, 503, 504, 507}
"""Statuses that an answer to such a query may have."""

PAGES: Final = 300


class Numbers:
    """What came of what the clients did, counted by all of them."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, what: str) -> None:
        """Count one more."""
        with self._lock:
            self.counts[what] += 1


def main() -> None:
    """Serve a site, attack it, and print what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("site", type=Path)
    options.add_argument("--seconds", type=int, default=120)
    options.add_argument("--clients", type=int, default=16)
    given = options.parse_args()
    with serving(given.site) as (base, pid):
        page = f"{base}doc/project/visual-lift.sv.html"
        pages(page)
        before, idle = memory(pid), pages(page)
        numbers, until = Numbers(), time.monotonic() + given.seconds
        clients = [threading.Thread(target=attack, args=(base, number, until, numbers))
                   for number in range(given.clients)]  # fmt: skip
        for client in clients:
            client.start()
        times: list[float] = []
        while time.monotonic() < until:
            times += pages(page, 20)
        for client in clients:
            client.join()
        after = pages(page)
        say(f"pages, 99th percentile: idle {percentile(idle):.0f} ms, under attack "
            f"{percentile(times):.0f} ms ({len(times)} pages), afterwards "
            f"{percentile(after):.0f} ms; ratio {percentile(times) / percentile(idle):.1f}; "
            f"medians {percentile(idle, 0.5):.0f} and {percentile(times, 0.5):.0f} ms")  # fmt: skip
        say(f"memory of the workers: {before / 1e6:.0f} MB before, {memory(pid) / 1e6:.0f} after")
        for what, number in sorted(numbers.counts.items()):
            say(f"{number:6}  {what}")


def attack(base: str, number: int, until: float, numbers: Numbers) -> None:
    """One client, with an address of its own as a proxy would tell it."""
    chance = random.Random(number)
    pool = urllib3.PoolManager(retries=False, timeout=120.0)
    headers = {"X-Forwarded-For": f"192.0.2.{number}", "Content-Type": "application/sparql-query"}
    while time.monotonic() < until:
        query = f"{chance.choice(QUERIES)} # {chance.random()}"
        way = chance.choice(("ask", "ask", "ask", "leave", "large"))
        if way == "leave":
            leave(base, chance.choice(QUERIES[:4]), chance.random() * 2)
            numbers.add("hung up")
            continue
        body = query if way == "ask" else "x" * 20_000_000
        try:
            answer = pool.request("POST", f"{base}sparql", body=body.encode(), headers=headers)
        except (urllib3.exceptions.HTTPError, OSError):
            numbers.add("connection closed" + (" while 20 MB came" if way == "large" else ""))
            continue
        honest = "" if answer.status in HONEST else " NOT HONEST"
        numbers.add(f"{answer.status}{honest}")


def leave(base: str, query: str, seconds: float) -> None:
    """Ask, read nothing for a while, and hang up."""
    place = urlsplit(base)
    with socket.create_connection((place.hostname, place.port)) as connection:
        target = f"/sparql?query={quote(query, safe='')}"
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(seconds)


def pages(url: str, number: int = PAGES) -> list[float]:
    """Seconds that each of so many pages takes."""
    times = []
    with urllib3.PoolManager(retries=False, timeout=60.0) as pool:
        for _ in range(number):
            begun = time.perf_counter()
            answer = pool.request("GET", url)
            times.append(time.perf_counter() - begun)
            assert answer.status == 200, answer.status
    return times


def percentile(times: list[float], part: float = 0.99) -> float:
    """A percentile in milliseconds."""
    return sorted(times)[int(part * (len(times) - 1))] * 1e3


if __name__ == "__main__":
    main()
