// Uploading with a word on how far it is, and “being checked” that ends by itself. Without this script the button
// uploads, and opening the page again shows what became of the check.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("form[data-upload]").forEach((form) => form.addEventListener("submit", upload));
  lookSoon();
});

function upload(event) {
  const form = event.currentTarget;
  const file = form.querySelector("input[type=file]").files[0];
  if (!file) return; // the server says that none was chosen
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.sending) return;
  const bar = form.querySelector("progress");
  const words = form.querySelector("[data-said]");
  const say = (text, wrong) => {
    words.textContent = text;
    words.classList.toggle("not", wrong);
  };
  if (file.size > Number(form.dataset.limit)) return say(form.dataset.tooLarge, true);
  const request = new XMLHttpRequest();
  const done = () => {
    delete form.dataset.sending;
    bar.hidden = true;
  };
  form.dataset.sending = "1";
  bar.hidden = false;
  bar.value = 0;
  say(form.dataset.begun, false);
  request.open("POST", form.action);
  // The browser reads the answer as it reads a page of ours: no text is made into markup here.
  request.responseType = "document";
  request.upload.addEventListener("progress", (sent) => {
    if (!sent.lengthComputable) return;
    const share = Math.floor((100 * sent.loaded) / sent.total);
    // Announced in quarters: a screen reader need not say every number.
    if (Math.floor(share / 25) > Math.floor(bar.value / 25)) say(`${form.dataset.sent} ${share} %`, false);
    bar.value = share;
  });
  request.addEventListener("load", () => {
    done();
    // The page that the server led to: its message was read with the answer, so it is shown from there.
    // So is a page that says why not: asked too often, or a form that is too old.
    if (request.status < 500 && request.response?.querySelector("main")) show(request.response);
    else say(form.dataset.broken, true);
  });
  for (const failed of ["error", "timeout", "abort"]) {
    request.addEventListener(failed, () => {
      done();
      say(form.dataset.broken, true);
    });
  }
  request.send(new FormData(form));
}

function show(page) {
  const fresh = page.querySelector("main");
  const old = document.querySelector("main");
  document.title = page.title;
  old.replaceWith(fresh);
  fresh.querySelectorAll("form[data-upload]").forEach((form) => form.addEventListener("submit", upload));
  const told = fresh.querySelector(".messages");
  const said = fresh.querySelector("[data-focus]") || (told?.children.length ? told : fresh.querySelector("h1"));
  said.tabIndex = -1;
  said.focus();
  said.scrollIntoView({ block: "center" });
  looks = 0;
  lookSoon();
}

const MOST_LOOKS = 40;
let looks = 0;
let next = 0;

function lookSoon() {
  window.clearTimeout(next); // one chain of looks, however often a file is sent
  if (document.querySelector("[data-waiting]") && looks < MOST_LOOKS) {
    next = window.setTimeout(look, looks < 5 ? 3000 : 10000);
  }
}

function look() {
  const request = new XMLHttpRequest();
  looks += 1;
  request.open("GET", window.location.href);
  request.setRequestHeader("X-Only-States", "1"); // the messages are for the page that somebody reads
  request.responseType = "document";
  request.timeout = 20000;
  request.addEventListener("load", () => {
    if (request.status === 200 && request.response) document.querySelectorAll("[data-state]").forEach((old) => {
      const fresh = request.response.getElementById(old.id);
      if (!fresh || old.isEqualNode(fresh)) return;
      const now = document.importNode(fresh, true);
      old.replaceWith(now);
      tell(now);
    });
  });
  request.addEventListener("loadend", lookSoon); // after an answer that did not come too
  request.send();
}

function tell(state) {
  const words = document.createElement("p");
  words.className = "visually-hidden"; // who sees the page sees it at the document
  words.textContent = `${state.closest("section").querySelector("h2").textContent}: ${state.textContent.trim()}`;
  document.getElementById("messages")?.append(words);
}
