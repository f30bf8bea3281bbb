/* The search of the site, over the rows that pages/search.py writes:
 * [kind, title, detail, url, further words].
 *
 * ClientgenSearch.prepare(rows) reads them once; ClientgenSearch.find(prepared, query, most)
 * gives {kind, title, detail, url}, the best first. Every word of the query must be there,
 * or begin a word that is. Where nothing is found, a word of five letters or more may have
 * one mistake.
 */
(function () {
  "use strict";

  const KINDS = ["operation", "resource", "rule", "guide", "context", "field"];
  const HUMP = /[\p{Ll}\p{N}](?=\p{Lu})|\p{Lu}(?=\p{Lu}\p{Ll})/gu;
  const SMALL = new Set(["a", "an", "the", "of", "for", "to", "by", "in", "on", "with", "and", "or"]);

  /* One form for singular and plural: invoice(s), category and categories, box(es). */
  function fold(word) {
    if (word.length < 4 || /(ss|us|is)$/.test(word)) return word;
    if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
    return word.replace(/((s|x|z|ch|sh)es?|s)$/, "$2");
  }

  /* The words of a text: no accents, camelCase and snake_case apart. */
  function wordsOf(text) {
    const isPlain = /^[\0-\x7f]*$/.test(text); // nearly always, and ten times as fast
    const plain = isPlain
      ? text.replace(/([a-z0-9])(?=[A-Z])|[A-Z](?=[A-Z][a-z])/g, "$& ")
      : text.normalize("NFKD").replace(/\p{M}/gu, "").replace(HUMP, "$& ");
    const words = plain.toLowerCase().match(isPlain ? /[a-z0-9]+/g : /[\p{L}\p{N}]+/gu) || [];
    const large = words.filter((word) => !SMALL.has(word));
    return (large.length ? large : words).map(fold);
  }

  /* Whether one letter more, less, other or swapped makes one word of the other. */
  function isNear(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    let start = 0;
    while (start < a.length && a[start] === b[start]) start += 1;
    let end = 0;
    const shorter = Math.min(a.length, b.length) - start;
    while (end < shorter && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
    const [left, right] = [a, b].map((word) => word.slice(start, word.length - end));
    if (left.length <= 1 && right.length <= 1) return true;
    return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
  }

  const TITLE = 2; // the word stands in the title
  const WHOLE = 1; // it is all of a word
  const ROWS = 1 << 20; // more than any index has

  function prepare(rows) {
    const places = new Map(); // from a word to [row, TITLE or 0, row, ...]
    const texts = rows.map(([kind, title, detail, , words], row) => {
      const titles = wordsOf(title);
      const details = wordsOf(detail);
      const note = (value) => (word) => {
        const known = places.get(word);
        if (known === undefined) places.set(word, [row, value]);
        else if (known[known.length - 2] !== row) known.push(row, value);
      };
      titles.forEach(note(TITLE));
      details.forEach(note(0));
      wordsOf(words).forEach(note(0));
      // An operation is also known by its method and path.
      return { titles, exact: KINDS[kind] === "operation" ? details.join(" ") : "" };
    });
    return { rows, texts, places, words: [...places.keys()].sort() };
  }

  /* The words of the index that begin like a word, found by halving. */
  function beginning(words, start) {
    let [low, high] = [0, words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle] < start) low = middle + 1;
      else high = middle;
    }
    const first = low;
    while (low < words.length && words[low].startsWith(start)) low += 1;
    return words.slice(first, low);
  }

  function matches({ places, words }, word, mistakes) {
    let found = beginning(words, word);
    if (mistakes && !found.length && word.length >= 5) found = words.filter((each) => isNear(each, word));
    const rows = new Map();
    for (const each of found) {
      const whole = each === word || !each.startsWith(word) ? WHOLE : 0; // mistakes apart
      const known = places.get(each);
      for (let n = 0; n < known.length; n += 2) {
        rows.set(known[n], Math.max(rows.get(known[n]) || 0, known[n + 1] + whole));
      }
    }
    return rows;
  }

  /* Rows in which all words are, each with how well each word fits. */
  function rowsWith(index, words, mistakes) {
    const [first, ...others] = words
      .map((word) => matches(index, word, mistakes))
      .sort((a, b) => a.size - b.size);
    const rows = [];
    for (const [row, value] of first) {
      if (others.every((each) => each.has(row))) rows.push([row, [value, ...others.map((each) => each.get(row))]]);
    }
    return rows;
  }

  function find(index, query, most = 20) {
    const words = [...new Set(wordsOf(query))];
    if (!words.length) return [];
    let found = rowsWith(index, words, false);
    if (!found.length) found = rowsWith(index, words, true);
    const whole = wordsOf(query).join(" ");
    // What counts more comes first; in one number, as numbers are sorted fast.
    const rank = ([row, values]) => {
      const text = index.texts[row];
      const titled = values.filter((value) => value >= TITLE).length;
      const begun = values.filter((value) => !(value & WHOLE)).length;
      const isAll = text.titles.length === words.length && values.every((value) => value === TITLE + WHOLE);
      const tier = isAll || text.exact === whole ? 0 : titled === values.length ? 1 : 2;
      const digits = [begun, index.rows[row][0], values.length - titled, text.titles.length];
      return digits.reduce((sum, digit) => sum * 32 + Math.min(digit, 31), tier) * ROWS + row;
    };
    const ranked = Float64Array.from(found, rank).sort().slice(0, most);
    return Array.from(ranked, (number) => {
      const row = number % ROWS;
      const [kind, title, detail, url] = index.rows[row];
      return { kind: KINDS[kind], title, detail, url };
    });
  }

  const ClientgenSearch = { KINDS, prepare, find };
  if (typeof window !== "undefined") window.ClientgenSearch = ClientgenSearch;
  if (typeof module !== "undefined") module.exports = ClientgenSearch;
})();
