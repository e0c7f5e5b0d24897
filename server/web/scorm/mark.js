// Marking, as server/learning/quiz.py does it. An answer is {picks, pairs, texts}; what cannot be marked comes back as {unfit}.

const SLIP_FROM = 6;
const LONGEST_NUMBER = 60;

function mark(question, given) {
  if (question.longest && given.texts.some((text) => [...text].length > question.longest)) return { unfit: "too long" };
  return MARKERS[question.kind](question.marks, given);
}

const MARKERS = {
  single(marks, given) {
    if (given.picks.length === 0) return { unfit: "nothing" };
    return { mark: marks.choices.find((choice) => choice.id === given.picks[0]).mark };
  },
  multiple(marks, given) {
    if (given.picks.length === 0) return { unfit: "nothing" };
    const keys = marks.choices.filter((choice) => choice.mark > 0).map((choice) => choice.id);
    const hits = given.picks.filter((pick) => keys.includes(pick)).length;
    const extra = given.picks.length - hits;
    return { mark: keys.length ? Math.max(0, (hits - extra) / keys.length) : 0, hits, extra };
  },
  order(marks, given) {
    const right = marks.choices.map((choice) => choice.id);
    if (given.picks.length !== right.length || new Set(given.picks).size !== right.length) return { unfit: "places" };
    const hits = given.picks.filter((pick, place) => place > 0 && right.indexOf(pick) === right.indexOf(given.picks[place - 1]) + 1).length;
    return { mark: right.length > 1 ? hits / (right.length - 1) : 1, hits, extra: 0 };
  },
  match({ match }, given) {
    if (match.lefts.some((left) => !match.rights.includes(given.pairs[left]))) return { unfit: "pairs" };
    return shared(match.lefts.map((left) => given.pairs[left] === match.partner[left]));
  },
  short({ short }, given) {
    const typed = given.texts[0] || "";
    return normal(typed) ? { wrong: -1, ...typedAs(short, typed) } : { unfit: "empty" };
  },
  gaps({ gaps }, given) {
    if (gaps.some((_, place) => !normal(given.texts[place] || ""))) return { unfit: "gaps" };
    const found = gaps.map((accepted, place) => fits(given.texts[place], accepted));
    const slips = found.flatMap((one, place) => (one && one.how === "close" ? [{ typed: given.texts[place], right: one.text }] : []));
    return { ...shared(found.map(Boolean)), slips };
  },
  scenario(marks, given) {
    const walk = walked(marks, given.picks);
    if (!marks.scenes[walk.scene]?.ends) return { unfit: "not ended" };
    return { mark: walk.moves.length ? walk.moves.reduce((sum, move) => sum + move.mark, 0) / walk.moves.length : null };
  },
  reflect(marks, given) {
    const words = (given.texts[0] || "").split(/\s+/).filter(Boolean).length;
    if (words < marks.least) return { unfit: words ? "few words" : "empty" };
    return { mark: null };
  },
  confidence: (_marks, given) => (given.picks.length ? { mark: null } : { unfit: "nothing" }),
  survey: (_marks, given) => (given.picks.length ? { mark: null } : { unfit: "nothing" }),
  commit: (_marks, given) => (given.texts.some((text) => text.trim()) ? { mark: null } : { unfit: "empty" }),
};

function shared(rights) {
  const hits = rights.filter(Boolean).length;
  return { mark: hits / rights.length, hits, extra: 0, rights };
}

// Exact matches win over slips, an expected mistake over a range.
function typedAs(short, typed) {
  for (const wanted of ["same", "close"]) {
    const accepted = short.accepted.find((one) => same(typed, one) === wanted);
    if (accepted) return { mark: 1, slips: wanted === "close" ? [{ typed, right: accepted.text }] : [] };
    const wrong = short.wrong.findIndex((one) => same(typed, one) === wanted);
    if (wrong >= 0) return { mark: 0, wrong };
    if (numbers(typed).some((number) => short.ranges.some(([low, high]) => low <= number && number <= high))) return { mark: 1 };
  }
  return { mark: 0 };
}

function fits(typed, accepted) {
  for (const how of ["same", "close"]) {
    const found = accepted.find((one) => same(typed, one) === how);
    if (found) return { text: found.text, how };
  }
  return null;
}

function walked(marks, picks) {
  const walk = { scene: marks.start, moves: [], path: [] };
  for (const pick of picks) {
    const move = marks.scenes[walk.scene]?.moves.find((one) => one.id === pick);
    if (!move || !marks.scenes[move.to]) break;
    walk.path.push([walk.scene, move.id]);
    walk.moves.push(move);
    walk.scene = move.to;
  }
  return walk;
}

// What server/learning/wording.py does: words compared kindly, numbers as numbers.

function folded(text) {
  const plain = text
    .replace(/«\s*|\s*»/g, '"')
    .replace(/[‘’‚‛‹›´]/g, "'")
    .replace(/[“”„‟]/g, '"')
    .replace(/[‐‑–—−]/g, "-");
  const small = plain.normalize("NFKC").toUpperCase().toLowerCase().replace(/ς/g, "σ").normalize("NFKC");
  return small.replace(/--+/g, "-").split(/\s+/).filter(Boolean).join(" ");
}

function normal(text) {
  const words = folded(text);
  return words.replace(/^(?:(?!-[.,]?\p{Nd})[\s\p{P}])+/u, "").replace(/[\s\p{P}]+$/u, "") || words;
}

function same(typed, accepted) {
  const mine = normal(typed);
  const theirs = accepted.normal;
  if (mine === theirs) return "same";
  const digits = (text) => text.replace(/(?!^-)\P{Nd}/gu, "");
  return [...theirs].length >= SLIP_FROM && digits(mine) === digits(theirs) && oneSlip([...mine], [...theirs]) ? "close" : "";
}

function oneSlip(one, other) {
  if (Math.abs(one.length - other.length) > 1) return false;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  const differs = short.findIndex((letter, place) => letter !== long[place]);
  const at = differs < 0 ? short.length : differs;
  const rest = (letters, from) => letters.slice(from).join("");
  if (short.length < long.length) return rest(short, at) === rest(long, at + 1);
  const swapped = short[at] === long[at + 1] && short[at + 1] === long[at] && rest(short, at + 2) === rest(long, at + 2);
  return rest(short, at + 1) === rest(long, at + 1) || swapped;
}

function numbers(text) {
  const written = folded(text);
  if ([...written].length > LONGEST_NUMBER) return [];
  const found = /^[^\p{L}\p{N}_.,+-]*([+-]?[.,]?\d[\d.,' ]*)[^\d]*$/u.exec(written);
  return found ? readings(found[1].replace(/[ ,.']+$/, "")) : [];
}

function readings(written) {
  const found = [];
  const plain = written.replaceAll(",", ".");
  if (/^[+-]?\d*\.?\d+$/.test(plain)) found.push(Number(plain));
  const grouped = /^[+-]?(?!0)\d{1,3}([.,' ])\d{3}(?:\1\d{3})*/.exec(written);
  if (!grouped) return found;
  const whole = grouped[0].replaceAll(grouped[1], "");
  const rest = written.slice(grouped[0].length);
  if (!rest) found.push(Number(whole));
  else if (".,".includes(rest[0]) && rest[0] !== grouped[1] && /^\d+$/.test(rest.slice(1))) found.push(Number(`${whole}.${rest.slice(1)}`));
  return found;
}
