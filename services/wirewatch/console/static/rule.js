// Shows, while a rule is being written, how it is read and what it would have found.

import { tick } from "./times.js";

const PAUSE_MS = 350;
const field = document.getElementById("expression");
const place = document.getElementById("check");
const csrf = document.querySelector('meta[name="csrf"]').content;
const examples = ["must_match", "must_not_match"].map((id) => document.getElementById(id));
const days = document.getElementById("days");
const progress = document.getElementById("progress");
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
      body: new URLSearchParams({
        expression,
        days: days.value,
        rule_id: place.dataset.rule,
        must_match: examples[0].value,
        must_not_match: examples[1].value,
      }),
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
for (const one of [field, ...examples]) {
  one.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => check().catch(() => {}), PAUSE_MS);
  });
}
days.addEventListener("change", () => check().catch(() => {}));
check().catch(() => {});

// The progress of a backfill, as it comes. What is inserted was rendered and escaped by the server.
if (progress?.dataset.stream) {
  const stream = new EventSource(progress.dataset.stream);
  stream.addEventListener("progress", (event) => {
    const { html, over } = JSON.parse(event.data);
    const piece = new DOMParser().parseFromString(html, "text/html").body;
    progress.replaceChildren(...piece.children);
    tick(progress);
    if (over) {
      stream.close();
      document.querySelector(".while-open")?.remove();
    }
  });
}
