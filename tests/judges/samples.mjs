// Runs samples one after the other: node samples.mjs FILE..., each a module.
// A sample that fails, or leaves something behind in the world of all, ends it.
const before = Object.keys(globalThis).length;
console.log = () => {};
for (const file of process.argv.slice(2)) {
  try {
    await import(file);
  } catch (error) {
    console.error(file, error);
    process.exit(1);
  }
  if (Object.keys(globalThis).length !== before || Object.keys({}.__proto__).length) {
    console.error(file, "changed what is global");
    process.exit(1);
  }
}
