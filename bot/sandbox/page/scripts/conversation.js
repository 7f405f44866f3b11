// A channel, direct message or group: its heading, its messages with day dividers and the "new" mark, its composer.

import { avatar } from "./avatar.js";
import { Composer } from "./composer.js";
import { announce, button, el, fillIfChanged, icon } from "./dom.js";
import { message } from "./message.js";
import { plain } from "./mrkdwn.js";
import { app, conversation, conversationName, go, readHere, showEarlier, store, user, userName } from "./store.js";
import { dayInWords, dayName, ofTs } from "./times.js";

const ONE_BREATH = 5 * 60; // s; messages of one author within it share a heading
const NEAR_THE_END = 120; // px; whoever reads this near the end is carried along by new messages

const shown = new Map(); // key of a row -> {signature, node}
let place = null; // whose messages are shown: person and conversation
let composer = null;
const heading = el("header", { class: "place-head" });
const rows = el("div", { class: "rows" });
const scroll = el("div", { class: "messages", role: "log", "aria-live": "off", "aria-label": "Messages", tabindex: "0" }, rows);

export function drawConversation(main) {
  const here = `${store.as}/${store.place}`;
  const arrived = here !== place;
  if (arrived) {
    shown.clear();
    rows.replaceChildren();
    composer = conversation(store.place).read_only ? null : new Composer(store.as, store.place);
    place = here;
  }
  if (arrived || main.firstChild !== heading) main.replaceChildren(heading, scroll, composer?.node ?? readOnly());
  drawHeading();
  drawRows(arrived);
  if (!store.arriving) readHere().catch(() => {}); // an unread mark that stays is no harm
}

/** Forget what was drawn, so that coming back draws anew. */
export function leaveConversation() {
  place = null;
}

/** Put words into the composer of the conversation on the screen, for the person to send. */
export function prepare(text) {
  composer?.prepare(text);
}

/** What stands in the composer's place where the app has its Messages tab turned to read only, as Slack shows it. */
function readOnly() {
  const channel = store.state.conversations.find((it) => it.kind === "public");
  return el("p", { class: "read-only" }, "Sending messages to this app has been turned off. ",
    channel && button({ class: "plain as-link", onclick: () => go({ place: channel.id }) }, `Type commands in #${channel.name}`));
}

function drawHeading() {
  const it = conversation(store.place);
  const others = it.members.filter((id) => id !== store.as);
  const withApp = it.kind === "im" && user(others[0])?.is_bot;
  fillIfChanged(heading, [store.as, it.id, it.topic, it.members, store.state.users], () => [
    el("span", { class: "place-sign" }, it.kind === "public" ? icon("channel") : others.slice(0, 3).map((id) => avatar(id, "small"))),
    el("div", { class: "place-title" }, el("h1", {}, conversationName(it.id)), el("p", {}, about(it, others))),
    withApp ? button({ class: "button", onclick: () => go({ place: "home" }) }, icon("home"), "Home") : null,
  ]);
}

function about(it, others) {
  if (it.kind === "im" && user(others[0])?.is_bot) return app().description || "App";
  if (it.kind === "im") return user(others[0])?.title || "Direct message";
  if (it.kind === "mpim") return `Group conversation with ${others.map(userName).join(", ")}`;
  return it.topic || `${it.members.length} people`;
}

function drawRows(arrived) {
  const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_THE_END;
  const known = new Set(shown.keys());
  const nodes = plannedRows().map(rowNode);
  const wanted = new Set(nodes);
  for (const [key, { node }] of shown) if (!wanted.has(node)) shown.delete(key);
  placeInOrder(nodes);
  if (arrived || atEnd) scroll.scrollTop = scroll.scrollHeight;
  if (arrived && store.newFrom) rows.querySelector(".new-mark")?.scrollIntoView({ block: "center" });
  if (!arrived && known.size) announceNew(known);
}

/** The rows to show, as {key, shows, build}; only what `shows` decides whether a row is drawn anew. */
function plannedRows() {
  const { messages, newFrom } = store;
  const plan = [];
  if (messages.length >= store.limit) plan.push({ key: "earlier", shows: 1, build: earlier });
  if (!messages.length) plan.push({ key: "empty", shows: store.arriving, build: empty });
  messages.forEach((it, at) => {
    const before = messages[at - 1];
    const newDay = !before || dayName(ofTs(before.ts)) !== dayName(ofTs(it.ts));
    const day = dayInWords(ofTs(it.ts));
    if (newDay) plan.push({ key: `day ${it.ts}`, shows: day, build: () => separator("day", day) });
    if (it.ts === newFrom) plan.push({ key: "new", shows: 1, build: () => separator("new-mark", "New") });
    const follows = !newDay && it.ts !== newFrom && followsOn(before, it);
    plan.push({ key: it.ts, shows: [it, follows, userName(it.user)], build: () => message(it, follows) });
  });
  return plan;
}

const separator = (look, words) => el("div", { class: look, role: "separator" }, el("span", {}, words));
const followsOn = (before, it) => before.user === it.user && before.ephemeral === it.ephemeral && it.ts - before.ts < ONE_BREATH;

function rowNode({ key, shows, build }) {
  const signature = JSON.stringify(shows);
  if (shown.get(key)?.signature !== signature) shown.set(key, { signature, node: build() });
  return shown.get(key).node;
}

function placeInOrder(nodes) {
  const wanted = new Set(nodes);
  for (const node of [...rows.children]) if (!wanted.has(node)) replaceOrRemove(node, wanted);
  nodes.forEach((node, at) => { if (rows.children[at] !== node) rows.insertBefore(node, rows.children[at] ?? null); });
}

/** A message drawn anew takes the place and the focus of its former self. */
function replaceOrRemove(node, wanted) {
  const successor = node.dataset.ts && [...wanted].find((each) => each.dataset.ts === node.dataset.ts);
  const key = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  if (successor) node.replaceWith(successor);
  else node.remove();
  if (key && successor) [...successor.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key)?.focus();
}

const earlier = () => button({ class: "button earlier", onclick: showEarlier }, "Show earlier messages");

const empty = () => el("p", { class: "empty" }, store.arriving ? "…" : "Nothing has been said here yet.");

function announceNew(known) {
  const fresh = store.messages.filter((it) => !known.has(it.ts) && it.user !== store.as);
  const last = fresh.at(-1);
  if (last) announce(`${userName(last.user)} says: ${last.text || plain(last.blocks?.[0]?.text)}`);
}
