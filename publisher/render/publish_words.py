"""What the pages for those who publish say, Swedish and English side by side."""

from __future__ import annotations

from typing import Final

from publisher.render.publish_columns_words import COLUMNS

HERE: Final[dict[str, dict[str, str]]] = {
    "changed-meanwhile": {
        "en": "Somebody else has published the same source since you sent the file. Nothing has "
        "changed. See what is published now, mend your file if need be, and send it again.",
        "sv": "Någon annan har publicerat samma källa sedan du skickade filen. Inget har ändrats. "
        "Se vad som är publicerat nu, rätta din fil om det behövs och skicka den igen.",
    },
    "there-already": {
        "en": "Somebody else has published a source with the same name since you sent the file. "
        "Nothing has changed. Send the file again to see what it changes.",
        "sv": "Någon annan har publicerat en källa med samma namn sedan du skickade filen. Inget "
        "har ändrats. Skicka filen igen så ser du vad den ändrar.",
    },
    "not-there": {
        "en": "Somebody else has removed the source since you sent the file. Nothing has changed. "
        "Send the file again to publish it anew.",
        "sv": "Någon annan har tagit bort källan sedan du skickade filen. Inget har ändrats. "
        "Skicka filen igen om den ska publiceras på nytt.",
    },
    "nothing-to-remove": {
        "en": "There is no such source any longer; there is nothing to remove.",
        "sv": "Källan finns inte längre; det finns inget att ta bort.",
    },
    "source-name": {
        "en": "A file of this kind is not taken in. Send a spreadsheet (XLSX, ODS), CSV, JSON or "
        "RDF, with its suffix in the file name. What is in another format is saved as one of "
        "these first.",
        "sv": "Den här sortens fil tas inte emot. Skicka ett kalkylblad (XLSX, ODS), CSV, JSON "
        "eller RDF, med filändelsen i namnet. Det som har ett annat format sparas om som något av "
        "dem först.",
    },
    "too-often": {
        "en": "This key has been used very often in the last minute. Wait a minute and try again.",
        "sv": "Den här nyckeln har använts väldigt många gånger den senaste minuten. Vänta en "
        "minut och försök igen.",
    },
    "occupied": {
        "en": "Something is being published just now; perhaps by your own click a moment ago. Wait "
        "a while, load the page again, and see before you try once more.",
        "sv": "Något publiceras just nu, kanske av ditt eget klick nyss. Vänta en stund, ladda om "
        "sidan och se efter innan du försöker igen.",
    },
    "repeated": {
        "en": "This draft has been sent already and has changed since. Send the file again.",
        "sv": "Det här utkastet har redan skickats och sedan ändrats. Skicka filen igen.",
    },
}  # fmt: skip
"""What programs are told in words of HTTP, for who sits at the form."""

FAULTS: Final[dict[str, dict[str, str]]] = {
    "unknown-table": {
        "en": "The site does not know the table “{}”: it is not named as a template is. If it is "
        "not to be published, let the name of the sheet begin with _, or remove the sheet.",
        "sv": "Webbplatsen känner inte igen tabellen ”{}”: den heter inte som någon mall. Ska den "
        "inte publiceras, låt bladets namn börja med _ eller ta bort bladet.",
    },
}  # fmt: skip
"""Faults that are told with what whoever keeps the site can do, for who sits at the form; by code,
the value in its place."""

