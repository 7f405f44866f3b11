// Puts the page together: what is drawn where, and the keys that work everywhere.

import { drawAbsent } from "./absent.js";
import { drawConversation, leaveConversation } from "./conversation.js";
import { el } from "./dom.js";
import { drawHome, leaveHome } from "./home.js";
import { drawInspector, toggleInspector } from "./inspector.js";
import { drawModals } from "./modals.js";
import { toggle as choosePerson } from "./people.js";
import { stepsDone } from "./progress.js";
import { drawSidebar, showSidebar } from "./sidebar.js";
import { drawSteps } from "./steps.js";
import { app, begin, conversation, conversationName, go, store, subscribe, userName } from "./store.js";
import { drawTimebar } from "./timebar.js";
import { fetchTraffic } from "./traffic.js";

const main = document.getElementById("main");

function draw() {
  if (!store.state) return;
  document.getElementById("not-slack").textContent = store.state.not_slack;
  drawSidebar();
  drawTimebar();
  drawPlace();
  drawModals(store);
  drawInspector();
}

function drawPlace() {
  const inConversation = Boolean(conversation(store.place));
  if (!inConversation) leaveConversation();
  if (store.place !== "home" || !app()) leaveHome();
  if (inConversation) drawConversation(main);
  else if (!app()) drawAbsent(main);
  else if (store.place === "steps") drawSteps(main);
  else drawHome(main);
  const name = inConversation ? conversationName(store.place) : { steps: "First steps" }[store.place] ?? "Home";
  document.title = `${name} · ${userName(store.as)} · Pollinate sandbox (not Slack)`;
}

/** The steps are read from the traffic, so it is looked at until they are done. */
async function followSteps() {
  if (!stepsDone().every(Boolean) && (await fetchTraffic().catch(() => false))) drawQuietly();
}

function drawQuietly() {
  drawSidebar();
  if (store.place === "steps" && app()) drawSteps(main);
}

document.addEventListener("keydown", (event) => {
  if (!store.state || document.querySelector("dialog[open]")) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key === "k") choosePersonFrom(event);
  if (command && event.key === "i") { event.preventDefault(); toggleInspector(); }
  if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) nextPlace(event);
});

function choosePersonFrom(event) {
  event.preventDefault();
  showSidebar(true);
  choosePerson();
}

function nextPlace(event) {
  event.preventDefault();
  const places = [...document.querySelectorAll("#sidebar .places .place")];
  const at = places.findIndex((each) => each.getAttribute("aria-current"));
  places[(at + (event.key === "ArrowDown" ? 1 : -1) + places.length) % places.length]?.click();
}

window.addEventListener("hashchange", () => {
  const address = new URLSearchParams(location.hash.slice(1));
  if (address.get("as")) go({ as: address.get("as"), place: address.get("at") ?? "home" }, { remember: false });
});
document.addEventListener("visibilitychange", draw);

subscribe(draw);
subscribe(followSteps);
begin().catch((refusal) => main.replaceChildren(el("p", { class: "empty" }, refusal.message)));
