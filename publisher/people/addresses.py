"""Addresses of e-mail that look like those of persons, where a function mailbox would do; pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from publisher.names import normalise

ADDRESS: Final = re.compile(r"(?<![\w.%+-])([\w.%+-]{1,64})@[\w-]+(?:\.[\w-]+)+")
PARTS: Final = re.compile(r"[._+\-]+")
LETTERS: Final = re.compile(r"[^\W\d_]+")

WORDS: Final = """
abuse accessibility admin administration analys analytics annons arkiv arkivet arkivarie avtal
barn bibliotek biblioteket biljett boka bokning bokningar booking bostad bygg byggnad career
center centrum climate contact controller csirt culture customer data dataportal dataskydd
dataskyddsombud datasupport department desk dev developer developers development diarium digital
diariet direktion dpo editor education ehalsa ekonomi ekonomen enheten energi energy environment
epost error event events expedition faktura fakturor feedback fond fonden food forening forskning
forskare fraga fragor framtid funding forum geodata gis halsa health help helpdesk hallbar
hallbarhet hej hello host hostmaster hr huvudregistrator incident info inkop innovation innovator
international internationellt invest investera invoice it jamstalldhet jobb jobs jobba jour journal
jurist juridik kansli kansliet klagomal klimat klinik kommun kommunal kommunikation konsument
kontakt kontakta kontaktcenter kontaktpunkt kultur kund kundservice kundtjanst landsbygd ledning
legal leverantor library life livsmedel lokal lon mail mailbox manager marknad marketing mat
media medborgare medlem medlemskap meeting members miljo mobility mottagning museum namnd narings
naringsliv naturvard news newsletter noreply no nyheter nyhetsbrev office offert open
oppen opendata oppnadata order ordforande organisation patient personal plan planering portal
post postmaster press privacy procurement program programme project projekt projekts public
publik publicering rad radet receipt reception redaktion redaktionen reg region regional
regionala registrator registry registratur reklam reply report research resa reservation rum
samhalle samordnare samordning sales science security seminarium service sekretariat sekreterare
secretariat shop skola skolan smart social sok spam specialisering specialisation stab staff
statistik stod strategi student studie styrelse support sustainability system tandvard team teknik
technology tech test testbed tjanst tillganglighet tourism trafik travel turism turist
upphandling utbildning utveckling utredning vard varden vaxel vaxeln verksamhet visit visselblasning
vvs web webb webbredaktion webmaster webbmaster welcome whistleblower work workshop
"""
FUNCTIONS: Final = frozenset(WORDS.split())
"""Words by which a mailbox is that of a function, without diacritics."""

ENDINGS: Final = (
    "ansvarig", "arbete", "avdelning", "avdelningen", "bolag", "bolaget", "byra", "byran", "center",
    "centrum", "chef", "enhet", "enheten", "forvaltning", "forvaltningen", "gruppen", "kansli",
    "kontor", "kontoret", "ledare", "ledning", "ledningen", "myndighet", "myndigheten", "namnd",
    "namnden", "natverk", "natverket", "omradet", "planering", "politik", "projekt", "projektet",
    "samordnare", "service", "skap", "sekreterare", "skola", "skolan", "stod", "strateg", "team",
    "teknik", "tion", "tjanst", "tjansten", "tjanster", "utveckling", "verket", "verksamhet",
)  # fmt: skip
"""Endings of such words; what stands before them is at least as long as LEAST."""

LEAST: Final = 2
WORDS_OF_A_NAME: Final = range(2, 5)


def personal(text: str, functions: Collection[str] = ()) -> str:
    """The first address in ``text`` that looks like a person's; empty where there is none.

    Such an address has two words or more before the sign, none of which names a function:
    ``first.last@``, ``f.last@``. ``functions`` are further words that do.
    """
    if "@" not in text:
        return ""
    for found in ADDRESS.finditer(text):
        words = [word for part in PARTS.split(found[1]) for word in LETTERS.findall(part)]
        of_function = any(is_function(word, functions) for word in words)
        if len(words) in WORDS_OF_A_NAME and not of_function:
            return found[0]
    return ""


def is_function(word: str, functions: Collection[str] = ()) -> bool:
    """Whether a word names a function rather than a person."""
    plain = normalise(word)
    if plain in FUNCTIONS or plain in functions:
        return True
    return any(plain.endswith(end) and len(plain) >= len(end) + LEAST for end in ENDINGS)
