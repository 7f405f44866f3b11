// The bot's clock: what time it is for the bot, and the buttons that let a month pass in minutes.

import { tell } from "./door.js";
import { announce, button, el, fillIfChanged, icon, iconButton, notice } from "./dom.js";
import { showSidebar } from "./sidebar.js";
import { refresh, store } from "./store.js";
import { clockTime, dayAndTime, dayBrief, dayName, now, untilInWords } from "./times.js";

const bar = document.getElementById("timebar");
const EVERY = 10_000; // ms between looks at the clock
let moving = false;

setInterval(() => store.state && drawTimebar(), EVERY);

export function drawTimebar() {
  const { clock } = store.state;
  const time = now();
  fillIfChanged(bar, [dayName(time), clockTime(time), clock.movable, clock.next_cycle, store.linked, moving], () => [
    iconButton("Places and people", "menu", () => showSidebar(true), { class: "plain menu-button", "data-key": "menu" }),
    el("div", { class: "time" }, icon("clock"), timeNode(time), el("span", { class: "zone" }, zone())),
    store.linked ? null : el("p", { class: "reconnecting", role: "status" }, "Reconnecting…"),
    clock.movable ? buttons() : el("p", { class: "unmovable" }, "No bot is linked to this clock, so it keeps real time."),
  ]);
}

function timeNode(time) {
  const day = [el("span", { class: "long" }, dayName(time)), el("span", { class: "brief" }, dayBrief(time))];
  return el("time", { datetime: time.toISOString() }, day, " ", el("strong", {}, clockTime(time)));
}

const zone = () => (store.state.clock.timezone ?? "").split("/").at(-1).replace(/_/g, " ");

function buttons() {
  const { next_cycle: next } = store.state.clock;
  const cycle = next ? `${dayAndTime(new Date(next))}, ${untilInWords(new Date(next))}` : "No cycle is planned";
  return el("div", { class: "leaps", role: "group", "aria-label": "Move the clock" },
    leap("+1 hour", { hours: 1 }), leap("+1 day", { days: 1 }),
    leap("Next cycle", { to: "next_cycle" }, { disabled: !next, title: cycle, class: "button leap cycle" }));
}

function leap(label, how, props = {}) {
  const busy = moving ? "true" : null;
  return button({ class: "button leap", "data-key": label, "aria-busy": busy, onclick: () => pressed(how), ...props }, label);
}

async function pressed(how) {
  await moveClock(how).catch((refusal) => notice(refusal.message));
}

/** Move the bot's clock: {hours}, {days} or {to: "next_cycle"}; nothing while it moves already. */
export async function moveClock(how) {
  if (moving) return;
  moving = true;
  drawTimebar();
  try {
    await tell("clock", how);
    await refresh();
    announce(`It is now ${dayAndTime(now())}.`);
  } finally {
    moving = false;
    drawTimebar();
  }
}
