/** How one process of the system is run. */
export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Its whole environment: nothing of ours is inherited, so nobody's credentials reach a child by accident. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves when it serves; is tried again until then. Rejects while it does not. */
  readonly serves: (signal: AbortSignal) => Promise<unknown>;
  /** How long it may take to serve, and how long to end, before it is killed. */
  readonly startMs: number;
  readonly stopMs: number;
}
