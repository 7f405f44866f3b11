// The first page a newcomer sees: what this place is, and three steps to a first introduction.

import { prepare } from "./conversation.js";
import { button, el, fillIfChanged, icon, notice } from "./dom.js";
import { NEWCOMERS, stepsDone } from "./progress.js";
import { byHandle, firstName, go, store } from "./store.js";
import { dayAndTime } from "./times.js";
import { moveClock } from "./timebar.js";

const LEAD = "Pollinate introduces people with an idea to the people inside large organisations who can carry it. "
  + "This workspace is full of made-up people to try it with.";
const AFTER = "Afterwards be anybody else: look at their home, decline a card, or be Ada and preview the next cycle. "
  + "Every call between the bot and this workspace can be read under ";

let leaping = false; // the clock is on its way to the next cycle
const body = el("div", { class: "steps", tabindex: "0", role: "region", "aria-label": "First steps" });

export function drawSteps(main) {
  if (main.firstChild !== body) main.replaceChildren(body);
  const { clock, apps } = store.state;
  const isConnected = apps[0]?.connected?.count > 0;
  const areHere = byHandle(NEWCOMERS.innovator) && byHandle(NEWCOMERS.champion);
  const changing = [stepsDone(), store.as, clock.next_cycle, clock.movable, isConnected, leaping, hasMail()];
  fillIfChanged(body, changing, () => [
    el("img", { class: "meadow", src: "/page/meadow.svg", alt: "" }),
    el("div", { class: "steps-text" }, el("h1", {}, "See an introduction grow"), el("p", { class: "lead" }, LEAD),
      !isConnected && unconnected(), areHere && steps(), el("p", { class: "after" }, AFTER, el("em", {}, "Raw traffic"), ".")),
  ]);
}

function unconnected() {
  const words = el("span", {}, "No bot is connected yet, so nobody answers. ", el("code", {}, "python -m bot sandbox"), " starts one.");
  return el("p", { class: "banner quiet" }, icon("trouble"), words);
}

function steps() {
  const rosa = byHandle(NEWCOMERS.innovator);
  const amir = byHandle(NEWCOMERS.champion);
  const [first, second, third] = stepsDone();
  return el("ol", { class: "step-list" },
    step(1, first, `Be ${firstName(rosa.id)}, who needs a partner`,
      ["Type ", el("code", {}, "/needpartner"), `, let the form be filled with ${firstName(rosa.id)}’s story, and save it.`],
      `Act as ${firstName(rosa.id)}`, () => begin(rosa.id, "/needpartner")),
    step(2, second, `Be ${firstName(amir.id)}, who can open doors`,
      ["Type ", el("code", {}, "/offerpartner"), ` and do the same with ${firstName(amir.id)}’s story.`],
      `Act as ${firstName(amir.id)}`, () => begin(amir.id, "/offerpartner")),
    step(3, third, "Let time pass, and accept",
      [nextCycle(), ` Then, as ${firstName(amir.id)}, open the message from Pollinate and press `, el("em", {}, "Accept"), "."],
      `${store.state.clock.movable && !hasMail() ? "To the next cycle, as" : "Act as"} ${firstName(amir.id)}`, () => toTheCycle(amir.id)));
}

/** Whether the champion's message is there already, so that no more time has to pass. */
const hasMail = () => Boolean(byHandle(NEWCOMERS.champion)?.unread);

function nextCycle() {
  const { next_cycle: next, movable } = store.state.clock;
  if (leaping) return "The clock moves on, and the bot does what is due.";
  if (hasMail()) return "The cycle has run.";
  if (!movable) return "The clock cannot be moved here; wait for the next cycle.";
  return next ? `Move the clock to the next cycle, ${dayAndTime(new Date(next))}.` : "Move the clock on until the next cycle.";
}

function step(number, isDone, title, sentence, label, act) {
  const isNext = number === stepsDone().indexOf(false) + 1;
  return el("li", { class: isDone ? "step done" : isNext ? "step current" : "step" },
    el("span", { class: "step-number", "aria-hidden": "true" }, isDone ? icon("check") : String(number)),
    el("div", {}, el("h2", {}, title, isDone ? el("span", { class: "unseen" }, " (done)") : null), el("p", {}, sentence)),
    button({
      class: isNext ? "button primary" : "button", "data-key": `step ${number}`, "aria-busy": isNext && leaping ? "true" : null, onclick: act,
    }, label));
}

async function begin(as, command) {
  const channel = store.state.conversations.find((it) => it.kind === "public");
  await go({ as, place: channel.id });
  prepare(command);
}

async function toTheCycle(as) {
  leaping = true;
  drawSteps(body.parentNode);
  try {
    if (store.state.clock.movable && store.state.clock.next_cycle && stepsDone()[1] && !hasMail()) await moveClock({ to: "next_cycle" });
  } catch (refusal) {
    notice(refusal.message);
  }
  leaping = false;
  await go({ as, place: "app" });
}
