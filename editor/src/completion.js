// What is offered while a query is typed: the classes, properties and prefixes of this site, from
// this site. Nothing is asked of prefix.cc or Linked Open Vocabularies.

import { json, pick } from "./page.js";

const MOST = 100;

let terms = null;

/** The classes and properties that the site uses, asked for once: {classes, properties}. */
function known() {
  terms ??= json(settings.terms).then((found) => ({
    classes: (found?.classes ?? []).map(term),
    properties: (found?.properties ?? []).map(term),
  }));
  return terms;
}

function term(found) {
  const texts = found.label ?? found.labels ?? found.title;
  const every = typeof texts === "string" ? [texts] : Object.values(texts ?? {});
  return {
    iri: found.iri,
    short: shortened(found.iri, settings.prefixes),
    label: pick(texts, settings.language),
    words: [found.iri, ...every].join(" ").toLowerCase(),
    count: found.count ?? found.entities ?? found.triples ?? 0,
  };
}

/** An IRI as a prefixed name, where that is a name that SPARQL takes as it stands. */
function shortened(iri, prefixes) {
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    const rest = iri.startsWith(namespace) ? iri.slice(namespace.length) : "";
    if (/^[A-Za-z_][\w-]*$/.test(rest)) return `${prefix}:${rest}`;
  }
  return `<${iri}>`;
}

/** What has been typed so far, with nothing around it, and where the suggestion goes. */
function typed(yasqe, token) {
  const blank = token.string.trim() === "";
  const { ch } = yasqe.getDoc().getCursor();
  const place = blank ? { from: { ch }, to: { ch } } : { from: { ch: token.start } };
  return { ...token, ...place, string: blank ? "" : token.string, autocompletionString: blank ? "" : token.string };
}

/** The terms that what is typed may mean: by prefixed name, IRI, or a word of their labels. */
function fitting(list, yasqe, token) {
  const text = token.autocompletionString.replace(/^</, "").replace(/>$/, "").toLowerCase();
  const [, prefix, rest] = /^([\w-]*):(?!\/\/)(.*)$/.exec(text) ?? [];
  const declared = yasqe.getPrefixesFromQuery();
  const namespace = prefix === undefined ? "" : (declared[prefix] ?? settings.prefixes[prefix] ?? "");
  const whole = namespace ? (namespace + rest).toLowerCase() : text;
  return list
    .filter((item) => item.words.startsWith(whole) || (!namespace && item.words.includes(text)))
    .sort((one, other) => other.count - one.count || (one.iri < other.iri ? -1 : 1))
    .slice(0, MOST);
}

function completer(kind) {
  const offered = new Map();
  return {
    get: async (yasqe, token) => {
      const found = fitting((await known())[kind], yasqe, token);
      const declared = yasqe.getPrefixesFromQuery();
      offered.clear();
      for (const item of found) {
        const own = shortened(item.iri, declared);
        offered.set(own.startsWith("<") ? item.short : own, item);
      }
      return [...offered.keys()];
    },
    preProcessToken: typed,
    postProcessSuggestion: (_yasqe, _token, text) => text,
    postprocessHints: (_yasqe, hints) =>
      hints.map((hint) => {
        const { label, count } = offered.get(hint.text);
        const note = [label, count ? number(count) : ""].filter(Boolean).join(", ");
        return { ...hint, displayText: note ? `${hint.text} – ${note}` : hint.text };
      }),
    persistenceId: undefined,
  };
}

/** Put our suggestions in the place of YASGUI's. */
export function complete(Yasqe) {
  const lines = Object.entries(settings.prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort();
  Yasqe.forkAutocompleter("prefixes", { name: "prefixes", get: () => lines, persistenceId: undefined });
  Yasqe.forkAutocompleter("class", { name: "class", ...completer("classes") });
  Yasqe.forkAutocompleter("property", { name: "property", ...completer("properties") });
}
