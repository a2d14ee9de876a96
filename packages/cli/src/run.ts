import { Command, CommanderError } from 'commander';
import type { Cli } from './act.ts';
import { addAudit } from './commands/audit.ts';
import { addCompletion } from './commands/completion.ts';
import { addDelete } from './commands/delete.ts';
import { addDownload } from './commands/download.ts';
import { addEngines } from './commands/engines.ts';
import { addFiles } from './commands/files.ts';
import { addKeys } from './commands/keys.ts';
import { addLogin } from './commands/login.ts';
import { addLookup } from './commands/lookup.ts';
import { addProfiles } from './commands/profiles.ts';
import { addReport } from './commands/report.ts';
import { addRescan } from './commands/rescan.ts';
import { addScan } from './commands/scan.ts';
import { addSearch } from './commands/search.ts';
import { addSimilar } from './commands/similar.ts';
import { addToken } from './commands/token.ts';
import { addUsers } from './commands/users.ts';
import { addWatch } from './commands/watch.ts';
import { addWebhooks } from './commands/webhooks.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { adviceFor, messageOf } from './message-of.ts';
import { openOutput } from './output.ts';
import type { World } from './world.ts';

const EXAMPLES = `
Examples:
  assay login --credentials data/credentials.json
  assay scan --wait suspicious.exe downloads/
  assay report 44d88612fea8a8f36de82e1278abb02f
  assay files --verdict malicious --json

Exit codes:
  0  fine: every antivirus and rules engine looked and found nothing
  1  something malicious or suspicious was found
  2  something could not be judged: still under way, unknown, an engine did not complete, or there was no file
  3  an error; of several files the gravest counts, in the order 1, 3, 2, 0
  130  interrupted; 141: standard output was closed before all was written
`;

/** Runs one command line, without the name of the program; answers its exit code and never rejects. */
export async function run(args: readonly string[], world: World): Promise<ExitCode> {
  let code: ExitCode = EXIT.fine;
  const program = makeProgram(world, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (fault) {
    return failed(fault, world, program.opts<{ json?: boolean }>().json === true);
  }
}

/** The tree of commands. `ended` is told with what a command ended. */
export function makeProgram(world: World, ended: Cli['ended']): Command {
  const program = new Command('assay')
    .description('Scan files with Assay and read what its engines say.')
    .option('--profile <name>', 'which Assay and key to use (default: ASSAY_PROFILE, else the last signed in)')
    .option('--json', 'JSON as the API answers it; lines of JSON where there are several answers')
    .addHelpText('after', EXAMPLES)
    // Handed down to every command that is added below.
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
      getOutHelpWidth: () => world.stdout.columns ?? 100,
      getErrHelpWidth: () => world.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  const cli: Cli = { program, world, ended };
  for (const add of COMMANDS) add(cli);
  return program;
}

const COMMANDS = [
  addLogin,
  addProfiles,
  addScan,
  addReport,
  addRescan,
  addDownload,
  addFiles,
  addSearch,
  addSimilar,
  addLookup,
  addWatch,
  addDelete,
  addEngines,
  addKeys,
  addUsers,
  addWebhooks,
  addAudit,
  addToken,
  addCompletion,
];

function failed(fault: unknown, world: World, json: boolean): ExitCode {
  // Help and version are thrown too; without a command the help is what is wrong.
  if (fault instanceof CommanderError) return fault.exitCode === 0 ? EXIT.fine : EXIT.error;
  const out = openOutput(world, json);
  if (world.signal.aborted || (fault as Error).name === 'AbortError') {
    out.note('interrupted');
    return EXIT.interrupted;
  }
  out.note(`assay: ${messageOf(fault)}`);
  const advice = adviceFor(fault);
  if (advice !== null) out.note(advice);
  return EXIT.error;
}
