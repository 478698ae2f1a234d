// Puts alerts on the page as they come. Everything it inserts was rendered and escaped by the server.

import { tick } from "./times.js";

const MOST = 200;
const list = document.getElementById("alerts");
const numbers = document.getElementById("numbers");
const connection = document.getElementById("connection");
const query = list.dataset.rule ? `?rule=${encodeURIComponent(list.dataset.rule)}` : "";

function pieces(html) {
  return [...new DOMParser().parseFromString(html, "text/html").body.children];
}

function say(state, word) {
  connection.dataset.state = state;
  const label = connection.querySelector(".word");
  if (label.textContent !== word) label.textContent = word;
}

function show(html) {
  for (const card of pieces(html)) {
    const known = document.getElementById(card.id);
    if (known) {
      known.replaceWith(card);
    } else {
      list.prepend(card);
    }
    card.classList.add("fresh");
    tick(card);
  }
  while (list.children.length > MOST) list.lastElementChild.remove();
  document.getElementById("empty")?.remove();
}

async function reload() {
  const answer = await fetch(`/live/alerts${query}`);
  if (answer.redirected) location.reload(); // The session has ended: the page asks to sign in.
  if (answer.redirected || !answer.ok) return;
  const cards = pieces(await answer.text());
  if (cards.length) {
    list.replaceChildren(...cards);
    document.getElementById("empty")?.remove();
    tick(list);
  }
}

function listen() {
  let interrupted = false;
  const stream = new EventSource(`/live/stream${query}`);
  stream.addEventListener("open", () => {
    say("on", "live");
    if (interrupted) reload().catch(() => {});
    interrupted = false;
  });
  stream.addEventListener("error", () => {
    interrupted = true;
    say("off", "connecting …");
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(() => { listen(); reload().catch(() => {}); }, 5000);
    }
  });
  stream.addEventListener("alert", (event) => show(JSON.parse(event.data).html));
  stream.addEventListener("numbers", (event) => {
    numbers.replaceChildren(...pieces(`<dl>${JSON.parse(event.data).html}</dl>`)[0].children);
    tick(numbers);
  });
}

const filter = document.getElementById("filter");
filter.querySelector("button").hidden = true;
filter.querySelector("select").addEventListener("change", () => filter.requestSubmit());
if (list.dataset.live) listen();
