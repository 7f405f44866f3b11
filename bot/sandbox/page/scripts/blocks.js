// Block Kit's layout blocks as DOM nodes, the same in messages, modals and the Home tab.
// Elements are drawn by elements.js, input blocks by inputs.js.

import { el, icon } from "./dom.js";
import { element, unknown } from "./elements.js";
import { inputField } from "./inputs.js";
import { mrkdwn, plain, textObject } from "./mrkdwn.js";
import { markdown, richText } from "./richtext.js";

const DRAWN = {
  header: (block) => el("h3", { class: "block-header" }, textObject(block.text)),
  section,
  divider: () => el("hr"),
  context: (block) => el("div", { class: "block-context" }, block.elements.map(contextPiece)),
  actions: (block, doing) => el("div", { class: "block-actions" }, block.elements.map((it) => element(it, block.block_id, doing))),
  image,
  rich_text: (block) => el("div", { class: "text" }, richText(block.elements)),
  markdown: (block) => el("div", { class: "text" }, markdown(block.text)),
  table,
  alert: (block) => el("div", { class: `block-alert ${block.level ?? ""}`, role: "note" }, icon("trouble"), words(block.text)),
  input,
};

/** All blocks of a surface; `doing` as in elements.js, with `keepField(field)` where inputs are expected. */
export function blocks(list, doing) {
  return list.map((block) => (DRAWN[block.type] ? DRAWN[block.type](block, doing) : unknown(block.type)));
}

const words = (text) => el("div", { class: "text" }, textObject(text));

function section(block, doing) {
  const fields = block.fields && el("div", { class: "block-fields" }, block.fields.map(words));
  const body = el("div", { class: "section-body" }, block.text && words(block.text), fields);
  const kind = block.accessory?.type ?? "";
  const accessory = block.accessory && el("div", { class: `accessory ${kind}` }, element(block.accessory, block.block_id, doing));
  return el("div", { class: "block-section" }, body, accessory);
}

function contextPiece(piece) {
  if (piece.type === "image") return el("img", { class: "context-image", src: piece.image_url, alt: piece.alt_text });
  return el("span", { class: "text" }, textObject(piece));
}

function image(block) {
  const picture = el("img", { src: block.image_url ?? block.slack_file?.url, alt: block.alt_text, loading: "lazy" });
  return el("figure", { class: "block-image" }, block.title && el("figcaption", {}, plain(block.title)), picture);
}

function table(block) {
  const look = (at) => `${block.column_settings?.[at]?.align ?? "left"} ${block.column_settings?.[at]?.is_wrapped ? "wrapped" : ""}`;
  const cellNode = (cell, at, tag) => el(tag, { class: look(at), scope: tag === "th" ? "col" : null }, tableCell(cell));
  const row = (cells, tag) => el("tr", {}, cells.map((cell, at) => cellNode(cell, at, tag)));
  const [head, ...rest] = block.rows;
  return el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    el("table", {}, el("thead", {}, row(head, "th")), el("tbody", {}, rest.map((cells) => row(cells, "td")))));
}

const tableCell = (cell) => (cell.type === "rich_text" ? richText(cell.elements) : String(cell.text ?? cell.value ?? ""));

function input(block, doing) {
  const field = inputField(block, doing);
  if (!field) return unknown(block.element.type);
  doing.keepField?.(field);
  return field.node;
}

/** What an old-fashioned message without blocks says. */
export const textOnly = (text) => el("div", { class: "text" }, mrkdwn(text ?? ""));
