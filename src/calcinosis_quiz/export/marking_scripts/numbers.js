// Numbers as learners write them, compared digit by digit: floating-point sums such as 0.1 + 0.2 would be inexact.
// The rules are those of quiz/typed_numbers.py; one table of answers tests both.

const numbers = (() => {
  const NUMBER = /^([-+\u2212]?)(\p{Nd}{1,18}(?:[.,]\p{Nd}{1,12})?|[.,]\p{Nd}{1,12})(.*)$/su;

  // Digits of every script stand in rows of ten.
  function plain(sign) {
    let first = sign.codePointAt(0);
    while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
    return String((sign.codePointAt(0) - first) % 10);
  }

  function foldUnit(unit) {
    const folded = wording.strip(wording.strip(wording.fold(unit)).replace(/\.+$/, ""));
    if (folded === "percent" || folded === "per cent") return "%";
    return folded.endsWith("s") && [...folded].length > 3 ? folded.slice(0, -1) : folded;
  }

  // Returns { number }, a plain decimal such as -0.5, or { why, message } where there is none.
  function read(text, unit) {
    const expected = `Type a number${unit ? `, in ${unit}` : ""}.`;
    const found = NUMBER.exec(wording.strip(text));
    if (!found) return { why: "no number", message: expected };
    const digits = found[2], rest = wording.strip(found[3]);
    if (/^[1-9]\p{Nd}{0,2},\p{Nd}{3}$/u.test(digits)) {
      const [whole, point] = [digits.replace(",", ""), digits.replace(",", ".")];
      return { why: "two readings", message: `${digits} can be read in two ways. Write ${whole} or ${point}.` };
    }
    if (foldUnit(rest) !== "" && foldUnit(rest) !== foldUnit(unit || "")) {
      const wanted = unit ? expected : "Type the number alone.";
      return { why: "other unit", message: `\u201c${rest}\u201d is not the unit. ${wanted}` };
    }
    const [whole, decimals] = digits.replace(/\p{Nd}/gu, plain).replace(",", ".").split(".");
    const sign = found[1] === "-" || found[1] === "\u2212" ? "-" : "";
    return { number: `${sign}${whole.replace(/^0+(?=.)/, "") || "0"}${decimals ? `.${decimals}` : ""}` };
  }

  // Below 0, 0 or above 0, as one plain decimal is below, equal to or above another.
  function compare(one, other) {
    const places = Math.max(...[one, other].map((each) => (each.split(".")[1] || "").length));
    const [a, b] = [one, other].map((each) => {
      const [whole, decimals = ""] = each.split(".");
      return BigInt(whole + decimals.padEnd(places, "0"));
    });
    return a < b ? -1 : a > b ? 1 : 0;
  }

  return { read, compare };
})();
