// The sidebar: whom we act as, the first steps, the Home tab, channels, direct messages, groups, and the inspector.

import { avatar } from "./avatar.js";
import { arrowsWalk, button, el, fillIfChanged, icon, iconButton } from "./dom.js";
import { toggleInspector } from "./inspector.js";
import { newMessage } from "./newmessage.js";
import { drawPeople, peopleNode } from "./people.js";
import { drawRail, railNode } from "./rail.js";
import { app, byHandle, conversationName, go, store } from "./store.js";
import { NEWCOMERS, stepsDone, STEPS } from "./progress.js";

const NOT_IN = "The app is not in this workspace";
const sidebar = document.getElementById("sidebar");
const veil = document.getElementById("veil");
const brand = el("header", { class: "brand" });
const places = el("div", { class: "places" });
const inspect = () => { showSidebar(false); toggleInspector(); };
const foot = el("div", { class: "sidebar-foot" },
  button({ class: "place", onclick: inspect }, icon("traffic"), el("span", {}, "Raw traffic"), el("kbd", {}, "Ctrl I")));

arrowsWalk(places, ".place");
veil.addEventListener("click", () => showSidebar(false));
sidebar.addEventListener("keydown", (event) => { if (event.key === "Escape") showSidebar(false); });

/** On narrow screens the sidebar slides in over the rest. */
export function showSidebar(open) {
  document.getElementById("frame").classList.toggle("sidebar-open", open);
  veil.hidden = !open;
  if (open) sidebar.querySelector("button")?.focus();
}

export function drawSidebar() {
  if (!sidebar.firstChild) sidebar.append(railNode, brand, peopleNode, places, foot);
  drawRail();
  fillIfChanged(brand, [store.state.team, store.state.apps[0]?.connected], () => [
    el("img", { src: "/page/flower.svg", alt: "" }),
    el("div", {}, el("strong", {}, "Pollinate sandbox"), el("span", {}, store.state.team.name)),
    connection(),
  ]);
  drawPeople();
  fillIfChanged(places, [store.as, store.place, stepsDone(), store.state.conversations, store.state.users, app()], drawPlaces);
}

function connection() {
  const { connected } = app() ?? {};
  if (!app()) return el("span", { class: "lamp", role: "img", "aria-label": NOT_IN, title: NOT_IN });
  const words = connected?.count ? `The bot is connected (${connected.mode})` : "No bot is connected yet";
  return el("span", { class: connected?.count ? "lamp on" : "lamp", role: "img", "aria-label": words, title: words });
}

function drawPlaces() {
  const { conversations } = store.state;
  const of = (kind) => conversations.filter((it) => it.kind === kind && (kind !== "public" || it.members.includes(store.as)));
  const done = stepsDone().filter(Boolean).length;
  return [
    app() && byHandle(NEWCOMERS.innovator) && row({ place: "steps", sign: icon("path"), name: "First steps", extra: el("span", { class: "tally" }, `${done} of ${STEPS}`) }),
    row({ place: "home", sign: icon("home"), name: app() ? `${app().name} home` : "Add the app" }),
    group("Channels", of("public").map((it) => place(it, icon("channel")))),
    group("Direct messages", of("im").map((it) => place(it, avatar(partner(it), "tiny"))), newMessageButton()),
    group("Group conversations", of("mpim").map((it) => place(it, icon("people")))),
  ];
}

const partner = (it) => it.members.find((id) => id !== store.as) ?? store.as;

function group(name, rows, extra = null) {
  if (!rows.length && !extra) return null;
  return el("section", { class: "place-group", "aria-label": name }, el("h2", {}, name, extra), rows);
}

const place = (it, sign) => row({ place: it.id, sign, name: conversationName(it.id), unread: it.id === store.place ? 0 : it.unread });

function row({ place: to, sign, name, unread = 0, extra = null }) {
  return button({
    class: unread ? "place unread" : "place", "data-key": `place ${to}`, "aria-current": store.place === to ? "page" : null,
    onclick: () => { showSidebar(false); go({ place: to }); },
  }, sign, el("span", { class: "place-name" }, name), extra,
  unread ? el("span", { class: "badge" }, String(unread), el("span", { class: "unseen" }, " unread")) : null);
}

function newMessageButton() {
  return iconButton("New message", "plus", newMessage, { class: "plain add", title: "New message", "data-key": "new message" });
}
