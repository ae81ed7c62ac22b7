// The chart: a bar for each row, of a column with numbers.

import { choice, labelled, make } from "./page.js";

const BARS = 100;
const NUMBERS = /[#/](integer|decimal|double|float|int|long|short|byte|nonNegativeInteger|positiveInteger|unsigned\w+)$/;

export class Chart {
  priority = 3;
  label = say("Chart");

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    const results = this.yasr.results;
    return Boolean(results?.getBindings()?.length) && this.columns().numbers.length > 0;
  }

  getIcon() {
    return null;
  }

  columns() {
    const { results } = this.yasr;
    const numeric = (name) =>
      results.getBindings().every((row) => !row[name] || NUMBERS.test(row[name].datatype ?? "")) &&
      results.getBindings().some((row) => row[name]);
    const all = results.getVariables();
    const numbers = all.filter(numeric);
    const literal = (name) => results.getBindings().some((row) => row[name] && row[name].type !== "uri");
    const others = all.filter((name) => !numbers.includes(name));
    return { all, numbers, names: [...others.filter(literal), ...others.filter((name) => !literal(name))] };
  }

  draw() {
    const { all, numbers, names } = this.columns();
    this.value = numbers.includes(this.value) ? this.value : numbers[0];
    this.name = all.includes(this.name) ? this.name : (names[0] ?? all[0]);
    const pairs = (list) => list.map((name) => [name, name]);
    const again = () => this.paint();
    this.drawing = make("div", { class: "chart" });
    this.yasr.resultsEl.append(
      make("p", { class: "choices" },
        labelled(say("Label"), choice(pairs(all), this.name, (name) => { this.name = name; again(); })),
        labelled(say("Value"), choice(pairs(numbers), this.value, (name) => { this.value = name; again(); }))),
      this.drawing,
    );
    this.paint();
  }

  paint() {
    const every = this.yasr.results.getBindings().filter((row) => row[this.value]);
    const rows = every.slice(0, BARS).map((row) => [row[this.name]?.value ?? "", Number(row[this.value].value)]);
    const top = Math.max(0, ...rows.map(([, value]) => value));
    const low = Math.min(0, ...rows.map(([, value]) => value));
    const at = (value) => ((value - low) / (top - low || 1)) * 100;
    const height = 26;
    const bars = rows.map(([name, value], place) =>
      make("g", {},
        make("text", { x: "0", y: place * height * 2 + 18 }, name),
        make("rect", {
          x: `${Math.min(at(0), at(value)) * 0.8}%`, y: place * height * 2 + 24, height: 18,
          width: `${Math.max(0.2, Math.abs(at(value) - at(0)) * 0.8)}%`,
        }),
        make("text", { x: `${Math.max(at(0), at(value)) * 0.8 + 1}%`, y: place * height * 2 + 38, class: "value" },
          number(value))));
    const title = say("{} by {}", this.value, this.name);
    this.drawing.replaceChildren(
      make("svg", { role: "img", "aria-label": title, width: "100%", height: rows.length * height * 2 + 10 }, ...bars),
      every.length > BARS ? make("p", {}, say("The first {} of {} rows are drawn.", BARS, number(every.length))) : "",
    );
  }
}
