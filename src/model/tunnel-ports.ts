/** UDP ports of the tunnels that carry pods' packets between nodes: VXLAN by IANA's number, VXLAN by the one that Linux had first and flannel keeps, Geneve. */
export const tunnelPorts = { vxlan: 4789, linuxVxlan: 8472, geneve: 6081 } as const;

const { vxlan, linuxVxlan, geneve } = tunnelPorts;

export function isTunnelPort(port: number): boolean {
  return port === vxlan || port === linuxVxlan || port === geneve;
}
