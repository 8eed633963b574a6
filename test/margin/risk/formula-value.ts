import { runInNewContext } from 'node:vm';

/** What a formula of an explanation comes to, as somebody with a calculator would find it. */
export function formulaValue(text: string): number {
  const plain = text
    .replace(/(?<=\d),(?=\d)/g, '')
    .replace(/volatility now |then /g, '')
    .replace(/(-?[\d.]+(?:e-?\d+)?) %/g, '($1 / 100)')
    .replace(/ x /g, ' * ')
    .replace(/e\^\(/g, 'Math.exp(')
    .replace(/sqrt\(/g, 'Math.sqrt(')
    .replace(/max\(/g, 'Math.max(')
    .replace(/delta |index /g, '');
  return runInNewContext(plain) as number;
}
