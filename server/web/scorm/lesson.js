// The page: what was given is read from the forms, marked, shown with what stands there hidden, and kept.

const main = document.querySelector("main");
const questions = JSON.parse(main.dataset.key);
const part = (place, name) => place.querySelector(`[data-part="${name}"]`);
const given = () => ({ picks: [], pairs: {}, texts: [] });
const READ = "read";
let answers = new Map();

function begin() {
  part(main, "alone").hidden = API !== null;
  const before = entered();
  answers = read(questions, before);
  for (const question of questions) (question.kind === "scenario" ? walkable : answerable)(question);
  const finish = part(main, "finish");
  if (finish) {
    finish.addEventListener("click", () => {
      answers.set(READ, given());
      keep();
    });
  }
  count();
  window.addEventListener("pagehide", () => left(finished()));
  window.addEventListener("beforeunload", () => left(finished()));
}

function answerable(question) {
  const place = document.getElementById(`q-${question.id}`);
  const form = place.querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer(question, place, collect[question.kind](form, question));
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.part === "hint") hint(place, button);
    if (button.closest('[data-part="again"]')) open(place);
    if (button.closest('[data-part="decline"]')) answer(question, place, { ...given(), texts: ["", form.elements.reason.value.trim()] });
  });
  if (answers.has(question.id)) put(question, place, answers.get(question.id), false);
}

function answer(question, place, what) {
  const verdict = mark(question, what);
  const error = part(place, "error");
  error.hidden = !verdict.unfit;
  if (verdict.unfit) {
    slot(error, "error", question.unfit[verdict.unfit] || question.unfit.empty);
    place.querySelector("form :is(input, select, textarea)").focus();
    return;
  }
  if (!answers.has(question.id) || question.kind === "reflect") answers.set(question.id, what);
  put(question, place, what, true);
  keep();
}

const collect = {
  choices: (form) => ({ ...given(), picks: [...form.querySelectorAll("input:checked")].map((input) => input.value) }),
  order(form) {
    const places = [...form.querySelectorAll("select")].map((select) => [Number(select.value), select.name]);
    const taken = new Set(places.map(([place]) => place));
    const picks = places.sort(([one], [other]) => one - other).map(([, id]) => id);
    return { ...given(), picks: taken.has(0) || taken.size < places.length ? [] : picks };
  },
  match: (form) => ({ ...given(), pairs: Object.fromEntries([...form.querySelectorAll("select")].map((select) => [select.name, select.value])) }),
  typed: (form) => ({ ...given(), texts: [...form.querySelectorAll('[name="text"], [name="gap"]')].map((input) => input.value.trim()) }),
};
for (const kind of ["single", "multiple", "survey", "confidence"]) collect[kind] = collect.choices;
for (const kind of ["short", "gaps", "reflect", "commit"]) collect[kind] = collect.typed;

// Shows an answer with its verdict. `now` says that it was given this moment, so that reading goes on there.
function put(question, place, what, now) {
  const verdict = mark(question, what);
  place.classList.add("answered");
  for (const input of place.querySelectorAll("input, select, textarea")) input.disabled = true;
  for (const name of ["check", "decline"]) show(part(place, name), false);
  for (const name of ["tip", "again"]) show(part(place, name), true);
  const told = part(place, "verdict");
  show(told, true);
  iffy(told, question.kind === "commit" ? (what.texts[0] ? "made" : "declined") : word(verdict.mark));
  slot(told, "words", sentence(question, verdict, what));
  (SHOWN[question.kind] || chosen)(place, what, question, verdict);
  if (now) told.focus();
}

const SHOWN = {
  order(place, what, question) {
    swap(place);
    question.marks.choices.forEach(({ id }, at) => row(place, id, what.picks[at] === id, what.picks.indexOf(id) + 1));
  },
  match(place, what, { marks }) {
    swap(place);
    for (const left of marks.match.lefts) row(place, left, what.pairs[left] === marks.match.partner[left], marks.match.texts[what.pairs[left]]);
  },
  short(place, what, _question, verdict) {
    swap(place);
    const answered = part(place, "answered");
    slot(answered, "text", what.texts[0]);
    iffy(answered, word(verdict.mark));
    for (const why of answered.querySelectorAll("[data-wrong]")) why.hidden = Number(why.dataset.wrong) !== verdict.wrong;
  },
  gaps(place, what, _question, verdict) {
    swap(place);
    what.texts.forEach((text, at) => row(place, String(at), verdict.rights[at], text));
  },
  reflect(place, what) {
    swap(place);
    slot(part(place, "answered"), "text", what.texts[0]);
  },
  commit(place) {
    show(part(place, "asked"), false);
  },
};

function chosen(place, what) {
  for (const input of place.querySelectorAll("input")) {
    const picked = what.picks.includes(input.value);
    input.checked = picked;
    const item = input.closest("li") || input.closest("label");
    item.toggleAttribute("data-picked", picked);
    show(item.querySelector(".yours"), picked);
    const why = item.querySelector(".why");
    show(why, true);
    if (why) iffy(why, picked ? "picked" : "left");
  }
}

