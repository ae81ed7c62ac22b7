"""What the templates of the pages for those who publish see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from publisher.render.fields import Option
from publisher.render.parts import Alternate, Crumb, Item, Row, Table, ValueView


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is wrong with a cell: ``kind`` says how grave it is, ``label`` says so in words."""

    kind: str
    label: str
    sentence: str
    better: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a sheet; ``anchor`` is empty where nothing is wrong with it."""

    text: str
    anchor: str = ""
    kind: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row of a sheet, by the number that a spreadsheet shows."""

    number: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet with what is wrong in it; ``note`` says which rows are shown."""

    caption: str
    heads: tuple[Cell, ...]
    rows: tuple[SheetRow, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One thing that is wrong, with where; ``href`` leads to its first cell on the page."""

    kind: str
    label: str
    sentence: str
    where: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A thing that is new, changed or gone; ``rows`` are property, before and after."""

    name: str
    lang: str
    look: str
    table: Table | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Things to which the same happens; ``more`` says how many are not told."""

    heading: str
    note: str
    changes: tuple[Change, ...]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadForm:
    """The form that takes a file; ``replaces`` are the sources that it may stand in for.

    ``kinds`` are the suffixes of what is taken, ``draft`` the draft that it takes the place of.
    """

    action: str
    token: str
    hint: str
    kinds: str
    replaces: tuple[Option, ...]
    draft: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBody:
    """The form that asks for a key. ``wrong`` says why the last one did not count."""

    template: ClassVar[str] = "publish_key.html"
    action: str
    wrong: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedBody:
    """Why nothing came of what was asked for."""

    template: ClassVar[str] = "publish_refused.html"
    wrong: str
    back: Crumb


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A source of the publisher; ``name`` is what a request calls it."""

    name: str
    cells: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishBody:
    """What a publisher has here, and a form to send more.

    ``upload``, ``remove``, ``history`` and ``links`` (where links are decided on) are empty for a
    key that may not.
    """

    template: ClassVar[str] = "publish.html"
    who: str
    token: str
    leave: str
    remove: str
    script: str
    wrong: str
    upload: UploadForm | None
    heads: tuple[str, ...]
    sources: tuple[Own, ...]
    drafts: tuple[Item, ...]
    history: str
    links: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftBody:
    """What was sent: what is wrong with it, or what it would change, and what can be done.

    ``verdict`` says it in a sentence, ``kind`` is that of the gravest remark, or nothing.
    ``columns`` is where is asked what the columns mean, where that helps; ``columns_decided`` says
    whether somebody has answered that.
    """

    template: ClassVar[str] = "publish_draft.html"
    who: str
    token: str
    action: str
    leave: str
    script: str
    wrong: str
    verdict: str
    kind: str
    warnings: str
    causes: tuple[Cause, ...]
    causes_more: str
    sheets: tuple[Sheet, ...]
    columns: str
    columns_decided: bool
    marked: str
    changes: tuple[Changes, ...]
    unchanged: bool
    may_publish: bool
    may_not: str
    published: tuple[Row, ...]
    soon: bool
    pages: tuple[Alternate, ...]
    upload: UploadForm | None
    back: Crumb


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionGroup:
    """Values of a field that belong together; ``label`` is empty for those before all groups."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnField:
    """What a column may mean; ``why`` says what is proposed and what speaks for it."""

    name: str
    heading: str
    examples: str
    why: str
    groups: tuple[OptionGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FillField:
    """What every row must say and no column does: ``text`` for all rows, or that of a column.

    ``place`` is the end of the names of its fields, ``meaning`` the IRI of the property, and
    ``known`` are all texts that may stand there, where these are few.
    """

    place: str
    meaning: str
    label: str
    text: str
    columns: tuple[Option, ...]
    known: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetForm:
    """A sheet whose columns are asked about: ``kinds`` are what a row may be, ``keys`` the columns
    that may name it. ``shown`` is what its columns are shown as; empty where they are not."""

    number: str
    caption: str
    kinds: tuple[Option, ...]
    kind_hint: str
    shown: str
    keys: tuple[Option, ...]
    columns: tuple[ColumnField, ...]
    fillings: tuple[FillField, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsBody:
    """What the columns of a file mean is asked. ``wrong`` is what is still to be decided."""

    template: ClassVar[str] = "publish_columns.html"
    who: str
    token: str
    leave: str
    action: str
    script: str
    wrong: str
    sheets: tuple[SheetForm, ...]
    note: str
    back: Crumb


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A link that was proposed, how sure it is and why, and what may be said of it."""

    name: str
    pair: str
    one: ValueView
    other: ValueView
    score: str
    why: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksBody:
    """Links that wait for a decision. ``saved`` says how many were decided on just now."""

    template: ClassVar[str] = "publish_links.html"
    who: str
    token: str
    leave: str
    action: str
    script: str
    saved: str
    wrong: str
    proposals: tuple[Proposed, ...]
    more: str
    back: Crumb


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryBody:
    """What a publisher has sent, the latest first."""

    template: ClassVar[str] = "publish_history.html"
    table: Table | None
    back: Crumb
