// The last screen: the score, topic by topic, what was missed, and what to hand to the teacher.

const ending = (() => {
  const { make, text, sign, button } = element;

  const write = (points) => String(Math.round(points * 100) / 100);
  const percent = ({ points, possible }) => `${Math.round((100 * points) / possible)} %`;

  function draw(app) {
    const { data, state } = app;
    const heading = make("h2", { tabindex: "-1" }, data.keyed ? "Your score" : "Handed in");
    app.heading = heading;
    document.title = `${heading.textContent} \u00b7 ${data.title}`;
    return [make("header", { class: "top" }, text("h1", data.title)), make("main", { class: "ending" }, heading,
      app.notice ? make("p", { class: "note", role: "status" }, app.notice) : null,
      data.keyed ? drawScore(app) : make("p", {}, "Your answers are not marked here. Give the file below to your teacher, whose computer marks them."),
      data.keyed ? null : drawResult(app), data.keyed ? drawLists(app) : null, data.keyed ? drawResult(app) : null,
      make("footer", {}, data.notices.map((notice) => text("p", notice)))), drawActions(app)];
  }

  function drawScore({ state, questions }) {
    const { total, topics, answered } = session.score(state, questions);
    if (!total.possible) return make("p", {}, `${answered} answered, none of them marked.`);
    const rows = [...topics].map(([topic, each]) => make("tr", {}, text("th", topic, { scope: "row" }),
      make("td", { class: "meter" }, bar(each)), make("td", { class: "number" }, `${write(each.points)} of ${each.possible}`)));
    return make("section", { class: "score" },
      make("p", { class: "total" }, make("strong", {}, write(total.points)), ` of ${total.possible}`, make("span", { class: "percent" }, percent(total))), bar(total),
      make("p", { class: "quiet" }, `${answered} of ${questions.length} answered. One mark a question.`),
      topics.size > 1 ? make("table", { class: "topics" }, make("caption", {}, "By topic"), make("tbody", {}, rows)) : null);
  }

  // Drawn for the eye; the figures stand beside it.
  function bar({ points, possible }) {
    const filled = make("span", { class: "filled" });
    filled.style.inlineSize = `${(100 * points) / possible}%`;
    return make("span", { class: "meter-bar", "aria-hidden": "true" }, filled);
  }

  function drawLists(app) {
    const { state, questions } = app;
    const { missed } = session.score(state, questions);
    const seen = questions.map((_, i) => i).filter((i) => state.mode === "exam" || state.settled[i]);
    const rest = seen.filter((i) => !missed.includes(i));
    return [
      missed.length ? make("section", {}, make("h3", {}, "To look at again"), missed.map((i) => drawOne(app, i))) : null,
      rest.length ? make("section", {}, make("h3", {}, missed.length ? "The others" : "Your answers"), rest.map((i) => drawOne(app, i))) : null,
    ];
  }

  // A question that opens to its answer; drawn when it is first opened.
  function drawOne(app, i) {
    const { state, questions } = app, question = questions[i], answer = state.settled[i];
    const order = shuffle.partsOf(question, state.seed);
    const mark = session.markAt(state, questions, i);
    const { verdict, sign: shown, words } = answer ? remarks.sumUp(question, mark, order) : { verdict: "wrong", sign: "\u25cb", words: "No answer" };
    const head = question.stem || question.pieces.join(" \u2026 ");
    const opened = make("details", { class: "one", toggle: open },
      make("summary", {}, make("span", { class: `mark ${verdict}` }, sign(shown || "\u270e"), element.spoken(`${words}. `)), text("span", question.case || head, { class: "brief" })));

    function open() {
      if (!opened.open || opened.children.length > 1) return;
      const takePoints = answer && ((points) => { answer.points = points; app.save(); });
      opened.append(make("div", { class: "inside" }, make("p", { class: `said ${verdict}` }, shown ? sign(`${shown} `) : null, `${words}.`), controls.prologue(question),
        question.type === "cloze" ? null : text("p", question.stem, { class: "stem" }),
        feedback.draw(question, answer, order, takePoints), make("p", { class: "item" }, question.id)));
    }

    return opened;
  }

  function drawResult(app) {
    const { data, state, questions } = app;
    const token = make("input", { id: "token", type: "text", value: app.token(), maxlength: "80", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-describedby": "token-help token-warning", input: renew });
    const warning = make("p", { id: "token-warning", class: "warning", role: "status" });
    const shown = make("textarea", { readonly: true, rows: "6", "aria-label": "Result file" });
    const done = make("p", { class: "said", role: "status" });
    const link = make("a", { class: "button primary" }, "Download");
    const copy = button("Copy", copyText);

    function renew() {
      const code = wording.strip(token.value);
      warning.textContent = !code ? "Type a code first." : result.looksLikeName(code) ? "That looks like a name. A code with a digit in it, such as k7fq2, is better." : "";
      token.setAttribute("aria-invalid", String(!code));
      shown.value = code ? JSON.stringify(result.make(data, state, questions, code), null, 1) : "";
      if (link.href) URL.revokeObjectURL(link.href);
      link.removeAttribute("href");
      copy.disabled = !code;
      if (!code) return;
      link.href = URL.createObjectURL(new Blob([`${shown.value}\n`], { type: "application/json" }));
      link.download = `result-${data.form ? `${data.form}-` : ""}${code.replace(/[^A-Za-z0-9._-]/g, "_")}.json`;
      app.keepToken(code);
    }

    async function copyText() {
      renew();
      try {
        await navigator.clipboard.writeText(shown.value);
        done.textContent = "Copied.";
      } catch {
        raw.open = true;
        shown.focus();
        shown.select();
        done.textContent = document.execCommand("copy") ? "Copied." : "Marked for you: copy it by hand.";
      }
    }

    // Points found after the file was made belong in it too.
    app.renewResult = renew;
    const raw = make("details", {}, make("summary", {}, "What is in it"), shown);
    renew();
    return make("section", { class: "result" }, make("h3", {}, "For your teacher"),
      make("label", { for: "token" }, "Your code"),
      make("p", { id: "token-help", class: "quiet" }, "Not your name. Use the same code next time, so that your answers can be told apart from those of others and from your own of another day."),
      token, warning, make("div", { class: "actions" }, copy, link), done, raw);
  }

  function drawActions(app) {
    const { data, state, questions } = app;
    const { missed } = session.score(state, questions);
    return make("div", { class: "bar" }, make("div", { class: "actions" },
      button(data.is_fixed || !data.keyed ? "Begin again" : "New round", () => app.leave()),
      data.keyed && missed.length ? button(`Practise ${missed.length} missed`,
        () => app.begin({ mode: "practice", ids: missed.map((i) => state.ids[i]) }), { class: "primary" }) : null));
  }

  return { draw };
})();