// Opens an answered question for another try.
function open(place) {
  place.classList.remove("answered");
  for (const name of ["verdict", "tip", "again", "answered"]) show(part(place, name), false);
  for (const name of ["check", "asked"]) show(part(place, name), true);
  for (const one of place.querySelectorAll(".choices .why, .yours")) one.hidden = Boolean(one.closest('[data-part="asked"]'));
  for (const item of place.querySelectorAll("[data-picked]")) item.removeAttribute("data-picked");
  const inputs = [...place.querySelectorAll("input, select, textarea")];
  for (const input of inputs) input.disabled = false;
  inputs[0].focus();
}

function hint(place, button) {
  const waiting = [...part(place, "hints").querySelectorAll("li[hidden]")];
  show(part(place, "hints"), true);
  show(waiting[0], true);
  waiting[0].focus();
  button.hidden = waiting.length === 1;
}

// A scenario: scene below scene, as far as it was walked. The first walk counts.
function walkable(question) {
  const place = document.getElementById(`q-${question.id}`);
  const first = answers.get(question.id) || given();
  let picks = [...first.picks];
  const draw = (now) => {
    const walk = walked(question.marks, picks);
    part(place, "path").replaceChildren(...walk.path.map(([scene, move]) => left_behind(place, scene, move)), here(walk.scene));
    if (now) part(place, "path").lastElementChild.querySelector("h3").focus();
  };
  const here = (id) => {
    const scene = drawn(place, id);
    scene.addEventListener("submit", (event) => {
      event.preventDefault();
      const picked = scene.querySelector("input:checked");
      const error = part(scene, "error");
      error.hidden = picked !== null;
      if (!picked) return slot(error, "error", question.unfit.nothing);
      if (first.picks.length === picks.length && !question.ended) first.picks.push(picked.value);
      picks = [...picks, picked.value];
      question.ended = question.ended || question.marks.scenes[walked(question.marks, picks).scene].ends;
      answers.set(question.id, first);
      draw(true);
      return keep();
    });
    for (const button of scene.querySelectorAll("[data-back]")) {
      button.addEventListener("click", () => {
        picks = button.dataset.back === "all" ? [] : picks.slice(0, -1);
        draw(true);
      });
    }
    return scene;
  };
  question.ended = done(question);
  draw(false);
}

function left_behind(place, id, move) {
  const scene = drawn(place, id);
  const form = scene.querySelector("form");
  form.classList.add("answered");
  show(part(scene, "check"), false);
  for (const input of form.querySelectorAll("input")) {
    const picked = input.value === move;
    const item = input.closest("li");
    item.hidden = !picked;
    item.toggleAttribute("data-picked", picked);
    input.checked = picked;
    input.disabled = true;
    show(item.querySelector(".yours"), picked);
    show(item.querySelector(".why"), picked);
  }
  return scene;
}

function drawn(place, id) {
  const template = [...place.querySelectorAll("template")].find((one) => one.dataset.scene === id);
  return template.content.firstElementChild.cloneNode(true);
}

function keep() {
  count();
  const scored = questions.filter((question) => question.scored);
  const sum = scored.reduce((all, question) => all + (done(question) ? mark(question, answers.get(question.id)).mark || 0 : 0), 0);
  kept(scored.length ? Math.round((100 * sum) / scored.length) : null, finished(), written(questions, answers));
}

function count() {
  const needed = questions.filter((question) => question.needed);
  slot(part(main, "count"), "done", String(needed.filter(done).length));
  show(part(main, "count"), needed.length > 0);
  show(part(main, "finished"), finished());
}

function finished() {
  const needed = questions.filter((question) => question.needed);
  return needed.length ? needed.every(done) : answers.has(READ);
}

function done(question) {
  return answers.has(question.id) && (question.kind !== "scenario" || !mark(question, answers.get(question.id)).unfit);
}

function sentence(question, verdict, what) {
  if (question.kind === "commit") return what.texts[0] || what.texts[1] || "";
  const slips = (verdict.slips || []).map((slip) => question.slip.replace("{typed}", () => slip.typed).replace("{right}", () => slip.right));
  return [question.words[`${verdict.hits}/${verdict.extra}`], ...slips].filter(Boolean).join(" ");
}

function word(worth) {
  if (worth === null || worth === undefined) return "kept";
  return worth >= 1 ? "right" : worth > 0 ? "partly" : "wrong";
}

function row(place, id, right, text) {
  const item = [...part(place, "answered").querySelectorAll("[data-id]")].find((one) => one.dataset.id === id);
  iffy(item, right ? "right" : "wrong");
  slot(item, "given", text);
}

function swap(place) {
  show(part(place, "asked"), false);
  show(part(place, "answered"), true);
}

function iffy(place, name) {
  for (const one of place.querySelectorAll("[data-if]")) one.hidden = one.dataset.if !== name;
}

function slot(place, name, text) {
  for (const one of place.querySelectorAll(`[data-slot="${name}"]`)) one.textContent = text;
}

function show(place, shown) {
  if (place) place.hidden = !shown;
}

begin();
