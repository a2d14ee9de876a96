import { AssayError, type Outcome, type ScanMessage, type Verdict } from '@assay/contracts';
import { changeFile, changeUser, reserveName } from '@assay/table';
import fc from 'fast-check';
import { claim } from '../../src/claim.ts';
import { close } from '../../src/close.ts';
import { beginDeletion } from '../../src/delete.ts';
import { fileBeforeUpload } from '../../src/file-before-upload.ts';
import { giveUp } from '../../src/give-up.ts';
import { markFileDue } from '../../src/mark-file-due.ts';
import { record } from '../../src/record.ts';
import { release } from '../../src/release.ts';
import { renew } from '../../src/renew.ts';
import { rescan } from '../../src/rescan.ts';
import { submit } from '../../src/submit.ts';
import { FAULTS, type Fault } from '../faulty-table.ts';
import { answerOf, claimOf, sweepAll, UID, USER, VERSIONS } from '../world.ts';
import { bytesOf, FILES, type History, POOLS, type Run } from './history.ts';

const file = fc.nat(FILES.length - 1);
const pool = fc.constantFrom('linux', 'linux', 'windows');
const pick = fc.nat(20);
const faultAt = (atWrite: fc.Arbitrary<Fault['atWrite']>) => fc.record({ atWrite, kind: fc.constantFrom(...FAULTS) });
const anywhere = faultAt(fc.integer({ min: 1, max: 9 }));
const fault: fc.Arbitrary<Fault | null> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: anywhere },
);
/** Where a scan may close, the write of the report is one whose fault costs most when it is taken for another. */
const closingFault: fc.Arbitrary<Fault | null> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: anywhere },
  { weight: 2, arbitrary: faultAt(fc.constant('#report')) },
);
const answer = fc.constantFrom<readonly [Outcome, Verdict | null]>(
  ['completed', 'undetected'],
  ['completed', 'malicious'],
  ['completed', 'suspicious'],
  ['failure', null],
  ['timeout', null],
  ['unsupported', null],
  ['unavailable', null],
);

const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('upload'), file, fault }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('upload-twice-at-once'), file, fault }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('rescan'),
      file,
      engines: fc.constantFrom(undefined, ['clamav'], ['yara', 'defender'], ['pe']),
      fault,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('deliver'),
      pool,
      pick,
      worker: fc.constantFrom('w1', 'w2'),
      restarted: fc.boolean(),
      lacks: fc.constantFrom(null, null, null, 'yara', 'defender'),
      keep: fc.boolean(),
      newer: fc.constantFrom(false, false, true),
      fault,
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({ do: fc.constant('answer'), pick, engine: pick, answer, twice: fc.boolean(), fault }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('answer-all'), pick, answer, atOnce: fc.boolean(), fault: closingFault }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('answer-for-another-engine'), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('die'), pick, redelivered: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('renew'), pick, fault }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release'), pick, fault }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait'), seconds: fc.constantFrom(1, 6, 12, 32, 200, 700, 3700) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('sweep'), replicas: fc.integer({ min: 1, max: 2 }), fault }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('delete'), file, fault }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete-and-upload-at-once'), file, fault }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('expire-and-upload-at-once'), file, fault }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('sweep-upload-and-answer-at-once'), file, pick, answer, fault }),
  },
  // The deadlines of what was claimed pass; what is answered from here on is late.
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deadline'), fault }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close-twice-at-once'), pick, fault: closingFault }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('topic'), down: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose-queue'), pool }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('dead-letter'), pool, pick }) },
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

/** Faults that still happen while everything comes to rest. */
export const lastFaults = fc.record({
  deliveries: fc.array(fault, { maxLength: 30 }),
  closings: fc.array(closingFault, { maxLength: 20, size: 'max' }),
  sweeps: fc.array(fault, { maxLength: 40, size: 'max' }),
});

export const actions = fc.array(action, { minLength: 4, maxLength: 45 });

/** What a step may refuse; anything else that is no fault of the table is a defect. */
const EXPECTED = new Set(['transient', 'busy', 'not-found', 'forbidden', 'internal']);

export async function attempt<T>(step: () => Promise<T>): Promise<T | null> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof AssayError && EXPECTED.has(error.kind)) return null;
    if (error instanceof Error && error.message === 'this process is dead') return null;
    throw error;
  }
}

