// When a typed text is what was wanted, what was refused, or a slip of the keyboard away.
// The rules are those of bank/text_matching.py, and the tests hold the two side by side.

const wording = (() => {
  const NEAR_MISS_LENGTH = 8; // letters; below it one edit can be another word
  const GREEK_NAMES = ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma "
    + "sigma tau upsilon phi chi psi omega").split(" ");
  // What Python calls white space: not quite what JavaScript does.
  const BLANKS = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const AROUND = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, "g");
  const BLANK = new RegExp(`[${BLANKS}]`, "g");
  const BETWEEN = new RegExp(`[${BLANKS}]+`);
  const DROPPED = new RegExp(`[${BLANKS}\\-\\u00ad\\u2010-\\u2015\\u2212]+`, "g");
  const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]+/g;
  // Marks that may be left away: over and under Latin, Greek and Cyrillic letters; Hebrew points; Arabic vowels.
  const MARKS = new RegExp("[\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20f0\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2"
    + "\\u05c4\\u05c5\\u05c7\\u0640\\u064b-\\u0652\\u0670]+", "g");
  const ALEF = /\u0627[\u0653-\u0655]+|\u0671/g;
  const ALWAYS_LETTERS = "\u0439\u0457\u045e"; // their mark is no accent
  // What is a letter of its own in a language, not a letter with something that may be left away.
  const NORDIC = "\u00e6\u00f8", SWEDISH = "\u00e5\u00e4\u00f6", TURKISH = "\u00e7\u011f\u00f6\u015f\u00fc";
  const LETTERS = {
    es: "\u00f1", gl: "\u00f1", tr: TURKISH, az: TURKISH, sv: SWEDISH, fi: SWEDISH, da: NORDIC, nb: NORDIC, nn: NORDIC,
    no: NORDIC, is: "\u00e1\u00e9\u00ed\u00f3\u00fa\u00fd\u00f0\u00fe\u00e6\u00f6",
  };
  const SPELLED = { "\u0153": "oe", "\u00e6": "ae", "\u0142": "l", "\u0111": "d", "\u00f8": "o" };
  // What is written with two letters where a keyboard lacks the one.
  const RING = { "\u00e5": "aa" };
  const SPELLED_IN = { de: { "\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue" }, da: RING, nb: RING, nn: RING, no: RING };
  // No backslash before a bracket: Anki would take it for a formula and load MathJax for every card.
  const CODE = /[=!<>]=|=>|->|::|\+=|-=|\*=|\/=|&&|\|\||[(][)]|\x5b\x5d|[{}\\=]|[A-Za-z0-9_]_[A-Za-z0-9_]/;
  const OPTION = /^(-[A-Za-z]{1,2}|--[A-Za-z][A-Za-z0-9_-]*)$/;
  const LEVELS = ["lenient", "case", "accents"];
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

  const fitsIn = (sign, letters) => [...(letters || "")].includes(sign);

  function foldCase(text, language) {
    const dotless = language === "tr" || language === "az";
    return fold(dotless ? text.replace(/I/g, "\u0131").replace(/\u0130/g, "i") : text).normalize("NFKC");
  }

  function leaveMarksAway(sign, language) {
    const small = sign.toLowerCase();
    if (fitsIn(small, ALWAYS_LETTERS) || fitsIn(small, LETTERS[language]) || language === "vi") return sign;
    const spelled = { ...SPELLED, ...SPELLED_IN[language] }[small];
    if (spelled) return sign === small ? spelled : spelled[0].toUpperCase() + spelled.slice(1);
    const bare = sign.normalize("NFD").replace(ALEF, "\u0627").replace(MARKS, "").normalize("NFC");
    if (language === "el") return bare;
    return bare.replace(/[\u03b1-\u03c9]/g, (letter) => GREEK_NAMES[letter.charCodeAt(0) - 0x3b1]);
  }

  // As a text is drawn: NFC, without what cannot be seen, each blank a plain one, none around it.
  const tidy = (text) => strip(text.normalize("NFC").replace(INVISIBLE, "").replace(BLANK, " "));

  function normalise(text, match, language) {
    const base = (language || "en").split("-")[0];
    let plain = text.replace(INVISIBLE, "").normalize("NFKC");
    if (match !== "case") plain = foldCase(plain, base);
    if (match !== "accents") {
      plain = [...plain.normalize("NFC")].map((sign) => leaveMarksAway(sign, base)).join("");
    }
    return plain.replace(/\u2019/g, "'").replace(DROPPED, "").replace(OUTER_PUNCTUATION, "");
  }

  // No letter or digit, or like code: compared sign by sign (NFKC).
  function isExact(text) {
    const plain = tidy(text);
    return !/[\p{L}\p{N}]/u.test(plain) || CODE.test(plain) || OPTION.test(plain);
  }

  // `wanted`: accept, reject, match and language, all but the first optional. The level asked for, or the next stricter
  // one that tells what is right from what is refused.
  function matchLevel({ accept, reject = [], match = "lenient", language }) {
    if (match !== "lenient") return match;
    const folded = (texts, level) =>
      texts.filter((each) => !isExact(each)).map((each) => normalise(each, level, language)).filter(Boolean);
    const collide = (level) => {
      const right = new Set(folded(accept, level));
      return folded(reject, level).some((each) => right.has(each));
    };
    return LEVELS.find((level) => !collide(level)) || "exact";
  }

  function findAlike(typed, texts, wanted) {
    const level = matchLevel(wanted);
    if (level === "exact") return -1;
    const folded = normalise(typed, level, wanted.language), bySign = typed.normalize("NFKC");
    return texts.findIndex((each) => (isExact(each)
      ? tidy(each).normalize("NFKC") === bySign
      : folded !== "" && normalise(each, level, wanted.language) === folded));
  }

  // Which of the refused wordings a typed text is, if it is no accepted one as it is written; -1 for none.
  function findRefused(given, wanted) {
    const typed = tidy(given), { accept, reject = [] } = wanted;
    if (!typed || accept.some((each) => tidy(each) === typed)) return -1;
    const written = reject.findIndex((each) => tidy(each) === typed);
    return written >= 0 ? written : findAlike(typed, reject, wanted);
  }

  // First as it is written; only then with leniency, where a refusal comes first.
  function judge(given, wanted) {
    const typed = tidy(given);
    if (!typed) return "empty";
    if (wanted.accept.some((each) => tidy(each) === typed)) return "right";
    if (findRefused(given, wanted) >= 0) return "refused";
    return findAlike(typed, wanted.accept, wanted) >= 0 ? "right" : "other";
  }

  function findNearMiss(given, wanted) {
    const level = matchLevel(wanted);
    if (level === "exact" || judge(given, wanted) !== "other") return null;
    return wanted.accept.find((each) => !isExact(each) && isSlip(given, each, level, wanted.language)) ?? null;
  }

  function isSlip(given, wanted, level, language) {
    const [typed, goal] = [given, wanted].map((text) => normalise(text, level, language));
    const letters = (goal.match(/\p{L}/gu) || []).length;
    if (letters < NEAR_MISS_LENGTH || !withinOneEdit(typed, goal)) return false;
    if (numbersIn(typed) !== numbersIn(goal) || differByNegation(given, wanted)) return false;
    return !oppositesOf(goal).some((opposite) => withinOneEdit(typed, opposite));
  }

  const numbersIn = (text) => (text.match(/\p{Nd}+/gu) || []).join(" ");

  function differByNegation(one, other) {
    const words = [one, other].map((text) => new Set(strip(text).split(BETWEEN).filter(Boolean).map((word) => normalise(word))));
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

  return { strip, fold, tidy, normalise, judge, findRefused, findNearMiss };
})();
