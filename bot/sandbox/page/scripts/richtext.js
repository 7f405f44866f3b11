// rich_text and markdown blocks as DOM nodes.

import { emojiFor } from "./emoji.js";
import { el } from "./dom.js";
import { link, mention } from "./mrkdwn.js";
import { conversationName, store, userName } from "./store.js";

/** The elements of a rich_text block. */
export function richText(elements) {
  return elements.map((part) => {
    if (part.type === "rich_text_list") return richList(part);
    if (part.type === "rich_text_quote") return el("blockquote", {}, richLine(part.elements));
    if (part.type === "rich_text_preformatted") return el("pre", {}, el("code", {}, richLine(part.elements)));
    return el("div", { class: "line" }, richLine(part.elements));
  });
}

function richList(part) {
  const look = { class: `indent-${Math.min(part.indent ?? 0, 4)}`, start: part.offset ? part.offset + 1 : null };
  const list = el(part.style === "ordered" ? "ol" : "ul", look);
  list.append(...part.elements.map((row) => el("li", {}, richLine(row.elements))));
  return list;
}

const richLine = (elements) => elements.map((piece) => styled(richPiece(piece), piece.style));

function richPiece(piece) {
  switch (piece.type) {
    case "text": return el("span", { class: "kept" }, piece.text);
    case "link": return link(piece.url, piece.text || piece.url);
    case "user": return mention(`@${userName(piece.user_id)}`, piece.user_id === store.as);
    case "channel": return mention(`#${conversationName(piece.channel_id)}`);
    case "broadcast": return mention(`@${piece.range}`, true);
    case "emoji": return emojiFor(piece.name) ?? `:${piece.name}:`;
    default: return piece.text ?? "";
  }
}

function styled(node, style = {}) {
  const tags = { bold: "strong", italic: "em", strike: "s", code: "code" };
  return Object.keys(tags).filter((name) => style[name]).reduce((inner, name) => el(tags[name], {}, inner), node);
}

/** The text of a markdown block: headings, lists, quotes, code, rules and emphasis. */
export function markdown(text) {
  const parts = text.split(/```\w*\n?([\s\S]*?)\n?```/);
  return parts.flatMap((part, at) => (at % 2 ? [el("pre", {}, el("code", {}, part))] : part.split(/\n{2,}/).flatMap(chunk)));
}

function chunk(text) {
  const nodes = [];
  for (const line of text.split("\n").filter((each) => each.trim())) addLine(nodes, line);
  return nodes;
}

function addLine(nodes, line) {
  const heading = line.match(/^(#{1,6})\s+(.*)/);
  const item = line.match(/^\s*(?:([-*+])|(\d+)[.)])\s+(.*)/);
  const quote = line.match(/^>\s?(.*)/);
  const level = heading && Math.min(heading[1].length, 3);
  if (heading) nodes.push(el("p", { class: `heading heading-${level}`, role: "heading", "aria-level": "3" }, marks(heading[2])));
  else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) nodes.push(el("hr"));
  else if (item) gather(nodes, item[1] ? "UL" : "OL").append(el("li", {}, marks(item[3])));
  else if (quote) gather(nodes, "BLOCKQUOTE").append(el("div", {}, marks(quote[1])));
  else gather(nodes, "P").append(el("span", {}, marks(line)), " ");
}

function gather(nodes, tag) {
  if (nodes.at(-1)?.tagName !== tag || nodes.at(-1).classList.contains("heading")) nodes.push(el(tag));
  return nodes.at(-1);
}

const MARK = /(\*\*|__)(?=\S)([\s\S]*?\S)\1|([*_])(?=\S)([\s\S]*?\S)\3|~~(.+?)~~|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/;

function marks(text) {
  const found = text.match(MARK);
  if (!found) return [text];
  const [whole, , bold, , italic, struck, code, label, address] = found;
  const node = bold ? el("strong", {}, marks(bold)) : italic ? el("em", {}, marks(italic)) : struck ? el("s", {}, marks(struck))
    : code ? el("code", {}, code) : link(address, label);
  return [text.slice(0, found.index), node, ...marks(text.slice(found.index + whole.length))];
}
