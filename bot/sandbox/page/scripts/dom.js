// Building and swapping DOM nodes. Data only ever becomes text nodes, attributes and properties here;
// no markup is parsed anywhere on this page, so nothing that a person typed can become an element.

const SVG = "http://www.w3.org/2000/svg";

/** An element: `el("button", {class: "primary", type: "button", onclick: f}, "Save")`. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const button = (props, ...children) => el("button", { type: "button", ...props }, ...children);

/** A button that shows a drawing only; `label` is its name. */
export const iconButton = (label, drawing, onclick, props = {}) =>
  button({ class: "plain", "aria-label": label, onclick, ...props }, icon(drawing));

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") node.className = value;
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : value);
}

// Line drawings on a 20 by 20 field, drawn in the colour of the text around them.
const DRAWINGS = {
  home: "M3 9.5 10 3.5l7 6M5 8.5V16.5h10V8.5M8.5 16.5v-4h3v4",
  path: "M10 17V8M10 11c-4 0-5-2-5-5 3.5 0 5 1.5 5 5ZM10 9c0-3.5 1.5-5.5 5.5-5.5C15.5 7.5 14 9 10 9Z",
  channel: "M4 5h12v8.500H9L5.5 16.500v-3H4z",
  people: "M7.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM3 16c0-3 2-4.5 4.5-4.5S12 13 12 16M13.5 9.5a2 2 0 1 0-.8-3.8M14 11.5c2 .2 3.2 1.7 3.2 4",
  swap: "M6 8l4-4 4 4M6 12l4 4 4-4",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  close: "M5 5l10 10M15 5 5 15",
  back: "M12 4.5 6.5 10l5.5 5.5",
  down: "M5.5 8l4.5 4.500L14.5 8",
  plus: "M10 4.500v11M4.5 10h11",
  send: "M3.5 10 16.5 4l-4 12.5-3-5z",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.200l2.8 1.8",
  traffic: "M6 16V4M3 7l3-3 3 3M14 4v12M11 13l3 3 3-3",
  trouble: "M10 3.5 17.5 16.500h-15zM10 8v4.200M10 14.300v.2",
  check: "M4.5 10.5 8.5 14.500l7.5-9",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5ZM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  more: "M5 10h.1M10 10h.1M15 10h.1",
  quill: "M4 16.500c1-6 4.5-11 12-13-.5 7-5 10.5-10 10.500M4 16.500l4-6",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", DRAWINGS[name]);
  svg.append(line);
  return svg;
}

/** Swap what a node holds, and give the focus back to the element with the same `data-key`. */
export function fill(node, ...children) {
  const focused = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  node.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (focused) [...node.querySelectorAll("[data-key]")].find((each) => each.dataset.key === focused)?.focus();
}

const drawn = new WeakMap();

/** Fill a node only when what it shows has changed, so that typing, focus and selection survive live updates. */
export function fillIfChanged(node, shows, build) {
  const signature = JSON.stringify(shows);
  if (drawn.get(node) === signature) return false;
  drawn.set(node, signature);
  fill(node, build());
  return true;
}

let count = 0;
/** A new id for labels and descriptions to point at. */
export const newId = (stem) => `${stem}-${++count}`;

/** Arrow keys walk through the focusable children that match `selector`. */
export function arrowsWalk(node, selector) {
  node.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey) return;
    const stops = [...node.querySelectorAll(selector)];
    const at = stops.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    stops[(at + step + stops.length) % stops.length].focus();
  });
}

export function announce(sentence) {
  document.getElementById("announcer").textContent = sentence;
}

/** A passing sentence at the foot of the page, for what could not be done. */
export function notice(sentence) {
  const note = el("div", { class: "notice" }, icon("trouble"), el("span", {}, sentence),
    iconButton("Dismiss", "close", () => note.remove()));
  document.getElementById("notices").replaceChildren(note);
  setTimeout(() => note.remove(), 9000);
}
