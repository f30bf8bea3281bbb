/* Comparisons of two keys in rules, as the generated client makes them.
 *
 * A port of templates/python/runtime/rules/compare.py, held to it by tests/judges/test_rules_js.py.
 * Loaded before rules.js, by pages whose rules compare.
 */
(function () {
  "use strict";

  // What must not be so, and what is said of the opposite.
  const BREAKS = {
    less_than: ["=>", "at least"],
    at_most: [">", "more than"],
    at_least: ["<", "less than"],
    more_than: ["<=", "at most"],
  };
  const WHEN = /^(\d{4})-(\d\d)-(\d\d)(?:T((?:[01]\d|2[0-3]):[0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?$/;

  /* A date or a time as [milliseconds of its minute, seconds, microseconds]; null where it is none. */
  function moment(text) {
    const found = WHEN.exec(text);
    if (!found) return null;
    const [, year, month, day, time = "00:00", seconds = "00", fraction = "", zone = "Z"] = found;
    const start = new Date(`${year}-${month}-${day}T00:00:00Z`);
    if (year === "0000" || Number.isNaN(start.getTime()) || start.getUTCDate() !== Number(day)) return null;
    const [hours, minutes] = zone === "Z" ? [0, 0] : zone.slice(1).split(":").map(Number);
    const away = (zone[0] === "-" ? -1 : 1) * (hours * 60 + minutes) * 60000;
    const [hour, minute] = time.split(":").map(Number);
    const at = start.getTime() + (hour * 60 + minute) * 60000 - away;
    return [at, Number(seconds), Number(fraction.slice(0, 6).padEnd(6, "0"))];
  }

  /* How a value stands to another: "<", "=", ">", or "" where they cannot be compared. */
  function signOf(one, other) {
    if (typeof one === "number" && typeof other === "number") return one < other ? "<" : one > other ? ">" : "=";
    if (typeof one !== "string" || typeof other !== "string") return "";
    if (!WHEN.test(one) || !WHEN.test(other)) return "";
    const days = one.length === 10 || other.length === 10;
    const [first, second] = [one, other].map((text) => moment(days ? text.slice(0, 10) : text));
    if (!first || !second) return "";
    const place = first.findIndex((part, index) => part !== second[index]);
    if (place < 0) return "=";
    return first[place] < second[place] ? "<" : ">";
  }

  function holds([key, how, other], get) {
    const sign = signOf(get(key), get(other));
    return sign === "" || !BREAKS[how][0].includes(sign);
  }

  /* What makes a comparison hold, or not hold. */
  function remedy([key, how, other], wanted, spell) {
    if (wanted) return `make ${spell(key)} ${how.replace("_", " ")} ${spell(other)}`;
    return `give ${spell(key)} and ${spell(other)}, the first ${BREAKS[how][1]} the second`;
  }

  const ClientgenComparing = { holds, remedy };
  if (typeof window !== "undefined") window.ClientgenComparing = ClientgenComparing;
  if (typeof module !== "undefined") module.exports = ClientgenComparing;
})();
