"""What is said of each kind of fault, in Swedish and English: one row for each."""

from __future__ import annotations

from typing import Final

PLACE_WORDS: Final[dict[str, dict[str, str]]] = {
    "sheet": {"en": "sheet “{}”", "sv": "blad ”{}”"},
    "row": {"en": "row {}", "sv": "rad {}"},
    "column": {"en": "column “{}”", "sv": "kolumn ”{}”"},
}

NEAREST: Final[dict[str, str]] = {"en": "Did you mean “{}”?", "sv": "Menade du ”{}”?"}
NEAREST_GLOSSED: Final[dict[str, str]] = {
    "en": "Did you mean “{}” ({})?",
    "sv": "Menade du ”{}” ({})?",
}

SEVERITIES: Final[dict[str, dict[str, str]]] = {
    "violation": {"en": "fault", "sv": "fel"},
    "warning": {"en": "warning", "sv": "varning"},
    "info": {"en": "note", "sv": "upplysning"},
}
"""What each severity is called, the gravest first."""

GENERAL: Final[dict[str, dict[str, str]]] = {
    "value": {
        "en": "The value is not valid: expected {expected}.",
        "sv": "Värdet är inte giltigt: förväntat {expected}.",
    },
    "duplicate-key": {
        "en": "The key is already used in another row.",
        "sv": "Nyckeln används redan på en annan rad.",
    },
    "formula-error": {
        "en": "The cell holds a formula error: expected {expected}.",
        "sv": "Cellen innehåller ett formelfel: förväntat {expected}.",
    },
    "control-character": {
        "en": "The text holds a control character: take it out of the cell.",
        "sv": "Texten innehåller ett styrtecken: ta bort det ur cellen.",
    },
    "foreign-subject": {
        "en": "What belongs to someone else is not described here. Link to it instead.",
        "sv": "Det som hör till någon annan beskrivs inte här. Länka dit i stället.",
    },
    "too-long": {
        "en": "The value is longer than the limit, {expected} characters.",
        "sv": "Värdet är längre än gränsen, {expected} tecken.",
    },
}
"""What is said once of many cells whose values differ; the others are of one value each."""

