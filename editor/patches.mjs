// What is changed in YASGUI before it is built in: [what it says, what it says here]. The build
// fails where one of these no longer fits, so that a new version is read before it is taken in.

export const PATCHES = [
  // Words: `say` gives them in the language of the page (src/words.js).
  ['this.label = "Table"', 'this.label = say("Table")'],
  ['n.innerText = "Simple view"', 'n.innerText = say("Simple view")'],
  ['o.innerText = "Ellipse"', 'o.innerText = say("Shorten cells")'],
  ['placeholder = "Filter query results"', 'placeholder = say("Filter rows")'],
  ['"aria-label", "Filter query results"', '"aria-label", say("Filter rows")'],
  ['c.textContent = "Page size: "', 'c.textContent = say("Rows per page: ")'],
  ['className = "tableSizer"', 'className = "tableSizer", this.tableSizeField.setAttribute("aria-label", say("Rows per page: "))'],
  ['e > 0 ? e + "" : "All"', 'e > 0 ? e + "" : say("All")'],
  ['n.textContent = t ? "True" : "False"', 'n.textContent = t ? say("Yes (true)") : say("No (false)")'],
  ['`Shows ${n} view`', 'say("Show as: {}", n)'],
  ['resultsEl.textContent = "cannot render result"', 'resultsEl.textContent = say("The answer cannot be shown.")'],
  [
    'a.innerText = `Could not render results with the ${r} plugin, the results currently are rendered with the ${n} plugin. ${this.getSelectedPlugin()?.helpReference ? "See " : ""}`, t?.helpReference',
    'a.innerText = say("“{}” does not fit this answer; it is shown as “{}”.", r, n), !1',
  ],
  ['"This line is invalid. Expected: "', 'say("This line is not valid SPARQL. Expected: ")'],
  ['"Press CTRL - <spacebar> to autocomplete"', 'say("Ctrl + space: suggestions")'],
  ['${t.length} result${t.length === 1 ? "" : "s"}', '${say(t.length === 1 ? "{} row" : "{} rows", number(t.length))}'],
  ['e || (e = "Response");', 'e || (e = say("Answer"));'],
  ['e += ` in ${t} second${t === 1 ? "" : "s"}`', 'e += say(" in {} s", number(t))'],

  // Terms and prefixes come from this site (src/completion.js): those of elsewhere are left out.
  ['return fetchFromLov(e, "property", t);', "return [];"],
  ['return fetchFromLov(e, "class", t);', "return [];"],
  ["bundled prefixes instead\", e), prefixes_default)", "bundled prefixes instead\", e), {})"],
  ["Promise.resolve(prefixes_default)", "Promise.resolve({})"],

  // Literals are shown as they are: no {{variable}} in them is replaced.
  ["var applyMustacheToLiterals = (e) => {", "var applyMustacheToLiterals = (e) => e, unusedMustache = (e) => {"],

  // Links lead to the host that serves the page, and stay in the window unless told otherwise.
  ["href='${n}'>${sanitize_default(r)}</a>", "href='${local(n)}'>${sanitize_default(r)}</a>"],
  [`ref='noopener noreferrer'`, `rel='noopener noreferrer'`],

  // Nothing needs inline styles, which the Content-Security-Policy of the page does not allow.
  [`<strong style='text-decoration:underline'>`, `<strong>`],
  ['o = document.createElement("style");', 'o = document.createElement("template");'],

  // The answer as text is src/source.js.
  ['Yasr.registerPlugin("response", Response), ', ""],

  // Answers are downloaded from the endpoint, not written again in the browser; and nothing leads
  // to documentation elsewhere.
  ["this.drawPluginElement(), this.drawDownloadIcon(), this.drawDocumentationButton()", "this.drawPluginElement()"],
  ["this.updateHelpButton(), this.updateResponseInfo()", "this.updateResponseInfo()"],
];

// The two parts are used; their frame of tabs, endpoints and stored settings, which comes last, is
// left out.
export const UNTIL = "//#region packages/yasgui/src/defaults.ts";
export const EXPORTS = "export { Yasqe, Yasr };";
