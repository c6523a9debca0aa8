// Pages on which a security key is touched. The package's script asks the browser for the key and sends the form;
// this one starts it with what the page says, shows the button only where it can work, and tells in words what went
// wrong.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const able = Boolean(window.PublicKeyCredential && navigator.credentials);
  document.querySelectorAll("[data-key-unable]").forEach((part) => { part.hidden = able; });
  if (able) document.querySelectorAll("[data-key-button]").forEach(begin);
});

function begin(part) {
  const button = part.querySelector("button");
  const credential = document.getElementById(part.dataset.credential);
  const ids = { data: "key-options", credential: credential.id };
  if (part.dataset.keyButton === "add") window.allauth.webauthn.forms.addForm({ ids: { ...ids, add: button.id } });
  else window.allauth.webauthn.forms.authenticateForm({ ids: { ...ids, authenticate: button.id } });
  part.hidden = false;
  // "Enter" in the field for the name would send the form before the key was asked.
  credential.form.addEventListener("submit", (event) => {
    if (credential.value && credential.value !== "null") return; // an empty field of JSON says null
    event.preventDefault();
    button.click();
  });
}

// The package's script tells of a refusal here; the browser itself says little about why, by design.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = document.querySelector("[data-key-problem]");
  if (!words) return;
  words.hidden = false;
  words.focus();
});
