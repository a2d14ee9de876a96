import { ApiKeyRecord, SessionRecord } from '@assay/contracts';
import type { z } from 'zod';

/**
 * A kind of record that is sealed. `R` is the record, `P` what of it says where it belongs: bound to the sealed text, so
 * that it opens in no other place and as no other kind.
 */
export interface RecordKind<R extends P, P> {
  readonly schema: z.ZodType<R>;
  /** Of no other kind's form. */
  readonly place: (of: P) => readonly string[];
}

/** Whose record of an API key it is. */
export interface SealedPlace {
  readonly token: string;
  readonly userId: string;
}

/** Sealed in the table and, for some minutes, in Redis. Its place was written before there were other kinds. */
export const API_KEY: RecordKind<ApiKeyRecord, SealedPlace> = {
  schema: ApiKeyRecord,
  place: ({ token, userId }) => [token, userId],
};

/** Sealed in Redis alone. No token of an API key is `session`, so none of its places is one of these. */
export const SESSION: RecordKind<SessionRecord, Pick<SessionRecord, 'sessionId'>> = {
  schema: SessionRecord,
  place: ({ sessionId }) => ['session', sessionId],
};
