function calcinosisOrder(card) {
  var list = card.querySelector("ol.sequence");
  if (!list || list.dataset.ready) return;
  list.dataset.ready = "yes";
  calcinosisForget();
  calcinosisReorder(list, calcinosisSeed(card));
  var entries = Array.from(list.children);
  var placed = [];
  var controls = calcinosisControls(card, finish);
  calcinosisHint(card, "Tap the entries in the right order. Tap one again to take it back.");

  entries.forEach(function (entry) {
    calcinosisButton(entry, function () {
      var place = placed.indexOf(entry);
      if (place >= 0) placed.splice(place, 1);
      else placed.push(entry);
      entries.forEach(function (each) {
        var number = placed.indexOf(each) + 1;
        calcinosisPress(each, number > 0);
        calcinosisMark(each, number ? "(" + number + ")" : "");
      });
      calcinosisKeep(card, placed.map(function (each) { return Number(each.dataset.place); }));
      controls.ready(placed.length === entries.length);
    });
  });
  calcinosisLabel(list);

  function finish() {
    var right = 0;
    placed.forEach(function (entry, i) {
      var fits = Number(entry.dataset.place) === i + 1;
      right += fits;
      var text = "(" + (i + 1) + ") " + (fits ? "\u2713\u00a0right place" : "\u2717\u00a0comes as number " + entry.dataset.place);
      calcinosisMark(entry, text, fits ? "right" : "wrong");
    });
    var all = right === entries.length;
    controls.finish(all ? "All in the right place." : right + " of " + entries.length + " in the right place.", all);
  }
}

function calcinosisPair(card) {
  var prompts = card.querySelector("ol.prompts"), choices = card.querySelector("ol.choices");
  if (!prompts || !choices || prompts.dataset.ready) return;
  prompts.dataset.ready = "yes";
  calcinosisForget();
  calcinosisReorder(choices, calcinosisSeed(card));
  var asked = Array.from(prompts.children), offered = Array.from(choices.children);
  var pairs = new Map(), current = asked[0];
  var controls = calcinosisControls(card, finish);
  calcinosisHint(card, "Tap a number, then the letter that belongs to it. A letter may serve twice or not at all.");

  function letter(choice) { return String.fromCharCode(65 + offered.indexOf(choice)); }

  function draw() {
    asked.forEach(function (prompt) {
      calcinosisPress(prompt, prompt === current);
      calcinosisMark(prompt, pairs.has(prompt) ? "\u2192\u00a0" + letter(pairs.get(prompt)) : "");
    });
    controls.ready(pairs.size === asked.length);
  }

  asked.forEach(function (prompt) {
    calcinosisButton(prompt, function () { current = prompt; draw(); });
  });
  offered.forEach(function (choice) {
    var button = calcinosisButton(choice, function () {
      pairs.set(current, choice);
      current = asked.find(function (prompt) { return !pairs.has(prompt); }) || current;
      calcinosisKeep(card, asked.map(function (prompt) {
        return pairs.has(prompt) ? pairs.get(prompt).querySelector("button").firstChild.textContent : "";
      }));
      draw();
    });
    button.removeAttribute("aria-pressed");
  });
  calcinosisLabel(choices);
  draw();

  function finish() {
    var right = 0;
    asked.forEach(function (prompt) {
      var choice = pairs.get(prompt), fits = choice.dataset.choice === prompt.dataset.choice;
      var wanted = offered.find(function (each) { return each.dataset.choice === prompt.dataset.choice; });
      right += fits;
      calcinosisPress(prompt, false);
      var text = "\u2192\u00a0" + letter(choice) + (fits ? " \u2713\u00a0right" : " \u2717\u00a0belongs to " + letter(wanted));
      calcinosisMark(prompt, text, fits ? "right" : "wrong");
    });
    var all = right === asked.length;
    controls.finish(all ? "All pairs right." : right + " of " + asked.length + " pairs right.", all);
  }
}

function calcinosisArrangeBack(card) {
  var chosen = calcinosisChosen(card);
  if (!chosen) return;
  card.querySelectorAll("ol.reasons").forEach(function (list) {
    var rows = Array.from(list.children).slice(0, chosen.length), right = 0;
    var ordered = list.classList.contains("numbers");
    rows.forEach(function (row, i) {
      var place = chosen.indexOf(i + 1) + 1;
      var fits = ordered ? place === i + 1 : chosen[i] === row.querySelector(".text").textContent;
      var yours = fits ? "\u2713\u00a0yours" : ordered && !place ? "" : "\u2717\u00a0yours: " + (ordered ? place : chosen[i] || "none");
      var mark = document.createElement("span");
      mark.className = "mark";
      mark.textContent = yours;
      row.querySelector(".text").after(" ", mark);
      row.classList.add(fits ? "right" : "wrong", "chosen");
      right += fits;
    });
    calcinosisSay(card, { right: right === rows.length, text: right + " of " + rows.length + (ordered ? " in the right place." : " pairs right.") });
  });
}

(function () {
  var card = document.querySelector("main.cq");
  if (!card) return;
  calcinosisListen();
  if (card.classList.contains("back")) {
    calcinosisArrangeBack(card);
  } else {
    calcinosisOrder(card);
    calcinosisPair(card);
  }
})();
