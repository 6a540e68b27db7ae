// All questions on paper, and their key where the page has one. Drawn when the page is about to be printed.

const paper = (() => {
  const { make, text, letter } = element;

  // Everybody's print is in the same order, whatever a learner has on screen.
  const orderOf = (data, question) => shuffle.partsOf(question, data.fingerprint);

  // While an exam is being written its key stays in the drawer.
  function draw(app) {
    const { data, state } = app;
    const isSitting = state && state.mode === "exam" && state.stage !== "end";
    const label = [data.form ? `Form ${data.form}` : "", data.fingerprint].filter(Boolean).join(" \u00b7 ");
    const head = (title) => make("header", {}, text("h1", title), make("p", {}, label), make("p", {}, "Code: ______________   Date: ______________"));
    const questions = make("section", {}, head(data.title), make("ol", { class: "printed" }, data.questions.map((each) => drawQuestion(data, each))),
      make("footer", {}, data.notices.map((notice) => text("p", notice))));
    if (!data.keyed || isSitting) return [questions];
    const key = make("section", { class: "key" }, make("header", {}, text("h1", `Key: ${data.title}`), make("p", {}, label)),
      make("ol", { class: "printed" }, data.questions.map((each) => make("li", {}, make("p", { class: "item" }, each.id),
        drawLetters(data, each), feedback.draw(each, null, orderOf(data, each))))));
    return [questions, key];
  }

  // The right answer in the letters of the paper.
  function drawLetters(data, question) {
    const order = orderOf(data, question), name = (part) => controls.labelOf(question, order.indexOf(part));
    const { right = [] } = question.key;
    const written = question.type === "ordering" ? question.parts.map((_, part) => name(part)).join(" ")
      : question.type === "matching" ? right.map((part, i) => `${i + 1}${name(part)}`).join(" ") : right.map(name).sort().join(" ");
    return written ? make("p", {}, make("strong", {}, `Answer: ${written}`)) : null;
  }

  const line = () => make("p", { class: "blank" });

  function drawQuestion(data, question) {
    const order = orderOf(data, question);
    const lettered = () => make("ul", { class: "lettered" }, order.map((part, place) =>
      make("li", {}, make("span", { class: "letter" }, controls.labelOf(question, place)), text("span", question.parts[part]))));
    const rest = {
      cloze: () => make("p", { class: "flow", dir: "auto" }, question.pieces.flatMap((piece, i) =>
        [make("span", {}, piece), i < question.pieces.length - 1 ? make("span", { class: "gap" }, ` ____________ ${(question.hints || [])[i] ? `(${question.hints[i]})` : ""}`) : null])),
      "short-answer": line,
      numeric: () => [line(), question.unit ? text("p", question.unit) : null],
      ordering: () => [lettered(), make("p", {}, `Order: ${order.map(() => "____").join(" ")}`)],
      matching: () => [make("ol", { class: "prompts" }, question.prompts.map((prompt) => make("li", {}, text("span", prompt), " ____"))), lettered()],
      open: () => [line(), line(), line()],
    }[question.type] || lettered;
    return make("li", {}, controls.prologue(question), question.type === "cloze" ? null : text("p", question.stem, { class: "stem" }), rest());
  }

  return { draw };
})();
