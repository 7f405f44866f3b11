// One message: who said it, when, what it says, and what may be clicked in it.

import { avatar } from "./avatar.js";
import { blocks, textOnly } from "./blocks.js";
import { tell } from "./door.js";
import { el, icon } from "./dom.js";
import { refresh, store, user, userName } from "./store.js";
import { clockTime, dayAndTime, ofTs } from "./times.js";

const troubles = new Map(); // "ts/block_id/action_id" -> what went wrong, until it goes right

/** `follows`: the one before is by the same author and recent, so that the heading need not be said again. */
export function message(it, follows) {
  const when = ofTs(it.ts);
  const body = el("div", { class: "message-body" },
    follows ? null : heading(it, when),
    it.ephemeral ? el("p", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
    it.blocks?.length ? blocks(it.blocks, doing(it)) : textOnly(it.text),
    (it.files ?? []).map(file),
    it.edited ? el("span", { class: "edited" }, "(edited)") : null);
  const side = follows ? el("time", { class: "side-time", datetime: when.toISOString() }, clockTime(when)) : avatar(it.user);
  const look = `message ${follows ? "follows" : ""} ${it.ephemeral ? "ephemeral" : ""}`;
  return el("article", { class: look, "data-ts": it.ts, "aria-label": `${nameOf(it)}, ${dayAndTime(when)}` }, side, body);
}

const nameOf = (it) => it.username || userName(it.user);

function heading(it, when) {
  return el("header", { class: "message-head" }, el("strong", { class: "author" }, nameOf(it)),
    user(it.user)?.is_bot ? el("span", { class: "app-mark" }, "app") : null,
    el("time", { datetime: when.toISOString(), title: dayAndTime(when) }, clockTime(when)));
}

function doing(it) {
  const { as, place } = store;
  const key = (blockId, actionId) => `${it.ts}/${blockId}/${actionId}`;
  return {
    async click(blockId, element, value) {
      const at = { container: { message: { channel: place, ts: it.ts } }, block_id: blockId, action_id: element.action_id };
      const { trouble } = await tell("click", { as, ...at, value, seen: element });
      troubles.set(key(blockId, element.action_id), trouble);
      await refresh();
      return trouble;
    },
    load: (blockId, actionId, value) => tell("options", { as, channel: place, ts: it.ts, block_id: blockId, action_id: actionId, value }),
    // The state knows which action had trouble, this page also in which block.
    trouble: (blockId, actionId) => (clickedHere(it) ? troubles.get(key(blockId, actionId)) : it.trouble?.[actionId]) ?? null,
    entered: (blockId, actionId) => it.state?.[blockId]?.[actionId],
  };
}

const clickedHere = (it) => [...troubles.keys()].some((key) => key.startsWith(`${it.ts}/`));

function file(it) {
  const address = it.url;
  const name = it.title || it.name || "file";
  const isPicture = /\.(png|jpe?g|gif)$/i.test(it.name ?? "");
  return el("figure", { class: "file" },
    isPicture ? el("img", { src: address, alt: name, loading: "lazy" }) : null,
    el("figcaption", {}, el("a", { href: address, download: it.name || true }, name)));
}
