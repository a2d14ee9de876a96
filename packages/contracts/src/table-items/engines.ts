import { z } from 'zod';
import { HostedEngine } from '../engine-protocol.ts';
import { Key, Time } from './key.ts';

/** Configuration and last report of one engine in one pool: partition `engines`, sort key `<pool>#<engine>`. */
export const EngineItem = z.object({
  ...Key,
  Kind: z.literal('engine'),
  SortAt: z.string(),
  Pool: z.string(),
  Engine: z.string(),
  Enabled: z.boolean(),
  Reported: HostedEngine,
  FirstSeen: Time,
  LastSeen: Time,
});
export type EngineItem = z.infer<typeof EngineItem>;
