"""What the page says that asks what columns mean, Swedish and English side by side."""

from __future__ import annotations

from typing import Final

COLUMNS: Final[dict[str, tuple[str, str]]] = {
    "publish-columns": ("Vad betyder kolumnerna?", "What does each column mean?"),
    "publish-columns-offer": (
        "Något blad är inte gjort efter en mall, men kan läsas som det är: säg vad kolumnerna "
        "betyder. Du får förslag, och behöver inte ändra i filen.",
        "A sheet was not made from a template, but can be read as it is: say what its columns "
        "mean. You get proposals, and need not change the file.",
    ),
    "publish-columns-go": ("Säg vad kolumnerna betyder", "Say what the columns mean"),
    "publish-columns-again": (
        "Ändra vad kolumnerna betyder", "Change what the columns mean",
    ),
    "publish-columns-title": ("Vad betyder kolumnerna? {}", "What does each column mean? {}"),
    "publish-columns-text": (
        "Gå igenom förslagen och ändra det som inte stämmer. Det du bestämmer sparas tillsammans "
        "med filen: nästa fil med samma namn och kolumner läses likadant. Inget publiceras ännu.",
        "Go through the proposals and change what is not right. What you decide is kept together "
        "with the file: the next file with the same name and columns is read in the same way. "
        "Nothing is published yet.",
    ),
    "publish-columns-sheet": ("Blad: {}", "Sheet: {}"),
    "publish-columns-file": ("Tabellen", "The table"),
    "publish-columns-kind": ("Vad är varje rad?", "What is each row?"),
    "publish-columns-choose": ("Välj …", "Choose …"),
    "publish-columns-skip": ("Bladet utelämnas", "The sheet is left out"),
    "publish-columns-show": ("Visa kolumnerna för det som är valt",
                             "Show the columns for what is chosen"),
    "publish-columns-key": ("Vilken kolumn namnger raden?", "Which column names the row?"),
    "publish-columns-key-hint": (
        "Den ska vara olika på varje rad och aldrig ändras, för adresserna på webben görs av den: "
        "helst ett nummer eller en kort beteckning.",
        "It must differ in each row and never change, since the addresses on the web are made from "
        "it: a number or a short code is best.",
    ),
    "publish-columns-examples": ("Till exempel: {}.", "For example: {}."),
    "publish-columns-empty": ("Kolumnen är tom.", "The column is empty."),
    "publish-columns-why": ("Förslag: {}, säkerhet {} %: {}.", "Proposal: {}, certainty {}%: {}."),
    "publish-columns-unsure": (
        "Inget säkert förslag. Närmast: {}, säkerhet {} %: {}.",
        "No certain proposal. Nearest: {}, certainty {}%: {}.",
    ),
    "publish-columns-nothing": ("Inget förslag: {}.", "No proposal: {}."),
    "publish-columns-names": ("namnger raden", "names the row"),
    "publish-columns-leave": ("Utelämna kolumnen", "Leave the column out"),
    "publish-columns-proposals": ("Förslag", "Proposals"),
    "publish-columns-others": ("Annat som en rad kan ha", "What else a row may have"),
    "publish-columns-option": ("{} ({} %)", "{} ({}%)"),
    "publish-columns-missing-legend": (
        "Det här måste finnas på varje rad, men ingen kolumn har det",
        "Every row must have this, and no column says it",
    ),
    "publish-columns-fill": ("{}: samma på alla rader", "{}: the same in every row"),
    "publish-columns-same": ("{}: eller det som står i en kolumn",
                             "{}: or what stands in a column"),
    "publish-columns-no-column": ("Ingen kolumn", "No column"),
    "publish-columns-keep": ("Kontrollera filen", "Check the file"),
    "publish-columns-wide": (
        "Bara de {} första kolumnerna visas; övriga utelämnas.",
        "Only the first {} columns are shown; the others are left out.",
    ),
    "publish-columns-many": (
        "Bara de {} första bladen visas; övriga utelämnas.",
        "Only the first {} sheets are shown; the others are left out.",
    ),
    "publish-columns-left": ("Något återstår att välja", "Something is left to choose"),
    "publish-columns-none": (
        "Välj vad varje rad är, åtminstone i ett blad.",
        "Choose what each row is, in one sheet at least.",
    ),
    "publish-columns-look": (
        "Nu visas kolumnerna som uppgifter om ”{}”. Gå igenom dem och fortsätt.",
        "The columns are now shown as what is said of “{}”. Go through them and continue.",
    ),
    "publish-columns-no-key": (
        "Välj vilken kolumn som namnger raden.", "Choose which column names the row.",
    ),
    "publish-columns-twice": (
        "”{}” kan bara stå i en kolumn, och både ”{}” och ”{}” är valda. Utelämna den ena.",
        "“{}” can be in one column only, and both “{}” and “{}” are chosen. Leave one out.",
    ),
    "publish-columns-missing": (
        "Det här måste finnas på varje rad, men ingen kolumn har det nu: {}. Ange det sist i "
        "formuläret, eller välj en kolumn.",
        "Every row must have this, and no column says it now: {}. Give it at the end of the form, "
        "or choose a column.",
    ),
}  # fmt: skip
