"""Foreign harvesters keep copies of a class through a random history: sickle and resync."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.changes import CATALOG
from publisher.render.feeds.cutting import second_after
from tests.histories import History
from tests.live import live
from tests.test_oai import copied, follow, sickle
from tests.test_resourcesync import Copy

pytestmark = pytest.mark.clients

THINGS, RELEASES, EDITS = 400, 20, 50


def test_sickle_and_resync_follow_a_thousand_edits_and_deletions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # resync writes how far it is in the folder that it runs in
    history = History(tmp_path, THINGS, seed=11)
    history.release()
    harvested: dict[str, str] = {}
    with live(history) as site:
        copy = Copy(site, tmp_path)
        copy.baseline()
        since = follow(site, harvested, "")
        for _ in range(RELEASES):
            start = second_after(history.log().time)
            site.publish(EDITS)
            since = follow(site, harvested, since)
            assert harvested == site.held()
            if history.log().time < start:  # two releases in one second: resync would miss it
                copy.baseline()
            else:
                copy.incremental(start)
            assert copy.held() == site.held()
        catalogue = dict(copied(sickle(site.url).ListRecords(metadataPrefix="dcat_ap")))
        assert catalogue == site.held(CATALOG)
