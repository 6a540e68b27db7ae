// The result file: what a learner hands to the teacher, and the code that stands for the learner in it.

const result = (() => {
  const SIGNS = "abcdefghjkmnpqrstuvwxyz", DIGITS = "23456789"; // none that is easily taken for another

  function makeToken(randomNumbers) {
    const [a, b, c, d, e] = randomNumbers;
    return SIGNS[a % SIGNS.length] + DIGITS[b % 8] + SIGNS[c % SIGNS.length] + SIGNS[d % SIGNS.length] + DIGITS[e % 8];
  }

  // A code holds a digit, or is in capitals or of at most three letters: anything else may be somebody's name.
  function looksLikeName(token) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._:-]*$/.test(token)) return true;
    return !(/\d/.test(token) || token.length <= 3 || (/[A-Z]/.test(token) && token === token.toUpperCase()));
  }

  // Half of a pair of surrogates is no text, and would spoil the file.
  const whole = (text) => text.replace(/\p{Cs}/gu, "\ufffd");

  // Without keys the page does not know the bank's numbers, so an answer names the texts chosen.
  function write(question, answer) {
    if (!answer) return null;
    const name = (numbers) => ({ type: "texts", texts: numbers.map((i) => question.parts[i]) });
    if (!question.key && answer.type === "chosen") return name(answer.options);
    if (!question.key && answer.type === "arrangement") return name(answer.entries);
    if (!question.key && answer.type === "pairing") return name(answer.choices);
    if (answer.type === "texts") return { type: "texts", texts: answer.texts.map(whole) };
    if (answer.type === "self-mark") return { ...answer, text: whole(answer.text) };
    return answer;
  }

  function markAt(state, questions, i) {
    if (!questions[i].key || !marking.counts(questions[i])) return {};
    const mark = session.markAt(state, questions, i);
    if (mark) return { fraction: mark.fraction };
    return state.mode === "exam" ? { fraction: 0 } : {};
  }

  function make(data, state, questions, token) {
    return {
      format: "calcinosis-quiz-result", version: 1, token,
      ...(data.form ? { form: data.form } : {}), fingerprint: data.fingerprint, banks: data.banks,
      started: state.started, finished: state.finished || "",
      answers: questions.map((question, i) => ({
        item: question.id,
        answer: write(question, state.settled[i]),
        ...markAt(state, questions, i),
        seconds: Math.round(state.seconds[i] * 10) / 10,
      })),
    };
  }

  return { make, makeToken, looksLikeName };
})();
