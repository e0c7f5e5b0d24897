// What the learning system keeps: status, score, time, and where the person was. Without one the page works and keeps nothing.

const MOST = 4096; // characters of cmi.suspend_data
const API = found(window) || (window.opener && found(window.opener)) || null;
const begun = Date.now();
let ended = false;

function found(start) {
  let frame = start;
  for (let hops = 0; hops < 20; hops += 1) {
    try {
      if (frame.API) return frame.API;
    } catch {
      return null; // A frame of another origin shows nothing.
    }
    if (frame.parent === frame) return null;
    frame = frame.parent;
  }
  return null;
}

// Begins, and returns the text that was kept before.
function entered() {
  if (!API) return "";
  API.LMSInitialize("");
  if (["", "not attempted", "browsed"].includes(API.LMSGetValue("cmi.core.lesson_status"))) tell("cmi.core.lesson_status", "incomplete");
  return API.LMSGetValue("cmi.suspend_data") || "";
}

// Score from 0 to 100 or null, whether everything needed is answered, and the text to keep.
function kept(score, done, text) {
  if (!API || ended) return;
  if (score !== null) {
    tell("cmi.core.score.min", "0");
    tell("cmi.core.score.max", "100");
    tell("cmi.core.score.raw", String(score));
  }
  if (done) tell("cmi.core.lesson_status", "completed");
  tell("cmi.suspend_data", text);
  API.LMSCommit("");
}

function left(done) {
  if (!API || ended) return;
  ended = true;
  tell("cmi.core.session_time", span(Date.now() - begun));
  tell("cmi.core.exit", done ? "" : "suspend");
  API.LMSCommit("");
  API.LMSFinish("");
}

function tell(name, value) {
  API.LMSSetValue(name, value);
}

// HHHH:MM:SS.SS
function span(milliseconds) {
  const hundredths = Math.min(Math.floor(milliseconds / 10), 9999 * 360000);
  const two = (number) => String(number).padStart(2, "0");
  const seconds = Math.floor(hundredths / 100);
  const hours = String(Math.floor(seconds / 3600)).padStart(4, "0");
  return `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${two(hundredths % 100)}`;
}

// The answers as text: places instead of ids, and what was written cut, the longest first, where it is too much.
function written(questions, answers) {
  const entries = questions.filter((question) => answers.has(question.id)).map((question) => entry(question, answers.get(question.id)));
  let text = JSON.stringify(entries);
  while (text.length > MOST) {
    const [texts, place] = longest(entries);
    if (!texts) return "[]";
    texts[place] = [...texts[place]].slice(0, -Math.max(8, Math.ceil((text.length - MOST) / 2))).join("");
    text = JSON.stringify(entries);
  }
  return text;
}

function entry(question, given) {
  const pairs = Object.entries(given.pairs).map(([left, right]) => [question.marks.match.lefts.indexOf(left), question.marks.match.rights.indexOf(right)]);
  return [question.print, places(question, given.picks), pairs, given.texts];
}

function places(question, picks) {
  if (question.kind !== "scenario") return picks.map((pick) => question.marks.choices.findIndex((choice) => choice.id === pick));
  return walked(question.marks, picks).path.map(([scene, move]) => question.marks.scenes[scene].moves.findIndex((one) => one.id === move));
}

function longest(entries) {
  let best = [null, -1];
  for (const [, , , texts] of entries) texts.forEach((text, place) => { if (text && (!best[0] || text.length > best[0][best[1]].length)) best = [texts, place]; });
  return best;
}

// The answers again, by question. What belongs to another state of a question is passed over.
function read(questions, text) {
  const answers = new Map();
  try {
    for (const [print, picked, paired, texts] of JSON.parse(text || "[]")) {
      const question = questions.find((one) => one.print === print);
      if (question) answers.set(question.id, { picks: picks(question, picked), pairs: pairs(question, paired), texts });
    }
  } catch {
    // Text that another course left there: what was read before it stays.
  }
  return answers;
}

function picks(question, picked) {
  if (question.kind !== "scenario") return picked.map((place) => question.marks.choices[place].id);
  const found = [];
  for (const place of picked) {
    const scene = question.marks.scenes[walked(question.marks, found).scene];
    found.push(scene.moves[place].id);
  }
  return found;
}

function pairs(question, paired) {
  return Object.fromEntries(paired.map(([left, right]) => [question.marks.match.lefts[left], question.marks.match.rights[right]]));
}
