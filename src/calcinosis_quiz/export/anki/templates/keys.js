// Keys on a desktop: letters and digits choose, C checks, W opens the folds. Anki's reviewer keeps some keys for itself:
// A B D E F I M O R S T U V Y, Space, Enter and the bare digits. So the letters here are others, and digits go with Alt.

function calcinosisLetters() { return "HJKLNPQXZ"; }

function calcinosisLabel(list) {
  list.classList.add("keyed");
  Array.from(list.children).slice(0, 9).forEach(function (entry, i) {
    entry.querySelector("button").dataset.letter = calcinosisLetters()[i];
  });
}

function calcinosisOnKey(event) {
  var target = event.target;
  if (event.ctrlKey || event.metaKey || event.repeat) return;
  if (target && target.closest && target.closest("input, textarea, [contenteditable]")) return;
  var found = calcinosisTargets(event).filter(function (each) { return each && !each.disabled; });
  if (!found.length) return;
  event.preventDefault();
  found.forEach(function (each) { each.click(); });
}

function calcinosisTargets(event) {
  var digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code || ""), letter = (event.key || "").toUpperCase();
  var number = digit ? Number(digit[1]) : event.altKey ? 0 : calcinosisLetters().indexOf(letter) + 1;
  if (number && letter.length === 1) {
    var list = document.querySelector("main.cq.front:not(.done) .keyed");
    var entry = list && list.children[number - 1];
    return entry ? [entry.querySelector("button")] : [];
  }
  if (letter === "C" && !event.altKey) return [document.querySelector("main.cq.front:not(.done) .check")];
  if (letter !== "W" || event.altKey) return [];
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