export async function perform(history: History, what: Action): Promise<void> {
  const { world } = history;
  switch (what.do) {
    case 'upload':
      return upload(history, what.file, what.fault);
    case 'upload-twice-at-once':
      await Promise.all([upload(history, what.file, what.fault), upload(history, what.file, null)]);
      return;
    case 'rescan': {
      const { sha256 } = FILES[what.file] as (typeof FILES)[number];
      const request = { user: USER, userId: UID, sha256, engines: what.engines, token: null };
      const done = await attempt(() => rescan(world.process(what.fault), request));
      if (done === null) history.unknown.push({ sha256, submission: false });
      else history.accepted.push({ ...done, submission: false, mayBeGone: false });
      return;
    }
    case 'delete':
      return remove(history, what.file, what.fault);
    case 'delete-and-upload-at-once': {
      const before = { accepted: history.accepted.length, unknown: history.unknown.length };
      await Promise.all([remove(history, what.file, what.fault), upload(history, what.file, null)]);
      // Which of the two came first is not known.
      for (const each of history.accepted.slice(before.accepted)) each.mayBeGone = true;
      return;
    }
    case 'expire-and-upload-at-once':
      return expire(history, what.file, what.fault);
    case 'sweep-upload-and-answer-at-once': {
      const run = at(history.runs, what.pick);
      await Promise.all([
        attempt(() => sweepAll(world.process(what.fault))),
        upload(history, what.file, null),
        ...[...(run?.left ?? [])].map((engine) => post(history, run as Run, engine, what.answer, null)),
      ]);
      if (run !== undefined) finish(history, run);
      return;
    }
    case 'deliver':
      return deliver(history, what);
    case 'answer': {
      const run = at(history.runs, what.pick);
      const engine = run === undefined ? undefined : at([...run.left], what.engine);
      if (run === undefined || engine === undefined) return;
      await post(history, run, engine, what.answer, what.fault);
      if (what.twice) await post(history, run, engine, ['completed', 'malicious'], null);
      return finish(history, run);
    }
    case 'answer-all': {
      const run = at(history.runs, what.pick);
      if (run === undefined) return;
      const engines = [...run.left];
      // With the last answer the scan may close, so the fault is most wanted there.
      const answerOne = (engine: string, place: number) =>
        post(history, run, engine, what.answer, place === engines.length - 1 ? what.fault : null);
      if (what.atOnce) await Promise.all(engines.map(answerOne));
      else for (const [place, engine] of engines.entries()) await answerOne(engine, place);
      return finish(history, run);
    }
    case 'answer-for-another-engine': {
      const run = at(history.runs, what.pick);
      if (run === undefined) return;
      const other = run.pool === 'linux' ? 'defender' : 'clamav';
      const refused = await record(world.process(), answerOf(run.claim, other)).catch((error: unknown) => error);
      if (!(refused instanceof AssayError)) throw new Error('an answer for an engine of another pool was taken');
      return;
    }
    case 'die': {
      const run = at(history.runs, what.pick);
      if (run === undefined || run.ghost) return;
      run.ghost = true;
      if (what.redelivered) requeue(history, run.pool, run.message);
      return;
    }
    case 'renew': {
      const run = at(history.runs, what.pick);
      if (run !== undefined) await attempt(() => renew(world.process(what.fault), run.claim));
      return;
    }
    case 'release': {
      const run = at(history.runs, what.pick);
      if (run === undefined || run.ghost) return;
      run.ghost = true;
      await attempt(() => release(world.process(what.fault), run.claim));
      requeue(history, run.pool, run.message);
      return;
    }
    case 'wait':
      world.clock.advance(what.seconds);
      return;
    case 'sweep':
      await Promise.all(
        Array.from({ length: what.replicas }, (_, replica) =>
          attempt(() => sweepAll(world.process(replica === 0 ? what.fault : null))),
        ),
      );
      return;
    case 'deadline':
      world.clock.advance(200);
      await attempt(() => sweepAll(world.process(what.fault)));
      return;
    case 'close-twice-at-once': {
      const done = at(history.accepted, what.pick);
      if (done === undefined) return;
      const key = { userId: UID, sha256: done.sha256, scanId: done.scanId };
      await Promise.all([
        attempt(() => close(world.process(what.fault), key)),
        attempt(() => close(world.process(), key)),
      ]);
      return;
    }
    case 'topic':
      world.topic.down = what.down;
      return;
    case 'lose-queue':
      world.queues.delete(what.pool);
      return;
    case 'dead-letter': {
      const queue = world.queues.get(what.pool) ?? [];
      const message = at(queue, what.pick);
      if (message === undefined) return;
      queue.splice(queue.indexOf(message), 1);
      await attempt(() => giveUp(world.process(), message, what.pool, 'five deliveries failed'));
      return;
    }
  }
}

/** Stores and submits a file as upload-api does. */
async function upload(history: History, which: number, fault: Fault | null): Promise<void> {
  const subject = FILES[which] as (typeof FILES)[number];
  const { md5, sha256 } = subject;
  const { samples } = history.world;
  const done = await attempt(async () => {
    const scans = history.world.process(fault);
    const { file: before, seen } = await fileBeforeUpload(scans, subject);
    const objectKey = before?.ObjectKey ?? (await reserveName(scans.table, UID, USER, md5, sha256, scans.now()));
    if ((await samples.size(objectKey)) === null) await samples.put(objectKey, bytesOf(which));
    const submitted = await submit(scans, { ...subject, objectKey, seen });
    // It may have been deleted at once, or somebody else's failed upload have taken its bytes along.
    if ((await samples.size(objectKey)) === null) await samples.put(objectKey, bytesOf(which));
    return submitted;
  });
  if (done === null) history.unknown.push({ sha256, submission: true });
  else history.accepted.push({ ...done, submission: true, mayBeGone: false });
}

