"use strict";
// Answers lines of JSON: {operation, cases: [[ticked, body, context], ...]} each with a list
// of [the body made of the ticked atoms, the verdict on the body that was sent].
const { bodyOf, judge } = require("../../templates/site/rules.js");

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { operation, cases } = JSON.parse(line);
    const answer = cases.map(([ticked, body, context]) => [
      bodyOf(operation, ticked),
      judge(operation, body, context),
    ]);
    process.stdout.write(JSON.stringify(answer) + "\n");
  });
