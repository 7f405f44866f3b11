// The small tile that stands for a person: their emoji on their colour, or initials where emoji have no font.

import { el } from "./dom.js";
import { emojiAreDrawn, withEmoji } from "./emoji.js";
import { app, user, userName } from "./store.js";

export function avatar(id, size = "") {
  const person = user(id);
  const isApp = id === app()?.bot_user_id;
  const tile = el("span", { class: `avatar ${size} ${isApp ? "of-app" : ""}`, "aria-hidden": "true" });
  if (isApp) tile.append(el("img", { src: "/page/flower.svg", alt: "" }));
  else if (emojiAreDrawn() && person?.emoji) tile.append(el("span", { class: "face" }, withEmoji(person.emoji)));
  else tile.append(initials(userName(id)));
  if (person?.colour && !isApp) tile.style.setProperty("--tile", person.colour.replace(/^#?/, "#"));
  return tile;
}

export const initials = (name) => name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();
