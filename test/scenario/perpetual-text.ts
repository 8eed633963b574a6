/** An item of `venue.instruments`: a perpetual at USD 100 whose lot is worth one quantum a tick. */
export const perpetualText = (symbol: string, openInterest: string, depthAtOnePercent: string): string => `
    - symbol: ${symbol}
      initialPrice: 100 USD
      tickSize: 0.01 USD
      lotSize: 0.01
      tiers: [{ maxLeverage: 20x, maintenanceRate: 2.5 % }]
      openInterest: ${openInterest}
      depthAtOnePercent: ${depthAtOnePercent}`;
