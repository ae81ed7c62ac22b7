// Queries of the site to begin with, from its list of named queries.

import { choice, json, labelled, make, pick } from "./page.js";

/** A choice of examples; `use` is called with the text of the one that is taken. */
export async function examples(use) {
  const found = (await json(settings.queries))?.queries ?? [];
  if (!found.length) return "";
  const { language } = settings;
  let chosen = found[0];
  const about = make("p", { class: "note", id: "about-example" });
  const tell = () => {
    about.replaceChildren(pick(chosen.description, language));
    if (chosen.href) about.append(" ", make("a", { href: `${chosen.href}.${language}.html` }, say("Fill it in as a form")));
  };
  const select = choice(found.map((item) => [item.name, pick(item.title, language)]), chosen.name, (name) => {
    chosen = found.find((item) => item.name === name);
    tell();
  });
  select.setAttribute("aria-describedby", "about-example");
  tell();
  return make("div", { class: "examples" },
    make("p", { class: "choices" }, labelled(say("Example"), select),
      make("button", { type: "button", onclick: () => use(chosen.query) }, say("Use the example"))),
    about);
}
