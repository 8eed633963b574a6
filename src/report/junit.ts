/** `junit.xml`: each threshold is a test, each failed path an error, so that any CI server shows a run. */
import type { RunResult } from '../experiment/run-result.ts';
import type { FailedPath, RunSummary, Verdict } from '../experiment/run-summary.ts';
import { formatInterval } from '../base/format.ts';
import { measureText } from './measure-text.ts';

export function buildJUnit({ summary }: RunResult): string {
  const failures = summary.verdicts.filter(({ passed }) => !passed).length;
  const errors = summary.failedPaths.length + (summary.partial ? 1 : 0);
  const tests = summary.verdicts.length + errors;
  const counts = `tests="${tests}" failures="${failures}" errors="${errors}" skipped="0"`;
  const name = summary.partial ? `${summary.scenario} (partial)` : summary.scenario;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="${escapeXml(name)}" ${counts}>
    <properties>
${propertiesOf(summary)
  .map(([key, value]) => `      <property name="${key}" value="${escapeXml(value)}"/>\n`)
  .join('')}    </properties>
${summary.verdicts.map((verdict) => thresholdCase(summary, verdict)).join('')}${summary.failedPaths
  .map((failed) => failedPathCase(summary, failed))
  .join('')}${summary.partial ? partialCase(summary) : ''}  </testsuite>
</testsuites>
`;
}

function propertiesOf(summary: RunSummary): [string, string][] {
  return [
    ['seed', summary.seed],
    ['fingerprint', summary.fingerprint],
    ['version', summary.version],
    ['paths', String(summary.paths)],
    ['pathsPlanned', String(summary.pathsPlanned)],
    ['failedPaths', String(summary.failedPaths.length)],
    ['partial', String(summary.partial)],
    ['reproduce', summary.reproduce],
  ];
}

function thresholdCase(summary: RunSummary, verdict: Verdict): string {
  const open = `    <testcase classname="${escapeXml(verdict.measure)}" name="${escapeXml(verdict.threshold)}"`;
  const value = measureText(verdict.unit, verdict.value);
  const limit = measureText(verdict.unit, verdict.limit);
  const details = [
    `value     ${value} (${verdict.value})`,
    `limit     ${limit} (${verdict.limit})`,
    `interval  ${formatInterval(verdict.unit, verdict.interval)} at confidence ${verdict.interval.level}`,
    `paths     ${verdict.paths}, worst path ${verdict.worstPath}`,
    ...(verdict.uncertain ? ['uncertain the interval lies on both sides of the limit: run more paths'] : []),
    `reproduce ${summary.reproduce}`,
  ].join('\n');
  if (verdict.passed) return `${open}>\n      <system-out>${escapeXml(details)}</system-out>\n    </testcase>\n`;
  const message = escapeXml(`${verdict.threshold}: ${value}, limit ${limit}`);
  return `${open}>\n      <failure type="threshold" message="${message}">${escapeXml(details)}</failure>\n    </testcase>\n`;
}

function failedPathCase(summary: RunSummary, { path, kind, message, event }: FailedPath): string {
  const details = [message, `event     ${event}`, `reproduce ${summary.reproduce}`].join('\n');
  return `    <testcase classname="path" name="path ${path}">
      <error type="${kind}" message="${escapeXml(message)}">${escapeXml(details)}</error>
    </testcase>
`;
}

function partialCase({ paths, pathsPlanned }: RunSummary): string {
  return `    <testcase classname="run" name="all paths finished">
      <error type="partial" message="interrupted: ${paths} of ${pathsPlanned} paths finished"/>
    </testcase>
`;
}

// oxlint-disable-next-line no-control-regex -- XML 1.0 forbids these even as character references
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Cs}/gu;

/** For text and for attribute values; line breaks stay line breaks in both. */
export function escapeXml(text: string): string {
  return text
    .replace(NOT_IN_XML, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');
}
