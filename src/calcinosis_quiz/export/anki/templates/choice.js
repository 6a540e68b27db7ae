function calcinosisChoice(card) {
  var list = card.querySelector("ol.options");
  if (!list || list.dataset.ready) return;
  list.dataset.ready = "yes";
  list.classList.add("keyed");
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
      controls.ready(chosen.size > 0);
      if (!many) finish();
    });
  });
  if (many) calcinosisHint(card, "Choose all that fit.");

  function finish() {
    var right = 0, wrong = 0, keys = 0;
    entries.forEach(function (entry) {
      var key = Boolean(entry.dataset.key), taken = chosen.has(entry);
      keys += key;
      right += key && taken;
      wrong += !key && taken;
      if (taken) calcinosisMark(entry, key ? "\u2713\u00a0your choice, correct" : "\u2717\u00a0your choice, not correct", key ? "right" : "wrong");
      else if (key) calcinosisMark(entry, "\u2713\u00a0correct", "missed");
    });
    var all = right === keys && !wrong;
    if (!many) controls.finish(all ? "Right." : "Not right. Turn the card to read why.", all);
    else controls.finish(all ? "All right." : right + " of " + keys + " found, " + wrong + " wrong.", all);
  }
}

(function () {
  var card = document.querySelector("main.cq");
  if (!card) return;
  if (card.classList.contains("back")) {
    calcinosisReorder(card.querySelector("ol.reasons.letters"), calcinosisSeed(card));
  } else {
    calcinosisListen();
    calcinosisChoice(card);
  }
})();
