import type { Answer } from './start-report-api.ts';

export interface ReadEvent {
  readonly event: string;
  readonly id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there.
  readonly data: any;
}

export interface EventReader {
  /** The next event, waiting for it; null when the stream has ended. */
  next(): Promise<ReadEvent | null>;
  /** Events up to and with the first for which this holds. */
  until(holds: (event: ReadEvent) => boolean): Promise<ReadEvent[]>;
  /** Heartbeats and other comments so far. */
  comments(): number;
  leave(): Promise<void>;
}

/** Reads server-sent events as an EventSource does. */
export function readEvents(answer: Answer): EventReader {
  if (answer.status !== 200 || answer.body === null) throw new Error(`the stream was answered with ${answer.status}`);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let comments = 0;

  function take(): ReadEvent | null | undefined {
    const end = text.indexOf('\n\n');
    if (end < 0) return undefined;
    const lines = text.slice(0, end).split('\n');
    text = text.slice(end + 2);
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
    if (lines.some((line) => line.startsWith(':'))) comments += 1;
    const event = field('event');
    return event === null ? null : { event, id: field('id'), data: JSON.parse(field('data') ?? 'null') };
  }

  async function next(): Promise<ReadEvent | null> {
    for (;;) {
      const taken = take();
      if (taken) return taken;
      if (taken === null) continue;
      const { done, value } = await reader.read();
      if (done) return null;
      text += value;
    }
  }

  return {
    next,
    async until(holds) {
      const events: ReadEvent[] = [];
      for (;;) {
        const event = await next();
        if (event === null) throw new Error(`the stream ended after ${JSON.stringify(events)}`);
        events.push(event);
        if (holds(event)) return events;
      }
    },
    comments: () => comments,
    leave: () => reader.cancel(),
  };
}
