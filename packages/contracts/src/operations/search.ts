import type { Operation } from '../operation.ts';

export const SEARCH: readonly Operation[] = [];
