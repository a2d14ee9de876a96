import type { Operation } from '../operation.ts';

export const VOTES: readonly Operation[] = [];
