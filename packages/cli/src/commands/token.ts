import { InvalidArgumentError } from 'commander';
import { act, type Cli } from '../act.ts';
import { signToken } from '../client/sign-token.ts';
import type { Context } from '../context.ts';
import { chooseProfile } from '../profiles/choose-profile.ts';

interface TokenOptions {
  readonly hours: number;
  readonly forever?: boolean;
}

const EXAMPLES = `
Examples:
  curl -H "Authorization: Bearer $(assay token)" http://127.0.0.1:8080/api/v1/files
  vt --host 127.0.0.1:8080 --apikey "$(assay token --forever)" file HASH

A token that never expires is good for as long as its key is: make a key for it (assay keys create) and revoke that.`;

export function addToken(cli: Cli): void {
  cli.program
    .command('token')
    .description("a signed token for other programs, VirusTotal's clients among them")
    .option('--hours <n>', 'how long it is good', hours, 1)
    .option('--forever', 'it never expires, for clients that cannot renew one')
    .addHelpText('after', EXAMPLES)
    .action(act<[], TokenOptions>(cli, token));
}

function hours(text: string): number {
  const count = /^\d{1,4}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (count > 0 && count <= 24 * 365) return count;
  throw new InvalidArgumentError('It is a number, more than 0 and at most a year.');
}

async function token({ world, options, out }: Context, { hours: good, forever }: TokenOptions): Promise<void> {
  const signed = signToken(chooseProfile(world, options.profile), {
    lifetimeS: forever === true ? null : Math.round(good * 3600),
  });
  if (out.json) out.document({ token: signed });
  else out.say(signed);
}
