import type { Operation } from '../operation.ts';

export const SESSIONS: readonly Operation[] = [];
