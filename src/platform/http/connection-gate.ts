import type { Socket } from "node:net";

interface Connection {
  readonly socket: Socket;
  /** The address at the other end; empty on a Unix socket. */
  readonly peer: string;
  underWay: number;
  answered: number;
}

/**
 * Bounds the connections of a listener so that whoever opens many takes room from himself first: when it is full, the address with the most connections gives one
 * up, the one that was answered least and is oldest. So a scraper's one connection, kept for weeks, outlives any number of others that are opened beside it
 * and never finish a request. A connection with a request under way is never given up; that a request ends is the deadlines' matter.
 */
export class ConnectionGate {
  private readonly maximum: number;
  private readonly mayConnect: (socket: Socket) => boolean;
  private readonly connections = new Set<Connection>();
  private readonly bySocket = new WeakMap<Socket, Connection>();
  private isClosing = false;

  constructor(maximum: number, mayConnect: (socket: Socket) => boolean) {
    this.maximum = maximum;
    this.mayConnect = mayConnect;
  }

  get size(): number {
    return this.connections.size;
  }

  /** A refused connection is destroyed. */
  admit(socket: Socket): void {
    const peer = socket.remoteAddress ?? "";
    if (!this.mayConnect(socket) || !this.makeRoom(peer)) {
      socket.destroy();
      return;
    }
    const connection: Connection = { socket, peer, underWay: 0, answered: 0 };
    this.connections.add(connection);
    this.bySocket.set(socket, connection);
    socket.once("close", () => this.connections.delete(connection));
  }

  /** TLS wraps the socket that was admitted in another one; both have the same two ends. */
  adopt(wrapped: Socket): void {
    for (const connection of this.connections) {
      const { socket } = connection;
      if (socket.remotePort === wrapped.remotePort && connection.peer === wrapped.remoteAddress) this.bySocket.set(wrapped, connection);
    }
  }

  begin(socket: Socket): void {
    const connection = this.bySocket.get(socket);
    if (connection !== undefined) connection.underWay++;
  }

  end(socket: Socket): void {
    const connection = this.bySocket.get(socket);
    if (connection === undefined) return;
    connection.underWay--;
    connection.answered++;
    if (this.isClosing && connection.underWay === 0) socket.destroySoon();
  }

  /** Closes each connection when what is under way on it is answered; one whose request is not even whole has nothing under way. */
  closeIdle(): void {
    this.isClosing = true;
    for (const { socket, underWay } of this.connections) if (underWay === 0) socket.destroy();
  }

  closeAll(): void {
    for (const { socket } of this.connections) socket.destroy();
  }

  private makeRoom(peer: string): boolean {
    if (this.connections.size < this.maximum) return true;
    const held = new Map<string, number>([[peer, 1]]);
    for (const connection of this.connections) held.set(connection.peer, (held.get(connection.peer) ?? 0) + 1);
    const heldBy = (connection: Connection) => held.get(connection.peer) ?? 0;
    let least: Connection | undefined;
    for (const connection of this.connections) {
      if (connection.underWay > 0) continue;
      if (least === undefined || heldBy(connection) > heldBy(least)) least = connection;
      else if (heldBy(connection) === heldBy(least) && connection.answered < least.answered) least = connection;
    }
    // Who comes and would hold more than anybody that could give one up takes no other's.
    if (least === undefined || heldBy(least) < (held.get(peer) ?? 0)) return false;
    this.connections.delete(least);
    least.socket.destroy();
    return true;
  }
}
