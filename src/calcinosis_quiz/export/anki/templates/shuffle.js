// The order of a day: the same on both sides of a card and in every client, with nothing stored.
// Functions alone stand at the top level: a page outlives its cards, and a second `const` would be an error.

function calcinosisRandom(seed) {
  // FNV-1a turns the text into 32 bits; mulberry32 (Tommy Ettinger, 2017) turns those into a stream of numbers.
  var state = 2166136261;
  for (var i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 16777619);
  return function () {
    state = (state + 0x6d2b79f5) | 0;
    var mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function calcinosisShuffle(entries, seed) {
  // Fisher and Yates (1938), as Durstenfeld (1964) wrote it down.
  var random = calcinosisRandom(seed);
  var shuffled = entries.slice();
  for (var i = shuffled.length - 1; i > 0; i--) {
    var j = Math.floor(random() * (i + 1));
    var kept = shuffled[i];
    shuffled[i] = shuffled[j];
    shuffled[j] = kept;
  }
  return shuffled;
}

function calcinosisDay(now) {
  // A day begins at four in the morning, as Anki's does: nobody's order changes at midnight.
  var day = new Date(now.getTime() - 4 * 3600 * 1000);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].join("-");
}

function calcinosisReorder(list, seed) {
  if (!list || list.dataset.keep) return;
  var entries = Array.from(list.children);
  var last = entries.filter(function (entry) { return entry.dataset.fixed; });
  var free = entries.filter(function (entry) { return !entry.dataset.fixed; });
  calcinosisShuffle(free, seed).concat(last).forEach(function (entry) { list.appendChild(entry); });
}

function calcinosisSeed(card) {
  return card.dataset.seed + " " + calcinosisDay(new Date());
}

function calcinosisSay(card, said) {
  var line = card.querySelector(".said");
  line.textContent = (said.right ? "\u2713 " : said.nearly ? "\u2248 " : said.open ? "" : "\u2717 ") + said.text;
  line.classList.add(said.right ? "right" : said.nearly || said.open ? "nearly" : "wrong");
}
