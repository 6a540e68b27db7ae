// What to say of every part of a question, as values: a verdict, and the reason. The counterpart of quiz/feedback.py.
// Verdicts: right (chosen and correct), wrong, missed (correct, not chosen), left (wrong, rightly left).

const remarks = (() => {
  const judge = (chosen, correct) => (correct ? (chosen ? "right" : "missed") : chosen ? "wrong" : "left");

  // One remark for each part, in the numbering of the page; for typed answers one for each line to show.
  // Without an answer everything correct is missed.
  function remarkOn(question, answer) {
    const { type, key, parts } = question;
    switch (type) {
      case "cloze":
        return key.gaps.map((gap, i) => remarkOnGap(gap, answer ? answer.texts[i] : ""));
      case "short-answer":
        return remarkOnText(key.gaps[0], answer ? answer.texts.join("; ") : "");
      case "numeric":
        return remarkOnNumber(question, answer && answer.number);
      case "ordering":
        return parts.map((text, i) => ({
          text, why: key.why[i], verdict: !answer ? "missed" : answer.entries[i] === i ? "right" : "wrong",
        }));
      case "matching":
        return key.right.map((choice, i) => ({
          text: parts[choice], why: key.why[i], verdict: answer && answer.choices[i] === choice ? "right" : "missed",
        }));
      case "open":
        return key.points.map((text, i) => ({ text, verdict: answer && answer.points.includes(i) ? "right" : "missed" }));
      default: {
        const chosen = !answer ? [] : type === "true-false" ? [answer.value ? 0 : 1] : answer.options;
        return parts.map((text, i) => ({
          text, why: key.why[i], verdict: judge(chosen.includes(i), key.right.includes(i)),
        }));
      }
    }
  }

  const findRefused = (gap, given) => (gap.reject || [])[wording.findRefused(given, marking.wantedIn(gap))];

  function remarkOnGap(gap, given) {
    const refused = findRefused(gap, given);
    const why = [refused && refused.why, gap.why].filter(Boolean).join(" ");
    const isRight = wording.judge(given, marking.wantedIn(gap)) === "right";
    return { given, text: gap.accept[0], why, verdict: isRight ? "right" : "missed" };
  }

  function remarkOnText(gap, given) {
    const isRight = wording.judge(given, marking.wantedIn(gap)) === "right";
    if (isRight) return [{ text: gap.accept[0], verdict: "right", why: gap.why }];
    const refused = findRefused(gap, given);
    const wrong = given ? [{ text: given, verdict: "wrong", why: refused && refused.why }] : [];
    return [...wrong, { text: gap.accept[0], verdict: "missed", why: gap.why }];
  }

  function remarkOnNumber({ key, unit }, number) {
    const write = (digits) => (unit ? `${digits} ${unit}` : digits);
    const reason = key.why[0];
    if (number && numbers.compare(key.low, number) <= 0 && numbers.compare(number, key.high) <= 0) {
      return [{ text: write(key.wanted), verdict: "right", why: reason }];
    }
    const slip = number && (key.errors || []).find((error) => numbers.compare(error.text, number) === 0);
    const wrong = number ? [{ text: write(number), verdict: "wrong", why: slip && slip.why }] : [];
    return [...wrong, { text: write(key.wanted), verdict: "missed", why: reason }];
  }

  // The whole in a sign and a few words; `order` lists the parts as shown.
  function sumUp(question, mark, order) {
    if (!marking.counts(question)) return { verdict: "plain", sign: "", words: "Marked by yourself" };
    if (mark.fraction === 1) return { verdict: "right", sign: "\u2713", words: "Right" };
    if (mark.fraction > 0) return { verdict: "partly", sign: "\u25d0", words: `Partly right: ${Math.round(mark.fraction * 100) / 100} of 1` };
    return { verdict: "wrong", sign: "\u2717", words: `Wrong${nameKey(question, order)}` };
  }

  function nameKey(question, order) {
    if (question.type === "true-false") return `. The answer is ${question.key.right[0] === 0 ? "T" : "F"}`;
    if (question.type !== "single-best-answer" && question.type !== "extended-matching") return "";
    return `. The answer is ${element.letter(order.indexOf(question.key.right[0]))}`;
  }

  return { remarkOn, sumUp };
})();
