import { openApiDocument } from '@assay/service-kit';
import type { World } from '../fuzz/make-world.ts';

/** Live streams do not end. */
const WITHOUT = /\/events$/;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Described {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
}

/** One call of each operation, as the description shows it, of what is there. */
export interface Example {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Whether nobody has to sign in for it. */
  readonly open: boolean;
  readonly body: { readonly type: string; readonly text: string } | null;
}

export function everyOperation(origin: string, world: World): Example[] {
  const { paths } = openApiDocument(origin) as unknown as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths)
    .filter(([path]) => !WITHOUT.test(path))
    .flatMap(([path, item]) =>
      METHODS.filter((method) => item[method] !== undefined).map((method) =>
        exampleOf(path, method.toUpperCase(), item[method] as Described, world),
      ),
    );
}

function exampleOf(path: string, method: string, described: Described, world: World): Example {
  const known = Object.entries(world.known).find(([part]) => path.includes(part))?.[1] ?? {};
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name]?.[0] ?? '0'.repeat(64));
  const content = Object.entries(described.requestBody?.content ?? {})[0];
  const open = described.security?.length === 0;
  return {
    id: described.operationId,
    method,
    path: filled,
    open,
    body: content === undefined ? null : bodyOf(content),
  };
}

function bodyOf([type, { example }]: [string, { example?: unknown }]): Example['body'] {
  if (type !== 'multipart/form-data') return { type, text: JSON.stringify(example ?? {}) };
  const boundary = 'one-small-file';
  const head = 'content-disposition: form-data; name="file"; filename="away.bin"';
  const text = `--${boundary}\r\n${head}\r\n\r\nbytes\r\n--${boundary}--\r\n`;
  return { type: `${type}; boundary=${boundary}`, text };
}
