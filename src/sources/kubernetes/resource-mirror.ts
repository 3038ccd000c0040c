import { ApiFailure } from "./api-failure.ts";
import { BackOff } from "./back-off.ts";
import type { ClusterResource } from "./cluster-resources.ts";
import type { KubernetesApi } from "./kubernetes-api.ts";
import type { Pace } from "./pace.ts";

/** What an object of any kind has, so that it can be told from others. */
interface Named {
  readonly namespace?: string;
  readonly name: string;
}

export interface MirrorOptions<T> {
  readonly api: KubernetesApi;
  readonly resource: ClusterResource<T>;
  readonly fieldSelector?: string;
  readonly pace: Pace;
  /** One of both is missing where it came or went. Not called where nothing that is kept of it changed. */
  readonly onChange: (before: T | undefined, after: T | undefined) => void;
}

/** How well a mirror knows what it mirrors. */
export interface MirrorState {
  /** Objects it knows of. */
  readonly count: number;
  /** Whether a whole list was ever read. */
  readonly isComplete: boolean;
  /** The last moment of which it knows the state; missing before the first list. */
  readonly asOfMs?: number;
  /** Why it knows no newer one; missing while all is well. */
  readonly failure?: ApiFailure;
}

/** The objects of one kind, listed once and kept up by a watch, as client-go's reflector does it: for as long as the program runs, whatever becomes of the server. */
export class ResourceMirror<T extends Named> {
  readonly objects = new Map<string, T>();
  /** When the first list is there, or it is clear that waiting does not help. */
  readonly settled: Promise<void>;
  private readonly options: MirrorOptions<T>;
  private readonly backOff: BackOff;
  private settle: () => void = () => {};
  private resourceVersion: string | undefined;
  private hasExpired = false;
  private isComplete = false;
  private asOfMs: number | undefined;
  private failure: ApiFailure | undefined;
  private failures = 0;

