/**
 * One part of one benchmark in a process of its own: a fresh compiler, and a peak of memory that is this part's alone.
 * Talks to the parent through messages.
 */
process.once('message', (request) => void serve(request));

async function serve({ file, part, options }) {
  try {
    const benchmark = await import(file);
    const result = await benchmark.measure(part, options);
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const usage = { peakMb: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, seconds: process.uptime() };
    process.send({ result: { ...result, ...usage } }, () => process.disconnect());
  } catch (error) {
    process.send({ error: error instanceof Error ? error.stack : String(error) }, () => process.exit(1));
  }
}
