import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { REFUSALS } from '../lti/refusals.js';
import { REGISTRATION_REFUSALS } from '../lti/registration-refusals.js';

const LAUNCH_RESULTS = ['ok', 'binding_wanted', 'cookies_refused', ...Object.keys(REFUSALS)];
const REGISTRATION_RESULTS = ['ok', 'internal', ...Object.keys(REGISTRATION_REFUSALS)];

/** Prometheus figures of the tool. Labels are routes and results, never ids or names. */
export interface Metrics {
  registry: Registry;
  /** Seconds by method, route and status. */
  httpSeconds: Histogram<'method' | 'route' | 'status'>;
  /**
   * Launches by result: `ok`, the code of the refusal, or what the browser did with our cookies. Every
   * result is there from the start, so that the first one of a kind shows as a rise.
   */
  launches: Counter<'result'>;
  /** Registrations by an LMS: `ok` or the code of the refusal; every result from the start. */
  registrations: Counter<'result'>;
  /** Lines of the journal of launches that could not be kept. */
  launchesDropped: Counter;
  /** Scores that wait for delivery, by state. */
  gradeQueue: Gauge<'state'>;
}

/** @param options.defaults also the process's own figures (memory, event loop); not in tests */
export function createMetrics(options: { defaults?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.defaults) collectDefaultMetrics({ register: registry });
  const launches = new Counter({
    name: 'lti_launches_total',
    help: 'LTI launches by result',
    labelNames: ['result'],
    registers: [registry],
  });
  for (const result of LAUNCH_RESULTS) launches.inc({ result }, 0);
  const registrations = new Counter({
    name: 'lti_registrations_total',
    help: 'Registrations by an LMS, by result',
    labelNames: ['result'],
    registers: [registry],
  });
  for (const result of REGISTRATION_RESULTS) registrations.inc({ result }, 0);
  return {
    registry,
    launches,
    registrations,
    httpSeconds: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Duration of HTTP requests by route',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    }),
    launchesDropped: new Counter({
      name: 'lti_launch_journal_dropped_total',
      help: 'Lines of the journal of launches that could not be kept',
      registers: [registry],
    }),
    gradeQueue: new Gauge({
      name: 'grade_queue_size',
      help: 'Scores in the queue to the gradebook by state',
      labelNames: ['state'],
      registers: [registry],
    }),
  };
}
