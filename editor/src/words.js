// What the page hands to the editor, and its words. YASGUI's own words come through here as well.

const element = document.getElementById("editor-settings");

/** Addresses, prefixes, language and words: see publisher/render/editor.py. */
export const settings = element ? JSON.parse(element.textContent) : { words: {} };

/** A text in the language of the page, with what stands for each {}. The key is the English text. */
export function say(text, ...values) {
  const parts = (settings.words[text] ?? text).split("{}");
  return parts.map((part, place) => (place ? `${values[place - 1] ?? ""}${part}` : part)).join("");
}

/** A number as it is written in the language of the page. */
export function number(value) {
  return value.toLocaleString(settings.language);
}

/** Where a link to an IRI leads: to this host for what the site describes; for use in an attribute. */
export function local(iri) {
  const inside = settings.base && iri.startsWith(settings.base);
  return (inside ? settings.root + iri.slice(settings.base.length) : iri).replaceAll("'", "&#39;");
}
