// Additions to a page that is whole without them: the error summary takes the focus and leads to the
// control, a deadline also shows the reader's own time, and a form is not sent twice by a double click.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector("[data-focus]");
  if (summary) {
    summary.focus();
    summary.addEventListener("click", leadToControl);
  }
  document.querySelectorAll("[data-local-time]").forEach(showLocalTime);
  document.querySelectorAll("form[method=post]").forEach((form) => form.addEventListener("submit", sendOnce));
});

function leadToControl(event) {
  const link = event.target.closest("a[href^='#']");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  const label = control.closest("fieldset")?.querySelector("legend") || control.labels?.[0];
  (label || control).scrollIntoView();
  control.focus({ preventScroll: true });
}

function showLocalTime(row) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const instant = new Date(row.dataset.localTime);
  if (!zone || Number.isNaN(instant.getTime())) return;
  const style = { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" };
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const at = (timeZone) => new Intl.DateTimeFormat(language, { ...style, hour12: false, timeZone }).format(instant);
  if (at(zone) === at(row.dataset.zone)) return; // said already, as the office's time
  row.querySelector("dd").textContent = `${at(zone)} (${zone})`;
  row.hidden = false;
}

function sendOnce(event) {
  const form = event.currentTarget;
  const now = Date.now();
  // A browser's "back" shows the form again: two seconds cover a double click and nothing more.
  if (now - Number(form.dataset.sentAt || 0) < 2000) event.preventDefault();
  else form.dataset.sentAt = String(now);
}
