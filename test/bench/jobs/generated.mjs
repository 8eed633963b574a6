/**
 * Loads a module from its text. Inner loops are unrolled for the number of positions of the job at hand; written by
 * hand for each number they would be pages, as a loop they run three times slower.
 */
export function loadGenerated(source) {
  return import(`data:text/javascript,${encodeURIComponent(source)}`);
}
