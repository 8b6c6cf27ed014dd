"use strict";
// The page's side of MCP Apps (2026-01-26): messages of the host only, every text set as text.
const card = document.getElementById("card");
let count = 0, language = "en", input = {}, waiting = new Map();
const post = (message) => parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
const ask = (method, params) => new Promise((done) => { waiting.set(++count, done); post({ id: count, method, params }); });
const tell = (method, params) => post({ method, params: params || {} });
const t = (name, values) => (TEXTS[language][name] || name).replace(/\{(\w+)\}/g, (_, key) => (values || {})[key] ?? "");
const cut = (text, most) => { const all = [...String(text ?? "")]; return all.length > most ? all.slice(0, most - 1).join("") + "…" : all.join(""); };
const day = (iso) => /^\d{4}-\d{2}-\d{2}$/.test(iso || "") ? new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(iso + "T00:00Z")) : String(iso ?? "");
const number = (value) => new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
const kg = (value) => number(value) + " " + t("kg");
function h(tag, attributes, ...children) {
  const svg = ["svg", "line", "polyline", "circle", "text"].includes(tag);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}
function say(label, text) {
  const button = h("button", { type: "button" }, label);
  button.addEventListener("click", () => ask("ui/message", { role: "user", content: [{ type: "text", text }] }));
  return button;
}
function table(heads, rows) {
  const head = h("thead", {}, h("tr", {}, heads.map((name) => h("th", { scope: "col" }, name))));
  const body = h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell) => h("td", {}, cell)))));
  return h("details", {}, h("summary", {}, t("table")), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("table") }, h("table", {}, head, body)));
}
const title = (text, more) => [h("h1", {}, cut(text, 80)), more && h("p", { class: "soft" }, more)];
function dress(context) {
  if (!context) return;
  if (context.theme) document.documentElement.style.colorScheme = context.theme;
  const found = (context.locale || "").slice(0, 2).toLowerCase();
  if (TEXTS[found]) document.documentElement.lang = language = found;
  for (const [name, value] of Object.entries(context.styles?.variables || {})) if (/^--[\w-]+$/.test(name) && value) document.documentElement.style.setProperty(name, value);
}
function show(result) {
  const data = result?.structuredContent;
  const text = (result?.content || []).filter((part) => part.type === "text").map((part) => part.text).join("\n");
  let message = text;
  if (!data) { try { message = JSON.parse(text).message || text; } catch { /* it is plain text */ } }
  card.replaceChildren(...(data && !result.isError ? draw(data) : [h("p", { role: "alert" }, cut(message || t("nothing"), 500))]).flat().filter(Boolean));
  tell("ui/notifications/size-changed", { width: document.documentElement.scrollWidth, height: Math.ceil(card.getBoundingClientRect().height) });
}
addEventListener("message", (event) => {
  const message = event.data;
  if (event.source !== parent || message?.jsonrpc !== "2.0") return;
  if (message.id !== undefined && !message.method) { waiting.get(message.id)?.(message.result); waiting.delete(message.id); }
  else if (message.method === "ui/notifications/tool-input") input = message.params?.arguments || {};
  else if (message.method === "ui/notifications/tool-result") show(message.params);
  else if (message.method === "ui/notifications/host-context-changed") dress(message.params);
  else if (message.id !== undefined) post({ id: message.id, result: {} });
});
ask("ui/initialize", { protocolVersion: "2026-01-26", appInfo: { name: "meo-mai-moi", version: "1" }, appCapabilities: {} }).then((answer) => {
  dress(answer?.hostContext);
  tell("ui/notifications/initialized");
});
