// A question by keys: letters and digits choose, arrows move, Enter goes on.

const keys = (() => {
  const isWriting = (target) => target.matches("input[type=text], textarea");

  function listen(app) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !app.take) return;
      if (take(app, event)) event.preventDefault();
    });
  }

  function take(app, { key, target, repeat }) {
    if (isWriting(target)) return false;
    const isControl = target.matches("input, select, button, a, summary");
    // On an entry of an order Enter presses it, until all of them have a place.
    const goesOn = !target.matches("button, a, summary") || (target.matches("button.option") && app.isWhole());
    if (key === "Enter" && !repeat && goesOn) {
      document.querySelector("form.question").requestSubmit();
      return true;
    }
    if (!isControl && (key === "ArrowLeft" || key === "ArrowRight")) {
      app.go(app.state.at + (key === "ArrowLeft" ? -1 : 1));
      return true;
    }
    if (!isControl && (key === "ArrowDown" || key === "ArrowUp")) return focusFirst();
    if (target.matches("select") || key.length !== 1) return false;
    return app.take(key.toLowerCase());
  }

  function focusFirst() {
    const first = document.querySelector("form.question .answer :is(input, select, textarea, button)");
    if (first) first.focus();
    return Boolean(first);
  }

  return { listen };
})();
