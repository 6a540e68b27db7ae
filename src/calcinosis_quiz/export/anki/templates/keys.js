// Keys on a desktop: digits choose, C checks, W opens the folds. Anki keeps the letters of its own shortcuts, Space and
// Enter for itself, and the bare digits in some versions: they work with Alt held as well.

function calcinosisOnKey(event) {
  var target = event.target;
  if (event.ctrlKey || event.metaKey || event.repeat) return;
  if (target && target.closest && target.closest("input, textarea, [contenteditable]")) return;
  var found = calcinosisTargets(event.code || "").filter(function (each) { return each && !each.disabled; });
  if (!found.length) return;
  event.preventDefault();
  found.forEach(function (each) { each.click(); });
}

function calcinosisTargets(code) {
  var digit = /^(?:Digit|Numpad)([1-9])$/.exec(code);
  if (digit) {
    var list = document.querySelector("main.cq.front:not(.done) .keyed");
    var entry = list && list.children[Number(digit[1]) - 1];
    return entry ? [entry.querySelector("button")] : [];
  }
  if (code === "KeyC") return [document.querySelector("main.cq.front:not(.done) .check")];
  if (code !== "KeyW") return [];
  // All folds alike: those that are open close only when none is left to open.
  var folds = Array.from(document.querySelectorAll("main.cq.back .fold"));
  var closed = folds.filter(function (each) { return !each.open; });
  return (closed.length ? closed : folds).map(function (each) { return each.querySelector("summary"); });
}

function calcinosisListen() {
  // Pages outlive cards: one listener, however many cards are shown.
  if (window.calcinosisListens) return;
  window.calcinosisListens = true;
  document.addEventListener("keydown", function (event) { calcinosisOnKey(event); });
}
