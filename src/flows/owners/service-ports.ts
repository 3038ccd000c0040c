/** Protocol and port in one word. */
export function socketKey(protocol: number, port: number): number {
  return (protocol << 16) | port;
}

/** Under which ports of an address which services are reached; the few of one address stand together. */
export class ServicePorts {
  private readonly keys: Uint32Array;
  private readonly owners: Uint32Array;
  /** By the number of the address: where its ports begin. Those of the next one begin where they end. */
  private readonly from: Uint32Array;

  constructor(services: readonly { readonly address: number; readonly key: number; readonly owner: number }[], addresses: number) {
    const sorted = [...services].sort((one, other) => one.address - other.address);
    this.keys = Uint32Array.from(sorted, ({ key }) => key);
    this.owners = Uint32Array.from(sorted, ({ owner }) => owner);
    this.from = new Uint32Array(addresses + 2);
    for (const { address } of sorted) this.from[address + 1]!++;
    for (let address = 0; address <= addresses; address++) this.from[address + 1]! += this.from[address]!;
  }

  isAt(address: number): boolean {
    return this.from[address] !== this.from[address + 1];
  }

  /** 0 where there is none. */
  ownerOf(address: number, key: number): number {
    const { keys, from } = this;
    const end = from[address + 1]!;
    for (let at = from[address]!; at < end; at++) if (keys[at] === key) return this.owners[at]!;
    return 0;
  }
}