PUBLISH: Final[dict[str, tuple[str, str]]] = {
    **COLUMNS,
    "publish": ("Publicera uppgifter", "Publish data"),
    "publish-text": (
        "Här lämnar du uppgifter till webbplatsen: skicka en fil, se vad som behöver rättas, "
        "titta på sidorna så som de blir, och publicera när allt stämmer.",
        "This is where you hand data to the site: send a file, see what needs to be mended, look "
        "at the pages as they will be, and publish when all is well.",
    ),
    # the key
    "publish-key": ("Din nyckel", "Your key"),
    "publish-key-hint": (
        "Nyckeln börjar med pub_ och kommer från den som ansvarar för webbplatsen.",
        "The key begins with pub_ and comes from whoever is in charge of the site.",
    ),
    "publish-enter": ("Fortsätt", "Continue"),
    "publish-key-note": (
        "Nyckeln sparas inte i webbläsaren. Du är inloggad i högst {} timmar, eller tills du "
        "loggar ut.",
        "The key is not kept in the browser. You stay logged in for {} hours at most, or until "
        "you log out.",
    ),
    "publish-as": ("Inloggad för {}", "Logged in for {}"),
    "publish-leave": ("Logga ut", "Log out"),
    "publish-over": (
        "Du har varit inloggad för länge, eller servern har startats om. Ange nyckeln igen.",
        "You have been logged in for too long, or the server was started anew. Enter the key "
        "again.",
    ),
    "publish-foreign": (
        "Formuläret kom inte från den här webbplatsen, eller är för gammalt. Inget har ändrats. "
        "Ladda om sidan och försök igen.",
        "The form did not come from this site, or is too old. Nothing has changed. Load the page "
        "again and try once more.",
    ),
    "publish-too-large": (
        "Filen är för stor: högst {} tas emot. Inget har publicerats. Dela upp den i flera filer.",
        "The file is too large: {} at most is taken in. Nothing was published. Divide it into "
        "several files.",
    ),
    "publish-broken": (
        "Något gick fel på servern, inte i det du skickade. Se under ”Vad som har skickats” om det "
        "publicerades. Försök annars igen om en stund, eller hör av dig till den som ansvarar för "
        "webbplatsen.",
        "Something went wrong at the server, not in what you sent. See under “What has been sent” "
        "whether it was published. If not, try again in a while, or tell whoever is in charge of "
        "the site.",
    ),
    "publish-wrong": ("Det gick inte", "That did not work"),
    # a file
    "publish-send": ("Skicka en fil", "Send a file"),
    "publish-file": ("Fil", "File"),
    "publish-file-hint": (
        "Kalkylblad (XLSX, ODS), CSV, JSON eller RDF, högst {}. Du kan också dra filen hit.",
        "A spreadsheet (XLSX, ODS), CSV, JSON or RDF, {} at most. You can also drag it here.",
    ),
    "publish-replaces": ("Filen ersätter", "The file replaces"),
    "publish-same-name": (
        "Det som har samma filnamn, annars inget",
        "What has the same file name, else nothing",
    ),
    "publish-description": (
        "Beskrivning av kolumnerna (CSVW)", "Description of the columns (CSVW)",
    ),
    "publish-description-hint": (
        "Behövs bara när kolumnerna inte heter som i mallen.",
        "Needed only where the columns are not named as in the template.",
    ),
    "publish-try": ("Kontrollera filen", "Check the file"),
    "publish-checking": (
        "Filen skickas och kontrolleras. Det kan ta en stund.",
        "The file is being sent and checked. This may take a while.",
    ),
    "publish-nothing-yet": (
        "Inget publiceras förrän du säger till.", "Nothing is published until you say so.",
    ),
    "publish-no-file": ("Välj en fil att skicka.", "Choose a file to send."),
    "publish-sources": ("Det här har du publicerat", "What you have published"),
    "publish-no-sources": ("Inget ännu.", "Nothing yet."),
    "publish-remove": ("Ta bort {}", "Remove {}"),
    "publish-action": ("Åtgärd", "Action"),
    "publish-remove-short": ("Ta bort", "Remove"),
    "publish-drafts": ("Utkast", "Drafts"),
    "publish-history": ("Vad som har skickats", "What has been sent"),
    # a draft
    "publish-draft": ("Utkast: {}", "Draft: {}"),
    "publish-faulty-title": ("Att rätta: {}", "To mend: {}"),
    "publish-done-title": ("Publicerat: {}", "Published: {}"),
    "publish-faults": (
        "{} fel behöver rättas innan filen kan publiceras",
        "{} errors must be mended before the file can be published",
    ),
    "publish-one-fault": (
        "1 fel behöver rättas innan filen kan publiceras",
        "1 error must be mended before the file can be published",
    ),
    "publish-warnings": (
        "{} varningar. De hindrar inte publiceringen.",
        "{} warnings. They do not stand in the way of publishing.",
    ),
    "publish-one-warning": (
        "1 varning. Den hindrar inte publiceringen.",
        "1 warning. It does not stand in the way of publishing.",
    ),
    "publish-fine": ("Allt stämmer. Filen kan publiceras.", "All is well. The file can be "
                     "published."),
    "publish-removable": (
        "Källan kan tas bort. Inget annat hänvisar till det som försvinner.",
        "The source can be removed. Nothing else refers to what goes.",
    ),
    "publish-and-more": ("… och {} till.", "… and {} more."),
    "publish-sheet": ("Filen, med felen markerade", "The file, with what is wrong marked"),
    "publish-sheet-of": ("Blad: {}", "Sheet: {}"),
    "publish-row": ("Rad", "Row"),
    "publish-only-wrong": (
        "Bara rader med anmärkningar visas: {} av {}.",
        "Only rows with remarks are shown: {} of {}.",
    ),
    "publish-should-be": ("Ska vara: {}", "Should be: {}"),
    "publish-nearest": ("Närmast: {}", "Nearest: {}"),
    "publish-violation": ("Fel", "Error"),
    "publish-warning": ("Varning", "Warning"),
    "publish-info": ("Anmärkning", "Note"),
    "publish-empty": ("tom", "empty"),
    "publish-marked": ("Hämta filen med felen markerade (XLSX)",
                       "Download the file with what is wrong marked (XLSX)"),
    "publish-mended": ("Rätta och skicka igen", "Mend it and send it again"),
    "publish-mended-text": (
        "Rätta i din egen fil och skicka den igen, eller rätta i den hämtade filen: markeringarna "
        "stör inte.",
        "Mend your own file and send it again, or mend the file that you downloaded: the marks do "
        "no harm.",
    ),
    "publish-difference": ("Det här ändras", "What changes"),
    "publish-no-difference": (
        "Filen säger precis det som redan är publicerat.",
        "The file says exactly what is published already.",
    ),
    "publish-created": ("Nytt", "New"),
    "publish-updated": ("Ändrat", "Changed"),
    "publish-deleted": ("Borttaget", "Removed"),
    "publish-property": ("Uppgift", "Property"),
    "publish-before": ("Före", "Before"),
    "publish-after": ("Efter", "After"),
    "publish-deleted-text": (
        "Adresserna svarar sedan att det som fanns där är tillbakadraget.",
        "The addresses will then say that what was there is withdrawn.",
    ),
    "publish-look": ("Se sidan som den blir", "See the page as it will be"),
    "publish-look-of": ("Se sidan som den blir: {}", "See the page as it will be: {}"),
    "publish-now": ("Publicera", "Publish"),
    "publish-publishing": (
        "Utgåvan byggs. Det kan ta en stund.", "The release is being built. This may take a while."
    ),
    "publish-discard": ("Kasta utkastet", "Throw the draft away"),
    "publish-gone-draft": (
        "Det här utkastet finns inte längre. Skicka filen igen.",
        "This draft is there no longer. Send the file again.",
    ),
    "publish-done": ("Publicerat", "Published"),
    "publish-was-so": (
        "Inget behövde ändras: allt var redan publicerat",
        "Nothing had to change: all of it was published already",
    ),
    "publish-soon": (
        "Sidorna byter till den om några sekunder.",
        "The pages move over to it in a few seconds.",
    ),
    "publish-pages": ("Sidorna", "The pages"),
    "publish-back": ("Till översikten", "To the overview"),
    "publish-preview": (
        "Förhandsvisning: så blir sidan om utkastet publiceras. Länkarna leder till det som är "
        "publicerat nu.",
        "Preview: this is the page as it will be once the draft is published. Links lead to what "
        "is published now.",
    ),
    "publish-to-draft": ("Tillbaka till utkastet", "Back to the draft"),
    "publish-may-not": (
        "Nyckeln får bara kontrollera. För att publicera behövs en nyckel med rätten ”{}”.",
        "The key may only check. To publish takes a key with the right “{}”.",
    ),
    # links
    "publish-links": ("Föreslagna länkar", "Proposed links"),
    "publish-links-text": (
        "Det här kan vara samma sak under två namn. Det du beslutar publiceras som länkar, och du "
        "får inte frågan igen.",
        "These may be the same thing under two names. What you decide is published as links, and "
        "you are not asked again.",
    ),
    "publish-no-links": ("Inga förslag väntar på beslut.", "No proposals wait for a decision."),
    "publish-link-score": ("Säkerhet {} %.", "Certainty {}%."),
    "publish-link-later": ("Vet inte än", "Not sure yet"),
    "publish-link-exact": ("Samma sak", "The same"),
    "publish-link-close": ("Nästan samma sak", "Nearly the same"),
    "publish-link-same": (
        "Exakt samma, i allt (owl:sameAs)", "The very same, in all respects (owl:sameAs)",
    ),
    "publish-link-no": ("Inte samma sak", "Not the same"),
    "publish-link-more": ("Ytterligare {} förslag väntar.", "{} more proposals wait."),
    "publish-link-save": ("Publicera besluten", "Publish the decisions"),
    "publish-link-saved": ("Antal publicerade beslut: {}.", "Decisions published: {}."),
    # what has been sent
    "publish-when": ("När", "When"),
    "publish-what": ("Vad", "What"),
    "publish-outcome": ("Utfall", "Outcome"),
    "publish-counts": ("Nytt, ändrat, borttaget", "New, changed, removed"),
    "publish-key-column": ("Nyckel", "Key"),
    "publish-released": ("Publicerat", "Published"),
    "publish-taken-up": (
        "Publicerat, efter ett avbrott", "Published, after an interruption",
    ),
    "publish-unchanged": ("Inget nytt", "Nothing new"),
    "publish-refused": ("Inte publicerat: fel i uppgifterna", "Not published: faults in the data"),
    "publish-tried": ("Bara kontrollerat", "Only checked"),
    "publish-denied": ("Nekat", "Denied"),
    "publish-no-history": ("Inget har skickats ännu.", "Nothing has been sent yet."),
}  # fmt: skip
