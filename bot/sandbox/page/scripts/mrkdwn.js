// Slack's mrkdwn and plain_text, as DOM nodes. What a person typed and the bot escaped (`&lt;!channel&gt;`) is
// only decoded here, in a text node, after mentions and links were recognised: it can be neither.

import { emojiFor, withEmoji } from "./emoji.js";
import { el } from "./dom.js";
import { conversationName, store, userName } from "./store.js";

const decode = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** A text object (plain_text or mrkdwn) as nodes. */
export function textObject(text) {
  if (!text) return [];
  if (text.type === "mrkdwn") return mrkdwn(text.text);
  return lines(decode(text.emoji === false ? text.text : withEmoji(text.text)));
}

/** The readable text of a text object, for labels. */
export const plain = (text) => (text ? decode(withEmoji(text.text ?? "")) : "");

function lines(text) {
  return text.split("\n").flatMap((line, at) => (at ? [el("br"), line] : [line]));
}

/** A whole mrkdwn text: code blocks, quotes, list lines, and everything inside a line. */
export function mrkdwn(text) {
  const parts = text.split(/```\n?([\s\S]*?)\n?```/);
  return parts.flatMap((part, at) => (at % 2 ? [el("pre", {}, el("code", {}, decode(part)))] : paragraphs(part)));
}

const QUOTE = /^(?:>|&gt;) ?/;
const LIST = /^(\s*)([•◦▪\-–]|\d{1,3}[.)])\s+/;

function paragraphs(text) {
  const nodes = [];
  for (const line of text.replace(/^\n|\n$/g, "").split("\n")) {
    if (QUOTE.test(line)) quoteOf(nodes).append(el("div", {}, inline(line.replace(QUOTE, ""))));
    else if (LIST.test(line)) nodes.push(listLine(line));
    else if (text) nodes.push(el("div", { class: line.trim() ? "line" : "line blank" }, inline(line)));
  }
  return nodes;
}

function quoteOf(nodes) {
  if (nodes.at(-1)?.tagName !== "BLOCKQUOTE") nodes.push(el("blockquote"));
  return nodes.at(-1);
}

function listLine(line) {
  const [whole, indent, mark] = line.match(LIST);
  return el("div", { class: indent.length > 1 ? "list-line deep" : "list-line" }, el("span", { class: "mark" }, mark), " ",
    el("span", {}, inline(line.slice(whole.length))));
}

// Each rule: what it looks like at a place in the line, and the node it becomes (null: not this rule after all).
const RULES = [
  [/<([^<>\n]+)>/y, (found) => entity(found[1])],
  [/`([^`\n]+)`/y, (found) => el("code", {}, decode(found[1]))],
  [/\*(?=\S)([^*\n]*[^*\s])\*(?![\p{L}\p{N}*])/uy, (found) => el("strong", {}, inline(found[1]))],
  [/_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}_])/uy, (found) => el("em", {}, inline(found[1]))],
  [/~(?=\S)([^~\n]*[^~\s])~(?![\p{L}\p{N}~])/uy, (found) => el("s", {}, inline(found[1]))],
  [/:([a-z0-9_+-]+):/y, (found) => emojiFor(found[1]) ?? null],
  [/https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)\]'"]/y, (found) => link(decode(found[0]), decode(found[0]))],
];
const OPENS_AFTER = /[\p{L}\p{N}]/u;

/** One line of mrkdwn as nodes. */
function inline(text) {
  const nodes = [];
  let plainFrom = 0;
  let at = 0;
  while (at < text.length) {
    const [node, length] = ruleAt(text, at);
    if (length) {
      nodes.push(decode(text.slice(plainFrom, at)), node);
      plainFrom = at + length;
    }
    at += length || 1;
  }
  nodes.push(decode(text.slice(plainFrom)));
  return nodes.filter((node) => node !== "");
}

function ruleAt(text, at) {
  if (!"<`*_~:h".includes(text[at])) return [null, 0];
  if ("*_~h".includes(text[at]) && at > 0 && OPENS_AFTER.test(text[at - 1])) return [null, 0];
  for (const [pattern, build] of RULES) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    const node = found && build(found);
    if (node) return [node, found[0].length];
  }
  return [null, 0];
}

function entity(inside) {
  const [target, label] = inside.split(/\|([\s\S]*)/);
  if (target.startsWith("@")) return mention(`@${userName(target.slice(1))}`, target.slice(1) === store.as);
  if (target.startsWith("#")) return mention(`#${label || conversationName(target.slice(1))}`);
  if (target.startsWith("!date^")) return dateEntity(target, label);
  if (target.startsWith("!subteam^")) return mention(label || "@group", true);
  if (target.startsWith("!")) return mention(`@${target.slice(1)}`, true);
  return link(decode(target), decode(label || target.replace(/^mailto:/, "")));
}

export const mention = (name, mine = false) => el("span", { class: mine ? "mention mine" : "mention" }, name);

/** A link where the address is one a browser may follow, and the bare text where it is not. */
export function link(address, label) {
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return label;
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}

function dateEntity(target, fallback) {
  const [, seconds, format, address] = target.split("^");
  const when = new Date(Number(seconds) * 1000);
  if (Number.isNaN(when.getTime())) return decode(fallback ?? "");
  const text = format.replace(/\{(\w+)\}/g, (whole, token) => dateToken(when, token) ?? whole);
  return address ? link(decode(address), text) : el("time", { datetime: when.toISOString() }, text);
}

const DAY = { year: "numeric", month: "long", day: "numeric" };
const DATES = {
  date: DAY,
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date_short: { ...DAY, month: "short" },
  date_long: { ...DAY, weekday: "long" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

function dateToken(when, token) {
  const style = DATES[token.replace("_pretty", "")];
  return style && new Intl.DateTimeFormat("en-GB", { ...style, timeZone: store.state?.clock.timezone }).format(when);
}
