// A page of questions without waiting for its button: what was typed is kept on the server every 25 seconds and on
// leaving a field, and a question that follows from another answer appears with it. Without this script everything is
// asked at once, and the buttons save. Nothing is ever stored in the browser.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  showWhatIsAsked(form);
  form.addEventListener("change", () => showWhatIsAsked(form));
  if (form.dataset.autosave !== "off") saveAsOneTypes(form);
});

function showWhatIsAsked(form) {
  form.querySelectorAll("[data-asked-after]").forEach((part) => {
    const given = new FormData(form).getAll(part.dataset.askedAfter).filter(Boolean);
    const wanted = part.dataset.askedIf.split(" ");
    const wrong = part.querySelector("[aria-invalid=true]") !== null;
    part.hidden = !wrong && !given.some((value) => wanted.includes(value));
  });
}

function saveAsOneTypes(form) {
  const EVERY = 25000; // milliseconds
  const PAUSE = 1500; // after leaving a field: somebody going through the fields of a date saves once
  const LONGEST = 60000; // what a button sent and nothing answered by then was lost on the way
  const words = form.querySelector("[data-saved]");
  let kept = read();
  let timer = 0;
  let request = null;
  let over = false; // the button settles it, asking again changes nothing
  let signedOut = false; // maybe until one has signed in in another window: asked again when something changes
  let leaving = 0; // a button was pressed, and its answer takes the place of this page
  let lost = null; // what was sent and never answered: it may be stored, so it is sent again before anything else
  let pressed = false; // a button waits for that

  function read() {
    const body = new URLSearchParams(new FormData(form));
    body.delete("version");
    body.delete("csrfmiddlewaretoken");
    return body.toString();
  }

  form.addEventListener("change", () => {
    signedOut = false;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE);
  });
  const clock = window.setInterval(() => signedOut || save(), EVERY);
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    if (lost && !request && !pressed) {
      pressed = true;
      save();
    }
    if (!request) {
      pressed = false;
      leaving = Date.now();
      return;
    }
    // What is on its way changes the version that the button's own save starts from: wait for it, then press again.
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    request.addEventListener("loadend", () => form.requestSubmit(button));
  });
  // Another language shows this page again as it is kept: what was typed just now first.
  let switching = false;
  document.querySelector("form.languages")?.addEventListener("submit", (event) => {
    save();
    if (!request || switching) return;
    switching = true; // once: where nothing can be saved, the switch works all the same
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    request.addEventListener("loadend", () => event.target.requestSubmit(button));
  });
  window.addEventListener("pageshow", () => {
    leaving = 0;
    switching = false;
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());

  function save(again) {
    const now = read();
    if (over || request || (now === kept && !lost) || Date.now() - leaving < LONGEST) return;
    const sent = lost || { body: new URLSearchParams(new FormData(form)), now };
    sent.body.set("save", "auto");
    sent.body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    lost = sent;
    send("POST", "json", sent.body, (mine) => {
      // Signing in in another window makes the mark of this page's form too old: a fresh one is in the page itself.
      if (mine.status === 403 && again !== true) return renew();
      if (mine.status < 500) lost = null;
      answered(mine, sent.now);
    });
  }

  function renew() {
    send("GET", "document", null, (mine) => {
      const fresh = mine.response?.querySelector("[name=csrfmiddlewaretoken]");
      if (!fresh) return refused(form.dataset.tooOld);
      form.elements.csrfmiddlewaretoken.value = fresh.value;
      request = null;
      save(true);
    });
  }

  function send(method, type, body, then) {
    const mine = (request = new XMLHttpRequest());
    mine.open(method, window.location.pathname);
    mine.responseType = type;
    mine.timeout = 20000;
    mine.addEventListener("load", () => then(mine));
    for (const failed of ["error", "timeout"]) mine.addEventListener(failed, () => say(form.dataset.notSaved, true));
    mine.addEventListener("loadend", () => {
      if (request === mine) request = null;
    });
    mine.send(body);
  }

  function answered(mine, now) {
    if (mine.status === 200 && mine.response) {
      kept = now;
      form.elements.version.value = mine.response.version;
      const at = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(new Date(mine.response.at));
      say(mine.response.said.replace("{time}", at), false);
      if (read() !== kept) timer = window.setTimeout(save, PAUSE); // typed meanwhile
      return;
    }
    if (mine.status === 403) return refused(form.dataset.tooOld);
    signedOut = mine.status === 401;
    // Another window saved first, or there is no draft any more.
    if (mine.status === 409 || mine.response?.final) return refused(mine.response.said);
    say(mine.response?.said || form.dataset.notSaved, true);
  }

  function refused(text) {
    over = true;
    window.clearInterval(clock);
    say(text, true);
  }

  function say(text, not) {
    words.classList.toggle("not", not);
    if (words.textContent !== text) words.textContent = text;
  }
}
