import { describe, expect, it } from 'vitest';
import { continueTrace } from '../../../src/gateway/traceHeader';

const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793';
const FORM = /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]$/;

describe('continueTrace', () => {
  it.each([
    [`${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`, `${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`],
    [`Self=1-1-1; Sampled=1; ${ROOT};Lineage=a:1`, `${ROOT};Parent=`],
    [`${ROOT};Parent=broken;Sampled=?`, `${ROOT};Parent=`],
  ])('keeps what is right of %s', (header, beginning) => {
    const trace = continueTrace(header, 0);
    expect(trace).toMatch(FORM);
    expect(trace.startsWith(beginning)).toBe(true);
  });

  it.each([undefined, 'Root=1-5759e988-bd862e3fe1be46a99427279', 'Parent=53995c3f42cd8ad8', 'a\tb'])(
    'begins a new trace instead of %s',
    (header) => {
      const trace = continueTrace(header, 1_465_510_280_000);
      expect(trace).toMatch(FORM);
      expect(trace.startsWith('Root=1-5759e988-')).toBe(true);
      expect(trace).not.toContain('53995c3f42cd8ad8');
    },
  );
});
