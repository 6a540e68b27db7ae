// Orders that follow from a seed: the same seed gives the same paper.

const shuffle = (() => {
  function random(seed) {
    // FNV-1a turns the text into 32 bits; mulberry32 (Tommy Ettinger, 2017) turns those into a stream of numbers.
    let state = 2166136261;
    for (const sign of String(seed)) state = Math.imul(state ^ sign.codePointAt(0), 16777619);
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  }

  // Fisher and Yates (1938), as Durstenfeld (1964) wrote it down.
  function order(count, seed) {
    const next = random(seed), places = [...Array(count).keys()];
    for (let i = count - 1; i > 0; i -= 1) {
      const j = Math.floor(next() * (i + 1));
      [places[i], places[j]] = [places[j], places[i]];
    }
    return places;
  }

  // The order in which the parts of a question are shown; "all of these" and its like make sense in the last place.
  function partsOf(question, seed) {
    if (question.order) return question.order;
    const count = (question.parts || []).length;
    if (question.unshuffled) return [...Array(count).keys()];
    const places = order(count, `${seed} ${question.id}`), last = question.last || [];
    return [...places.filter((i) => !last.includes(i)), ...places.filter((i) => last.includes(i))];
  }

  return { order, partsOf };
})();
