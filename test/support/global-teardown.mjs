export default async function tearDown() {
  await globalThis.sealgraphTemplate?.remove();
}
