// The keys to try: what is ticked decides which lines of the samples are shown, and what the
// client would say to the call.
(function () {
  "use strict";

  const source = document.getElementById("picker");
  if (!source) return;
  const { atoms, keys, operation } = JSON.parse(source.textContent);
  const numbers = new Map(atoms.map((atom, number) => [atom, number]));
  const all = (selector, inside) => [...(inside || document).querySelectorAll(selector)];
  const places = all(".body .fields > li[data-key]");
  const on = new Set(all(".picker input:checked").map((box) => Number(box.dataset.atom)));
  const context = {};

  // Keys in the list of the body can be ticked, too.
  for (const place of places) {
    const number = numbers.get(place.dataset.key);
    if (number === undefined) continue;
    const box = document.createElement("input");
    box.type = "checkbox";
    box.dataset.atom = String(number);
    box.setAttribute("aria-label", `Give ${place.dataset.key} in the samples`);
    place.querySelector(".field").prepend(box);
  }
  const boxes = all("input[data-atom]");

  const hasLiteral = (number) => keys[number] !== atoms[number];
  // A path needs what it leads through, and a literal its key.
  function above(number) {
    const names = keys[number].split(".*.");
    const parents = names.slice(0, -1).map((_, end) => names.slice(0, end + 1).join(".*."));
    return hasLiteral(number) ? [...parents, keys[number]] : parents;
  }

  function set(number, given) {
    if (given) {
      for (const parent of above(number)) {
        if (numbers.has(parent)) on.add(numbers.get(parent));
      }
      atoms.forEach((_, other) => {
        if (hasLiteral(number) && hasLiteral(other) && keys[other] === keys[number]) on.delete(other);
      });
      on.add(number);
    } else {
      on.delete(number);
      atoms.forEach((_, other) => {
        if (above(other).includes(atoms[number])) on.delete(other);
      });
    }
  }

  const listOf = (words) => (words ? words.split(" ").map(Number) : []);
  const lines = all(".sample span[data-n], .sample span[data-u], .sample span[data-s], .sample span[data-g]").map(
    (line) => ({
      line,
      sample: line.closest(".sample"),
      needs: listOf(line.dataset.n),
      unless: listOf(line.dataset.u),
      some: listOf(line.dataset.s),
      group: line.dataset.g,
      ending: line.dataset.g === undefined ? null : line.querySelector(":scope > i"),
    }),
  );

  function showLines() {
    const so = new Set(on);
    for (const [name, value] of Object.entries(context)) {
      const number = numbers.get(`@${name}=${value}`);
      if (number !== undefined) so.add(number);
    }
    const last = new Map();
    for (const each of lines) {
      const shown =
        each.needs.every((number) => so.has(number)) &&
        !each.unless.some((number) => so.has(number)) &&
        (each.some.length === 0 || each.some.some((number) => so.has(number)));
      each.line.hidden = !shown;
      if (each.ending) {
        each.ending.hidden = false;
        if (shown) {
          if (!last.has(each.sample)) last.set(each.sample, new Map());
          last.get(each.sample).set(each.group, each.ending);
        }
      }
    }
    for (const groups of last.values()) {
      for (const ending of groups.values()) ending.hidden = true;
    }
  }

  const verdict = document.querySelector(".verdict");
  const variants = all(".variants button");

  // The body with all that is ticked, its keys in the order of the body.
  function given() {
    const ticked = atoms.filter((_, number) => on.has(number));
    const spoken = window.ClientgenRules.bodyOf(operation, ticked);
    const inner = operation.array ? spoken[0] : spoken;
    const body = Object.create(null);
    for (const key of operation.keys) {
      if (inner[key] !== undefined) body[key] = inner[key];
      else if (ticked.includes(key)) body[key] = {};
    }
    return operation.array ? [body] : body;
  }

  function judge() {
    if (!operation) return;
    const said = window.ClientgenRules.judge(operation, given(), context);
    verdict.className = `verdict ${said.ok ? (said.warnings.length ? "warn" : "ok") : "bad"}`;
    const words = said.ok ? "The client sends it." : `The client refuses it: ${said.text}`;
    verdict.textContent = [words, ...said.warnings].join("\n");
  }

  function show() {
    for (const box of boxes) box.checked = on.has(Number(box.dataset.atom));
    for (const button of variants) {
      const wanted = listOf(button.dataset.set);
      button.setAttribute("aria-pressed", String(wanted.length === on.size && wanted.every((number) => on.has(number))));
    }
    showLines();
    judge();
  }

  for (const box of boxes) {
    box.addEventListener("change", () => {
      set(Number(box.dataset.atom), box.checked);
      show();
    });
  }
  for (const button of variants) {
    button.addEventListener("click", () => {
      on.clear();
      for (const number of listOf(button.dataset.set)) set(number, true);
      show();
    });
  }
  for (const select of all("select[data-context]")) {
    select.addEventListener("change", () => {
      if (select.value) context[select.dataset.context] = select.value;
      else delete context[select.dataset.context];
      show();
    });
  }
  show();
})();
