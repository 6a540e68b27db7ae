// One session: which questions, in which order, what was put in, what is settled. Plain data, so that it can be stored
// at any moment and taken up again; lists of the same length as `ids`, one place a question.

const session = (() => {
  // `choice`: mode, seed and now (milliseconds); ids, or topics and a count to draw from.
  function begin(data, { mode, seed, now, ids = null, topics = null, count = Infinity }) {
    const pool = data.questions.filter((each) => !topics || topics.includes(each.topic)).map((each) => each.id);
    const drawn = data.is_fixed ? pool : shuffle.order(pool.length, seed).map((i) => pool[i]);
    const chosen = ids || drawn.slice(0, count);
    return {
      mode, seed, ids: chosen, at: 0, stage: "asking", flags: [],
      entries: chosen.map(() => []), settled: chosen.map(() => null), seconds: chosen.map(() => 0),
      started: new Date(now).toISOString(), finished: null,
      deadline: mode === "exam" && data.time_limit ? now + data.time_limit * 1000 : null,
    };
  }

  const answerAt = (state, questions, i) => entry.read(questions[i], state.entries[i]).answer ?? null;

  // The texts of a question that are one slip away from what is accepted, corrected; null when none is.
  function suggestAt(state, questions, i) {
    const answer = answerAt(state, questions, i);
    return answer && marking.suggest(questions[i], answer);
  }

  function settle(state, questions, i) {
    state.settled[i] = answerAt(state, questions, i);
  }

  // An exam is marked as it stands; from here on nothing can be changed.
  function finish(state, questions, now) {
    if (state.mode === "exam" && state.stage !== "end") questions.forEach((_, i) => settle(state, questions, i));
    state.finished = state.finished || new Date(now).toISOString();
    state.stage = "end";
    state.at = 0;
  }

  function markAt(state, questions, i) {
    return state.settled[i] && questions[i].key ? marking.mark(questions[i], state.settled[i]) : null;
  }

  // In practice a question without an answer was not seen; in an exam it is wrong.
  function score(state, questions) {
    const total = { points: 0, possible: 0 }, topics = new Map(), missed = [];
    questions.forEach((question, i) => {
      const mark = markAt(state, questions, i);
      if (!marking.counts(question) || (!mark && state.mode === "practice")) return;
      const fraction = mark ? mark.fraction : 0;
      const topic = topics.get(question.topic) || { points: 0, possible: 0 };
      topics.set(question.topic, topic);
      for (const sum of [total, topic]) {
        sum.points += fraction;
        sum.possible += 1;
      }
      if (fraction < 1) missed.push(i);
    });
    return { total, topics, missed, answered: state.settled.filter(Boolean).length };
  }

  return { begin, answerAt, suggestAt, settle, finish, markAt, score };
})();
