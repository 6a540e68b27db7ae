// What was typed, marked by the rules of the terminal: other wordings, other ways to write a number, and slips count
// as they do there. Anki's own comparison with one wording, letter by letter, stays above.

function calcinosisTyped(compared) {
  // The first line of Anki's comparison is what was typed, apart from the gaps that it shows as missed.
  if (!compared || !compared.querySelector(".typeGood, .typeBad")) return "";
  var typed = "";
  for (var node = compared.firstChild; node && node.nodeName !== "BR"; node = node.nextSibling) {
    if (!(node.classList && node.classList.contains("typeMissed"))) typed += node.textContent;
  }
  return typed;
}

function calcinosisTexts(list, side) {
  return Array.from(list.querySelectorAll(side + " .text"), function (each) { return each.textContent; });
}

function calcinosisMarkNumber(typed, list, card) {
  var stated = card.querySelector(".unit"), unit = stated ? stated.textContent.replace(/^Unit: /, "") : "";
  var read = numbers.read(typed, unit, { language: list.dataset.language, convert: Boolean(list.dataset.convert) });
  if (read.message) return { open: true, why: read.why, text: read.message };
  var fits = numbers.compare(list.dataset.low, read.number) <= 0 && numbers.compare(read.number, list.dataset.high) <= 0;
  var slip = calcinosisTexts(list, "li.wrong").findIndex(function (text) {
    var known = numbers.read(text, unit);
    return !known.message && numbers.compare(known.number, read.number) === 0;
  });
  if (fits) return { right: true, why: "in range", text: "Right." };
  return { why: slip < 0 ? "out of range" : "known error", refused: slip, text: "Not right." };
}

function calcinosisMarkText(typed, list) {
  var wanted = {
    accept: calcinosisTexts(list, "li.right"),
    reject: calcinosisTexts(list, "li.wrong"),
    match: list.dataset.match,
    language: list.dataset.language,
  };
  var verdict = wording.judge(typed, wanted);
  if (verdict === "right") return { right: true, why: "accepted", text: "Right." };
  if (verdict === "refused") return { why: "refused", refused: wording.findRefused(typed, wanted), text: "Not right." };
  var near = wording.findNearMiss(typed, wanted);
  if (near !== null) return { nearly: true, why: "slip", text: "Nearly: one letter from \u201c" + near + "\u201d." };
  return { why: "other", text: "Not right." };
}

(function () {
  calcinosisListen();
  var card = document.querySelector("main.cq.back.typed");
  var list = card && card.querySelector(".key ol.reasons");
  var typed = card ? wording.strip(calcinosisTyped(card.querySelector("#typeans"))) : "";
  if (!list || !typed) return;
  var marked = list.dataset.low ? calcinosisMarkNumber(typed, list, card) : calcinosisMarkText(typed, list);
  if (marked.refused >= 0) list.querySelectorAll("li.wrong")[marked.refused].classList.add("chosen");
  card.dataset.why = marked.why;
  calcinosisSay(card, marked);
})();
