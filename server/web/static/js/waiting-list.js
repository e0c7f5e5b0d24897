// The list of what waits on this device: each with when and what, to open, to send or to drop.

import { fields, make, said } from "./typed.js";

// What every form carries, or what says nothing to whoever reads the list.
const QUIET = new Set(["form", "csrf", "whose", "question", "seen", "turn", "sheet", "most", "show", "kind", "source", "artifact", "dated"]);

export async function list(waiting, words, worker) {
  const rows = [];
  for (const item of waiting) rows.push(await row(item, words, worker));
  document.getElementById("waiting-list").replaceChildren(...rows);
  document.querySelector("[data-send]").onclick = () => worker.ask({ do: "send" });
}

async function row(item, words, worker) {
  const typed = [...(await fields(item)).entries()].filter(([name]) => !QUIET.has(name)).map(([, value]) => value.name ?? value);
  const what = typed.filter((value) => /\s|\./.test(value)).join(" · ");
  const form = { dateStyle: "medium", timeStyle: "short", hourCycle: "h23", timeZone: words.zone };
  const when = new Date(item.at).toLocaleString(words.lang === "en" ? "en-GB" : words.lang, form);
  const drop = make("button", { className: "button plain", type: "button" }, words.drop, make("span", { className: "vh" }, ` ${item.title}, ${when}`));
  drop.addEventListener("click", () => worker.look({ do: "drop", id: item.id }));
  const parts = [make("p", {}, make("a", { href: `${item.from}#waits-${item.id}` }, item.title), `, ${when}`)];
  if (what) parts.push(make("p", { className: "quiet" }, what));
  if (item.refused) parts.push(make("p", { className: "error" }, `${words.mend} ${said(item)}`));
  return make("li", {}, ...parts, make("p", {}, drop));
}