SENTENCES: Final[dict[str, dict[str, str]]] = {
    "value": {
        "en": "“{value}” is not a valid value: expected {expected}.",
        "sv": "”{value}” är inte ett giltigt värde: förväntat {expected}.",
    },
    "missing": {
        "en": "A value is missing ({expected}).",
        "sv": "Ett värde saknas ({expected}).",
    },
    "missing-column": {
        "en": "The table has no column “{value}”, and every row needs a value there ({expected}).",
        "sv": "Tabellen saknar kolumnen ”{value}”, och varje rad behöver ett värde där "
        "({expected}).",
    },
    "reference": {
        "en": "“{value}” is not known: expected {expected}.",
        "sv": "”{value}” är okänt: förväntat {expected}.",
    },
    "ambiguous": {
        "en": "“{value}” could mean several things: {expected}. Write the id instead.",
        "sv": "”{value}” kan betyda flera saker: {expected}. Skriv id i stället.",
    },
    "duplicate-key": {
        "en": "The key “{value}” is already used in {expected}.",
        "sv": "Nyckeln ”{value}” används redan i {expected}.",
    },
    "unknown-column": {
        "en": "Nobody knows the column “{value}”: expected one of {expected}.",
        "sv": "Ingen känner till kolumnen ”{value}”: förväntat någon av {expected}.",
    },
    "unknown-table": {
        "en": "No class is named “{value}”: expected one of {expected}, or a description of its "
        "columns beside the file, as publisher describe-table makes it. A sheet whose name "
        "begins with _ is not read.",
        "sv": "Ingen klass heter ”{value}”: förväntat någon av {expected}, eller en beskrivning av "
        "kolumnerna bredvid filen, så som publisher describe-table gör den. Ett blad vars namn "
        "börjar med _ läses inte.",
    },
    "no-key": {
        "en": "The table has no column “id”: every row needs a key that never changes.",
        "sv": "Tabellen saknar kolumnen ”id”: varje rad behöver en nyckel som aldrig ändras.",
    },
    "formula-error": {
        "en": "The cell holds the formula error {value}: expected {expected}.",
        "sv": "Cellen innehåller formelfelet {value}: förväntat {expected}.",
    },
    "control-character": {
        "en": "The text holds a control character ({value}): take it out of the cell.",
        "sv": "Texten innehåller ett styrtecken ({value}): ta bort det ur cellen.",
    },
    "predicate": {
        "en": "“{value}” cannot be written in RDF/XML: expected {expected}.",
        "sv": "”{value}” kan inte skrivas i RDF/XML: förväntat {expected}.",
    },
    "shape": {"en": "{expected}", "sv": "{expected}"},
    "shape-missing": {"en": "{expected}", "sv": "{expected}"},
    "shape-no-column": {
        "en": "{expected} The table has no column “{value}”.",
        "sv": "{expected} Tabellen saknar kolumnen ”{value}”.",
    },
    "too-large": {
        "en": "The file is {value}; the limit is {expected}. Divide it, or raise "
        "limits.source_bytes in site.toml.",
        "sv": "Filen är {value}; gränsen är {expected}. Dela upp den, eller höj "
        "limits.source_bytes i site.toml.",
    },
    "too-large-unpacked": {
        "en": "The workbook is {value} once unpacked; the limit is {expected}. Divide it, or "
        "raise limits.unpacked_bytes in site.toml.",
        "sv": "Arbetsboken är {value} när den packats upp; gränsen är {expected}. Dela upp den, "
        "eller höj limits.unpacked_bytes i site.toml.",
    },
    "too-many-rows": {
        "en": "The table has more rows than the limit, {expected}. Divide it, or raise "
        "limits.rows in site.toml.",
        "sv": "Tabellen har fler rader än gränsen, {expected}. Dela upp den, eller höj "
        "limits.rows i site.toml.",
    },
    "too-many-columns": {
        "en": "The table has more columns than the limit, {expected}. Divide it, or raise "
        "limits.columns in site.toml.",
        "sv": "Tabellen har fler kolumner än gränsen, {expected}. Dela upp den, eller höj "
        "limits.columns i site.toml.",
    },
    "too-long": {
        "en": "The value “{value}” is longer than the limit, {expected} characters.",
        "sv": "Värdet ”{value}” är längre än gränsen, {expected} tecken.",
    },
    "unknown-kind": {
        "en": "Nobody knows how to read a file called “{value}”: expected one of {expected}. "
        "Move it out of the data folder, or save it as one of these.",
        "sv": "Ingen vet hur en fil med namnet ”{value}” ska läsas: förväntat någon av "
        "{expected}. Flytta ut den ur datamappen, eller spara den som någon av dessa.",
    },
    "foreign-subject": {
        "en": "“{value}” is not described here: {expected}.",
        "sv": "”{value}” beskrivs inte här: {expected}.",
    },
    "outside": {
        "en": "“{value}” leads out of the data folder. Put the file itself in the folder.",
        "sv": "”{value}” leder ut ur datamappen. Lägg själva filen i mappen.",
    },
    "no-file": {
        "en": "“{value}” is no file that can be read: its name is not UTF-8, or it is a link to "
        "nothing. Rename it, replace it, or move it out of the data folder.",
        "sv": "”{value}” är ingen fil som kan läsas: namnet är inte UTF-8, eller så är den en "
        "länk som inte leder någonstans. Byt namn på den, byt ut den eller flytta ut den ur "
        "datamappen.",
    },
    "remote": {
        "en": "“{value}” would have to be fetched, and nothing is fetched: expected {expected}.",
        "sv": "”{value}” skulle behöva hämtas, och ingenting hämtas: förväntat {expected}.",
    },
    "no-table": {
        "en": "The metadata describes “{value}”, which does not exist in the data folder.",
        "sv": "Metadata beskriver ”{value}”, som inte finns i datamappen.",
    },
    "metadata": {
        "en": "The metadata says “{value}”: expected {expected}.",
        "sv": "I metadata står ”{value}”: förväntat {expected}.",
    },
    "metadata-unsupported": {
        "en": "The metadata uses “{value}”, which is not understood: expected one of {expected}.",
        "sv": "Metadata använder ”{value}”, som inte går att tolka: förväntat någon av {expected}.",
    },
    "undescribed-column": {
        "en": "The metadata describes the column “{value}”, which is not in the table: the table "
        "has {expected}.",
        "sv": "Metadata beskriver kolumnen ”{value}”, som inte finns i tabellen: tabellen har "
        "{expected}.",
    },
    "empty": {
        "en": "The file is empty: expected {expected}.",
        "sv": "Filen är tom: förväntat {expected}.",
    },
    "duplicate-heading": {
        "en": "Two columns are called “{value}”: {expected}.",
        "sv": "Två kolumner heter ”{value}”: {expected}.",
    },
    "empty-heading": {
        "en": "The column {expected} has values (“{value}”) but no heading.",
        "sv": "Kolumnen {expected} har värden (”{value}”) men ingen rubrik.",
    },
    "merged": {
        "en": "Cells are merged over several rows (“{value}”), and only the first row has the "
        "value. Undo the merge and write the value in each row.",
        "sv": "Celler är sammanfogade över flera rader (”{value}”), och bara den första raden har "
        "värdet. Dela upp dem och skriv värdet på varje rad.",
    },
    "surplus": {
        "en": "“{value}” stands to the right of the last column: expected {expected}.",
        "sv": "”{value}” står till höger om den sista kolumnen: förväntat {expected}.",
    },
    "encoding": {
        "en": "The text is broken at “{value}”: expected {expected}. Save the file again as "
        "“CSV UTF-8”.",
        "sv": "Texten är trasig vid ”{value}”: förväntat {expected}. Spara om filen som "
        "”CSV UTF-8”.",
    },
    "quote": {
        "en": "A quotation mark is opened and not closed as it should be, at “{value}”: expected "
        "{expected}.",
        "sv": "Ett citattecken öppnas men stängs inte som det ska, vid ”{value}”: förväntat "
        "{expected}.",
    },
    "syntax": {
        "en": "The file cannot be read: {expected}",
        "sv": "Filen går inte att läsa: {expected}",
    },
    "nested": {
        "en": "“{value}” is not a plain value: expected {expected}.",
        "sv": "”{value}” är inte ett enkelt värde: förväntat {expected}.",
    },
    "layer": {
        "en": "The layer needs another “{value}”: expected {expected}.",
        "sv": "Lagret behöver ett annat ”{value}”: förväntat {expected}.",
    },
    "layer-over": {
        "en": "This layer was to be reviewed by {value}: the persons in it are left out, and their "
        "addresses answer 410. Review it, and give it a new day.",
        "sv": "Det här lagret skulle ha omprövats senast {value}: personerna i det utelämnas, och "
        "deras adresser svarar 410. Ompröva det och ange en ny dag.",
    },
    "erased": {
        "en": "<{value}> was erased for good and is left out. Take it out of the source; where "
        "there is a new ground for publishing, remove its line from erased.txt.",
        "sv": "<{value}> har raderats för gott och utelämnas. Ta bort raden ur källan; finns det "
        "en ny grund för publicering, ta bort dess rad ur erased.txt.",
    },
    "person-outside": {
        "en": "<{value}> is a person outside of any layer, without a basis for publication. Move "
        "persons to a source with a layer file beside it, or give each a basis.",
        "sv": "<{value}> är en person utanför alla lager, utan grund för publicering. Flytta "
        "personer till en källa med en lagerfil bredvid, eller ange en grund för var och en.",
    },
    "personal-address": {
        "en": "“{value}” looks like the address of a person. Give a function mailbox, such as "
        "info@ or kontakt@; named persons have a layer of their own.",
        "sv": "”{value}” ser ut som en persons adress. Ange en funktionsbrevlåda, till exempel "
        "info@ eller kontakt@; namngivna personer har ett eget lager.",
    },
    "unsafe": {
        "en": "The file holds {value}, which is not read for the sake of safety: expected "
        "{expected}.",
        "sv": "Filen innehåller {value}, som av säkerhetsskäl inte läses: förväntat {expected}.",
    },
    "knot": {
        "en": "{value} blank nodes are tied together so that no stable IRI can be found for each: "
        "expected {expected}. Give them IRIs.",
        "sv": "{value} namnlösa noder är så sammanknutna att ingen kan få en beständig IRI: "
        "förväntat {expected}. Ge dem IRI:er.",
    },
}
