import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type DirectoryLock, lockDirectory } from './lock-directory.ts';

/** The layout that this version writes. An older one is brought up to date by a migration, never guessed at. */
const LAYOUT = 1;

/** Longest folder whose sockets fit into `sockaddr_un` (104 bytes on macOS, 108 on Linux). */
const MAX_SOCKET_FOLDER = 80;

/** Where everything of one installation lies. */
export interface DataDirectory {
  readonly root: string;
  readonly credentials: string;
  readonly secrets: string;
  readonly samples: string;
  readonly table: string;
  readonly queues: string;
  /** The search index; made again by a command when it is lost. */
  readonly search: string;
  /** One folder of signature sets per engine. */
  readonly engines: string;
  /** The engine host's working folders; engines of another user go through it. */
  readonly scratch: string;
  /** Sockets, and which processes run. */
  readonly run: string;
  readonly logs: string;
  close(): void;
}

/** Makes the directory if it is missing, takes it for this process and checks its version. */
export function openDataDirectory(path: string): DataDirectory {
  const root = resolve(path);
  refuseForeign(root);
  // Engines run as other users and must reach their scratch folder; everything else in here is closed to them.
  makeFolder(root, 0o711);
  const lock = lockDirectory(root);
  try {
    checkVersion(root);
    return layOut(root, lock);
  } catch (fault) {
    lock.release();
    throw fault;
  }
}

function layOut(root: string, lock: DirectoryLock): DataDirectory {
  const folder = (name: string, mode: number) => makeFolder(join(root, name), mode);
  return {
    root,
    credentials: join(root, 'credentials.json'),
    secrets: folder('secrets', 0o700),
    samples: folder('samples', 0o700),
    table: folder('table', 0o700),
    queues: folder('queues', 0o700),
    search: folder('search', 0o700),
    engines: folder('engines', 0o711),
    scratch: folder('scratch', 0o711),
    run: root.length <= MAX_SOCKET_FOLDER ? folder('run', 0o711) : mkdtempSync(join(tmpdir(), 'assay-')),
    logs: folder('logs', 0o700),
    close: () => lock.release(),
  };
}

function makeFolder(path: string, mode: number): string {
  mkdirSync(path, { recursive: true });
  chmodSync(path, mode);
  return path;
}

/** A folder with files that are not ours was named by mistake. */
function refuseForeign(root: string): void {
  if (!existsSync(root) || existsSync(join(root, 'version'))) return;
  const foreign = readdirSync(root).filter((name) => !['lock', 'owner.json'].includes(name));
  if (foreign.length > 0) {
    throw new Error(`${root} holds other files and no Assay data. Name an empty or a new folder in ASSAY_DATA.`);
  }
}

function checkVersion(root: string): void {
  const file = join(root, 'version');
  if (!existsSync(file)) {
    writeFileSync(file, `${LAYOUT}\n`);
    return;
  }
  const found = Number(readFileSync(file, 'utf8'));
  if (found === LAYOUT) return;
  throw new Error(`${root} has layout ${found}; this version of Assay reads layout ${LAYOUT}. Nothing was changed.`);
}
