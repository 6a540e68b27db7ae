// What a learner has put in so far (an entry: a list, raw), and the answer that it makes.
// Answers have the form of the result file; numbers count over the parts of the page.

const entry = (() => {
  const ready = (answer) => ({ state: "ready", answer });
  const empty = { state: "empty" };
  const partial = (message) => ({ state: "partial", message });

  function countEntries({ type, pieces, prompts }) {
    if (type === "cloze") return pieces.length - 1;
    return type === "matching" ? prompts.length : 1;
  }

  function readTexts(question, given) {
    const texts = given.map(wording.strip);
    if (texts.every((text) => !text)) return empty;
    const missing = texts.filter((text) => !text).length;
    if (missing) return partial(`${missing} of ${texts.length} gaps ${missing === 1 ? "is" : "are"} still empty.`);
    // A list of gaps is written with semicolons between them.
    if (texts.length > 1 && texts.some((text) => text.includes(";"))) return partial("Leave out the semicolon.");
    return ready({ type: "texts", texts });
  }

  function readPairs(question, given) {
    const open = question.prompts.filter((_, i) => !Number.isInteger(given[i])).length;
    if (open === question.prompts.length) return empty;
    if (open) return partial(`${open} of ${question.prompts.length} ${open === 1 ? "has" : "have"} no choice yet.`);
    return ready({ type: "pairing", choices: given });
  }

  function readOrder(question, given) {
    if (!given.length) return empty;
    const left = question.parts.length - given.length;
    return left ? partial(`${left} still without a place.`) : ready({ type: "arrangement", entries: given });
  }

  function read(question, given = []) {
    switch (question.type) {
      case "true-false":
        return given.length ? ready({ type: "truth", value: given[0] === 0 }) : empty;
      case "cloze":
      case "short-answer":
        return given.length ? readTexts(question, given) : empty;
      case "numeric": {
        if (!wording.strip(given[0] || "")) return empty;
        const { number, message } = numbers.read(given[0], question.unit, question);
        return message ? partial(message) : ready({ type: "quantity", number });
      }
      case "ordering":
        return readOrder(question, given);
      case "matching":
        return readPairs(question, given);
      case "open": {
        const text = wording.strip(given[0] || "");
        return text ? ready({ type: "self-mark", text, points: [] }) : empty;
      }
      default:
        return given.length ? ready({ type: "chosen", options: [...given].sort((a, b) => a - b) }) : empty;
    }
  }

  const EXPECTED = {
    "single-best-answer": "Choose one.", "extended-matching": "Choose one.", "true-false": "Choose one.",
    "multiple-response": "Choose at least one.", cloze: "Fill the gap.", "short-answer": "Type an answer.",
    numeric: "Type a number.", ordering: "Tap the entries in order.", matching: "Choose what belongs to each.",
    open: "Write an answer.",
  };

  // Why there is no answer yet, in a few words.
  function complain(question, given) {
    const found = read(question, given);
    return found.message || EXPECTED[question.type];
  }

  return { read, complain, countEntries };
})();
