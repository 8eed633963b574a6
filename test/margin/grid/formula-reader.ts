/** Reads the arithmetic of an explanation: numbers with thousands apart, per cent, x + - ( ) and max. */

/** Value of a formula up to its remarks; undefined for one that is words. */
export function readFormula(formula: string): number | undefined {
  const head = formula
    .split(/, size x|: |;/)[0]!
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
    .replace(/ (spreads|deltas|short option minimum)(?= )/g, '');
  const tokens = head.replace(/short option minimum /g, '').match(/max\(|[\d.]+|[-+x%(),]|\S+/g) ?? [];
  if (tokens.length === 0 || tokens.some((token) => !/^(max\(|[\d.]+|[-+x%(),])$/.test(token))) return undefined;
  let at = 0;
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-') {
      const sign = tokens[at] === '+' ? 1 : -1;
      at += 1;
      value += sign * product();
    }
    return value;
  };
  const product = (): number => {
    let value = factor();
    while (tokens[at] === 'x') {
      at += 1;
      value *= factor();
    }
    return value;
  };
  const factor = (): number => {
    const token = tokens[at]!;
    at += 1;
    if (token === '-') return -factor();
    if (token === '(' || token === 'max(') {
      let value = sum();
      while (tokens[at] === ',') {
        at += 1;
        value = Math.max(value, sum());
      }
      at += 1;
      return value;
    }
    if (tokens[at] !== '%') return Number(token);
    at += 1;
    return Number(token) / 100;
  };
  const value = sum();
  return at === tokens.length ? value : NaN;
}
