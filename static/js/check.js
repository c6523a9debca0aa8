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
  let asking = null;
  let quietUntil = 0;

  const stop = () => {
    window.clearTimeout(timer);
    asking?.abort();
    asking = null;
    content.removeAttribute("aria-busy");
  };
  form.addEventListener("change", () => {
    stop();
    if (Date.now() >= quietUntil) timer = window.setTimeout(ask, PAUSE);
  });
  document.addEventListener("submit", stop);

  async function ask() {
    const mine = (asking = new AbortController());
    const body = new URLSearchParams(new FormData(form));
    body.append("live", "1");
    content.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(window.location.pathname, { method: "POST", body, signal: mine.signal });
      if (response.status === 429) beQuiet(Number(response.headers.get("Retry-After")) || 60);
      else if (response.ok) show(await response.text());
    } catch {
      // Aborted by a newer answer, or no connection: what stands there was right for the answers before.
    } finally {
      if (asking === mine) {
        asking = null;
        content.removeAttribute("aria-busy");
      }
    }
  }

  function beQuiet(seconds) {
    quietUntil = Date.now() + seconds * 1000;
    note.textContent = standing.dataset.tooMany;
    note.hidden = false;
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    note.hidden = true;
    // What is announced stays the same element, so that a screen reader hears what became of it, and only then.
    replace(content.querySelector("[data-said]"), fresh.querySelector("[data-said]"));
    replace(content.querySelector("[data-reasons]"), fresh.querySelector("[data-reasons]"));
  }

  function replace(old, fresh) {
    if (!old || !fresh || old.innerHTML === fresh.innerHTML) return;
    if (old.contains(document.activeElement)) {
      // Somebody reads here: a link that has the focus is not taken away from under it.
      old.addEventListener("focusout", () => replace(old, fresh), { once: true });
      return;
    }
    const open = [...old.querySelectorAll("details[open]")].map((details) => details.id);
    old.replaceChildren(...fresh.cloneNode(true).childNodes);
    open.forEach((id) => id && old.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", ""));
  }
}
