// The map: geometries on a plain ground with a grid of degrees. No tiles are fetched from anywhere.

import { make } from "./page.js";
import { read, WKT } from "./wkt.js";

const WIDTH = 900;
const MARGIN = 40;
const STEPS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];

export class Plan {
  priority = 4;
  label = say("Map");

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    const results = this.yasr.results;
    return Boolean(results?.getBindings()?.some((row) => Object.values(row).some(isWkt)));
  }

  getIcon() {
    return null;
  }

  draw() {
    const named = new Map();
    for (const row of this.yasr.results.getBindings()) {
      const text = Object.values(row).find(isWkt)?.value;
      if (text !== undefined && !named.has(text)) named.set(text, nameOf(row));
    }
    const found = [...named].map(([text, name]) => ({ ...read(text), name }));
    const shapes = found.filter((shape) => shape.points);
    const strange = found.length - shapes.length;
    const drawn = shapes.length ? picture(shapes) : "";
    const notes = [say("{} places, drawn without a background map.", number(shapes.length))];
    if (strange) notes.push(say("{} geometries in other coordinates are left out.", number(strange)));
    this.yasr.resultsEl.append(make("div", { class: "plan" }, drawn), make("p", {}, notes.join(" ")));
  }
}

function isWkt(value) {
  return value.datatype === WKT;
}

function nameOf(row) {
  const values = Object.values(row).filter((value) => !isWkt(value));
  return (values.find((value) => value.type !== "uri") ?? values[0])?.value ?? "";
}

function picture(shapes) {
  const all = shapes.flatMap((shape) => [...shape.points, ...shape.lines.flat(), ...shape.areas.flat()]);
  const reach = (place) => all.reduce(([low, top], point) =>
    [Math.min(low, point[place]), Math.max(top, point[place])], [Infinity, -Infinity]);
  const grown = ([low, top]) => (top - low < 0.02 ? [low - 0.01, top + 0.01] : [low, top]);
  const [west, east] = grown(reach(0));
  const [south, north] = grown(reach(1));
  const narrow = Math.max(0.05, Math.cos((((south + north) / 2) * Math.PI) / 180));
  const scale = Math.min((WIDTH - 2 * MARGIN) / ((east - west) * narrow), (WIDTH - 2 * MARGIN) / (north - south));
  const width = (east - west) * narrow * scale + 2 * MARGIN;
  const height = (north - south) * scale + 2 * MARGIN;
  const x = (longitude) => (MARGIN + (longitude - west) * narrow * scale).toFixed(1);
  const y = (latitude) => (MARGIN + (north - latitude) * scale).toFixed(1);
  const along = (points) => points.map(([lon, lat], place) => `${place ? "L" : "M"}${x(lon)} ${y(lat)}`).join("");
  const step = STEPS.find((size) => Math.max(east - west, north - south) / size <= 8) ?? 30;
  const ticks = (low, top) => Array.from(
    { length: Math.floor(top / step) - Math.ceil(low / step) + 1 }, (_, place) => (Math.ceil(low / step) + place) * step);
  const grid = [
    ...ticks(west, east).flatMap((lon) => [
      make("line", { x1: x(lon), x2: x(lon), y1: 0, y2: height }),
      make("text", { x: x(lon), y: height - 4 }, `${number(lon)}°`)]),
    ...ticks(south, north).flatMap((lat) => [
      make("line", { x1: 0, x2: width, y1: y(lat), y2: y(lat) }),
      make("text", { x: 2, y: y(lat) - 3 }, `${number(lat)}°`)]),
  ];
  const drawn = shapes.map((shape) => make("g", { class: "place" },
    make("title", {}, shape.name),
    shape.areas.length ? make("path", { d: shape.areas.map((ring) => `${along(ring)}Z`).join(""), "fill-rule": "evenodd" }) : null,
    ...shape.lines.map((line) => make("path", { d: along(line), fill: "none" })),
    ...shape.points.map(([lon, lat]) => make("circle", { cx: x(lon), cy: y(lat), r: 6 }))));
  const names = shapes.length > 40 ? [] : shapes.map((shape) => {
    const points = [...shape.areas.flat(), ...shape.lines.flat(), ...shape.points];
    const middle = (place) => (Math.min(...points.map((p) => p[place])) + Math.max(...points.map((p) => p[place]))) / 2;
    const raised = shape.points.length ? 10 : 0;
    return make("text", { x: x(middle(0)), y: y(middle(1)) - raised, class: "name" }, shape.name);
  });
  return make("svg", {
    role: "img", "aria-label": say("Map of {} places", number(shapes.length)),
    viewBox: `0 0 ${width.toFixed(0)} ${height.toFixed(0)}`,
  }, make("g", { class: "grid" }, ...grid), ...drawn, ...names);
}
