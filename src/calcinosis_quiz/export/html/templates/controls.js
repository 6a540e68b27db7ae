// What a learner answers with: real radios, boxes, fields and lists, whatever they look like.

const controls = (() => {
  const { make, text, sign, spoken, button, picture, letter } = element;

  const TASKS = {
    "multiple-response": "Choose all that fit.",
    ordering: "Tap the entries in the right order. Tap one again to take it back.",
    matching: "Choose what belongs to each. A choice may serve twice, or not at all.",
    open: "Write a sentence or two. You mark them yourself against a model answer.",
  };

  // What stands before the question itself.
  const prologue = (question) => [
    question.theme ? text("p", question.theme, { class: "theme" }) : null,
    question.case ? text("p", question.case, { class: "case" }) : null,
    picture(question.picture),
  ];

  const labelOf = (question, place) => (question.type === "true-false" ? "TF"[place] : letter(place));

  // `given`: the entry so far; `change`: takes a new one. Gives the fieldset and what a key does in it.
  function draw(question, given, order, change) {
    const [content, take] = KINDS[question.type](question, given, order, change);
    const legend = question.type === "cloze" ? "Fill in what is missing." : question.stem;
    const task = TASKS[question.type];
    const fields = make("fieldset", { class: `answer ${question.type}`, "aria-describedby": task && "task" },
      text("legend", legend, { class: question.type === "cloze" ? "task" : "stem" }),
      task ? text("p", task, { class: "task", id: "task" }) : null, content);
    return { fields, take };
  }

  function drawOptions(question, given, order, change) {
    const several = question.type === "multiple-response";
    const inputs = order.map((part) => make("input", {
      type: several ? "checkbox" : "radio", name: "answer", value: String(part), checked: given.includes(part),
      change: () => change(inputs.filter((each) => each.checked).map((each) => Number(each.value))),
    }));
    const labels = inputs.map((input, place) => make("label", { class: "option" }, input,
      make("span", { class: "face" }, make("span", { class: "letter" }, labelOf(question, place)),
        text("span", question.parts[order[place]], { class: "text" }))));
    const take = (key) => press(inputs, placeOf(question, key));
    return [make("div", { class: "options" }, labels), take];
  }

  function placeOf(question, key) {
    if (question.type === "true-false" && "tf".includes(key)) return "tf".indexOf(key);
    return /^[1-9]$/.test(key) ? Number(key) - 1 : /^[a-z]$/.test(key) ? key.charCodeAt(0) - 97 : -1;
  }

  function press(elements, place) {
    if (!elements[place]) return false;
    elements[place].focus();
    elements[place].click();
    return true;
  }

  const field = (about) => make("input", {
    type: "text", autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false", dir: "auto", ...about,
  });

  function drawGaps(question, given, order, change) {
    const count = question.pieces.length - 1;
    const inputs = Array.from({ length: count }, (_, i) => {
      const hint = (question.hints || [])[i];
      return field({
        class: "gap", value: given[i] || "", "aria-label": [`Gap ${i + 1} of ${count}`, hint].filter(Boolean).join(", "),
        input: () => change(inputs.map((each) => each.value)),
      });
    });
    const flow = question.pieces.flatMap((piece, i) => [make("span", {}, piece), ...(i < count ? [drawGap(question, inputs, i)] : [])]);
    return [make("div", { class: "flow", dir: "auto" }, flow), (key) => focusAt(inputs, key)];
  }

  function drawGap(question, inputs, i) {
    const hint = (question.hints || [])[i];
    return make("span", { class: "gapped" }, inputs[i], hint ? text("span", `(${hint})`, { class: "hint", "aria-hidden": "true" }) : null);
  }

  function drawField(question, given, order, change) {
    const input = field({
      class: "word", value: given[0] || "", inputmode: question.type === "numeric" ? "decimal" : "text",
      input: () => change([input.value]),
    });
    const unit = question.unit ? text("span", question.unit, { class: "unit" }) : null;
    return [make("label", { class: "written" }, make("span", { class: "label" }, "Your answer"), make("span", { class: "row" }, input, unit)), () => false];
  }

  function drawArea(question, given, order, change) {
    const area = make("textarea", { rows: "5", dir: "auto", input: () => change([area.value]) }, given[0] || "");
    return [make("label", { class: "written" }, make("span", { class: "label" }, "Your answer"), area), () => false];
  }

  function drawOrder(question, given, order, change) {
    let placed = [...given];
    const counted = make("p", { class: "counted", role: "status" });
    const entries = order.map((part, place) => {
      const badge = make("span", { class: "badge" });
      const made = button("", () => toggle(part), { class: "option face", "aria-pressed": "false" });
      made.append(make("span", { class: "letter", "aria-hidden": "true" }, letter(place)), text("span", question.parts[part], { class: "text" }), badge);
      return { part, badge, made };
    });
    const again = button("Start again", () => { placed = []; settle(); entries[0].made.focus(); }, { class: "quiet" });

    function toggle(part) {
      placed = placed.includes(part) ? placed.filter((each) => each !== part) : [...placed, part];
      settle();
    }

    function settle() {
      show();
      change(placed);
    }

    function show() {
      for (const { part, badge, made } of entries) {
        const place = placed.indexOf(part) + 1;
        made.setAttribute("aria-pressed", String(place > 0));
        badge.replaceChildren(place ? spoken("place ") : "", place ? String(place) : "");
      }
      counted.textContent = `${placed.length} of ${order.length} placed`;
      again.hidden = placed.length === 0;
    }

    show();
    const list = make("div", { class: "options" }, entries.map((each) => each.made));
    return [make("div", {}, list, make("div", { class: "row" }, counted, again)), (key) => press(entries.map((each) => each.made), placeOf(question, key))];
  }

  function drawPairs(question, given, order, change) {
    const selects = question.prompts.map((_, i) => make("select", {
      id: `pair-${i}`, change: () => { change(selects.map(valueOf)); showLong(i); },
    }, make("option", { value: "" }, "Choose\u2026"), order.map((part, place) =>
      make("option", { value: String(part), selected: given[i] === part }, `${letter(place)}\u2002${question.parts[part]}`))));
    const long = question.prompts.map(() => make("p", { class: "chosen", dir: "auto", "aria-hidden": "true" }));

    // A closed list cuts off what is longer than itself.
    function showLong(i) {
      const chosen = valueOf(selects[i]), content = chosen === null ? "" : question.parts[chosen];
      long[i].textContent = content.length > 28 ? content : "";
    }

    selects.forEach((_, i) => showLong(i));
    const rows = question.prompts.map((prompt, i) => make("div", { class: "pair" },
      make("label", { for: `pair-${i}`, class: "prompt" }, make("span", { class: "letter", "aria-hidden": "true" }, String(i + 1)), text("span", prompt, { class: "text" })),
      selects[i], long[i]));
    return [make("div", { class: "pairs" }, rows), (key) => takePair(selects, key)];
  }

  const valueOf = (select) => (select.value === "" ? null : Number(select.value));

  // A number goes to a prompt; a letter answers the one in hand, else the first without a choice.
  function takePair(selects, key) {
    if (focusAt(selects, key)) return true;
    const select = selects.find((each) => each.value === "");
    const place = /^[a-z]$/.test(key) ? key.charCodeAt(0) - 96 : -1;
    if (!select || !select.options[place]) return false;
    select.selectedIndex = place;
    select.focus();
    select.dispatchEvent(new Event("change"));
    return true;
  }

  function focusAt(elements, key) {
    if (!/^[1-9]$/.test(key) || !elements[Number(key) - 1]) return false;
    elements[Number(key) - 1].focus();
    return true;
  }

  const KINDS = {
    "single-best-answer": drawOptions, "extended-matching": drawOptions, "multiple-response": drawOptions,
    "true-false": drawOptions, cloze: drawGaps, "short-answer": drawField, numeric: drawField,
    ordering: drawOrder, matching: drawPairs, open: drawArea,
  };

  return { draw, prologue, labelOf, sign };
})();
