/** Names that thousands of nodes have in common: of programs, folders, domains and parts of Kubernetes. They point at nobody, and a reader needs them. */
const words = `
  proc sys net ipv4 ipv6 netfilter class fs cgroup core kernel self stat status dev kmsg devices modules config.gz cmdline comm
  etc usr bin sbin lib lib64 opt run var log home root tmp mnt srv data host boot builtin
  kubelet kubeadm kubectl kubernetes kube kube-proxy kube-apiserver kube-scheduler kube-controller-manager kube-system kube-public kube-node-lease
  containerd containerd-shim containerd-shim-runc-v2 runc crun crio cri-o cri docker dockerd overlayfs snapshotter io.containerd.runtime.v2.task
  pods pod containers container namespaces namespace nodes node services service endpoints endpointslices configmaps secrets events api apis v1 v2 v1beta1
  cni net.d bin cni0 calico calico-node felix cilium cilium-agent cilium-operator flannel flanneld kindnet weave aws-node aws-vpc-cni ipamd plugin azure azure-cni
  coredns node-local-dns node-cache dnsmasq systemd systemd-resolved systemd-networkd journald journal syslog messages daemon init cron sshd ssh
  default cluster local svc in-addr arpa ip6 localhost localdomain internal compute ec2 amazonaws googleapis azmk8s windows
  com net org io gov edu dev eu us k8s sigs registry docker quay gcr ghcr ecr
  iptables ip6tables nft nftables ipvs conntrack nf_conntrack mangle filter nat raw
  metrics healthz health livez live readyz ready proxymode latest meta-data user-data watch leases apps tcp udp http https ip
  go log txt conf json yaml yml toml sock socket slice scope mount timer target swap path sh py so gz pem crt key lock pid
  dmesg current human snapshot manifest networking sysctls sysctl_all conntrack6 ethtool iproute iprule ifconfig netstat procstat uname resolv var_log
  earlier expected boot slabinfo enis modinfo system notes
  none all any unknown true false null nil error warning info debug
`;

const publicWords: ReadonlySet<string> = new Set(words.split(/\s+/).filter(Boolean));

export function isPublicWord(text: string): boolean {
  // A number says nothing without its name; an interface's own number is a role (eth0, ens5).
  return publicWords.has(text.toLowerCase()) || /^v?\d+(?:\.\d+)*$/.test(text) || text.length < 2;
}

/** Interfaces that are named by their place in the machine or by a well-known program. Those of containers (veth…, cali…, eni…) come from hashes of names. */
export function isPublicInterface(name: string): boolean {
  return /^(?:lo|(?:eth|ens|eno|enp|em|bond|team|br|wlan|tun|tap|dummy)[0-9a-f]+(?:[a-z][0-9a-f]+)*|docker0|cni0|cbr0|flannel\.\d+|vxlan\.calico|tunl0|ip6tnl0|gre0|sit0|kube-ipvs0|kube-bridge|nodelocaldns|cilium_\w+|ifb\d+|all|default)$/.test(
    name,
  );
}
