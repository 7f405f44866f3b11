// A workspace that the app is not in: what that means and how it comes in; and, for an admin, how it goes again.

import { confirmed } from "./dialogs.js";
import { tell } from "./door.js";
import { button, el, fillIfChanged, icon, notice } from "./dom.js";
import { isAdmin, refresh, store } from "./store.js";

const APP = "Pollinate";
const body = el("div", { class: "absent", tabindex: "0", role: "region", "aria-label": "Add the app" });
const plain = (text) => ({ type: "plain_text", text });

export function drawAbsent(main) {
  if (main.firstChild !== body) main.replaceChildren(body);
  const { team, install } = store.state;
  fillIfChanged(body, [team, install], () => [
    el("img", { src: "/page/flower.svg", alt: "" }),
    el("h1", {}, `${APP} is not in ${team.name} yet`),
    el("p", {}, "Nobody here has its commands, and it can see and send nothing. Whoever adds it reads first what it asks for."),
    install
      ? el("p", {}, el("a", { class: "button primary", href: `${install}?team=${team.id}`, target: "_blank", rel: "noopener" }, `Add to ${team.name}`))
      : el("p", { class: "banner quiet" }, icon("trouble"), "No bot that can be installed runs here."),
  ]);
}

/** The button that takes the app out; nothing for who is no admin, or where it could not come back. */
export function uninstallButton() {
  if (!store.state.install || !isAdmin(store.as)) return null;
  return button({ class: "button danger", "data-key": "uninstall", onclick: uninstall }, "Uninstall");
}

async function uninstall() {
  const { team } = store.state;
  const sure = await confirmed({
    title: plain(`Take ${APP} out of ${team.name}?`),
    text: plain("Its tokens end, and what it showed here can no longer be used. It can be added again."),
    confirm: plain("Uninstall"), deny: plain("Keep it"), style: "danger",
  });
  if (!sure) return;
  await tell("uninstall", { as: store.as }).catch((refusal) => notice(refusal.message));
  await refresh();
}
