import type { Operation } from '../operation.ts';

export const DELETION: readonly Operation[] = [];
