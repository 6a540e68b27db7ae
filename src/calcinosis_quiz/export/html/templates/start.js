// The first screen: how to answer, about what, and how many.

const start = (() => {
  const { make, text, button } = element;
  const COUNTS = [10, 20, 40];

  const minutes = (seconds) => (seconds % 60 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${seconds / 60} minutes`);

  const choice = (type, name, value, label, about = {}, small = "") => make("label", { class: "option" },
    make("input", { type, name, value, ...about }),
    make("span", { class: "face" }, make("span", { class: "text" }, text("span", label), small ? make("small", {}, small) : null)));

  function draw(app) {
    const { data } = app;
    const topics = [...new Set(data.questions.map((each) => each.topic))];
    const limit = data.time_limit ? ` You have ${minutes(data.time_limit)}.` : "";
    const isOpen = !data.is_fixed;
    const total = make("span");
    const form = make("form", { class: "start", submit: begin }, data.keyed ? make("fieldset", {},
      make("legend", {}, "How"), make("div", { class: "options cards" },
        choice("radio", "mode", "practice", "Practice", { checked: data.mode === "practice" }, "Reasons after each answer."),
        choice("radio", "mode", "exam", "Exam", { checked: data.mode === "exam" }, `Nothing is said until you hand in.${limit}`)))
      : make("p", { class: "note" }, `Nothing is said about your answers here: you hand them in at the end, and your teacher marks them.${limit}`),
    isOpen && topics.length > 1 ? make("fieldset", {}, make("legend", {}, "About"),
      make("div", { class: "options chips" }, topics.map((topic, i) =>
        choice("checkbox", "topic", String(i), topic, { checked: true, change: recount })))) : null,
    isOpen && data.questions.length > COUNTS[0] ? make("fieldset", {}, make("legend", {}, "How many"),
      make("div", { class: "options chips" }, [...COUNTS.filter((each) => each < data.questions.length), 0].map((each) =>
        choice("radio", "count", String(each), each ? String(each) : "All",
          { checked: each === (data.mode === "exam" ? 0 : COUNTS[0]), change: recount })))) : null,
    make("div", { class: "bar" }, make("p", { class: "said", role: "status" }, total),
      make("div", { class: "actions" }, make("button", { type: "submit", class: "primary" }, "Start"))));

    function values() {
      const chosen = new FormData(form);
      const named = chosen.getAll("topic").map((i) => topics[Number(i)]);
      const wanted = isOpen && topics.length > 1 ? named : topics;
      const there = data.questions.filter((each) => wanted.includes(each.topic)).length;
      return { mode: chosen.get("mode") || "exam", topics: wanted, count: Math.min(Number(chosen.get("count")) || there, there) };
    }

    function recount() {
      const { count } = values();
      total.textContent = count ? `${count} question${count === 1 ? "" : "s"}` : "Choose at least one topic.";
    }

    function begin(event) {
      event.preventDefault();
      const chosen = values();
      if (chosen.count) app.begin(chosen);
      else form.elements.topic[0].focus();
    }

    recount();
    const code = [data.form ? `Form ${data.form}` : "", data.fingerprint].filter(Boolean).join(" \u00b7 ");
    return make("main", {},
      make("header", { class: "hero" }, text("h1", data.title, { tabindex: "-1" }),
        make("p", { class: "quiet" }, `${data.questions.length} question${data.questions.length === 1 ? "" : "s"} \u00b7 ${code}`)),
      form, make("footer", {}, data.notices.map((notice) => text("p", notice)),
        app.canStore() ? make("p", {}, "Your progress stays in this browser. Nothing is sent anywhere.")
          : make("p", { class: "warning" }, "This browser keeps no progress for this page: finish in one go. Nothing is sent anywhere.")));
  }

  return { draw };
})();
