import type { Operation } from '../operation.ts';

export const AUDIT: readonly Operation[] = [];
