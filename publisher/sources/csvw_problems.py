"""What is wrong with a metadata file: errors always stop it, warnings where it is read strictly.

The standard tells a reader to warn of a value that is not permitted and go on without it. A site is
read strictly: what would be passed over in silence is a fault.
"""

from __future__ import annotations

import json
from typing import Any

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.names import nearest
from publisher.sources.csvw_kinds import LANGUAGE, OBJECTS, TEXT, Kind
from publisher.sources.csvw_terms import DATATYPES, expand_prefix

Path = str


class Problems:
    """Collects faults of one metadata file, each at its path (``tableSchema.columns[2].name``)."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[Fault] = []
        self.warnings: list[Fault] = []

    def error(self, path: Path, value: Any, en: str, sv: str, *, code: str = "metadata") -> None:
        """Note what no reader may pass over."""
        self.errors.append(Fault(Place(self.file, "", 0, path), code, _shown(value), en, sv))

    def warn(self, path: Path, value: Any, en: str, sv: str, *, like: str = "") -> None:
        """Note a value that is not permitted, and is passed over."""
        place = Place(self.file, "", 0, path)
        self.warnings.append(Fault(place, "metadata", _shown(value), en, sv, like))

    def unsupported(self, path: Path, value: Any, known: str, like: str = "") -> None:
        """Note a property that is not understood, and is passed over."""
        place = Place(self.file, "", 0, path)
        self.warnings.append(
            Fault(place, "metadata-unsupported", _shown(value), known, nearest=like)
        )

    def check(self, *, strict: bool) -> None:
        """Raise SourceFault where there are errors, or anything at all when ``strict``."""
        faults = [*self.errors, *(self.warnings if strict else ())]
        if faults:
            raise SourceFault(sorted(set(faults)))

    def take(self, content: Any, kind: str, path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
        """The permitted properties of an object of ``kind``, and its common properties by IRI."""
        taken: dict[str, Any] = {}
        common: dict[str, Any] = {}
        if not isinstance(content, dict):
            return taken, common
        known = OBJECTS[kind]
        for key, value in content.items():
            at = f"{path}.{key}" if path else key
            if key.startswith("@"):
                self._keyword(key, value, kind, at)
            elif key in known:
                kept = value if self.fits(known[key], value, at) else known[key].mend(value)
                if kept is not None or value is None:
                    taken[key] = kept
            elif ":" in key and expand_prefix(key).partition(":")[2]:
                common[expand_prefix(key)] = value
                check_common(value, at, self)
            else:
                self.unsupported(at, key, ", ".join(sorted(known)), nearest(key, known))
        return taken, common

    def fits(self, kind: Kind, value: Any, path: Path) -> bool:
        """Whether a value is of its kind; warns where it is not."""
        fits = kind.accepts(value)
        if not fits:
            self.warn(path, value, kind.en, kind.sv)
        return fits

    def _keyword(self, key: str, value: Any, kind: str, path: Path) -> None:
        if key == "@id":
            if not isinstance(value, str):
                self.warn(path, value, "an IRI", "en IRI")
            elif value.startswith("_:"):
                self.error(path, value, "an IRI", "en IRI")
        elif key == "@type":
            if value != kind and kind != "Datatype":
                self.error(path, value, kind, kind)
        elif key != "@context" or path != "@context":
            self.error(path, key, "@id or @type", "@id eller @type")


def check_common(value: Any, path: Path, problems: Problems) -> None:
    """Hold the value of a common property to the rules for JSON-LD in metadata (section 5.8)."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            check_common(item, f"{path}[{number}]", problems)
    if not isinstance(value, dict):
        return
    if "@value" in value:
        _check_value(value, path, problems)
        return
    for key, item in value.items():
        at = f"{path}.{key}"
        if key == "@type":
            _check_type(item, at, problems)
        elif key == "@id":
            if not isinstance(item, str) or item.startswith("_:"):
                problems.error(at, item, "an IRI", "en IRI")
        elif key.startswith("@"):
            problems.error(at, key, "@value, @id or @type", "@value, @id eller @type")
        else:
            check_common(item, at, problems)


def _check_value(value: dict[str, Any], path: Path, problems: Problems) -> None:
    alone = set(value) - {"@value"}
    if not (alone <= {"@type"} or alone <= {"@language"}):
        expected = "@value with @type or @language", "@value med @type eller @language"
        problems.error(path, value, *expected)
    if isinstance(value["@value"], dict | list):
        problems.error(path, value["@value"], TEXT.en, TEXT.sv)
    if "@type" in value:
        _check_type(value["@type"], f"{path}.@type", problems)
    language = value.get("@language")
    if language is not None and not LANGUAGE.accepts(language):
        problems.error(f"{path}.@language", language, LANGUAGE.en, LANGUAGE.sv)


def _check_type(value: Any, path: Path, problems: Problems) -> None:
    for item in value if isinstance(value, list) else [value]:
        known = (
            isinstance(item, str)
            and not item.startswith("_:")
            and (item in OBJECTS or item in DATATYPES or ":" in item)
        )
        if not known:
            problems.error(path, item, "a known type or an IRI", "en känd typ eller en IRI")


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
