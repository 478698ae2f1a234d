// Keeps times readable: "3 s ago" where the page asks for it, the reader's own time zone in tooltips.

const STEPS = [[60, "s", 1], [3600, "min", 60], [86400, "h", 3600], [Infinity, "d", 86400]];

function relative(seconds) {
  const ahead = seconds < 0;
  const size = Math.abs(seconds);
  const [, unit, length] = STEPS.find(([limit]) => size < limit);
  const text = `${Math.floor(size / length)} ${unit}`;
  return ahead ? `in ${text}` : `${text} ago`;
}

export function tick(root = document) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    if (!time.dataset.utc) {
      time.dataset.utc = time.title;
      time.title = `${time.title} · ${moment.toLocaleString()} here`;
    }
    if (time.dataset.style === "ago") {
      time.textContent = relative((Date.now() - moment.getTime()) / 1000);
    }
  }
}

tick();
setInterval(() => tick(), 1000);
