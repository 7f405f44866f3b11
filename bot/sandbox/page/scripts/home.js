// The app's Home tab, as the bot last published it for the person we act as. Opening it tells the bot so.

import { blocks } from "./blocks.js";
import { tell } from "./door.js";
import { button, el, fillIfChanged, icon, notice } from "./dom.js";
import { uninstallButton } from "./absent.js";
import { app, appConversation, firstName, go, refresh, store } from "./store.js";

let opened = null; // for whom the Home tab was opened last
let waiting = false;
let silence = null; // what to say where the bot did not answer the last visit
const troubles = new Map();
const heading = el("header", { class: "place-head" });
const body = el("div", { class: "home-body" });
const scroll = el("div", { class: "home", tabindex: "0", role: "region", "aria-label": "Home tab" }, body);

export function drawHome(main) {
  if (main.firstChild !== heading) main.replaceChildren(heading, scroll);
  if (opened !== store.as) open();
  fillIfChanged(heading, [store.as, app(), appConversation()?.id], () => [
    el("span", { class: "place-sign" }, el("img", { src: "/page/flower.svg", alt: "" })),
    el("div", { class: "place-title" }, el("h1", {}, `${app().name} home`), el("p", {}, `As ${firstName(store.as)} sees it`)),
    uninstallButton(),
    appConversation() ? button({ class: "button", onclick: () => go({ place: "app" }) }, "Messages") : null,
  ]);
  const view = store.state.home?.view;
  fillIfChanged(body, [store.as, view?.blocks, waiting && !view, silence], () => (view ? published(view) : empty()));
}

function published(view) {
  const stale = silence && el("p", { class: "banner quiet" }, icon("trouble"), `${silence} This is how it looked before.`);
  return el("div", { class: "home-view" }, stale, blocks(view.blocks, doing(view)));
}

function empty() {
  const words = waiting ? "Asking the bot…" : silence ?? "The bot has not published a Home tab for this person.";
  return el("p", { class: "empty" }, words);
}

/** Leaving the tab: the next visit opens it anew. */
export function leaveHome() {
  opened = null;
}

async function open() {
  opened = store.as;
  waiting = true;
  silence = null;
  try {
    const { trouble } = await tell("home", { as: store.as });
    silence = trouble ? "The bot did not publish a Home tab in time." : null;
  } catch (refusal) {
    notice(refusal.message);
  }
  waiting = false;
  await refresh();
}

function doing(view) {
  const { as } = store;
  const key = (blockId, actionId) => `${as}/${blockId}/${actionId}`;
  return {
    async click(blockId, element, value) {
      const ids = { block_id: blockId, action_id: element.action_id };
      const { trouble } = await tell("click", { as, container: { view: view.id }, ...ids, value, seen: element });
      troubles.set(key(blockId, element.action_id), trouble);
      await refresh();
      return trouble;
    },
    load: (blockId, actionId, value) => tell("options", { as, view_id: view.id, block_id: blockId, action_id: actionId, value }),
    trouble: (blockId, actionId) => troubles.get(key(blockId, actionId)) ?? null,
    entered: (blockId, actionId) => view.state?.values?.[blockId]?.[actionId],
  };
}
