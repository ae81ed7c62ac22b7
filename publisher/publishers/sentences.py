"""What is said where a publisher's data is not taken in, in the languages of the public."""

from __future__ import annotations

from typing import Final

from publisher.errors import (
    IntakeError,
    NotYours,
    Occupied,
    Precondition,
    Repeated,
    TooLarge,
    TooOften,
    Unauthorised,
)

SENTENCES: Final[dict[str, tuple[type[IntakeError], str, str]]] = {
    "no-key": (
        Unauthorised,
        "A key is needed here. Send it as “Authorization: Bearer …”.",
        "Här krävs en nyckel. Skicka den som ”Authorization: Bearer …”.",
    ),
    "unknown-key": (
        Unauthorised,
        "Nobody has this key. Look for a piece that was lost, or ask for a new one.",
        "Ingen har den här nyckeln. Se efter om någon del fallit bort, eller be om en ny.",
    ),
    "expired-key": (
        Unauthorised,
        "This key expired on {0}. Ask for a new one.",
        "Den här nyckeln gick ut {0}. Be om en ny.",
    ),
    "revoked-key": (
        Unauthorised,
        "This key was revoked on {0}. Ask for a new one.",
        "Den här nyckeln återkallades {0}. Be om en ny.",
    ),
    "no-publisher": (
        Unauthorised,
        "The key is one of “{0}”, which is no publisher here any longer.",
        "Nyckeln hör till ”{0}”, som inte längre publicerar här.",
    ),
    "scope": (
        NotYours,
        "The key {0} may not do this: it lacks the right “{1}”. Ask for a key with it.",
        "Nyckeln {0} får inte göra detta: den saknar rätten ”{1}”. Be om en nyckel som har den.",
    ),
    "not-your-source": (
        NotYours,
        "The key is one of “{0}”, and this source is of “{1}”. Name one that begins with “{0}/”.",
        "Nyckeln hör till ”{0}”, och den här källan till ”{1}”. Ange en som börjar med ”{0}/”.",
    ),
    "nobodys-source": (
        NotYours,
        "The key is one of “{0}”, and its sources begin with “{0}/”. This one is of the site "
        "itself.",
        "Nyckeln hör till ”{0}”, vars källor börjar med ”{0}/”. Den här är webbplatsens egen.",
    ),
    "source-name": (
        NotYours,
        "This cannot be the name of a source. Take letters, digits, hyphens, dots and slashes, and "
        "a suffix of a kind that is known: {0}.",
        "Så kan en källa inte heta. Ta bokstäver, siffror, bindestreck, punkter och snedstreck, "
        "och ett filnamnstillägg av känt slag: {0}.",
    ),
    "in-the-way": (
        NotYours,
        "A folder and a source cannot have the same name. Take another name.",
        "En mapp och en källa kan inte heta likadant. Ta ett annat namn.",
    ),
    "twice": (
        NotYours,
        "This source is named twice in one request.",
        "Den här källan anges två gånger i samma begäran.",
    ),
    "changed-meanwhile": (
        Precondition,
        "The source is not as it was when you read it; somebody has written since. Read it again, "
        "and change what is there now.",
        "Källan är inte som när du läste den; någon har skrivit sedan dess. Läs den igen, och "
        "ändra i det som finns där nu.",
    ),
    "there-already": (
        Precondition,
        "There is such a source already, and the request is for where there is none.",
        "Det finns redan en sådan källa, och begäran gäller bara om det inte gör det.",
    ),
    "not-there": (
        Precondition,
        "There is no such source, and the request is for where there is one.",
        "Det finns ingen sådan källa, och begäran gäller bara om det gör det.",
    ),
    "nothing-to-remove": (
        Precondition,
        "There is no such source to remove.",
        "Det finns ingen sådan källa att ta bort.",
    ),
    "repeated": (
        Repeated,
        "This Idempotency-Key was used for another request. Take a new one for each request.",
        "Den här Idempotency-Key har använts för en annan begäran. Ta en ny för varje begäran.",
    ),
    "too-large": (
        TooLarge,
        "This is {0}, and a source may have at most {1}. Divide it.",
        "Detta är {0}, och en källa får ha högst {1}. Dela upp den.",
    ),
    "too-many": (
        TooLarge,
        "{0} files are too many at once; at most {1}. Send them in several requests.",
        "{0} filer är för många på en gång; högst {1}. Skicka dem i flera omgångar.",
    ),
    "occupied": (
        Occupied,
        "Others are writing just now. Nothing has changed; try again in a while.",
        "Andra skriver just nu. Inget har ändrats; försök igen om en stund.",
    ),
    "took-long": (
        Occupied,
        "Checking this took longer than {0} seconds and was ended. Nothing has changed.",
        "Kontrollen tog längre än {0} sekunder och avbröts. Inget har ändrats.",
    ),
    "too-often": (
        TooOften,
        "This key made {0} requests in a minute; that is as many as it may. Wait, and send more at "
        "a time.",
        "Nyckeln har använts till {0} anrop på en minut; fler får det inte vara. Vänta, och skicka "
        "mer åt gången.",
    ),
    "wrong-keys": (
        TooOften,
        "{0} keys that do not count were tried from here in a minute; more are not looked at. "
        "Wait, and see that the key is whole.",
        "På en minut har {0} nycklar som inte gäller prövats härifrån; fler prövas inte. Vänta, "
        "och se efter att nyckeln är hel.",
    ),
}
"""By code: the kind of error, and what happened and what to do, in English and Swedish."""


def error(code: str, *values: object, where: str = "") -> IntakeError:
    """The error with a code; ``values`` stand in its sentence."""
    kind, english, swedish = SENTENCES[code]
    return kind(code, {"en": english.format(*values), "sv": swedish.format(*values)}, where=where)


def too_often(code: str, *values: object, retry: int, where: str = "") -> TooOften:
    """The error of who does something too often, and may again in ``retry`` seconds."""
    late = error(code, *values, where=where)
    assert isinstance(late, TooOften)
    late.retry = retry
    return late
