import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

/** What operators watch of a worker. */
export function createWorkerMetrics(registry: Registry) {
  const registers = [registry];
  return {
    runs: new Counter({
      name: 'assay_engine_runs_total',
      help: 'Engine runs of this worker by engine and outcome.',
      labelNames: ['engine', 'outcome'],
      registers,
    }),
    runSeconds: new Histogram({
      name: 'assay_engine_run_duration_seconds',
      help: 'Time of an engine run, from when the host was asked.',
      labelNames: ['engine'],
      buckets: SECONDS,
      registers,
    }),
    messages: new Counter({
      name: 'assay_scan_messages_total',
      help: 'Messages by lane and how they ended: done, gone, leased, released, again.',
      labelNames: ['lane', 'end'],
      registers,
    }),
    queueWait: new Histogram({
      name: 'assay_queue_wait_seconds',
      help: 'Time from publishing to the claim.',
      labelNames: ['lane'],
      buckets: SECONDS,
      registers,
    }),
    scanSeconds: new Histogram({
      name: 'assay_claim_duration_seconds',
      help: 'Time from the claim to the last acknowledged outcome.',
      labelNames: ['lane'],
      buckets: SECONDS,
      registers,
    }),
    stepSeconds: new Histogram({
      name: 'assay_scan_step_duration_seconds',
      help: 'Time of what is done once for each scan, by step: claim, fetch, identify; and once for each engine: post.',
      labelNames: ['step'],
      buckets: SECONDS,
      registers,
    }),
    slotsBusy: new Gauge({ name: 'assay_worker_slots_busy', help: 'Scans under way.', registers }),
    hostUp: new Gauge({ name: 'assay_engine_host_up', help: '1 while the engine host is connected.', registers }),
    engineUp: new Gauge({
      name: 'assay_engine_up',
      help: '1 while the engine is available.',
      labelNames: ['engine'],
      registers,
    }),
    ingestAway: new Counter({
      name: 'assay_ingest_away_total',
      help: 'Requests to results-ingest that have to be repeated.',
      registers,
    }),
    sampleFaults: new Counter({
      name: 'assay_sample_faults_total',
      help: 'Samples that could not be read or were other bytes than promised.',
      registers,
    }),
  };
}

/** Does a step of a scan and observes its time, also when it fails. */
export async function timed<T>(
  metrics: WorkerMetrics,
  step: 'claim' | 'fetch' | 'identify' | 'post',
  work: () => Promise<T>,
): Promise<T> {
  const end = metrics.stepSeconds.startTimer({ step });
  try {
    return await work();
  } finally {
    end();
  }
}
