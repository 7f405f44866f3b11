// What the page knows: whom we act as, where we are, and the last state and messages the door gave.
// Views read it and subscribe; only the functions here change it. The address keeps person and place.

import { ask, follow, tell } from "./door.js";

const GUIDED = "rosa"; // the first steps are hers

export const store = {
  as: null, // user id
  place: "steps", // "steps", "home", a conversation's id, or "app": the direct message with the app, once it is known
  state: null, // the door's answer for `as`
  messages: [],
  limit: 100, // how many messages of this conversation are wanted
  newFrom: null, // ts of the first message that was unread when we came here
  arriving: true, // until the messages of this place were shown once
  linked: true,
};

/** Where one was last in each workspace, by team id: {as, place}. */
const seats = new Map();
const watchers = [];
export const subscribe = (draw) => watchers.push(draw);
const drawAll = () => watchers.forEach((draw) => draw(store));

export const user = (id) => store.state?.users.find((each) => each.id === id);
export const app = () => store.state?.apps[0];
export const isAdmin = (id) => Boolean(user(id)?.is_admin);
export const byHandle = (handle) => store.state?.users.find((each) => each.name === handle);
export const conversation = (id) => store.state?.conversations.find((each) => each.id === id);
export const userName = (id) => user(id)?.real_name || user(id)?.name || id;
export const firstName = (id) => userName(id).split(" ")[0];

/** How a conversation is called by the person we act as. */
export function conversationName(id) {
  const it = conversation(id);
  if (!it) return id;
  if (it.kind === "public") return it.name;
  const others = it.members.filter((member) => member !== store.as);
  if (it.kind === "im") return userName(others[0] ?? store.as);
  return others.filter((member) => !user(member)?.is_bot).map(userName).join(", ") || it.name;
}

/** The direct message of the person we act as with the app, where it is open. */
export const appConversation = () =>
  store.state?.conversations.find((it) => it.kind === "im" && it.members.includes(app()?.bot_user_id));

let running = null;
let again = false;

/** Ask the door anew; calls that come meanwhile are one more round, not many. */
export function refresh() {
  if (running) {
    again = true;
    return running;
  }
  running = round().finally(() => {
    running = null;
  });
  return running;
}

async function round() {
  do {
    again = false;
    await load();
  } while (again);
}

async function load() {
  const { as, place, limit } = store;
  const state = await ask("state", { as });
  const at = whereItIs(place, state);
  const inConversation = at !== "steps" && at !== "home";
  const answer = inConversation ? await ask("messages", { as: state.me, conversation: at, limit }) : { messages: [] };
  if (as !== store.as || place !== store.place) {
    again = true; // we have moved on while the door was answering
    return;
  }
  Object.assign(store, { state, as: state.me, place: at });
  seats.set(state.team.id, { as: state.me, place: at });
  if (at !== place) history.replaceState(null, "", address());
  store.messages = answer.messages.filter((it) => !it.deleted).sort((a, b) => a.ts.localeCompare(b.ts));
  if (store.arriving) store.newFrom = firstUnread();
  store.arriving = false;
  drawAll();
}

/** A place in this person's state; their Home tab where it is none of theirs. */
function whereItIs(place, { conversations, apps, users }) {
  if (place === "steps" && !(apps.length && users.some((each) => each.name === GUIDED))) return "home";
  if (place === "steps" || place === "home") return place;
  const wanted = (it) => (place === "app" ? it.kind === "im" && it.members.includes(apps[0]?.bot_user_id) : it.id === place);
  return conversations.find(wanted)?.id ?? "home";
}

const address = () => `#as=${store.as}&at=${store.place}`;

/** Change whom we act as, where we are, or both; `remember` it as a step that the browser's Back undoes. */
export async function go({ as = store.as, place = store.place }, { remember = true } = {}) {
  const moved = as !== store.as || place !== store.place;
  // The app's direct message is another one for each person.
  const at = as !== store.as && place === appConversation()?.id ? "app" : place;
  Object.assign(store, { as, place: at });
  if (moved) {
    Object.assign(store, { limit: 100, newFrom: null, messages: [], arriving: true });
    if (remember) history.pushState(null, "", address());
  }
  if (as === store.state.me && at === whereItIs(at, store.state)) drawAll(); // the heading at once, the messages after
  await reload();
}

/** Go to another workspace, as whom and to where one was there last. */
export async function enter(team) {
  const seat = seats.get(team) ?? { as: (await ask("state", { team })).me, place: "steps" };
  await go(seat);
}

const reload = () => refresh().catch(() => linked(false));

function firstUnread() {
  const unread = conversation(store.place)?.unread ?? 0;
  const others = store.messages.filter((it) => it.user !== store.as && !it.ephemeral);
  return unread > 0 ? (others.at(-unread) ?? others[0])?.ts ?? null : null;
}

export async function showEarlier() {
  store.limit += 100;
  await reload();
}

/** Tell the door that what is on the screen has been read. */
export async function readHere() {
  const it = conversation(store.place);
  if (!it?.unread || document.visibilityState !== "visible") return;
  it.unread = 0;
  await tell("read", { as: store.as, conversation: it.id });
}

/** Begin: read the address, load, and follow the changes. */
export async function begin() {
  const given = new URLSearchParams(location.hash.slice(1));
  Object.assign(store, { as: given.get("as"), place: given.get("at") || "steps" });
  await refresh();
  follow(
    (version) => { if (version !== store.state?.version) reload(); },
    (isLinked) => { linked(isLinked); if (isLinked) reload(); },
  );
}

function linked(isLinked) {
  if (store.linked === isLinked) return;
  store.linked = isLinked;
  drawAll();
}
