// A question with its answer: what was right, what was not, why, and what else there is to know.

const feedback = (() => {
  const { make, text, sign, letter } = element;

  const WORDS = {
    right: ["\u2713", "Your answer, right"], wrong: ["\u2717", "Your answer, wrong"],
    missed: ["\u2713", "The right answer"], left: null,
  };
  const SEVERAL = { ...WORDS, right: ["\u2713", "Right, and chosen"], wrong: ["\u2717", "Wrong, and chosen"], missed: ["\u2713", "Right, not chosen"] };
  const KEY = { ...WORDS, missed: ["\u2713", "Right"] };
  const TYPED = { right: ["\u2713", "Right"], wrong: ["\u2717", "Your answer"], missed: ["\u2713", "Right answer"], left: null };

  const say = (words) => (words ? make("span", { class: "verdict" }, sign(words[0]), ` ${words[1]}`) : null);
  const reason = (why) => (why ? text("p", why, { class: "why" }) : null);

  // One part: its letter, its text, what came of it, and why.
  const line = (verdict, label, content, words, why) =>
    make("li", { class: `option face ${verdict}` }, label ? make("span", { class: "letter" }, label) : null,
      make("div", { class: "text" }, content, say(words), reason(why)));

  // `answer`: null where there is none; then the key is shown.
  function draw(question, answer, order, takePoints = null) {
    const working = answer && marking.counts(question) ? marking.mark(question, answer).working : "";
    return make("div", { class: "feedback" }, drawParts(question, answer, order, takePoints),
      working ? make("p", { class: "strength" }, `Marked: ${working}.`) : null, drawNotes(question));
  }

  function drawParts(question, answer, order, takePoints) {
    const said = remarks.remarkOn(question, answer);
    switch (question.type) {
      case "cloze":
        return [fillGaps(question), list(said.flatMap((each, i) => drawGap(each, i, answer, question)))];
      case "short-answer":
      case "numeric":
        return list(said.map((each) => line(each.verdict, "", text("p", each.text), TYPED[each.verdict], each.why)));
      case "ordering":
        return list(said.map((each, i) => line(each.verdict, String(i + 1), text("p", each.text), placeWords(each, i, answer), each.why)));
      case "matching":
        return drawPairs(question, said, answer);
      case "open":
        return drawPoints(question, said, answer, takePoints);
      default: {
        const words = !answer ? KEY : question.type === "multiple-response" ? SEVERAL : WORDS;
        return list(order.map((part, place) =>
          line(said[part].verdict, controls.labelOf(question, place), text("p", said[part].text), words[said[part].verdict], said[part].why)));
      }
    }
  }

  const list = (lines) => make("ul", { class: "options" }, lines);

  function fillGaps({ pieces, key }) {
    const flow = pieces.flatMap((piece, i) => [make("span", {}, piece), key.gaps[i] ? text("strong", key.gaps[i].accept[0]) : null]);
    return make("p", { class: "flow whole", dir: "auto" }, flow);
  }

  function drawGap(said, i, answer, question) {
    const label = question.key.gaps.length > 1 ? String(i + 1) : "";
    const given = answer && said.verdict !== "right" ? [line("wrong", label, text("p", said.given), TYPED.wrong)] : [];
    return [...given, line(said.verdict, label, text("p", said.text), TYPED[said.verdict], said.why)];
  }

  function placeWords(said, i, answer) {
    if (!answer) return null;
    if (said.verdict === "right") return ["\u2713", "In its place"];
    return ["\u2717", `You put it in place ${answer.entries.indexOf(i) + 1}`];
  }

  function drawPairs(question, said, answer) {
    const pairs = said.map((each, i) => {
      const isRight = each.verdict === "right";
      const words = !answer ? null : isRight ? ["\u2713", "Right"] : ["\u2717", `You chose: ${question.parts[answer.choices[i]]}`];
      const content = make("div", {}, text("p", question.prompts[i]), make("p", { class: "belongs" }, sign("\u2192 "), text("strong", each.text)));
      return line(!answer ? "missed" : isRight ? "right" : "wrong", String(i + 1), content, words, each.why);
    });
    const spare = question.parts.flatMap((choice, i) => ((question.key.spare || [])[i]
      ? [line("left", "", text("p", choice), ["\u2013", "Belongs to none"], question.key.spare[i])] : []));
    return list([...pairs, ...spare]);
  }

  function drawPoints(question, said, answer, takePoints) {
    const model = make("section", { class: "note model" }, make("h3", {}, "Model answer"), text("p", question.key.model));
    const own = answer ? make("section", { class: "own" }, make("h3", {}, "Your answer"), text("p", answer.text)) : null;
    if (!takePoints) return [own, model, list(said.map((each) => line("left", "", text("p", each.text), null, null)))];
    const boxes = said.map((each, i) => make("input", {
      type: "checkbox", checked: each.verdict === "right",
      change: () => takePoints(boxes.flatMap((box, place) => (box.checked ? [place] : []))),
    }));
    const labels = boxes.map((box, i) => make("label", { class: "option" }, box, make("span", { class: "face" },
      make("span", { class: "letter" }, String(i + 1)), text("span", said[i].text, { class: "text" }))));
    return [own, model, make("fieldset", {}, make("legend", { class: "task" }, "Which of these points are in your answer?"), make("div", { class: "options" }, labels))];
  }

  function drawNotes({ key }) {
    const { explanation, strengths = [], note } = key;
    return [
      explanation ? make("section", { class: "note" }, make("h3", {}, "Explanation"), text("p", explanation)) : null,
      strengths.length ? make("p", { class: "strength" }, `In the report: ${strengths.join(", ")}.`) : null,
      note ? make("section", { class: "note since" }, text("h3", note.heading),
        text("p", note.text), note.source ? text("p", note.source, { class: "source" }) : null) : null,
    ];
  }

  return { draw };
})();
