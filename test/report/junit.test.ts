// Goal: a CI server understands the file whatever a scenario holds. Method: whole elements, then well-formedness as an
// XML parser of a browser sees it (report-browser.test.ts) and by rule here.

import { describe, expect, it } from 'vitest';
import { buildJUnit, escapeXml } from '../../src/report/junit.ts';
import { makeRun } from './fixture.ts';

const text = buildJUnit(makeRun());

describe('junit.xml', () => {
  it('counts tests, failures and errors', () => {
    expect(text).toContain('<testsuite name="black-thursday-2020" tests="5" failures="2" errors="1" skipped="0">');
    expect(text.match(/<testcase /g)).toHaveLength(5);
    expect(text.match(/<failure /g)).toHaveLength(2);
    expect(text.match(/<error /g)).toHaveLength(1);
  });

  it('names the measure and the threshold, and says how to see the breach again', () => {
    const start = text.indexOf('<testcase classname="adl.notional" name="probability(adl.notional &gt; 0) &lt; 0.05">');
    const failure = text.slice(start, text.indexOf('</testcase>', start));
    expect(failure).toContain(
      '<failure type="threshold" message="probability(adl.notional &gt; 0) &lt; 0.05: 12.9 %, limit 5 %">',
    );
    expect(failure).toContain('worst path 23');
    expect(failure).toContain('interval  [3.6 % .. 29.8 %] at confidence 0.95');
    expect(failure).toContain('reproduce aftershock run scenarios/historical/black-thursday-2020.yaml');
  });

  it('says which run it was', () => {
    for (const name of [
      'seed',
      'fingerprint',
      'version',
      'paths',
      'pathsPlanned',
      'failedPaths',
      'partial',
      'reproduce',
    ]) {
      expect(text).toMatch(new RegExp(`<property name="${name}" value="[^"]+"/>`));
    }
  });

  it('marks an interrupted run as one that did not pass', () => {
    const run = makeRun({ failedPath: null });
    const partial = buildJUnit({ ...run, summary: { ...run.summary, partial: true, pathsPlanned: 64 } });
    expect(partial).toContain('name="black-thursday-2020 (partial)" tests="5" failures="2" errors="1"');
    expect(partial).toContain('interrupted: 32 of 64 paths finished');
  });

  it('escapes what strangers wrote', () => {
    const hostile = buildJUnit(makeRun({ hostileText: `]]></failure>&"'\u0000\u001b\ufffe\ud800<x` }));
    expect(hostile).not.toContain('<x');
    // oxlint-disable-next-line no-control-regex -- XML 1.0 forbids these characters
    expect(hostile).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u);
    expect(hostile.replaceAll(/&(?:amp|lt|gt|quot|#10|#9|#13);/g, '')).not.toContain('&');
  });

  it.each([
    ['a<b>&"c', 'a&lt;b&gt;&amp;&quot;c'],
    ['line\nline\ttab\r', 'line&#10;line&#9;tab&#13;'],
    ['\u0000\u001f\u0085', '\ufffd\ufffd\ufffd'],
    ['\ud83d\ude00', '\ud83d\ude00'],
    ['\ud83d', '\ufffd'],
  ])('writes %j as %j', (raw, escaped) => {
    expect(escapeXml(raw)).toBe(escaped);
  });
});
