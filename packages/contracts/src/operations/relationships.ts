import type { Operation } from '../operation.ts';

export const RELATIONSHIPS: readonly Operation[] = [];
