"""Which files are sources, and which metadata describes them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from publisher.errors import ConfigError, SourceFault
from publisher.faults import Fault
from publisher.sources.discover import SourceFile, SourceLimits, discover

NEEDED = '{"@context": "http://www.w3.org/ns/csvw", "url": "%s"}'


def folder(root: Path, **files: str) -> Path:
    data = root / "data"
    for name, text in files.items():
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return data


def found(data: Path) -> list[SourceFile]:
    return discover(data, SourceLimits())


def faults(data: Path, limits: SourceLimits | None = None) -> tuple[Fault, ...]:
    with pytest.raises(SourceFault) as caught:
        discover(data, limits or SourceLimits())
    for fault in caught.value.faults:
        assert fault.sentence("sv")
        assert fault.sentence("en")
    return caught.value.faults


def test_sources_come_sorted_by_name_with_their_kind(tmp_path: Path) -> None:
    data = folder(tmp_path, **{"b.csv": "id", "a/c.ttl": "", "a.json": "[]", "B.XLSX": ""})
    assert [(source.name, source.kind) for source in found(data)] == [
        ("B.XLSX", "table"),
        ("a.json", "json"),
        ("a/c.ttl", "rdf"),
        ("b.csv", "table"),
    ]
    assert all(source.folder == data for source in found(data))


def test_what_is_for_people_and_programs_is_passed_over(tmp_path: Path) -> None:
    names = (".hidden.csv", "~$bok.xlsx", "README.txt", "notes.md", "LICENSE", ".git/config",
             "Thumbs.db", "desktop.ini")  # fmt: skip
    data = folder(tmp_path, **dict.fromkeys(names, ""), **{"a.csv": "id"})
    assert [source.name for source in found(data)] == ["a.csv"]


@pytest.mark.parametrize(
    "name",
    ["a-metadata.json", "a.csv-metadata.json", "a-metadata.toml", "a-metadata.yaml",
     "a-metadata.yml"],
)  # fmt: skip
def test_metadata_beside_a_table_describes_it_and_is_no_source(tmp_path: Path, name: str) -> None:
    text = 'url = "a.csv"' if name.endswith("toml") else NEEDED % "a.csv"
    data = folder(tmp_path, **{"a.csv": "id", name: text})
    (source,) = found(data)
    assert source.metadata == data / name


def test_metadata_of_a_folder_describes_the_tables_that_it_names(tmp_path: Path) -> None:
    text = '{"@context": "http://www.w3.org/ns/csvw", "tables": [{"url": "a%20b.csv"}]}'
    data = folder(tmp_path, **{"x/csv-metadata.json": text, "x/a b.csv": "id", "x/c.csv": "id"})
    by_name = {source.name: source.metadata for source in found(data)}
    assert by_name == {"x/a b.csv": data / "x/csv-metadata.json", "x/c.csv": None}


def test_a_text_file_is_a_table_only_where_metadata_says_so(tmp_path: Path) -> None:
    data = folder(tmp_path, **{"a.txt": "id"})
    assert [fault.code for fault in faults(data)] == ["unknown-kind"]
    (data / "a-metadata.json").write_text(NEEDED % "a.txt")
    assert [source.kind for source in found(data)] == ["table"]


def test_an_unknown_kind_of_file_is_a_fault_that_names_what_is_known(tmp_path: Path) -> None:
    (fault,) = faults(folder(tmp_path, **{"a.xls": "", "b.csv": "id"}))
    assert fault.code == "unknown-kind"
    assert fault.place.file == "a.xls"
    assert fault.nearest == ".xlsx"
    assert ".csv" in fault.expected


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("missing.csv", "no-table"),
        ("https://example.org/a.csv", "remote"),
        ("file:///etc/passwd", "remote"),
        ("//example.org/a.csv", "remote"),
        ("../secret.csv", "outside"),
        ("/etc/passwd", "outside"),
    ],
)
def test_metadata_describes_only_tables_in_the_folder(tmp_path: Path, url: str, code: str) -> None:
    (tmp_path / "secret.csv").write_text("id")
    found = faults(folder(tmp_path, **{"csv-metadata.json": NEEDED % url, "a.csv": "id"}))
    assert code in [fault.code for fault in found]


def test_metadata_that_describes_nothing_is_a_fault(tmp_path: Path) -> None:
    text = '{"@context": "http://www.w3.org/ns/csvw"}'
    (fault,) = faults(folder(tmp_path, **{"a-metadata.json": text, "b.csv": "id"}))
    assert fault.code == "no-table"
    assert fault.place.file == "a-metadata.json"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a-metadata.json", '{"url": "a.csv", "url": "b.csv"}'),
        ("a-metadata.json", '{"url": NaN}'),
        ("a-metadata.json", "[1]"),
        ("a-metadata.json", "[" * 100_000),
        ("a-metadata.toml", 'url = "a.csv"\nurl = "b.csv"'),
        ("a-metadata.yaml", "url: a.csv\nurl: b.csv"),
        ("a-metadata.yaml", "url: !!python/object/apply:os.system ['true']"),
        ("a-metadata.yaml", "a: &a [x, x]\n" + "".join(
            f"{chr(98 + at)}: &{chr(98 + at)} [{', '.join([f'*{chr(97 + at)}'] * 9)}]\n"
            for at in range(9)
        )),
    ],
)  # fmt: skip
def test_metadata_that_cannot_be_read_is_a_fault(tmp_path: Path, name: str, text: str) -> None:
    found = faults(folder(tmp_path, **{name: text, "a.csv": "id"}))
    assert [fault.code for fault in found] == ["syntax"]
    assert found[0].place.file == name


def test_a_file_over_the_limit_is_a_fault_and_is_not_read(tmp_path: Path) -> None:
    data = folder(tmp_path, **{"a.csv": ""})
    with (data / "a.csv").open("r+b") as stream:
        stream.truncate(200_000_000)
    (fault,) = faults(data)
    assert fault.code == "too-large"
    assert (fault.value, fault.expected) == ("200 MB", "100 MB")
    assert "limits.source_bytes" in fault.sentence("en")


def test_links_that_lead_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("id")
    (tmp_path / "elsewhere").mkdir()
    data = folder(tmp_path, **{"a.csv": "id"})
    (data / "secret.csv").symlink_to(tmp_path / "secret.csv")
    (data / "round").symlink_to(data)
    (data / "away").symlink_to(tmp_path / "elsewhere")
    assert [fault.place.file for fault in faults(data)] == ["away", "round", "secret.csv"]
    for name in ("secret.csv", "round", "away"):
        (data / name).unlink()
    (data / "b.csv").symlink_to(data / "a.csv")
    assert [source.name for source in found(data)] == ["a.csv", "b.csv"]


def test_what_is_no_file_that_can_be_read_is_a_fault(tmp_path: Path) -> None:
    data = folder(tmp_path, **{"a.csv": "id"})
    (data / "b.csv").symlink_to("gone.csv")
    os.mkfifo(data / "c.csv")
    (data / os.fsdecode(b"d\xe5.csv")).write_text("id")
    assert [(fault.place.file, fault.code) for fault in faults(data)] == [
        ("b.csv", "no-file"), ("c.csv", "no-file"), ("d?.csv", "no-file"),
    ]  # fmt: skip


@pytest.mark.parametrize("there", [False, True])
def test_a_folder_without_sources_is_an_error_of_the_set_up(tmp_path: Path, there: bool) -> None:
    data = tmp_path / "data"
    if there:
        data.mkdir()
    with pytest.raises(ConfigError, match="folder"):
        discover(data, SourceLimits())


def test_the_checksum_changes_with_the_bytes_and_with_the_metadata(tmp_path: Path) -> None:
    data = folder(tmp_path, **{"a.csv": "id"})
    (source,) = found(data)
    first = source.checksum
    assert first == source.checksum
    (data / "a-metadata.json").write_text(NEEDED % "a.csv")
    (source,) = found(data)
    second = source.checksum
    (data / "a.csv").write_text("id\n1")
    assert len({first, second, source.checksum}) == 3
