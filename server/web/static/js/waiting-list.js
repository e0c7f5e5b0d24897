// The list of what waits on this device: each with when and what, to open, to send or to drop.

import { ask, look } from "./offline.js";
import { fields, make, said } from "./typed.js";

// What every form carries, or what says nothing to whoever reads the list.
const QUIET = new Set(["form", "csrf", "whose", "question", "seen", "turn", "sheet", "most", "show", "kind", "source", "artifact", "dated"]);

export async function list(waiting, words) {
  const rows = [];
  for (const item of waiting) rows.push(await row(item, words));
  document.getElementById("waiting-list").replaceChildren(...rows);
}

async function row(item, words) {
  const typed = [...(await fields(item)).entries()].filter(([name]) => !QUIET.has(name)).map(([, value]) => value.name ?? value);
  const what = typed.filter((value) => /\s|\./.test(value)).join(" · ");
  const form = { dateStyle: "medium", timeStyle: "short", hourCycle: "h23", timeZone: words.zone };
  const when = new Date(item.at).toLocaleString(words.lang === "en" ? "en-GB" : words.lang, form);
  const drop = make("button", { className: "button plain", type: "button" }, words.drop, make("span", { className: "vh" }, ` ${item.title}, ${when}`));
  drop.addEventListener("click", () => look({ do: "drop", id: item.id }));
  const parts = [make("p", {}, make("a", { href: `${item.from}#waits-${item.id}` }, item.title), `, ${when}`)];
  if (what) parts.push(make("p", { className: "quiet" }, what));
  if (item.refused) parts.push(make("p", { className: "error" }, `${words.mend} ${said(item)}`));
  return make("li", {}, ...parts, make("p", {}, drop));
}

document.querySelector("[data-send]")?.addEventListener("click", () => ask({ do: "send" }));
