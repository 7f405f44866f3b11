// "Fill with Rosa's story": a newcomer should see what a form does before writing two hundred words of their own.
// The stories are the cast's, keyed by form title and label; options are named by their shown text.

import { announce, button, el, icon } from "./dom.js";
import { firstName, store } from "./store.js";

/** The strip with the button; null where this person has no story for the form. `fields` may still be growing. */
export function storyButton(title, fields) {
  const story = store.state.examples?.[title];
  if (!story) return null;
  const words = `Fill with ${firstName(store.as)}’s story`;
  const fillIn = button({ class: "button honey", onclick: () => fillWith(story, fields) }, icon("quill"), words);
  return el("div", { class: "story" }, el("span", {}, "Just looking around?"), fillIn);
}

async function fillWith(story, fields) {
  await Promise.all(fields.filter((field) => field.label in story).map((field) => field.widget.fillShown(story[field.label])));
  announce("The form is filled in. Look it over and save.");
}
