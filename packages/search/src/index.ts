export type { SearchWriter } from './ports.ts';
