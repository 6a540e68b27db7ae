// What an answer earns, as a fraction from 0 to 1, and the sum in words.
// The rules are those of quiz/marking.py, and the tests hold the two side by side.

const marking = (() => {
  const rightOrWrong = (right) => ({ fraction: right ? 1 : 0, working: "" });
  const share = (right, of, what) => ({ fraction: right / of, working: `${right} of ${of} ${what}` });
  const allOrNothing = ({ fraction, working }) =>
    ({ fraction: fraction === 1 ? 1 : 0, working: `${working}; all or nothing` });
  const byPolicy = (mark, policy) => (policy === "all-or-nothing" ? allOrNothing(mark) : mark);

  function markSeveral({ key, parts, policy }, chosen) {
    const correct = key.right.length, wrong = parts.length - correct;
    const hits = chosen.filter((i) => key.right.includes(i)).length, slips = chosen.length - hits;
    if (hits === correct && slips === 0) {
      return { fraction: 1, working: correct > 1 ? `all ${correct} correct options` : "the correct option alone" };
    }
    const tally = `${hits} of ${correct} correct options`;
    const wrongOnes = `${slips} wrong one${slips > 1 ? "s" : ""}`;
    const takeOff = (cost) => (slips ? `${tally}; ${slips}/${cost} off for ${wrongOnes}` : tally);
    if (policy === "all-or-nothing") {
      return allOrNothing({ fraction: 0, working: slips ? `${tally}, ${wrongOnes}` : tally });
    }
    if (policy === "plus-minus") {
      return { fraction: Math.max(0, hits - slips) / correct, working: takeOff(correct) };
    }
    const cost = Math.max(wrong, 2);
    const fraction = Math.max(0, hits * cost - slips * correct) / (correct * cost);
    return { fraction, working: takeOff(cost) };
  }

  const wantedIn = ({ accept, reject = [], match, language }) =>
    ({ accept, reject: reject.map((each) => each.text), match, language });

  function markNumber({ key }, number) {
    const isRight = numbers.compare(key.low, number) <= 0 && numbers.compare(number, key.high) <= 0;
    return rightOrWrong(isRight);
  }

  function markOrder({ policy }, entries) {
    const n = entries.length;
    if (policy === "kendall") {
      const pairs = (n * (n - 1)) / 2;
      let balance = 0;
      entries.forEach((entry, i) => entries.slice(i + 1).forEach((later) => { balance += entry < later ? 1 : -1; }));
      return { fraction: Math.max(0, balance) / pairs, working: `tau = ${balance}/${pairs}, at least 0` };
    }
    const longest = longestIncreasing(entries);
    const working = longest === n ? `all ${n} in order` : `${longest} of ${n} in the right order`;
    return byPolicy({ fraction: (longest - 1) / (n - 1), working }, policy);
  }

  // Patience sorting (Fredman 1975).
  function longestIncreasing(entries) {
    const tails = [];
    for (const entry of entries) {
      const place = tails.findIndex((tail) => tail >= entry);
      tails[place < 0 ? tails.length : place] = entry;
    }
    return tails.length;
  }

  function mark(question, answer) {
    const { type, key, policy } = question;
    switch (type) {
      case "multiple-response":
        return markSeveral(question, answer.options);
      case "true-false":
        return rightOrWrong(answer.value === (key.right[0] === 0));
      case "cloze": {
        const right = key.gaps.filter((gap, i) => wording.judge(answer.texts[i] ?? "", wantedIn(gap)) === "right").length;
        const marked = share(right, key.gaps.length, "gaps right");
        if (key.gaps.length === 1) marked.working = right ? "gap right" : "gap not right";
        return byPolicy(marked, policy);
      }
      case "short-answer":
        return rightOrWrong(wording.judge(answer.texts.join(""), wantedIn(key.gaps[0])) === "right");
      case "numeric":
        return markNumber(question, answer.number);
      case "ordering":
        return markOrder(question, answer.entries);
      case "matching": {
        const right = key.right.filter((choice, i) => choice === answer.choices[i]).length;
        return byPolicy(share(right, key.right.length, "pairs right"), policy);
      }
      case "open":
        return share(answer.points.length, key.points.length, "points found");
      default:
        return rightOrWrong(answer.options.length === 1 && answer.options[0] === key.right[0]);
    }
  }

  // Each typed text corrected where it misses an accepted wording by one slip; null when none does.
  function suggest(question, answer) {
    if (answer.type !== "texts" || !question.key) return null;
    const corrected = answer.texts.map((text, i) =>
      wording.findNearMiss(text, wantedIn(question.key.gaps[i])) ?? text);
    return corrected.some((text, i) => text !== answer.texts[i]) ? corrected : null;
  }

  // What learners mark themselves is in no total.
  const counts = (question) => question.type !== "open";

  return { mark, suggest, counts, wantedIn };
})();