async function remove(history: History, which: number, fault: Fault | null): Promise<void> {
  const { sha256 } = FILES[which] as (typeof FILES)[number];
  const by = { Action: 'file.delete', Actor: USER, ActorToken: null, Address: null } as const;
  const before = { accepted: new Set(history.accepted), unknown: new Set(history.unknown) };
  const began = await attempt(() => beginDeletion(history.world.process(fault), { userId: UID, sha256 }, by));
  if (began === false) return;
  history.deleted.add(sha256);
  const theirs = history.accepted.filter((each) => each.sha256 === sha256 && before.accepted.has(each));
  if (began === null) {
    for (const each of theirs) each.mayBeGone = true;
    return;
  }
  for (const { scanId } of theirs) history.gone.add(scanId);
  history.accepted = history.accepted.filter((each) => !theirs.includes(each));
  history.unknown = history.unknown.filter((each) => each.sha256 !== sha256 || !before.unknown.has(each));
}

/** The time of every file is over, and at that moment one of them is uploaded again: if that is accepted, it stays. */
async function expire(history: History, which: number, fault: Fault | null): Promise<void> {
  const { table, clock, process } = history.world;
  const before = [...history.accepted];
  await changeUser(table, UID, { RetentionDays: 30 });
  clock.advance(31 * 86_400);
  for (const { sha256 } of FILES) {
    await changeFile(table, UID, sha256, (file) => (file?.State === 'live' ? markFileDue(file, clock.now) : null));
  }
  await Promise.all([attempt(() => sweepAll(process(fault))), upload(history, which, null)]);
  await changeUser(table, UID, { RetentionDays: null });
  // Which of the others went is not known, nor whether this one came before its own deletion or after.
  for (const each of before) each.mayBeGone = true;
  for (const { sha256 } of FILES) history.deleted.add(sha256);
}

type Deliver = Extract<Action, { do: string; worker: string }>;

async function deliver(history: History, what: Deliver): Promise<void> {
  const { world } = history;
  const queue = world.queues.get(what.pool) ?? [];
  const message = at(queue, what.pick);
  if (message === undefined) return;
  // Kept: the queue delivers this message once more.
  if (!what.keep) queue.splice(queue.indexOf(message), 1);
  if (what.restarted) history.boots += 1;
  const request = claimOf(
    message,
    what.pool,
    (POOLS[what.pool] ?? []).filter((engine) => engine !== what.lacks),
    {
      worker: `${what.worker}-${what.pool}`,
      boot: `boot${String(history.boots).padStart(6, '0')}`,
    },
  );
  if (what.newer) {
    for (const engine of request.engines) engine.versions = { ...VERSIONS, signatures: '4' };
  }
  const claimed = await attempt(() => claim(world.process(what.fault), request));
  if (claimed === null || claimed.status === 'leased') {
    if (!what.keep) requeue(history, what.pool, message);
    return;
  }
  if (claimed.status === 'gone') return;
  history.runs.push({
    pool: what.pool,
    worker: request.worker,
    claim: claimed.claim,
    message,
    left: new Set(claimed.engines),
    ghost: false,
  });
}

export function requeue(history: History, pool: string, message: ScanMessage): void {
  history.world.queues.set(pool, [...(history.world.queues.get(pool) ?? []), message]);
}

/** Posts an answer that can be told from every other by its duration. */
export async function post(
  history: History,
  run: Run,
  engine: string,
  [outcome, verdict]: readonly [Outcome, Verdict | null],
  fault: Fault | null,
): Promise<void> {
  history.posted += 1;
  const describes = engine === 'pe';
  const said = describes ? null : verdict;
  const post = answerOf(run.claim, engine, {
    outcome,
    verdict: said,
    label: said === 'malicious' ? 'Eicar' : null,
    message: outcome === 'completed' ? null : 'it ended so',
    attributes: describes && outcome === 'completed' ? { type_tag: `run-${history.posted}` } : {},
    durationMs: history.posted,
  });
  const entry = { scanId: run.message.scan.scanId, engine, post, recorded: false };
  history.posts.push(entry);
  const answered = await attempt(() => record(history.world.process(fault), post));
  entry.recorded = answered?.recorded ?? false;
  if (answered !== null) run.left.delete(engine);
}

/** A worker deletes its message when every engine was acknowledged. */
export function finish(history: History, run: Run): void {
  if (run.left.size > 0) return;
  const place = history.runs.indexOf(run);
  if (place >= 0) history.runs.splice(place, 1);
}

function at<T>(list: readonly T[], place: number): T | undefined {
  return list.length === 0 ? undefined : list[place % list.length];
}
