// Writes publisher/static/editor: the script, its style sheet, and the licences of what is in them.
// `npm ci --ignore-scripts && npm run build`; with a folder as argument it is written there.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { LICENCES } from "./licences.mjs";
import { EXPORTS, PATCHES, UNTIL } from "./patches.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? join(here, "..", "publisher", "static", "editor"));
const yasgui = join(here, "node_modules", "@zazuko", "yasgui", "build");

/** YASGUI as it is built in: the parts that are used, with every patch made. */
function patched(path) {
  const whole = readFileSync(path, "utf-8");
  const [text] = whole.split(UNTIL);
  return PATCHES.reduce((before, [was, becomes]) => {
    if (text === whole || !before.includes(was)) throw new Error(`${path} has no ${JSON.stringify(was)}`);
    return before.replaceAll(was, () => becomes);
  }, text) + EXPORTS;
}

const patching = {
  name: "patching",
  setup(on) {
    on.onLoad({ filter: /yasgui\.esm\.js$/ }, ({ path }) => ({ contents: patched(path) }));
  },
};

const made = await build({
  absWorkingDir: here,
  entryPoints: { editor: "src/main.js" },
  alias: { "yasgui.css": join(yasgui, "yasgui.min.css") },
  inject: ["src/words.js"],
  plugins: [patching],
  outdir: target,
  bundle: true,
  minify: true,
  legalComments: "none",
  charset: "utf8",
  format: "iife",
  target: ["es2022"],
  write: false,
});
mkdirSync(target, { recursive: true });
for (const file of made.outputFiles) writeFileSync(file.path, file.contents);

/** The licence of a package that says which it is, and has no file of it. */
function stated({ author, contributors = [], license }) {
  const names = [author, ...contributors].filter(Boolean).map((one) => one.name ?? one).join(", ");
  return `${names ? `Copyright (c) ${names}\n\n` : ""}${LICENCES[license]}`;
}

const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf-8"));
const notices = [
  "The script and the style sheet beside this file hold parts of the packages below, changed as\n" +
    "editor/patches.mjs says. What is not in this list is the publisher's own, under the EUPL 1.2.\n",
];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (!path || entry.dev || path.includes("/@types/")) continue;
  const folder = join(here, path);
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying)/i.test(name)).sort();
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf-8"));
  const text = files.length
    ? files.map((name) => readFileSync(join(folder, name), "utf-8").trim()).join("\n\n")
    : stated(about);
  const name = path.replace(/^.*node_modules\//, "");
  notices.push(`${"=".repeat(80)}\n${name} ${entry.version}\n\n${text.replace(/[ \t\r]+$/gm, "")}\n`);
}
writeFileSync(join(target, "LICENSES.txt"), notices.join("\n"));
