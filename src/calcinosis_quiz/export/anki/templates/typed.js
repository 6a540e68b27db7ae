// Anki compares letter by letter with one wording, in colours. This line says in words whether what was typed fits,
// other wordings and other numbers included.

function calcinosisPlain(text) {
  var greek = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega".split(" ");
  return text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "")
    .replace(/[\u03b1-\u03c9]/g, function (letter) { return greek[letter.charCodeAt(0) - 0x3b1]; })
    .replace(/\u2019/g, "'").replace(/^[\s.,;:!?"'()[\]]+|[\s.,;:!?"'()[\]]+$/g, "")
    .replace(/[\s\-\u00ad\u2010-\u2015\u2212]+/g, "");
}

function calcinosisNumber(text) {
  var match = /^\s*([-+\u2212]?)(\d*)(?:([.,])(\d+))?\s*[^\d.,]*$/.exec(text);
  if (!match || (!match[2] && !match[4])) return null;
  if (match[3] === "," && match[4].length === 3) return null; // 1,000 may be one or a thousand
  var number = Number((match[2] || "0") + "." + (match[4] || "0"));
  return match[1] === "-" || match[1] === "\u2212" ? -number : number;
}

function calcinosisTyped(compared) {
  // The first line of Anki's comparison is what was typed, apart from the gaps that it shows as missed.
  if (!compared || !compared.querySelector(".typeGood, .typeBad")) return "";
  var typed = "";
  for (var node = compared.firstChild; node && node.nodeName !== "BR"; node = node.nextSibling) {
    if (!(node.classList && node.classList.contains("typeMissed"))) typed += node.textContent;
  }
  return typed;
}

function calcinosisJudge(typed, list) {
  if (list.dataset.low) {
    var number = calcinosisNumber(typed);
    if (number === null) return null; // no number, or one that can be read in two ways: nothing is said
    return number >= Number(list.dataset.low) && number <= Number(list.dataset.high);
  }
  if (!list.classList.contains("accepted")) return false;
  return Array.from(list.querySelectorAll("li.right .text")).some(function (each) {
    return calcinosisPlain(each.textContent) === calcinosisPlain(typed);
  });
}

(function () {
  var card = document.querySelector("main.cq.back");
  if (!card) return;
  var list = card.querySelector("ol.reasons"), said = card.querySelector(".given");
  var typed = calcinosisTyped(card.querySelector("#typeans"));
  if (!list || !said || !typed) return;
  var fits = calcinosisJudge(typed, list);
  if (fits === null) return;
  said.textContent = fits ? "\u2713 Right: what you typed is accepted." : "\u2717 Not among the answers that count as right.";
  said.classList.add(fits ? "right" : "wrong");
})();
