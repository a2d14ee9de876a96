export { configSchema } from './config.ts';
export { createWorker, type Worker, type WorkerOptions } from './create-worker.ts';
