// What is said of an answer: the release it is of, whether it is whole, where it stays, how it is
// cited, and the same answer as a file, from the endpoint itself.

import { make } from "./page.js";

/** Longest query, percent-encoded, that is put into an address; a longer one is posted. */
export const LONGEST = 3000;

/** The fields of a request that asks a query of a release. */
export function fields(query, release, more = {}) {
  return new URLSearchParams({ query, ...(release ? { release } : {}), ...more });
}

/** Whether these fields fit into an address. */
export function fits(parameters) {
  return parameters.toString().length <= LONGEST;
}

/** The lines below a query that has been answered. */
export function describe(response, query) {
  const release = response.headers.get("Publisher-Release") ?? settings.release;
  const [, permanent] = /<([^>]*)>;\s*rel="[^"]*\bpermalink\b/.exec(response.headers.get("Link") ?? "") ?? [];
  const graph = !/sparql-results|csv|tab-separated/.test(response.headers.get("Content-Type") ?? "");
  const formats = graph ? settings.formats.graph : settings.formats.results;
  return [
    notice(response.headers.get("Publisher-Incomplete")),
    make("dl", { class: "facts" },
      ...fact(say("Release"), make("a", { href: settings.releases + release }, make("code", {}, release))),
      ...fact(say("Download"), ...spaced(formats.map((form) => download(form, query, release)))),
      ...fact(say("To keep"), ...spaced([
        permanent ? make("a", { href: permanent }, say("Permanent link to the answer")) : null,
        cite(query, release),
        make("a", { href: `#${fields(query, settings.pinned)}` }, say("Link to this query")),
      ].filter(Boolean)))),
  ];
}

/** What is missing, where the endpoint says that something is (the header Publisher-Incomplete). */
function notice(incomplete) {
  if (!incomplete) return "";
  const why = incomplete === "service"
    ? say("An endpoint that the query calls did not answer.")
    : say("A limit was met: {}. Ask for less, or use the dump.", incomplete);
  return make("p", { class: "incomplete", role: "alert" },
    make("strong", {}, say("The answer is not complete.")), " ", why);
}

function fact(name, ...values) {
  return [make("div", {}, make("dt", {}, name), make("dd", {}, ...values))];
}

function spaced(items) {
  return items.flatMap((item, place) => (place ? [" · ", item] : [item]));
}

function download(form, query, release) {
  const name = `answer.${form.suffix}`;
  const parameters = fields(query, release, { format: form.suffix });
  if (fits(parameters)) return make("a", { href: `${settings.endpoint}?${parameters}`, download: name }, form.label);
  return make("button", { type: "button", class: "link", onclick: () => save(parameters, name) }, form.label);
}

/** Save the answer to a query that is too long for an address. */
async function save(parameters, name) {
  const answer = await fetch(settings.endpoint, { method: "POST", body: parameters });
  const address = URL.createObjectURL(await answer.blob());
  make("a", { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}

function cite(query, release) {
  const parameters = fields(query, release);
  if (fits(parameters)) return make("a", { href: `${settings.cite}?${parameters}` }, say("Cite this answer"));
  return make("form", { method: "post", action: settings.cite, class: "inline" },
    ...[...parameters].map(([name, value]) => make("input", { type: "hidden", name, value })),
    make("button", { class: "link" }, say("Cite this answer")));
}
