// “Am I eligible?” says where one stands while one answers: the form is sent to the page's own address, and what
// comes back is put beside the questions. Without this script, and whenever it cannot, the button does the same.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-live]");
  const standing = document.querySelector("[data-standing]");
  if (form && standing) keepUpToDate(form, standing);
});

function keepUpToDate(form, standing) {
  const PAUSE = 600; // milliseconds without a change: somebody going through a list asks once
  const content = standing.querySelector("[data-content]");
  const note = standing.querySelector("[data-note]");
  let timer = 0;
  let request = null;
  let quietUntil = 0;

  const stop = () => {
    window.clearTimeout(timer);
    request?.abort();
    request = null;
    content.removeAttribute("aria-busy");
  };
  form.addEventListener("change", () => {
    stop();
    if (Date.now() >= quietUntil) timer = window.setTimeout(ask, PAUSE);
  });
  document.addEventListener("submit", stop);
  window.addEventListener("pagehide", stop);

  function ask() {
    const body = new URLSearchParams(new FormData(form));
    body.append("live", "1");
    const mine = (request = new XMLHttpRequest());
    mine.open("POST", window.location.pathname);
    // The browser reads the answer as it reads a page of ours: no text is made into markup here.
    mine.responseType = "document";
    mine.timeout = 20000;
    mine.addEventListener("load", () => {
      if (mine.status === 429) beQuiet(Number(mine.getResponseHeader("Retry-After")) || 60);
      else if (mine.status === 200 && mine.response) show(mine.response);
    });
    // After an error what stands there is right for the answers before, and the button works: nothing is said.
    mine.addEventListener("loadend", () => {
      if (request !== mine) return;
      request = null;
      content.removeAttribute("aria-busy");
    });
    content.setAttribute("aria-busy", "true");
    mine.send(body);
  }

  function beQuiet(seconds) {
    quietUntil = Date.now() + seconds * 1000;
    note.textContent = standing.dataset.tooMany;
    note.hidden = false;
  }

  function show(page) {
    note.hidden = true;
    // What is announced stays the same element, so that a screen reader hears what became of it, and only then.
    replace(content.querySelector("[data-said]"), page.querySelector("[data-said]"));
    replace(content.querySelector("[data-reasons]"), page.querySelector("[data-reasons]"));
  }

  function replace(old, fresh) {
    if (!old || !fresh) return;
    const open = [...old.querySelectorAll("details[open]")].map((details) => details.id);
    fresh.querySelectorAll("details").forEach((details) => (details.open = open.includes(details.id)));
    if (old.isEqualNode(fresh)) return;
    if (old.contains(document.activeElement)) {
      // Somebody reads here: a link that has the focus is not taken away from under it.
      old.addEventListener("focusout", () => window.setTimeout(() => replace(old, fresh)), { once: true });
      return;
    }
    old.replaceChildren(...fresh.childNodes);
  }
}
