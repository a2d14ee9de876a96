import { readFileSync } from 'node:fs';
import { ROOT } from './paths.mjs';

/** The Node that is brought along where the machine's is older; `.node-version` names it. */
export const NODE_VERSION = readFileSync(`${ROOT}/.node-version`, 'utf8').trim();
/** The oldest Node that runs the sources as they are. */
export const NODE_MAJOR_NEEDED = 24;
export const PNPM_VERSION = '12.21.0';
/** The oldest Python that the engines are written for. */
export const PYTHON_NEEDED = [3, 11];
