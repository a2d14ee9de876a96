import { z } from 'zod';
import { EngineId } from './ids.ts';
import { EngineKind } from './verdict.ts';

/** The short type names by which engines are routed (VirusTotal's `type_tag`: `peexe`, `elf`, `pdf`, …). */
export const TypeTag = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,31}$/);

/** `engine.toml`: the only place an engine is declared. Unknown keys are refused. */
export const EngineManifest = z
  .strictObject({
    id: EngineId,
    name: z.string().min(1).max(64).describe('As people read it in results: "ClamAV".'),
    kind: EngineKind,
    description: z.string().min(1).max(400),
    os: z
      .string()
      .regex(/^[a-z0-9-]{1,32}$/)
      .describe('`linux`, `windows` or a name that a pool declares.'),
    accepts: z.array(TypeTag).max(256).default([]).describe('Empty: every type.'),
    rejects: z.array(TypeTag).max(256).default([]),
    max_bytes: z
      .int()
      .min(1)
      .max(2 ** 40),
    provides: z
      .array(z.string().regex(/^[a-z_0-9]{1,64}$/))
      .max(64)
      .default([])
      .describe('Attributes of the file object that this engine fills.'),
    limits: z.strictObject({
      timeout_s: z.number().positive().max(3600),
      memory_mb: z.int().min(16).max(65536),
      processes: z.int().min(1).max(1024),
      tmp_mb: z.int().min(0).max(65536),
    }),
    network: z.string().max(400).default('none').describe('`none`, or the reason why it needs one.'),
    reuse: z
      .string()
      .min(1)
      .max(400)
      .optional()
      .describe('Why one process serves many samples instead of a child for each.'),
    reuse_samples: z
      .int()
      .min(1)
      .max(100_000)
      .default(1000)
      .describe('A reused process is replaced after this many samples.'),
    signatures: z
      .strictObject({
        location: z.string().max(400),
        version: z.string().max(400).describe('How the version of the set is read.'),
        update: z.string().max(400).describe('How the set is updated.'),
      })
      .optional(),
    parameters: z
      .record(z.string().regex(/^[a-z_0-9]{1,64}$/), z.union([z.string(), z.number(), z.boolean()]))
      .default({}),
  })
  .meta({ id: 'EngineManifest' });
export type EngineManifest = z.infer<typeof EngineManifest>;