  constructor(options: MirrorOptions<T>) {
    this.options = options;
    this.backOff = new BackOff(() => options.pace.random());
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  state(): MirrorState {
    // A connection that breaks once is nothing to tell: the watch goes on from where it was.
    const isWorthTelling = this.failures > 1 || this.failure?.isLasting === true || !this.isComplete;
    return {
      count: this.objects.size,
      isComplete: this.isComplete,
      ...(this.asOfMs !== undefined && { asOfMs: this.asOfMs }),
      ...(this.failure !== undefined && isWorthTelling && { failure: this.failure }),
    };
  }

  /** Returns when the signal says so, and throws only what is a bug. */
  async run(signal: AbortSignal): Promise<void> {
    const { pace } = this.options;
    while (!signal.aborted) {
      try {
        this.resourceVersion ??= await this.listAll(signal);
        if (await this.watchOnce(this.resourceVersion, signal)) this.backOff.reset();
        else await pace.wait(this.backOff.nextMs(), signal);
      } catch (error) {
        if (signal.aborted) break;
        if (!(error instanceof ApiFailure)) throw error;
        this.note(error);
        await pace.wait(Math.max(this.backOff.nextMs(), error.retryAfterMs), signal);
      }
    }
    this.settle();
  }

  private note(failure: ApiFailure): void {
    if (failure.kind === "expired") {
      // What is known stays in use; the list that follows says what of it is still true.
      this.resourceVersion = undefined;
      this.hasExpired = true;
      return;
    }
    this.failure = failure;
    this.failures++;
    if (failure.isLasting) this.settle();
  }

  private noteWell(): void {
    this.failure = undefined;
    this.failures = 0;
    this.asOfMs = this.options.pace.clock.nowMs();
  }

  private async listAll(signal: AbortSignal): Promise<string> {
    const seen = new Set<string>();
    const resourceVersion = await this.listChunks(seen, signal);
    for (const [key, object] of this.objects)
      if (!seen.has(key)) {
        this.objects.delete(key);
        this.options.onChange(object, undefined);
      }
    this.isComplete = true;
    this.hasExpired = false;
    this.noteWell();
    this.settle();
    return resourceVersion;
  }

  private async listChunks(seen: Set<string>, signal: AbortSignal): Promise<string> {
    const { api, resource, fieldSelector } = this.options;
    let continueToken: string | undefined;
    let restarts = 0;
    for (;;) {
      try {
        const { resourceVersion, continueToken: next } = await api.list(
          {
            path: resource.path,
            ...(fieldSelector !== undefined && { fieldSelector }),
            ...(resource.metadataOnly && { accept: metadataListOnly }),
            // Someone who takes minutes for a list finds the token of a chunk expired again and again: then all at once, which is read piece by piece as well.
            ...(restarts < maximumRestarts && { limit: chunkLength }),
            ...(continueToken !== undefined && { continueToken }),
            // The pods of one node are read from the server's cache, where they are indexed by node; etcd would read those of all nodes, for each agent.
            ...(fieldSelector !== undefined && continueToken === undefined && !this.hasExpired && { resourceVersion: "0" }),
          },
          (item) => {
            const object = resource.decode(item);
            if (object === undefined) return;
            seen.add(keyOf(object));
            this.put(object);
          },
          signal,
        );
        if (next === undefined) {
          if (resourceVersion === undefined) throw new ApiFailure("not-kubernetes", "it answers with a list that has no version");
          return resourceVersion;
        }
        continueToken = next;
      } catch (error) {
        const isTokenExpired = error instanceof ApiFailure && error.kind === "expired" && continueToken !== undefined;
        if (!isTokenExpired || restarts >= maximumRestarts) throw error;
        restarts++;
        continueToken = undefined;
        seen.clear();
      }
    }
  }

  /** Whether the watch was of use, so that the next one need not wait. */
  private async watchOnce(resourceVersion: string, signal: AbortSignal): Promise<boolean> {
    const { api, resource, fieldSelector, pace } = this.options;
    const beganAtMs = pace.clock.monotonicMs();
    let wasHeard = false;
    const events = api.watch(
      {
        path: resource.path,
        ...(fieldSelector !== undefined && { fieldSelector }),
        ...(resource.metadataOnly && { accept: metadataOnly }),
        resourceVersion,
        // 5 to 10 minutes, so that the watches of many do not end together.
        timeoutSeconds: Math.floor(300 * (1 + pace.random())),
      },
      () => this.noteWell(),
      signal,
    );
    try {
      for await (const event of events) {
        if (event.type === "ERROR") throw failureOfEvent(event.status);
        if (event.resourceVersion !== undefined) this.resourceVersion = event.resourceVersion;
        wasHeard = true;
        this.asOfMs = pace.clock.nowMs();
        if (event.type === "BOOKMARK") continue;
        const object = resource.decode(event.object);
        if (object === undefined) continue;
        if (event.type === "DELETED") this.drop(object);
        else this.put(object);
      }
    } catch (error) {
      // The watch was live until it broke, unless silence is what ended it.
      if (error instanceof ApiFailure && error.kind === "cut-off") {
        if (this.failure === undefined) this.asOfMs = pace.clock.nowMs();
        if (wasHeard) this.backOff.reset();
      }
      throw error;
    }
    this.asOfMs = pace.clock.nowMs();
    return wasHeard || pace.clock.monotonicMs() - beganAtMs >= shortWatchMs;
  }

  private put(object: T): void {
    const key = keyOf(object);
    const before = this.objects.get(key);
    // The kubelet reports a pod's state again and again; most of it is not kept here.
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(object)) return;
    this.objects.set(key, object);
    this.options.onChange(before, object);
  }

  /** The last state of an object that is gone: it tells when its containers ended. */
  private drop(last: T): void {
    const key = keyOf(last);
    if (this.objects.delete(key)) this.options.onChange(last, undefined);
  }
}

function keyOf({ namespace, name }: Named): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function failureOfEvent({
  code,
  message,
  reason,
}: {
  readonly code?: number;
  readonly message?: string;
  readonly reason?: string;
}): ApiFailure {
  if (code === 410 || reason === "Expired" || reason === "Gone")
    return new ApiFailure("expired", "it has forgotten what came before (410)");
  return new ApiFailure("server-error", `it ended the watch (${code ?? "no code"}${message === undefined ? "" : `: ${message}`})`);
}

const chunkLength = 500;
const maximumRestarts = 2;
/** A watch that ends sooner without a word is one that the server does not want. */
const shortWatchMs = 10_000;
const metadataListOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const metadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
