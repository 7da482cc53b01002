/**
 * Jest's environment for Node, with one thing added. Each test file loads up to fifteen hundred modules anew, and V8 would compile each of
 * them anew: what it made of a text is kept in the worker for the next file that loads the same text. Everything is evaluated anew.
 */
import vm from "node:vm";
import { TestEnvironment } from "jest-environment-node";

const { SourceTextModule, compileFunction } = vm;
/** By kind and name: the text that was compiled last, and what V8 made of it. */
const kept = new Map();

/** `compileWith` what is kept, where the text is the same and V8 takes it; else `compile`, which gives what is to be kept. */
function once(name, code, compileWith, compile) {
  // What is kept imports nothing while it runs: V8 forgets who is to load it.
  if (/\bimport\s*\(/.test(code)) return compile()[0];
  const known = kept.get(name);
  if (known?.code === code) {
    try {
      return compileWith(known.compiled);
    } catch {
      // V8 was set otherwise meanwhile.
    }
  }
  const [made, compiled] = compile();
  if (compiled) kept.set(name, { code, compiled });
  return made;
}

// Jest reads both from the module at each use.
vm.SourceTextModule = function compileModule(code, options) {
  return once(
    `module ${options.identifier}`,
    code,
    (cachedData) => new SourceTextModule(code, { ...options, cachedData }),
    () => {
      const made = new SourceTextModule(code, options);
      return [made, made.createCachedData()];
    },
  );
};
// Of its prototype Jest asks what this Node can.
vm.SourceTextModule.prototype = SourceTextModule.prototype;

vm.compileFunction = (code, parameters, options) =>
  once(
    `function ${options.filename}`,
    code,
    (cachedData) => compileFunction(code, parameters, { ...options, cachedData }),
    () => {
      const made = compileFunction(code, parameters, { ...options, produceCachedData: true });
      return [made, made.cachedData];
    },
  );

export default TestEnvironment;
