// The answer as text. YASGUI would give all of it to an editor, which stands still when an answer
// of many rows comes on one line.

import { make } from "./page.js";

const MOST = 50_000;
const PLACES = "0 0 448 512";
const LINES = "M0 64h448v64H0zm0 128h288v64H0zm0 128h448v64H0zm0 128h288v64H0z";

export class Source {
  priority = 2;
  label = say("Response");

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return Boolean(this.yasr.results?.getOriginalResponseAsString());
  }

  getIcon() {
    const icon = make("svg", { viewBox: PLACES, "aria-hidden": "true" }, make("path", { d: LINES }));
    return make("div", { class: "svgImg" }, icon);
  }

  draw() {
    const whole = laidOut(this.yasr.results.getOriginalResponseAsString());
    const cut = whole.length > MOST;
    this.yasr.resultsEl.append(
      make("pre", { class: "source", tabindex: "0", "aria-label": this.label }, cut ? `${whole.slice(0, MOST)} …` : whole),
      cut ? make("p", {}, say("The beginning is shown; download the answer for all of it.")) : "",
    );
  }
}

/** JSON with a line for each of its parts; any other text as it came. */
function laidOut(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
