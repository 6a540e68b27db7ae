// What was chosen on the front, for the back of that card on that day. One place holds it, and every front that asks
// for a choice empties it: nothing reaches another card or the next review. Where nothing can be kept, the back does
// without.

function calcinosisKeep(card, chosen) {
  var kept = JSON.stringify({ card: calcinosisSeed(card), chosen: chosen });
  window.calcinosisKept = kept; // on desktops both sides are one page
  try { sessionStorage.setItem("calcinosis", kept); } catch (error) { /* storage is switched off */ }
}

function calcinosisForget() {
  window.calcinosisKept = null;
  try { sessionStorage.removeItem("calcinosis"); } catch (error) { /* storage is switched off */ }
}

function calcinosisChosen(card) {
  var kept = window.calcinosisKept || null;
  try { kept = kept || sessionStorage.getItem("calcinosis"); } catch (error) { /* storage is switched off */ }
  kept = kept ? JSON.parse(kept) : null;
  return kept && kept.card === calcinosisSeed(card) ? kept.chosen : null;
}
