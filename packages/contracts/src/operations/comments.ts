import type { Operation } from '../operation.ts';

export const COMMENTS: readonly Operation[] = [];
