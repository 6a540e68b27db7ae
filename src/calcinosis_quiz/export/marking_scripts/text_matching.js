// When two typed texts are the same, and when one is a slip of the keyboard away from the other.
// The rules are those of quiz/text_matching.py, and the tests hold the two side by side.

const wording = (() => {
  const NEAR_MISS_LENGTH = 8; // letters; below it one edit can be another word
  const GREEK_NAMES = ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma "
    + "sigma tau upsilon phi chi psi omega").split(" ");
  // What Python calls white space: not quite what JavaScript does.
  const BLANKS = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const AROUND = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, "g");
  const BETWEEN = new RegExp(`[${BLANKS}]+`);
  const DROPPED = new RegExp(`[${BLANKS}\\-\\u00ad\\u2010-\\u2015\\u2212]+`, "g");
  const OUTER_PUNCTUATION = /^[ \t\n.,;:!?"'()[\]]+|[ \t\n.,;:!?"'()[\]]+$/g;
  // Pairs that one or two letters turn into their opposite, or into another substance.
  const CONTRASTS = [
    ["hyper", "hypo"], ["blast", "clast"], ["ab", "ad"], ["inter", "intra"], ["endo", "exo"],
    ["ate", "ite"], ["af", "ef"], ["ase", "ose"], ["pre", "pro"], ["anti", "ante"],
  ];

  const strip = (text) => text.replace(AROUND, "");

  // Case folding by way of the capitals, which takes ß to ss and ς to σ; only the Turkish ı must stay what it is.
  const fold = (text) =>
    text.split("\u0131").map((part) => part.toLowerCase().toUpperCase().toLowerCase()).join("\u0131");

  // A sign that sorts itself among other marks is one: JavaScript does not tell combining classes.
  const isMark = (sign) => ["\u0345" + sign, sign + "\u0334"].some((pair) => pair.normalize("NFD") !== pair);

  function normalise(text) {
    const folded = fold(text.normalize("NFKC")).normalize("NFKC");
    const bare = [...folded.normalize("NFD")].filter((sign) => sign < "\u0080" || !isMark(sign)).join("");
    const spelled = bare.normalize("NFC").replace(/[\u03b1-\u03c9]/g, (letter) =>
      GREEK_NAMES[letter.charCodeAt(0) - 0x3b1]);
    return spelled.replace(/\u2019/g, "'").replace(DROPPED, "").replace(OUTER_PUNCTUATION, "");
  }

  function matches(given, wordings) {
    const typed = normalise(given);
    return typed !== "" && wordings.some((each) => normalise(each) === typed);
  }

  function findNearMiss(given, wordings) {
    if (matches(given, wordings)) return null;
    return wordings.find((each) => isSlip(given, each)) ?? null;
  }

  function isSlip(given, wanted) {
    const typed = normalise(given), goal = normalise(wanted);
    const letters = (goal.match(/\p{L}/gu) || []).length;
    if (letters < NEAR_MISS_LENGTH || !withinOneEdit(typed, goal)) return false;
    if (numbersIn(typed) !== numbersIn(goal) || differByNegation(given, wanted)) return false;
    return !oppositesOf(goal).some((opposite) => withinOneEdit(typed, opposite));
  }

  const numbersIn = (text) => (text.match(/\p{Nd}+/gu) || []).join(" ");

  function differByNegation(one, other) {
    const words = [one, other].map((text) => new Set(strip(text).split(BETWEEN).filter(Boolean).map(normalise)));
    const apart = new Set([...words[0], ...words[1]].filter((word) => !(words[0].has(word) && words[1].has(word))));
    return [...apart].some((word) => word && apart.has("a" + word));
  }

  function oppositesOf(goal) {
    const found = [];
    for (const pair of CONTRASTS) {
      for (const [here, there] of [pair, [pair[1], pair[0]]]) {
        for (let start = goal.indexOf(here); start >= 0; start = goal.indexOf(here, start + 1)) {
          found.push(goal.slice(0, start) + there + goal.slice(start + here.length));
        }
      }
    }
    return found;
  }

  // One letter added, dropped, changed, or swapped with its neighbour (Damerau 1964).
  function withinOneEdit(one, other) {
    if (one === other) return true;
    const [short, long] = [[...one], [...other]].sort((a, b) => a.length - b.length);
    if (long.length - short.length > 1) return false;
    let start = 0;
    while (start < short.length && short[start] === long[start]) start += 1;
    const rest = (signs, from) => signs.slice(from).join("");
    if (short.length < long.length) return rest(short, start) === rest(long, start + 1);
    if (rest(short, start + 1) === rest(long, start + 1)) return true;
    const isSwapped = short[start] === long[start + 1] && short[start + 1] === long[start];
    return isSwapped && rest(short, start + 2) === rest(long, start + 2);
  }

  return { strip, fold, normalise, matches, findNearMiss };
})();
