// The drawer of raw traffic: every call of the bot and every delivery to it, newest last, with its JSON.

import { button, el, fill, fillIfChanged, iconButton } from "./dom.js";
import { initials } from "./avatar.js";
import { store } from "./store.js";
import { exactTime } from "./times.js";
import { fetchTraffic, traffic } from "./traffic.js";

const panel = document.getElementById("inspector");
let isOpen = false;
let chosen = null; // n of the entry whose JSON is shown
let drawnTo = 0; // n of the last entry in the table
let opener = null;

const COLUMNS = ["Way", "Time", "Name", "Status", "ms", "Fault"];
const filter = el("input", {
  type: "search", placeholder: "Filter: chat.postMessage, view_submission…", "aria-label": "Filter the traffic", oninput: redraw,
});
const tbody = el("tbody");
const thead = el("thead");
const tableScroll = el("div", { class: "traffic-scroll", tabindex: "0", role: "region", "aria-label": "Calls and deliveries" },
  el("table", { class: "traffic" }, thead, tbody));
const detail = el("div", { class: "traffic-detail", hidden: true });

// Not all traffic changes what anybody sees, so that no news of it comes.
const LOOK_AGAIN = 2000; // ms
setInterval(() => drawInspector(), LOOK_AGAIN);

export function toggleInspector() {
  isOpen = !isOpen;
  panel.hidden = !isOpen;
  document.getElementById("frame").classList.toggle("inspecting", isOpen);
  if (!isOpen) return opener?.focus();
  opener = document.activeElement;
  if (!panel.firstChild) panel.append(head(), tableScroll, detail);
  filter.focus({ preventScroll: true });
  return drawInspector();
}

export async function drawInspector() {
  if (!isOpen || !store.state) return;
  await fetchTraffic().catch(() => false); // the page says "reconnecting" already
  const columns = COLUMNS.toSpliced(2, 0, ...(several() ? ["In"] : []));
  const drawn = fillIfChanged(thead, columns, () => el("tr", {}, columns.map((name) => el("th", { scope: "col" }, name))));
  if (drawn) redraw();
  else append();
}

function head() {
  const words = el("div", {}, el("h2", {}, "Raw traffic"), el("p", {}, "Choose a line to see its JSON."));
  return el("header", { class: "inspector-head" }, words, iconButton("Close the inspector", "close", toggleInspector), filter);
}

const several = () => store.state.teams.length > 1;
const team = (entry) => store.state.teams.find(({ id }) => id === entry.team);

/** Which workspace it was about, in initials; nothing where it was about none. */
function where(entry) {
  const { name } = team(entry) ?? {};
  return name ? el("abbr", { title: name }, initials(name)) : "";
}

function matches(entry) {
  const wanted = filter.value.trim().toLowerCase();
  return !wanted || `${entry.kind} ${entry.name} ${entry.status} ${entry.fault ?? ""} ${team(entry)?.name ?? ""}`.toLowerCase().includes(wanted);
}

function redraw() {
  tbody.replaceChildren();
  drawnTo = 0;
  append();
}

function append() {
  const atEnd = tableScroll.scrollHeight - tableScroll.scrollTop - tableScroll.clientHeight < 60;
  const fresh = traffic.entries.filter((entry) => entry.n > drawnTo);
  tbody.append(...fresh.filter(matches).map(row));
  drawnTo = fresh.at(-1)?.n ?? drawnTo;
  while (tbody.rows.length > traffic.entries.length) tbody.rows[0].remove();
  if (atEnd) tableScroll.scrollTop = tableScroll.scrollHeight;
}

function row(entry) {
  const toBot = !entry.direction.startsWith("bot");
  const failed = typeof statusOf(entry) !== "number" || entry.status >= 400 || entry.fault;
  const open = button({ class: "plain traffic-name", onclick: () => show(entry) }, entry.name);
  const ms = entry.ms.toFixed(entry.ms < 10 ? 1 : 0);
  const cells = [toBot ? "→ bot" : "bot →", exactTime(new Date(entry.at)), open, statusOf(entry), ms, entry.fault ?? ""];
  const looks = { 0: "way", [several() ? 5 : 4]: "number" };
  if (several()) cells.splice(2, 0, where(entry));
  return el("tr", {
    class: `${toBot ? "to-bot" : "from-bot"} ${failed ? "failed" : ""}`, "data-n": String(entry.n),
    onclick: (event) => event.target !== open && show(entry),
  }, cells.map((cell, at) => el("td", { class: looks[at] }, cell)));
}

/** The error where there was one (Slack's word for a delivery's trouble is its response), else the HTTP status. */
function statusOf({ response, status, direction }) {
  if (response?.ok === false) return response.error;
  if (!direction.startsWith("bot") && typeof response === "string" && response) return response;
  return status || "cut";
}

function show(entry) {
  chosen = chosen === entry.n ? null : entry.n;
  for (const each of tbody.rows) each.classList.toggle("chosen", each.dataset.n === String(chosen));
  detail.hidden = chosen === null;
  if (chosen === null) return;
  fill(detail, el("h3", {}, entry.name), part("Request", entry.request), part("Response", entry.response));
  detail.scrollTop = 0;
  tbody.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
}

function part(name, json) {
  const text = JSON.stringify(json ?? null, null, 2);
  return [el("h4", {}, name), el("pre", { class: "json", tabindex: "0" }, el("code", {}, coloured(text)))];
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\b/gi;

/** JSON text as nodes: keys, strings and other values in their colours. */
function coloured(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(TOKEN)) {
    const kind = found[2] ? "json-key" : found[1] ? "json-string" : "json-value";
    nodes.push(text.slice(from, found.index), el("span", { class: kind }, found[1] ?? found[0]), found[2] ?? "");
    from = found.index + found[0].length;
  }
  return [...nodes, text.slice(from)];
}
