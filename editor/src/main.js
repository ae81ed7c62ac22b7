// The query page: YASGUI's editor and result view around the endpoint of this site. Nothing is
// stored in the browser, nothing is added to a query, and nothing is asked of any other host.

import { Yasqe, Yasr } from "@zazuko/yasgui";
import "yasgui.css";
import "./editor.css";
import { describe, fields, fits } from "./answer.js";
import { Chart } from "./chart.js";
import { complete } from "./completion.js";
import { examples } from "./examples.js";
import { Plan } from "./map.js";
import { make } from "./page.js";
import { Source } from "./source.js";

const NUMBERS = say("{} to {} of {}", "_START_", "_END_", "_TOTAL_");

function start() {
  const plain = document.getElementById("query-form");
  const place = document.getElementById("editor");
  const parts = draw(place);
  complete(Yasqe);
  const yasqe = editor(parts.editor, linked() ?? plain.elements.query.value);
  const yasr = results(parts.results, yasqe);
  connect(yasqe, yasr, parts);
  plain.hidden = true;
  place.hidden = false;
  yasqe.refresh();
  examples((query) => {
    yasqe.setValue(query);
    yasqe.focus();
  }).then((found) => parts.examples.replaceChildren(found));
}

function draw(place) {
  const parts = {
    examples: make("div"),
    editor: make("div"),
    run: make("button", { type: "button", class: "run" }, say("Run the query")),
    stop: make("button", { type: "button", hidden: true }, say("Stop")),
    status: make("span", { role: "status" }),
    about: make("div", { class: "about-answer" }),
    results: make("div", { hidden: true }),
  };
  place.append(parts.examples, parts.editor,
    make("p", { class: "actions" }, parts.run, " ", parts.stop, " ", parts.status),
    make("p", { class: "note" }, say("Ctrl + Enter runs the query, Ctrl + space gives suggestions.")),
    parts.about, parts.results);
  return parts;
}

/** The query in the address, where there is one. */
function linked() {
  return new URLSearchParams(location.hash.slice(1)).get("query");
}

function editor(place, value) {
  const yasqe = new Yasqe(place, {
    value,
    persistenceId: null,
    createShareableLink: null,
    consumeShareLink: null,
    showQueryButton: false,
    editorHeight: "20rem",
    screenReaderLabel: say("Query in SPARQL"),
    autocompleters: ["variables", "prefixes", "property", "class"],
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-S": false },
    requestConfig: {
      endpoint: new URL(settings.endpoint, location.href).href,
      method: () => (fits(fields(yasqe.getValue(), settings.pinned)) ? "GET" : "POST"),
      args: settings.pinned ? [{ name: "release", value: settings.pinned }] : [],
      headers: { "Accept-Language": settings.language },
      acceptHeaderGraph: "text/turtle,*/*;q=0.1",
      acceptHeaderSelect: "application/sparql-results+json,*/*;q=0.1",
    },
  });
  yasqe.getInputField().setAttribute("aria-label", say("Query in SPARQL"));
  window.addEventListener("hashchange", () => {
    const query = linked();
    if (query !== null && query !== yasqe.getValue()) yasqe.setValue(query);
  });
  return yasqe;
}

function results(place, yasqe) {
  Object.assign(Yasr.plugins.table.defaults.tableConfig.language, {
    info: NUMBERS,
    infoEmpty: "",
    infoFiltered: say("(of {} rows)", "_MAX_"),
    zeroRecords: say("No row has that."),
    emptyTable: say("The answer has no rows."),
    aria: {
      orderable: say(": sort"), orderableReverse: say(": sort the other way"), orderableRemove: say(": do not sort"),
      paginate: { first: say("First page"), previous: say("Previous page"), next: say("Next page"), last: say("Last page"), number: say("Page ") },
    },
  });
  Yasr.registerPlugin("chart", Chart);
  Yasr.registerPlugin("map", Plan);
  Yasr.registerPlugin("response", Source);
  return new Yasr(place, {
    persistenceId: null,
    prefixes: () => ({ ...settings.prefixes, ...yasqe.getPrefixesFromQuery() }),
    plugins: { table: { enabled: true, dynamicConfig: { isEllipsed: false } } },
    pluginOrder: ["table", "chart", "map", "response"],
    errorRenderers: [async ({ text }) => make("p", {}, text || say("The server could not be reached, or it broke the answer off."))],
  });
}

function connect(yasqe, yasr, parts) {
  let asked = "";
  const busy = (now) => {
    parts.stop.hidden = !now;
    parts.results.setAttribute("aria-busy", String(now));
  };
  parts.run.addEventListener("click", () => yasqe.query().catch(() => {}));
  parts.stop.addEventListener("click", () => yasqe.abortQuery());
  yasqe.on("query", () => {
    asked = yasqe.getValue();
    history.replaceState(null, "", `#${fields(asked, settings.pinned)}`);
    parts.status.textContent = say("The query is running …");
    parts.about.replaceChildren();
    busy(true);
  });
  yasqe.on("queryResponse", (_yasqe, response, duration) => {
    busy(false);
    if (response.name === "AbortError") {
      parts.status.textContent = say("The query was stopped.");
      return;
    }
    parts.results.hidden = false;
    if (response instanceof Error) {
      parts.status.textContent = say("There is no answer: see below.");
      yasr.setResponse(response instanceof TypeError ? new Error("") : response, duration);
      return;
    }
    yasr.setResponse({ ...response, content: response.content || "\n" }, duration);
    parts.about.replaceChildren(...describe(response, asked));
    const rows = yasr.results.getBindings();
    parts.status.textContent = rows
      ? say(rows.length === 1 ? "{} row" : "{} rows", number(rows.length)) + say(" in {} s", number(duration / 1000))
      : say("Answered in {} s", number(duration / 1000));
  });
  const tell = () => {
    for (const button of yasr.headerEl.querySelectorAll("button[class*=select_]")) {
      button.disabled = button.classList.contains("disabled");
      button.setAttribute("aria-pressed", String(button.classList.contains("selected")));
    }
  };
  yasr.on("drawn", () => setTimeout(tell));
}

if (document.getElementById("editor")) start();
