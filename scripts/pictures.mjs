/** `npm run pictures`: the screens of the web client that documents show, as its tests come by them, into docs/pictures. */
process.env.PICTURES ??= "1";
const given = process.argv.slice(2);
process.argv.splice(2, given.length, ...(given.length > 0 ? given : ["test/browser"]), "-w", "1");
await import("./test.mjs");
