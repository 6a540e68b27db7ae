function calcinosisChoice(card) {
  var list = card.querySelector("ol.options");
  if (!list || list.dataset.ready) return;
  list.dataset.ready = "yes";
  calcinosisForget();
  var written = Array.from(list.children);
  calcinosisReorder(list, calcinosisSeed(card));
  var entries = Array.from(list.children);
  var many = list.dataset.pick === "many";
  var chosen = new Set();
  var controls = calcinosisControls(card, many ? finish : null);

  entries.forEach(function (entry) {
    calcinosisButton(entry, function () {
      if (!many) chosen.clear();
      if (!chosen.delete(entry)) chosen.add(entry);
      calcinosisPress(entry, chosen.has(entry));
      calcinosisMark(entry, many && chosen.has(entry) ? "(chosen)" : "");
      calcinosisKeep(card, Array.from(chosen, function (each) { return written.indexOf(each); }));
      controls.ready(chosen.size > 0);
      if (!many) finish();
    });
  });
  calcinosisLabel(list);
  if (many) calcinosisHint(card, "Choose all that fit.");

  function finish() {
    entries.forEach(function (entry) {
      var key = Boolean(entry.dataset.key), taken = chosen.has(entry);
      if (taken) calcinosisMark(entry, calcinosisYours(key), key ? "right" : "wrong");
      else if (key) calcinosisMark(entry, "\u2713\u00a0correct", "missed");
    });
    var said = calcinosisSum(entries.map(function (entry) {
      return { key: Boolean(entry.dataset.key), taken: chosen.has(entry) };
    }));
    controls.finish(said.text + (many || said.right ? "" : " Turn the card to read why."), said.right);
  }
}

function calcinosisYours(key) {
  return key ? "\u2713\u00a0your choice, correct" : "\u2717\u00a0your choice, not correct";
}

function calcinosisSum(options) {
  var keys = options.filter(function (each) { return each.key; }).length;
  var hits = options.filter(function (each) { return each.key && each.taken; }).length;
  var slips = options.filter(function (each) { return !each.key && each.taken; }).length;
  var right = hits === keys && !slips;
  if (keys === 1 && hits + slips === 1) return { right: right, text: right ? "Right." : "Not right." };
  return { right: right, text: right ? "All right." : hits + " of " + keys + " found, " + slips + " wrong." };
}

function calcinosisChoiceBack(card) {
  var chosen = calcinosisChosen(card);
  card.querySelectorAll("ol.reasons.letters").forEach(function (list) {
    var rows = Array.from(list.children);
    calcinosisReorder(list, calcinosisSeed(card));
    if (!chosen) return;
    chosen.forEach(function (index) {
      if (!rows[index]) return;
      rows[index].classList.add("chosen");
      rows[index].querySelector(".verdict").textContent = calcinosisYours(rows[index].classList.contains("right"));
    });
    calcinosisSay(card, calcinosisSum(rows.map(function (row, index) {
      return { key: row.classList.contains("right"), taken: chosen.indexOf(index) >= 0 };
    })));
  });
}

(function () {
  var card = document.querySelector("main.cq");
  if (!card) return;
  calcinosisListen();
  if (card.classList.contains("back")) calcinosisChoiceBack(card);
  else calcinosisChoice(card);
})();
