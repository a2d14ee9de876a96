import type { Operation } from '../operation.ts';

export const VIRUSTOTAL: readonly Operation[] = [];
