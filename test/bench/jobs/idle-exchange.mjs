/**
 * An exchange in which nothing ever happens, to see what the kernel costs without one. Prices follow the outside so
 * that the kernel schedules what it always does; there are no accounts in breach and no facts.
 */
import { createWatchWork } from '../../../dist/exchange/breach-watch.js';

export class IdleExchange {
  accountCount;
  instrumentCount;
  marginModels = [];

  constructor({ venue, population }) {
    this.accountCount = population.accountCount;
    this.instrumentCount = venue.instruments.length;
  }

  start() {}
  onTimer() {}
  advanceTo() {}
  applyReference() {}
  updateMarks() {}
  collectBreaches(out) {
    out.count = 0;
  }
  setStop() {}
  setQuote() {}
  setSpread() {}
  stoppedUntilUsOf() {
    return 0;
  }
  matchingStoppedUntilUsOf() {
    return 0;
  }
  breachCheckIsDue() {
    return false;
  }
  fundingRateOf() {
    return 0;
  }
  offload() {}
  equityOf() {
    return 1;
  }
  maintenanceOf() {
    return 0;
  }
  lotsOf() {
    return 0;
  }
  isActive() {
    return true;
  }
  markTicksOf() {
    return 1;
  }
  indexTicksOf() {
    return 1;
  }
  notionalPerLotOf() {
    return 1;
  }
  lastTicksOf() {
    return 1;
  }
  displacementLogOf() {
    return 0;
  }
  lastMoveLogOf() {
    return 0;
  }
  openInterestOf() {
    return 0;
  }
  haltedUntilUsOf() {
    return 0;
  }
  fundEquity() {
    return 0;
  }
  fundHasInventory() {
    return false;
  }
  marksAreStale() {
    return false;
  }
  work() {
    return { watch: createWatchWork(), rankingPasses: 0 };
  }
  audit() {}
  addTo() {}
}
