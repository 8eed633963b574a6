/**
 * One part of one benchmark in a process of its own: a fresh compiler, and a peak of memory that is this part's alone.
 * Talks to the parent through messages.
 */
process.once('message', (request) => void serve(request));

async function serve({ file, part, options }) {
  try {
    const benchmark = await import(file);
    const result = await benchmark.measure(part, options);
    const peakMb = process.resourceUsage().maxRSS / 1024;
    process.send({ result: { ...result, peakMb } }, () => process.disconnect());
  } catch (error) {
    process.send({ error: error instanceof Error ? error.stack : String(error) }, () => process.exit(1));
  }
}
