"""What is said of a judgement besides its remarks, in one table: Swedish and English."""

from __future__ import annotations

from typing import Final

from publisher.findings.phrases import Phrases

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Vad som händer i natt", "What will happen tonight"),
    "skip": ("Hoppa till innehållet", "Skip to the content"),
    "fine": (
        "Inget går förlorat, och profilerna följs.",
        "Nothing is lost, and the profiles are conformed to.",
    ),
    "not-fine": (
        "Något går förlorat eller följer inte profilen; det står nedan.",
        "Something is lost or does not conform; it is told below.",
    ),
    "holds": (
        "datamängder: {}, distributioner: {}, datatjänster: {}",
        "datasets: {}, distributions: {}, data services: {}",
    ),
    # tonight
    "tonight": ("I natt", "Tonight"),
    "reader": ("Skördare", "Harvester"),
    "created": ("nya", "created"),
    "updated": ("ändrade", "updated"),
    "unchanged": ("oförändrade", "unchanged"),
    "deleted": ("raderade", "deleted"),
    "dropped": ("utelämnade", "dropped"),
    "reads-nothing": (
        "läser inte flödet; det som skördats tidigare ligger kvar",
        "does not read the feed; what was harvested before stays",
    ),
    "unknown-before": (
        "Inget är känt om vad som skördats tidigare: allt räknas som nytt.",
        "Nothing is known of what was harvested before: all counts as new.",
    ),
    # remarks
    "remarks": ("Vad som är fel", "What is wrong"),
    "none": ("Inget.", "Nothing."),
    "violation": ("fel", "fault"),
    "warning": ("varning", "warning"),
    "info": ("upplysning", "note"),
    "feed": ("{}: läser inte flödet", "{}: reads nothing of the feed"),
    "deletes": ("{}: raderar dem", "{}: deletes them"),
    "dataset": ("{}: utelämnar datamängden", "{}: drops the dataset"),
    "value": ("{}: tappar värdet", "{}: loses the value"),
    "takes": ("{}: tar emot det ändå", "{}: takes it all the same"),
    "more": ("… och {} till.", "… and {} more."),
    # profiles
    "profiles": ("Profiler", "Profiles"),
    "counts": ("fel: {}, varningar: {}", "faults: {}, warnings: {}"),
    # points
    "points": ("Poäng hos data.europa.eu", "Points at data.europa.eu"),
    "mean": (
        "I snitt {} av {} ({}); överensstämmelsen enligt {}.",
        "{} of {} on average ({}); conformance by {}.",
    ),
    "no-datasets": ("Det finns inga datamängder att ge poäng.", "There are no datasets to score."),
    "win": ("Så vinner du poäng", "How to win points"),
    "win-line": ("{} poäng (datamängder: {}): {}", "{} points (datasets: {}): {}"),
    "each": ("Varje datamängd", "Each dataset"),
    "dataset-name": ("Datamängd", "Dataset"),
    "lost": ("Förlorade poäng", "Lost points"),
    "lost-name": ("{} −{}", "{} −{}"),
    "undecided": ("{}: inte prövat ({})", "{}: not tried ({})"),
    "excellent": ("utmärkt", "excellent"),
    "good": ("bra", "good"),
    "sufficient": ("godtagbart", "sufficient"),
    "bad": ("dåligt", "bad"),
    # metrics
    "keyword": ("nyckelord", "keyword"),
    "theme": ("kategori", "theme"),
    "spatial": ("geografiskt område", "geographical coverage"),
    "temporal": ("tidsperiod", "temporal coverage"),
    "access-url": ("åtkomstadressen svarar", "access URL answers"),
    "download-url": ("nedladdningsadress", "download URL"),
    "download-answers": ("nedladdningsadressen svarar", "download URL answers"),
    "format": ("filformat", "format"),
    "media-type": ("mediatyp", "media type"),
    "vocabularies": ("format och mediatyp ur listorna", "format and media type from the lists"),
    "non-proprietary": ("öppet format", "non-proprietary format"),
    "machine-readable": ("maskinläsbart format", "machine-readable format"),
    "conforms": ("följer DCAT-AP", "conforms to DCAT-AP"),
    "licence": ("licens", "licence"),
    "known-licence": ("känd licens", "known licence"),
    "access-rights": ("åtkomsträttigheter", "access rights"),
    "known-access-rights": ("åtkomsträttigheter ur listan", "access rights from the list"),
    "contact-point": ("kontaktuppgift", "contact point"),
    "publisher": ("utgivare", "publisher"),
    "rights": ("rättighetsförklaring", "rights statement"),
    "byte-size": ("storlek", "byte size"),
    "issued": ("utgivningsdatum", "release date"),
    "modified": ("ändringsdatum", "modification date"),
}
"""Each phrase in Swedish and in English."""


PHRASES: Final = Phrases(WORDS)
say: Final = PHRASES.say
