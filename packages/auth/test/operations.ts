import { type Operation, operation } from '@assay/contracts';

const answer = { description: 'Nothing.' };
const common = { path: '/x', under: ['v1'], service: 'report-api', tag: 'Test', summary: 'A test', answer } as const;

/** Operations of every kind that the gate tells apart. */
export const READ = operation({ ...common, id: 'read', method: 'GET' }) as unknown as Operation;
export const WRITE = operation({ ...common, id: 'write', method: 'POST' }) as unknown as Operation;
export const POLL = { ...READ, id: 'poll', cost: 'free' } satisfies Operation;
export const UPLOAD = { ...WRITE, id: 'upload', cost: 'upload' } satisfies Operation;
export const ANALYSE = { ...READ, id: 'analyse', access: 'analyst' } satisfies Operation;
export const MANAGE = { ...WRITE, id: 'manage', confirm: true } satisfies Operation;
export const SIGN_IN = { ...WRITE, id: 'signIn', access: 'anyone' } satisfies Operation;
export const ABOUT = { ...READ, id: 'about', access: 'anyone' } satisfies Operation;
