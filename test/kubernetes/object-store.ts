/** An object as the API stores it. */
export interface StoredObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

export interface StoreEvent {
  readonly version: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: StoredObject;
  /** What it was before, so that a selector can tell who comes and who goes. */
  readonly before?: StoredObject;
}

/**
 * What etcd is to an API server: objects by their resource, one version for all of them that only grows, and a history that reaches back to the last compaction.
 */
export class ObjectStore {
  private version = 1000;
  private compacted = 0;
  private uids = 0;
  private readonly objects = new Map<string, Map<string, StoredObject>>();
  private readonly history = new Map<string, StoreEvent[]>();
  private readonly listeners = new Set<(resource: string, event: StoreEvent) => void>();

  get newest(): number {
    return this.version;
  }

  put(resource: string, object: StoredObject): StoredObject {
    const all = this.of(resource);
    const key = keyOf(object);
    const before = all.get(key);
    this.version++;
    const stored: StoredObject = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: object.metadata.uid ?? before?.metadata.uid ?? `uid-${++this.uids}`,
        creationTimestamp: object.metadata["creationTimestamp"] ?? before?.metadata["creationTimestamp"] ?? "2026-01-15T12:00:00Z",
        resourceVersion: String(this.version),
      },
    };
    all.set(key, stored);
    this.tell(resource, {
      version: this.version,
      type: before === undefined ? "ADDED" : "MODIFIED",
      object: stored,
      ...(before !== undefined && { before }),
    });
    return stored;
  }

  remove(resource: string, key: string): void {
    const before = this.of(resource).get(key);
    if (before === undefined) throw new Error(`${resource} ${key} is not in the store`);
    this.of(resource).delete(key);
    this.version++;
    // The last state, with the version of its removal.
    const object = { ...before, metadata: { ...before.metadata, resourceVersion: String(this.version) } };
    this.tell(resource, { version: this.version, type: "DELETED", object, before });
  }

  get(resource: string, key: string): StoredObject | undefined {
    return this.of(resource).get(key);
  }

  /** In the order of etcd's keys. */
  list(resource: string): readonly StoredObject[] {
    return [...this.of(resource).entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, object]) => object);
  }

  /** What came after that version; undefined where it was forgotten. */
  since(resource: string, version: number): readonly StoreEvent[] | undefined {
    if (version < this.compacted) return undefined;
    return (this.history.get(resource) ?? []).filter((event) => event.version > version);
  }

  /** Forgets all changes up to now, as etcd does every five minutes. */
  compact(): void {
    this.compacted = this.version;
    this.history.clear();
  }

  listen(listener: (resource: string, event: StoreEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private of(resource: string): Map<string, StoredObject> {
    let all = this.objects.get(resource);
    if (all === undefined) {
      all = new Map();
      this.objects.set(resource, all);
    }
    return all;
  }

  private tell(resource: string, event: StoreEvent): void {
    const events = this.history.get(resource);
    if (events === undefined) this.history.set(resource, [event]);
    else events.push(event);
    for (const listener of [...this.listeners]) listener(resource, event);
  }
}

export function keyOf({ metadata: { namespace, name } }: StoredObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
