/**
 * The same scenario on another number of instruments: the first ones of its list, or the list again and again. Open
 * interest and depth add up to what they were, so that only their number changes.
 */

/** How closely an instrument and its repetition move together, on top of the matrix. */
const REPETITION = 0.95;

export function withInstruments(scenario, count) {
  const { venue, market, agents } = scenario;
  const given = venue.instruments.length;
  const from = Array.from({ length: count }, (_, i) => i % given);
  const pick = (values) => from.map((i) => values[i]);
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const spread = sum(agents.openInterest) / sum(pick(agents.openInterest));
  return {
    ...scenario,
    venue: {
      ...venue,
      tiers: pick(venue.tiers),
      instruments: from.map((i, k) => ({ ...venue.instruments[i], symbol: `${venue.instruments[i].symbol}-${k}` })),
    },
    market: {
      ...market,
      components: repeatComponents(market.components, from, pick),
      noise: market.noise && { ...market.noise, volatilityAnnual: pick(market.noise.volatilityAnnual) },
      correlation: { matrix: repeatMatrix(market.correlation.matrix, from) },
      depth: pick(market.depth).map((depth) => ({
        ...depth,
        depthAtOnePercent: Math.round(depth.depthAtOnePercent * spread),
      })),
    },
    agents: {
      ...agents,
      openInterest: pick(agents.openInterest).map((amount) => Math.round(amount * spread)),
      classes: agents.classes.map((agentClass) => {
        const { min, max } = agentClass.instrumentsPerAccount;
        return {
          ...agentClass,
          instrumentWeights: pick(agentClass.instrumentWeights),
          instrumentsPerAccount: { min: Math.min(min, count), max: Math.min(max, count) },
        };
      }),
    },
  };
}

function repeatComponents(components, from, pick) {
  return components.flatMap((component) =>
    'instrument' in component
      ? from.flatMap((i, k) => (i === component.instrument ? [{ ...component, instrument: k }] : []))
      : [{ ...component, logReturns: pick(component.logReturns) }],
  );
}

function repeatMatrix(matrix, from) {
  const isRepeated = from.length > matrix.length;
  const weight = isRepeated ? REPETITION : 1;
  return from.map((i, row) => from.map((j, column) => (row === column ? 1 : weight * matrix[i][j])));
}
