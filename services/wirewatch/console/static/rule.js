// Shows, while a rule is being written, how it is read and what it would have found.

import { tick } from "./times.js";

const PAUSE_MS = 350;
const field = document.getElementById("expression");
const place = document.getElementById("check");
const csrf = document.querySelector('meta[name="csrf"]').content;
let timer = 0;
let asked = 0;

async function check() {
  const expression = field.value;
  asked += 1;
  const turn = asked;
  if (!expression.trim()) return;
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch("/rules/check", {
      method: "POST",
      headers: { "x-csrf-token": csrf },
      body: new URLSearchParams({ expression }),
    });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn === asked) {
      place.replaceChildren(...page.body.children);
      tick(place);
    }
  } finally {
    if (turn === asked) place.removeAttribute("aria-busy");
  }
}

document.documentElement.classList.add("scripted");
field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => check().catch(() => {}), PAUSE_MS);
});
check().catch(() => {});
