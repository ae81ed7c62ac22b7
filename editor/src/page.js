// Small pieces of the page.

/** An element with attributes and children; properties that begin with "on" are listeners. */
export function make(name, attributes = {}, ...children) {
  const svg = ["svg", "g", "path", "line", "rect", "circle", "text", "title"].includes(name);
  const made = svg
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A label and what it belongs to, one after the other. */
export function labelled(text, control) {
  return make("label", {}, make("span", {}, text), " ", control);
}

/** A choice among [value, text]. */
export function choice(entries, chosen, onchange) {
  const options = entries.map(([value, text]) =>
    make("option", { value, selected: value === chosen }, text));
  return make("select", { onchange: (event) => onchange(event.target.value) }, ...options);
}

/** The JSON at an address of this host; null where there is none. */
export async function json(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** The text in the language of the page, else in any. */
export function pick(texts, language) {
  if (typeof texts === "string") return texts;
  return texts?.[language] ?? Object.values(texts ?? {})[0] ?? "";
}
