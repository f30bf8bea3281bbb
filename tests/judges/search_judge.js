"use strict";
// Answers {rows, queries} with {hits: the first hits of each query, slowest: milliseconds}.
const { prepare, find } = require("../../templates/site/search.js");

const { rows, queries } = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const index = prepare(rows);
const hits = queries.map((query) => find(index, query, 5));
const times = queries.map((query) => {
  const start = performance.now();
  find(index, query);
  return performance.now() - start;
});
process.stdout.write(JSON.stringify({ hits, slowest: Math.max(...times) }));
