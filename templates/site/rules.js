/* Required-key rules as the generated client checks and words them.
 *
 * A port of templates/python/runtime/rules (nodes.py, words.py), held to its words by
 * tests/judges/test_rules_js.py. Rules come as pages/picker.py writes them:
 *
 *   node  "key" or "items.*.key" | {"equals": [key, literal, literal in JSON]}
 *         | {"compare": [key, "less_than" | "at_most" | "at_least" | "more_than", other]}
 *         | {"if": [condition, then, otherwise]} | {"variant": name, "rule": node}
 *         | {"kind": "all" or "any" or "any_of" or "none", "of": [node, ...]}
 *         | {"kind": another, "of": [node, ...], "least": number, "most": number}
 *   rule  {"name", "body", "summary", "when": [[context, [value, ...]], ...], "warn": true}
 *
 * ClientgenRules.judge(operation, body, context) says what the client would say to a call;
 * ClientgenRules.bodyOf(operation, ticked) makes a body in which the ticked atoms are so.
 */
(function () {
  "use strict";

  const LIST = / (and|or|and\/or) /;
  const VERBS = ["add ", "leave out "];
  const NUMBERS = { 1: "one", 2: "two" };

  // Keys are anything, "__proto__" and "constructor" too.
  const get = (object, key) => (Object.prototype.hasOwnProperty.call(object, key) ? object[key] : undefined);
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isGiven = (value) => value !== undefined && value !== null;
  const isAny = (node) => node.kind === "any" || node.kind === "any_of";
  const isCounted = (node) => node.least !== undefined;
  const all = (...parts) => ({ kind: "all", of: parts });
  const none = (...parts) => ({ kind: "none", of: parts });

  function inside(names, body, met) {
    const value = get(body, names[0]);
    if (names.length === 1) return met(value);
    const items = Array.isArray(value) ? value : [];
    return items.length > 0 && items.every((item) => isObject(item) && inside(names.slice(1), item, met));
  }

  // Comparisons of two keys: see comparing.js, which pages have where rules compare.
  const comparing = () => (typeof window === "undefined" ? require("./comparing.js") : window.ClientgenComparing);

  function holds(node, body) {
    if (typeof node === "string") return inside(node.split(".*."), body, isGiven);
    if (node.equals) return inside(node.equals[0].split(".*."), body, (value) => value === node.equals[1]);
    if (node.compare) return comparing().holds(node.compare, (key) => get(body, key));
    if (node.variant !== undefined) return holds(node.rule, body);
    if (node.if) {
      const [condition, then, otherwise] = node.if;
      return holds(holds(condition, body) ? then : otherwise, body);
    }
    const held = node.of.filter((part) => holds(part, body)).length;
    if (isCounted(node)) return node.least <= held && held <= node.most;
    if (node.kind === "none") return held === 0;
    return isAny(node) ? held > 0 : held === node.of.length;
  }

  function listed(items, word) {
    if (items.length < 2) return items.join("");
    return `${items.slice(0, -1).join(", ")} ${word} ${items[items.length - 1]}`;
  }

  /* Join steps; a verb that all have in common is said once. */
  function joined(steps, word) {
    const verb = VERBS.find((each) => steps.every((step) => step.startsWith(each))) || "";
    let texts = steps.map((step) => step.slice(verb.length));
    if (word === ", or") return verb + texts.join(", or ");
    if (texts.length > 1) texts = texts.map((text) => (LIST.test(text) ? `(${text})` : text));
    return verb + listed(texts, verb || word !== "and/or" ? word : "or");
  }

  /* Join steps of which one will do; those that are impossible (null) are left out. */
  function one(steps, word) {
    const possible = steps.filter((step) => step !== null);
    return possible.length ? joined(possible, word) : null;
  }

  /* What makes a node hold, or not hold: "" when it is so already, null when nothing would do. */
  function remedy(node, wanted, body, spell) {
    if (holds(node, body) === wanted) return "";
    if (typeof node === "string") return (wanted ? "add " : "leave out ") + spell(node);
    if (node.equals) {
      const [key, , text] = node.equals;
      return wanted ? `set ${spell(key)} to ${text}` : `give ${spell(key)} another value than ${text}`;
    }
    if (node.compare) return comparing().remedy(node.compare, wanted, spell);
    const make = (part, good) => remedy(part, good, body, spell);
    if (node.variant !== undefined) {
      const step = make(node.rule, wanted);
      return step && wanted ? `${step} for ${node.variant}` : step;
    }
    if (node.if) {
      const [condition, ...sides] = node.if;
      const [then, otherwise] = wanted ? sides : sides.map((side) => none(side));
      return one([all(condition, then), all(none(condition), otherwise)].map((way) => make(way, true)), "or");
    }
    return count(node, wanted, body, make);
  }

  /* How many parts must hold, at least and at most. */
  function bounds(node) {
    if (isCounted(node)) return [node.least, node.most];
    if (node.kind === "none") return [0, 0];
    return [isAny(node) ? 1 : node.of.length, node.of.length];
  }

  function count(node, wanted, body, make) {
    const [least, most] = bounds(node);
    const held = node.of.filter((part) => holds(part, body));
    const others = node.of.filter((part) => !holds(part, body));
    const isBounded = most < node.of.length;
    if (wanted && held.length < least) return some(others, least - held.length, true, make, isBounded);
    if (wanted) return some(held, held.length - most, false, make, false);
    const ways = [];
    if (least) ways.push(some(held, held.length + 1 - least, false, make, false));
    if (isBounded) ways.push(some(others, most + 1 - held.length, true, make, false));
    return one(ways, "or");
  }

  /* What makes so many of some parts hold, or not hold; `only` for no more. */
  function some(parts, number, wanted, make, only) {
    const possible = parts.map((part) => make(part, wanted)).filter((step) => step !== null);
    if (possible.length < number) return null;
    if (possible.length === number) return joined(possible, "and");
    let word = wanted && number === 1 && !only ? "and/or" : "or";
    if (wanted && parts[0].variant !== undefined) word = ", or";
    const bound = only ? "but only" : number > 1 ? "at least" : "";
    const end = bound ? `, ${bound} ${NUMBERS[number] || number} of these` : "";
    return joined(possible, word) + end;
  }

  const spelled = (names, key) =>
    names === null ? key : get(names, key) || key.replace(/([a-z0-9])(?=[A-Z])/g, "$1_").toLowerCase();

  function explain(operation, rule, body, item) {
    const names = item === null ? operation.names : null; // items have the keys of the wire
    const spell = (key) => {
      const [head, ...rest] = key.split(".*.");
      const name = (names && get(names, key)) || [spelled(names, head), ...rest].join(".*.");
      return name === key ? name : `${name} (${key})`;
    };
    // Objects put keys that look like numbers first; calls give keys in the body's order.
    const place = new Map(operation.keys.map((key, index) => [key, index]));
    const order = (key) => (place.has(key) ? place.get(key) : operation.keys.length);
    const keys = Object.keys(body).filter((key) => isGiven(body[key]));
    const given = keys.sort((a, b) => order(a) - order(b)).map((key) => spelled(names, key));
    const { name, summary = "" } = rule;
    return { rule: name, summary, given, remedy: remedy(rule.body, true, body, spell) || "", item };
  }

  function describe(operation, failures) {
    const lines = failures.map((failure) => {
      const where = failure.item === null ? "" : `item ${failure.item}: `;
      const words = failure.remedy || "no set of keys would do";
      const given = failure.given.join(", ") || "nothing";
      const start = words[0].toUpperCase() + words.slice(1);
      return `${where}rule '${failure.rule}' is not met. Given: ${given}. ${start}.`;
    });
    const end = operation.docs ? [`See ${operation.docs}`] : [];
    if (lines.length === 1) return [`${operation.name}: ${lines[0]}`, ...end].join(" ");
    const head = `${operation.name}: ${lines.length} rules are not met.`;
    return [head, ...lines.map((line) => `- ${line}`), ...end].join("\n");
  }

  function overlaps(operation, rule, body, item) {
    if (!rule.warn || rule.body.kind !== "any_of") return [];
    const held = rule.body.of.filter((part) => holds(part.rule, body)).map((part) => part.variant);
    const place = item === null ? operation.name : `${operation.name}: item ${item}`;
    return held.length < 2 ? [] : [`${place}: rule '${rule.name}' is met as ${listed(held, "and")} at once.`];
  }

  /* What the client says to a body in a context: {ok, text, failures, warnings}. */
  function judge(operation, body, context) {
    const applies = (rule) => (rule.when || []).every(([name, values]) => values.includes(get(context, name)));
    const rules = operation.rules.filter(applies);
    let bodies = isObject(body) ? [[body, null]] : [];
    if (Array.isArray(body)) bodies = body.map((each, item) => [isObject(each) ? each : {}, item]);
    const failures = bodies.flatMap(([each, item]) =>
      rules.filter((rule) => !holds(rule.body, each)).map((rule) => explain(operation, rule, each, item))
    );
    if (failures.length) return { ok: false, text: describe(operation, failures), failures, warnings: [] };
    const warnings = rules.flatMap((rule) => bodies.flatMap(([each, item]) => overlaps(operation, rule, each, item)));
    return { ok: true, text: "", failures, warnings };
  }

  /* A body in which the ticked atoms, given as texts, are so: one item where it is an array. */
  function bodyOf(operation, ticked) {
    const body = Object.create(null);
    for (const atom of operation.atoms.filter((each) => ticked.includes(each.text))) {
      const names = atom.key.split(".*.");
      const last = names.pop();
      let place = body;
      for (const name of names) {
        if (!Array.isArray(place[name])) place[name] = [Object.create(null)];
        place = place[name][0];
      }
      if (atom.value !== undefined) place[last] = atom.value;
      else if (!isGiven(place[last])) place[last] = {}; // given, and no literal
    }
    return operation.array ? [body] : body;
  }

  const ClientgenRules = { judge, bodyOf };
  if (typeof window !== "undefined") window.ClientgenRules = ClientgenRules;
  if (typeof module !== "undefined") module.exports = ClientgenRules;
})();
