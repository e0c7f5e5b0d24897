// The list of what waits on this device: each with when and what, to open, to send or to drop.

import { fields, make, photo, said } from "./typed.js";

// What every form carries, or what says nothing to whoever reads the list.
const QUIET = new Set(["form", "csrf", "whose", "rendered", "mends", "question", "seen", "turn", "sheet", "most", "show", "kind", "source", "artifact", "dated"]);

export async function list(waiting, words, worker, pages) {
  const rows = await Promise.all(waiting.map((item) => row(item, words, worker, pages)));
  document.getElementById("waiting-list").replaceChildren(...rows);
  document.querySelector("[data-send]").onclick = () => worker.ask({ do: "send" });
}

async function row(item, words, worker, pages) {
  const typed = [...(await fields(item)).entries()].filter(([name]) => !QUIET.has(name)).map(([, value]) => value.name ?? value);
  const what = typed.filter((value) => /\s|\./.test(value)).join(" · ");
  const form = { dateStyle: "medium", timeStyle: "short", hourCycle: "h23", timeZone: words.zone };
  const when = new Date(item.at).toLocaleString(words.lang, form);
  const drop = make("button", { className: "button plain", type: "button" }, item.refused === "late" ? words.read : words.drop, make("span", { className: "vh" }, ` ${item.title}, ${when}`));
  drop.addEventListener("click", () => worker.look({ do: "drop", id: item.id }));
  const parts = [make("p", {}, make("a", { href: `${item.from}#waits-${item.id}` }, item.title), `, ${when}`)];
  if (what) parts.push(make("p", { className: "quiet" }, what));
  if (item.refused === "late") parts.push(make("p", {}, words.counts));
  else if (item.refused) parts.push(make("p", { className: "error" }, `${words.mend} ${said(item)}`));
  const others = pages.filter(({ href }) => item.refused && photo(item) && href.endsWith("/evidence") && href !== item.from);
  const links = others.map(({ href, title }) => make("li", {}, make("a", { href: `${href}#waits-${item.id}` }, title)));
  if (links.length) parts.push(make("details", {}, make("summary", {}, words.elsewhere), make("ul", {}, ...links)));
  return make("li", {}, ...parts, make("p", {}, drop));
}
