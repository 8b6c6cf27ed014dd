// Sends the forms marked data-live without leaving the page, so that what is new can be scrolled to and read out.
// Without this script every form works as well, with a whole new page.
"use strict";

const PARTS = ["#view", "#connected", "nav"];

function replaceParts(text) {
  const next = new DOMParser().parseFromString(text, "text/html");
  if (!next.querySelector("#view")) {
    throw new Error("not a page of ours");
  }
  for (const part of PARTS) {
    document.querySelector(part).replaceWith(document.adoptNode(next.querySelector(part)));
  }
  document.title = next.title;
}

function announce() {
  const texts = [...document.querySelectorAll("#view [data-announce]")].map((node) => node.textContent.trim());
  document.getElementById("announcer").textContent = texts.join(" ").replace(/\s+/g, " ");
}

function showWhatIsNew() {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const fresh = document.querySelector("#view [data-new]");
  const button = document.querySelector("#view .coming button.big");
  if (fresh) {
    fresh.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
  }
  if (button) {
    button.focus({ preventScroll: true });
  } else if (!document.activeElement || document.activeElement === document.body) {
    document.getElementById("view").focus({ preventScroll: true });
  }
}

async function send(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
  const text = await answer.text();
  replaceParts(text);
  if (new URL(answer.url).pathname !== window.location.pathname) {
    window.history.pushState(null, "", answer.url);
  }
  announce();
  showWhatIsNew();
}

let ticking = 0;

function beginWaiting() {
  const began = Date.now();
  const seconds = document.querySelector("#waiting span");
  const tick = () => { seconds.textContent = `${Math.round((Date.now() - began) / 1000)} s`; };
  endWaiting();
  tick();
  ticking = window.setInterval(tick, 1000);
  document.body.classList.add("is-waiting");
}

function endWaiting() {
  window.clearInterval(ticking);
  document.body.classList.remove("is-waiting");
}

// A page that is got may wait for the connector as well; one that comes back from the browser's memory does not.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/']:not([target])");
  if (link && !event.defaultPrevented && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    beginWaiting();
  }
});
window.addEventListener("pageshow", endWaiting);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-live]")) {
    return;
  }
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") {
    return;
  }
  form.setAttribute("aria-busy", "true");
  document.getElementById("announcer").textContent = document.getElementById("announcer").dataset.asking;
  beginWaiting();
  send(form, event.submitter)
    .catch(() => form.submit())
    .finally(endWaiting);
});

window.addEventListener("popstate", () => window.location.reload());

// Plays the host's side of a card (MCP Apps): the answer goes in, messages and the height come out.
window.addEventListener("message", (event) => {
  const frame = [...document.querySelectorAll("iframe[data-card]")].find((each) => each.contentWindow === event.source);
  const message = event.data;
  if (!frame || !message || message.jsonrpc !== "2.0") {
    return;
  }
  const reply = (part) => frame.contentWindow.postMessage({ jsonrpc: "2.0", ...part }, "*");
  if (message.method === "ui/initialize") {
    const theme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const hostContext = { theme, locale: document.documentElement.lang };
    const result = { protocolVersion: "2026-01-26", hostInfo: { name: "playground", version: "1" }, hostCapabilities: {}, hostContext };
    reply({ id: message.id, result });
  } else if (message.method === "ui/notifications/initialized") {
    const sent = JSON.parse(frame.dataset.input).params;
    reply({ method: "ui/notifications/tool-input", params: { arguments: sent.arguments } });
    reply({ method: "ui/notifications/tool-result", params: JSON.parse(frame.dataset.card).result });
  } else if (message.method === "ui/notifications/size-changed") {
    frame.style.height = `${Math.min(message.params.height, 900)}px`;
  } else if (message.method === "ui/message") {
    const says = document.getElementById("announcer").dataset.cardSays;
    frame.nextElementSibling.textContent = says.replace("…", () => message.params.content[0].text);
    reply({ id: message.id, result: {} });
  } else if (message.id !== undefined) {
    reply({ id: message.id, result: {} });
  }
});
