// Every scenario that ships has a golden result, named in test/golden/scenarios.json, and says where the model begins.

const OWN_SCENARIOS = 'test/golden/scenarios/';

/**
 * @param shipped paths of the YAML files below scenarios/, relative to the repository's root.
 * @param register the parsed register: a list of such paths, or an object that has them as keys.
 */
export function compareScenarios(shipped: readonly string[], register: unknown): string[] {
  const listed = Array.isArray(register) ? (register as unknown[]) : Object.keys(register ?? {});
  return [
    ...shipped.filter((path) => !listed.includes(path)).map((path) => `${path}: not in the register`),
    ...listed
      // Scenarios that only the tests have lie beside the register.
      .filter((path) => typeof path !== 'string' || (!shipped.includes(path) && !path.startsWith(OWN_SCENARIOS)))
      .map((path) => `${String(path)}: in the register, but neither below scenarios/ nor ${OWN_SCENARIOS}`),
  ];
}

/** What the head of a scenario must say and does not: what comes from outside the model, and what is left to it. */
export function findUntold(path: string, text: string): string[] {
  const head = text.slice(0, text.search(/^version:/m)).replaceAll(/\s*#\s*/g, ' ');
  return [/\boutside\b[^:]*: /i, /\bleft to the model: /i]
    .filter((wanted) => !wanted.test(head))
    .map((wanted) => `${path}: its head has nothing like ${wanted}`);
}
