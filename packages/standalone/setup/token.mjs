import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

/**
 * Prints a token for the API that holds for one hour, signed with the first account's key:
 * `curl -H "Authorization: Bearer $(node packages/standalone/setup/token.mjs)" …`. The argument is a credentials
 * file; without one it is the one of `ASSAY_DATA`.
 */
const LIFETIME_S = 3600;
const file = process.argv[2] ?? join(process.env.ASSAY_DATA ?? join(ROOT, 'data'), 'credentials.json');
const key = JSON.parse(readFileSync(file, 'utf8'));
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const exp = Math.floor(Date.now() / 1000) + LIFETIME_S;
const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ public_api_token: key.public_api_token, UserID: key.user_id, exp })}`;
process.stdout.write(`${signed}.${createHmac('sha256', key.secret_key).update(signed).digest('base64url')}\n`);
