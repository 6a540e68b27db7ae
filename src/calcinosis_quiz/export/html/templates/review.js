// Before an exam is handed in: every question with what became of it; and the slips of the keyboard.

const review = (() => {
  const { make, text, sign, button } = element;

  const WORDS = { ready: ["\u2713", "answered"], partial: ["\u25d0", "not whole"], empty: ["\u25cb", "no answer"] };

  function draw(app) {
    const { state, questions } = app;
    const found = questions.map((question, i) => entry.read(question, state.entries[i]).state);
    const open = found.filter((each) => each !== "ready").length;
    const rows = questions.map((question, i) => {
      const [shown, words] = WORDS[found[i]], isFlagged = state.flags.includes(i);
      return make("li", {}, make("button", { type: "button", class: `tile ${found[i]}`, click: () => app.go(i) },
        make("span", { class: "number" }, element.spoken("Question "), String(i + 1)), make("span", { class: "state" }, sign(`${shown} `), words),
        isFlagged ? make("span", { class: "flagged" }, sign("\u2691 "), "flagged") : null));
    });
    const heading = make("h2", { tabindex: "-1" }, "Before you hand in");
    const summary = open ? `${open} of ${questions.length} ${open === 1 ? "has" : "have"} no whole answer yet and would count as wrong.`
      : `All ${questions.length} questions are answered.`;
    const status = make("p", { class: "said", role: "status" });
    app.heading = heading;
    document.title = `Review \u00b7 ${app.data.title}`;
    let asked = open === 0;

    function handIn() {
      if (asked) return app.handIn();
      asked = true;
      status.textContent = `${open} without a whole answer. Hand in all the same?`;
      primary.textContent = "Yes, hand in";
    }

    const primary = button("Hand in", handIn, { class: "primary" });
    app.clock = state.deadline ? make("p", { class: "clock", role: "timer" }) : null;
    return [make("header", { class: "top" }, text("h1", app.data.title), app.clock),
      make("main", {}, heading, make("p", {}, app.data.keyed ? summary : summary.replace(" and would count as wrong", "")), make("ol", { class: "tiles" }, rows),
        make("div", { class: "bar" }, status, make("div", { class: "actions" }, button("Back", () => app.go(state.at)), primary)))];
  }

  // Nothing can be changed any more, but for slips: a learner says what was meant.
  function drawSlips(app) {
    const { state, questions } = app;
    const slips = questions.flatMap((question, i) => {
      const suggestion = session.suggestAt(state, questions, i);
      return suggestion ? [{ i, suggestion, typed: session.answerAt(state, questions, i).texts }] : [];
    });
    const heading = make("h2", { tabindex: "-1" }, slips.length === 1 ? "A slip of the keyboard?" : "Slips of the keyboard?");
    const pick = (i, value, label) => make("label", { class: "option" }, make("input", { type: "radio", name: `slip-${i}`, value, required: true }),
      make("span", { class: "face" }, text("span", label, { class: "text" })));
    const form = make("form", { submit }, slips.map(({ i, suggestion, typed }) => make("fieldset", {},
      make("legend", {}, `Question ${i + 1}: what did you mean?`),
      make("div", { class: "options" }, pick(i, "yes", suggestion.join("; ")), pick(i, "no", typed.join("; "))))),
    make("div", { class: "bar" }, make("div", { class: "actions" }, make("button", { type: "submit", class: "primary" }, "Mark my paper"))));

    function submit(event) {
      event.preventDefault();
      const chosen = new FormData(form);
      for (const { i, suggestion } of slips) if (chosen.get(`slip-${i}`) === "yes") state.entries[i] = suggestion;
      app.finish();
    }

    app.heading = heading;
    return [make("header", { class: "top" }, text("h1", app.data.title)), make("main", {}, heading, app.notice ? make("p", { class: "note" }, app.notice) : null, form)];
  }

  return { draw, drawSlips };
})();
