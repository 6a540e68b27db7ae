// One question at a time.

const asking = (() => {
  const { make, text, sign, spoken, button } = element;

  function draw(app) {
    const { state, questions } = app;
    const question = questions[state.at];
    const order = shuffle.partsOf(question, state.seed);
    const isSettled = state.mode === "practice" && Boolean(state.settled[state.at]);
    const status = make("p", { class: "said", role: isSettled ? null : "status" });
    const drawn = isSettled ? drawSettled(app, question, order) : drawOpen(app, question, order, status);
    const place = `Question ${state.at + 1} of ${questions.length}`;
    const heading = make("h2", { class: "place", tabindex: "-1" }, place);
    document.title = `${place} \u00b7 ${app.data.title}`;
    app.verdict = isSettled ? describe(status, question, state, questions, order) : "";
    const form = make("form", { class: "question", novalidate: true, submit: (event) => { event.preventDefault(); drawn.submit(); } },
      heading, text("p", question.topic, { class: "topic" }), controls.prologue(question), drawn.content,
      make("p", { class: "item" }, question.id),
      make("div", { class: "bar" }, status, drawn.ask, make("div", { class: "actions" }, drawn.actions)));
    app.take = drawn.take;
    app.heading = heading;
    return [drawHeader(app), make("main", {}, form)];
  }

  function drawHeader(app) {
    const { state, questions } = app;
    const done = state.mode === "exam" ? state.entries.filter((_, i) => session.answerAt(state, questions, i)).length
      : state.settled.filter(Boolean).length;
    const end = state.mode === "exam" ? button("Review", () => app.show("review"), { class: "quiet" })
      : button("Finish", () => app.handIn(), { class: "quiet" });
    app.clock = state.deadline ? make("p", { class: "clock", role: "timer" }) : null;
    return make("header", { class: "top" }, text("h1", app.data.title),
      make("progress", { max: String(questions.length), value: String(done), "aria-label": "Questions answered" }), app.clock, end,
      store.hasFailed() ? make("p", { class: "warning" }, "Your progress cannot be kept: do not close this page.") : null);
  }

  // Before the answer is settled; in an exam that is always.
  function drawOpen(app, question, order, status) {
    const { state } = app;
    const isExam = state.mode === "exam", last = state.at === state.ids.length - 1;
    const change = (given) => {
      state.entries[state.at] = given;
      status.textContent = "";
      app.save();
    };
    const { fields, take } = controls.draw(question, state.entries[state.at], order, change);
    const ask = make("div", { class: "ask" });
    const submit = isExam ? next : () => check(app, question, status, ask);
    const label = isExam ? (last ? "Review" : "Next") : question.type === "open" ? "Compare" : "Check";
    const primary = make("button", { type: "submit", class: "primary" }, label);

    function next() {
      const { state: found } = entry.read(question, state.entries[state.at]);
      if (found === "partial" && !status.textContent) {
        status.textContent = `${entry.complain(question, state.entries[state.at])} It counts once it is whole. Press again to go on.`;
      } else if (last) app.show("review");
      else app.go(state.at + 1);
    }

    const second = isExam ? drawFlag(app) : button("Skip", () => app.skip(), {});
    return { content: fields, take, submit, ask, actions: [drawBack(app), second, primary] };
  }

  const drawBack = (app) => button("Back", () => app.go(app.state.at - 1), { disabled: app.state.at === 0 });

  function drawFlag(app) {
    const { state } = app;
    const made = button("", toggle, { class: "flag", "aria-pressed": String(state.flags.includes(state.at)) });
    made.append(sign("\u2691 "), "Flag");
    function toggle() {
      state.flags = state.flags.includes(state.at) ? state.flags.filter((each) => each !== state.at) : [...state.flags, state.at];
      made.setAttribute("aria-pressed", String(state.flags.includes(state.at)));
      app.save();
    }
    return made;
  }

  function check(app, question, status, ask) {
    const { state, questions } = app;
    const { state: found } = entry.read(question, state.entries[state.at]);
    if (found !== "ready") {
      status.textContent = entry.complain(question, state.entries[state.at]);
      return;
    }
    const suggestion = session.suggestAt(state, questions, state.at);
    if (suggestion) askAboutSlip(app, suggestion, status, ask);
    else app.settle();
  }

  // A slip of the keyboard is asked about, and costs nothing.
  function askAboutSlip(app, suggestion, status, ask) {
    const { state } = app;
    const yes = button("Yes, I meant that", () => { state.entries[state.at] = suggestion; app.settle(); }, { class: "primary" });
    const no = button("No, keep mine", () => app.settle());
    status.textContent = "";
    ask.replaceChildren(text("p", `Did you mean \u201c${suggestion.join("; ")}\u201d?`, { id: "slip" }), make("div", { class: "actions", role: "group", "aria-labelledby": "slip" }, no, yes));
    ask.parentElement.classList.add("asks");
    yes.focus();
  }

  function drawSettled(app, question, order) {
    const { state } = app;
    const takePoints = (points) => {
      state.settled[state.at].points = points;
      app.save();
    };
    const primary = make("button", { type: "submit", class: "primary" }, state.settled.every(Boolean) ? "Finish" : "Next");
    const stem = question.type === "cloze" ? null : text("p", question.stem, { class: "stem" });
    const content = [stem, feedback.draw(question, state.settled[state.at], order, takePoints)];
    return { content, take: () => false, submit: app.skip, ask: null, actions: [drawBack(app), primary] };
  }

  function describe(status, question, state, questions, order) {
    const { verdict, sign: shown, words } = remarks.sumUp(question, session.markAt(state, questions, state.at), order);
    status.classList.add(verdict);
    status.append(shown ? sign(`${shown} `) : "", `${words}.`);
    return `${words}.`;
  }

  return { draw };
})();
