"""What is said of proposals and decisions in the terminal, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from publisher.linking.sheet import REFUSED

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "proposed": {
        "sv": "{0} – {1}: {2} förslag, varav {3} säkra.",
        "en": "{0} – {1}: {2} proposed, {3} of them certain.",
    },
    "none": {"sv": "Det finns inget att föreslå.", "en": "There is nothing to propose."},
    "more": {"sv": "… och {0} till.", "en": "… and {0} more."},
    "next": {
        "sv": "Besluta med publisher link decide, eller i ett blad med --export FIL.xlsx.",
        "en": "Decide with publisher link decide, or in a sheet with --export FILE.xlsx.",
    },
    "exported": {
        "sv": "Förslagen finns i {0}. Skriv ja eller nej i den första kolumnen och kör sedan\n"
        "  publisher link decide --import {1}",
        "en": "The proposals are in {0}. Write yes or no in the first column, then run\n"
        "  publisher link decide --import {1}",
    },
    "ask": {
        "sv": "Samma? [j]a, [n]ära, [s]amma som (owl:sameAs), n[e]j, [h]oppa över, [a]vsluta: ",
        "en": "The same? [y]es, [c]lose, [s]ame as (owl:sameAs), [n]o, s[k]ip, [q]uit: ",
    },
    "kept": {
        "sv": "{0} godtagna och {1} avvisade; de publiceras av publisher build.",
        "en": "{0} accepted and {1} refused; publisher build publishes them.",
    },
    "left": {"sv": "{0} förslag väntar på beslut.", "en": "{0} left to decide on."},
    "revoked": {
        "sv": "Beslutet är borta ur {0}; paret kan föreslås igen.",
        "en": "The decision is gone from {0}; the pair may be proposed again.",
    },
    "sound": {"sv": "Inga länkar är trasiga.", "en": "No link rots."},
    "unknown": {
        "sv": "Svara med en av bokstäverna inom hakparentes.",
        "en": "Answer with one of the letters in brackets.",
    },
}  # fmt: skip

ANSWERS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {"j": "exact", "n": "close", "s": "same", "e": REFUSED, "h": "", "": "", "a": "end"},
    "en": {"y": "exact", "c": "close", "s": "same", "n": REFUSED, "k": "", "": "", "q": "end"},
}
"""What may be answered, and what it means."""
