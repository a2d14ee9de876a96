import { ERRORS, type ErrorKind, type Operation } from '@assay/contracts';
import { errorKinds } from './error-kinds.ts';
import { errorHeaders } from './headers.ts';
import { SCHEMAS } from './json-schema.ts';

/** Error answers by status; operations that can fail in the same ways share a component. */
export interface ErrorAnswers {
  readonly components: Readonly<Record<string, unknown>>;
  of(operation: Operation): Record<string, { $ref: string }>;
}

export function collectErrorAnswers(): ErrorAnswers {
  const components: Record<string, unknown> = {};
  return {
    components,
    of(operation) {
      const byStatus = Object.groupBy(errorKinds(operation), (kind) => String(ERRORS[kind].status));
      return Object.fromEntries(
        Object.entries(byStatus).map(([status, kinds = []]) => {
          const name = `${status}.${kinds.join('.')}`;
          components[name] ??= errorAnswer(Number(status), kinds);
          return [status, { $ref: `#/components/responses/${name}` }];
        }),
      );
    },
  };
}

function errorAnswer(status: number, kinds: readonly ErrorKind[]): unknown {
  const examples = kinds.map((kind) => {
    const { code, text: message } = ERRORS[kind];
    return [kind, { summary: message, value: { error: { code, message } } }];
  });
  return {
    description: [...new Set(kinds.map((kind) => ERRORS[kind].code))].join(', '),
    headers: errorHeaders(status),
    content: { 'application/json': { schema: { $ref: `${SCHEMAS}Error` }, examples: Object.fromEntries(examples) } },
  };
}
