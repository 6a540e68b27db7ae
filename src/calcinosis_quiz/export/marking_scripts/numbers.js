// Numbers as learners write them, compared digit by digit: floating-point sums such as 0.1 + 0.2 would be inexact.
// The rules are those of quiz/typed_numbers.py; one table of answers tests both.

const numbers = (() => {
  const MOST_DIGITS = 30; // before the decimal point, and behind it
  const MOST_TENS = 99; // powers of ten, either way
  const BODY = /^([-+\u2212]?) ?((?:[.,]?\p{Nd})(?:[ .,'\u2019]?\p{Nd})*)(.*)$/su;
  const POWER = new RegExp("^(?:[eE]([-+\\u2212]?\\p{Nd}{1,3})| ?[x\\u00d7\\u00b7\\u22c5*] ?10"
    + "(?:(?:\\^|\\*\\*) ?([-+\\u2212]?\\p{Nd}{1,3})|([\\u207a\\u207b]?[\\u2070\\u00b9\\u00b2\\u00b3\\u2074-\\u2079]{1,3})))"
    + "(?!\\p{Nd})(.*)$", "su");
  const RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
  // Where a number is usually written with a decimal comma, and a point may stand between thousands.
  const COMMA_LANGUAGES = ("bg cs da de el es fi fr gl hr hu id is it nb nl nn no pl pt ro ru sk sl sr sv tr uk vi")
    .split(" ");
  const PREFIXES = {
    "": 0, k: 3, h: 2, d: -1, c: -2, m: -3, "\u00b5": -6, "\u03bc": -6, u: -6, mc: -6, n: -9, p: -12, f: -15,
  };
  const BASES = ["mol", "osm", "eq", "g", "l", "m", "s"];

  // Digits of every script stand in rows of ten.
  function plainDigit(sign) {
    let first = sign.codePointAt(0);
    while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
    return String((sign.codePointAt(0) - first) % 10);
  }

  const plainDigits = (text) => text.replace(/\p{Nd}/gu, plainDigit);
  const isDigits = (text) => /^[0-9]+$/.test(text);
  const bare = (text) => text.replace(/[^0-9]/g, "");

  // In groups of three with one and the same separator.
  function isGrouped(digits) {
    const separators = [...new Set([...digits].filter((sign) => !isDigits(sign)))];
    if (separators.length !== 1 || digits.startsWith("0")) return false;
    const [first, ...others] = digits.split(separators[0]);
    return first.length >= 1 && first.length <= 3 && others.every((each) => each.length === 3);
  }

  // Digits with separators as a plain decimal; null where they stand for none.
  function writePlain(digits) {
    const last = Math.max(digits.lastIndexOf("."), digits.lastIndexOf(","));
    if (last >= 0 && digits.split(digits[last]).length === 2) {
      const whole = digits.slice(0, last), decimals = digits.slice(last + 1);
      if (isDigits(decimals) && (whole === "" || isDigits(whole) || isGrouped(whole))) {
        return `${bare(whole) || "0"}.${decimals}`;
      }
    }
    return isDigits(digits) || isGrouped(digits) ? bare(digits) : null;
  }

  // Both readings of digits such as 1,500; null where there is one. A point has two where a comma is usual.
  function twoReadings(digits, language) {
    const hasComma = COMMA_LANGUAGES.includes(language);
    const separator = (hasComma ? [".", ","] : [","]).find((sign) => digits.split(sign).length === 2);
    if (!separator || !isGrouped(digits)) return null;
    if (!hasComma) return [bare(digits), digits.replace(",", ".")];
    const [whole, decimals] = digits.split(separator), shorter = decimals.replace(/0+$/, "");
    // Three decimals could be a group again: one more or one fewer cannot.
    return [bare(digits), shorter ? `${whole},${shorter.length < 3 ? shorter : `${decimals}0`}` : whole];
  }

  function foldUnit(unit) {
    const folded = wording.strip(wording.strip(wording.fold(unit)).replace(/\.+$/, ""));
    if (folded === "percent" || folded === "per cent") return "%";
    return folded.endsWith("s") && [...folded].length > 3 ? folded.slice(0, -1) : folded;
  }

  // A unit such as mmol/L: its dimension without prefixes, and the power of ten of these.
  function takeApart(unit) {
    const bases = [];
    let tens = 0;
    for (const [place, part] of foldUnit(unit).split("/").entries()) {
      const base = BASES.find((each) => part.endsWith(each) && part.slice(0, -each.length) in PREFIXES);
      if (base === undefined || place > 1) return null;
      bases.push(base);
      tens += PREFIXES[part.slice(0, -base.length)] * (place ? -1 : 1);
    }
    return { dimension: bases.join("/"), tens };
  }

  // How many powers of ten one unit is above another of the same dimension; null for other dimensions.
  function shiftBetween(given, wanted) {
    const one = takeApart(given), other = takeApart(wanted);
    return one && other && one.dimension === other.dimension ? one.tens - other.tens : null;
  }

  // A plain decimal, its point moved.
  function move(plain, tens) {
    const [whole, decimals = ""] = plain.split(".");
    const digits = whole + decimals, point = whole.length + tens;
    const padded = digits.padStart(digits.length + Math.max(0, -point), "0").padEnd(Math.max(point, digits.length), "0");
    const place = Math.max(point, 0);
    const before = padded.slice(0, place).replace(/^0+(?=.)/, "") || "0", after = padded.slice(place);
    return after ? `${before}.${after}` : before;
  }

  // Returns { number }, a plain decimal such as -0.5, or { why, message } where there is none.
  function read(text, unit, { language, convert } = {}) {
    const expected = `Type a number${unit ? `, in ${unit}` : ""}.`;
    const none = { why: "no number", message: expected };
    const found = BODY.exec(wording.tidy(text));
    if (!found) return none;
    const digits = plainDigits(found[2]), plain = writePlain(digits);
    if (plain === null) return none;
    let rest = found[3], tens = 0;
    const power = POWER.exec(rest);
    const readings = power ? null : twoReadings(digits, (language || "en").split("-")[0]);
    if (power) {
      const raised = [...(power[3] || "")].map((sign) => (sign === "\u207b" ? "-" : sign === "\u207a" ? "+" : RAISED.indexOf(sign)));
      tens = Number(plainDigits(power[1] || power[2] || raised.join("")).replace("\u2212", "-"));
      rest = power[4];
    } else if (readings) {
      return { why: "two readings", message: `${found[2]} can be read in two ways. Write ${readings[0]} or ${readings[1]}.` };
    }
    rest = wording.strip(rest);
    const shift = convert ? shiftBetween(rest, unit || "") : null;
    if (shift === null && foldUnit(rest) !== "" && foldUnit(rest) !== foldUnit(unit || "")) {
      const wanted = unit ? expected : "Type the number alone.";
      return { why: "other unit", message: `\u201c${rest}\u201d is not the unit. ${wanted}` };
    }
    const [whole, decimals = ""] = plain.split(".");
    if (whole.length > MOST_DIGITS || decimals.length > MOST_DIGITS || Math.abs(tens) > MOST_TENS) return none;
    const sign = found[1] === "-" || found[1] === "\u2212" ? "-" : "";
    return { number: `${sign}${move(plain, tens + (shift || 0))}` };
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
