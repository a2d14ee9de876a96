import type { Screen } from '../world.ts';
import { bytes, span } from './amounts.ts';
import { printable } from './printable.ts';
import { fit, fitEnd, padEnd } from './width.ts';

/** One upload or download that is under way. */
export interface Bar {
  /** So many bytes of it have gone, less than before when it had to begin again; `of` is the size, when it is known only now. */
  at(bytes: number, of?: number | null): void;
  done(): void;
}

/** What is shown of the work while it is done. Everything is made printable here. */
export interface Progress {
  /** `size` is null when it is not known. */
  begin(name: string, size: number | null): Bar;
  /** The last line, below the bars; nothing when empty. */
  status(text: string): void;
  /** A line that stays, above the bars. */
  note(text: string): void;
  /** Leaves the terminal as it was. */
  close(): void;
}

/** Bars that move on a terminal; lines in a log. */
export function openProgress(screen: Screen): Progress {
  return screen.isTTY === true ? movingProgress(screen) : plainProgress(screen);
}

/** Nothing that would move: only notes. */
function plainProgress(screen: Screen): Progress {
  return {
    begin: () => ({ at() {}, done() {} }),
    status() {},
    note: (text) => void screen.write(`${printable(text)}\n`),
    close() {},
  };
}

interface Moving {
  readonly name: string;
  size: number | null;
  readonly began: number;
  sent: number;
}

const REDRAW_MS = 100;
const MAX_BARS = 8;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

function movingProgress(screen: Screen): Progress {
  const bars = new Set<Moving>();
  let status = '';
  let drawn = 0;
  const clear = () => (drawn === 0 ? '' : `\u001b[${drawn}A\r\u001b[0J`);
  const draw = (above = '') => {
    const columns = Math.max(20, screen.columns ?? 80);
    const shown = [...bars].slice(0, MAX_BARS).map((bar) => barLine(bar, columns));
    if (status !== '') shown.push(fit(`  ${status}`, columns - 1));
    screen.write(`${HIDE_CURSOR}${clear()}${above}${shown.map((line) => `${line}\n`).join('')}`);
    drawn = shown.length;
  };
  // It keeps nobody from ending.
  const timer = setInterval(() => void (bars.size > 0 && draw()), REDRAW_MS).unref();
  return {
    begin(name, size) {
      const bar: Moving = { name, size, began: performance.now(), sent: 0 };
      bars.add(bar);
      return {
        at(count, of) {
          bar.sent = count;
          bar.size = of ?? bar.size;
        },
        done() {
          bars.delete(bar);
          draw();
        },
      };
    },
    status(text) {
      status = printable(text);
      draw();
    },
    note: (text) => draw(`${printable(text)}\n`),
    close() {
      clearInterval(timer);
      screen.write(`${clear()}${SHOW_CURSOR}`);
      drawn = 0;
    },
  };
}

const BAR_COLUMNS = 20;
/** Widths of what stands behind the bar, so that bars stand below each other. */
const AMOUNT_COLUMNS = 18;
const RATE_COLUMNS = 9;
const LEFT_COLUMNS = 12;

/** `name  ━━━━━─────  45 %  12.3 MB of 27.0 MB  8.10 MB/s  2 s`, cut to the width of the terminal. */
function barLine({ name, size, began, sent }: Moving, columns: number): string {
  const seconds = Math.max(0.001, (performance.now() - began) / 1000);
  const rate = sent / seconds;
  const share = size === null ? null : size === 0 ? 1 : Math.min(1, sent / size);
  const full = share === null ? 0 : Math.floor(share * BAR_COLUMNS);
  const bar = '━'.repeat(full) + '─'.repeat(BAR_COLUMNS - full);
  const percent = share === null ? '     ' : `${String(Math.floor(share * 100)).padStart(3)} %`;
  const amounts = size === null ? bytes(sent) : `${bytes(sent)} of ${bytes(size)}`;
  const left = share === null || rate === 0 || size === null ? '' : span((size - sent) / rate);
  const right = [
    bar,
    percent,
    amounts.padStart(AMOUNT_COLUMNS),
    `${bytes(Math.round(rate))}/s`.padStart(RATE_COLUMNS),
    left.padEnd(LEFT_COLUMNS),
  ].join('  ');
  const room = Math.min(40, Math.max(8, columns - 5 - right.length));
  return fit(`  ${padEnd(fitEnd(name, room), room)}  ${right}`.trimEnd(), columns - 1);
}
