// Reads GIFT from standard input with gift-pegjs and writes what it finds as JSON.
const { parse } = require("gift-pegjs");
process.stdout.write(JSON.stringify(parse(require("fs").readFileSync(0, "utf8"))));
