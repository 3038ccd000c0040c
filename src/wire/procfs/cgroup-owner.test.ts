import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type CgroupOwner, parseCgroupOwner } from "./cgroup-owner.ts";

const uid = "3f2a1b2c-0000-4000-8000-00000000000a";
const slice = uid.replaceAll("-", "_");
const id = "0123456789abcdef".repeat(4);
const pod: CgroupOwner = { kind: "pod", uid, containerId: id };
const container: CgroupOwner = { kind: "container", id };

const paths: readonly (readonly [path: string, owner: CgroupOwner | undefined])[] = [
  [`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${slice}.slice/cri-containerd-${id}.scope`, pod],
  [`/kubepods.slice/kubepods-pod${slice}.slice/crio-${id}.scope`, pod],
  [`/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${slice}.slice/docker-${id}.scope`, pod],
  [`/kubepods/burstable/pod${uid}/${id}`, pod],
  [`/kubepods/pod${uid}/${id}`, pod],
  [`/kubepods/pod${uid}`, { kind: "pod", uid }],
  [`/system.slice/containerd.service/kubepods-burstable-pod${slice}.slice:cri-containerd:${id}`, pod],
  [`/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod${slice}.slice/cri-containerd-${id}.scope`, pod],
  [`/../../kubepods/burstable/pod${uid}/${id}`, pod],
  [`/kubepods/burstable/pod${"ab".repeat(16)}/${id}`, { kind: "pod", uid: "ab".repeat(16), containerId: id }],
  [`/system.slice/docker-${id}.scope`, container],
  [`/docker/${id}`, container],
  [`/machine.slice/libpod-${id}.scope/container`, container],
  [`/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${id}.scope`, container],
  [`/libpod_parent/libpod-${id}`, container],
  [`/k8s.io/${id}`, container],
  [`/machine.slice/libpod-conmon-${id}.scope`, { kind: "unit", name: `libpod-conmon-${id}.scope` }],
  ["/lxc.payload.web/system.slice/nginx.service", { kind: "container", id: "web" }],
  ["/machine.slice/machine-build.scope/payload", { kind: "container", id: "build" }],
  ["/system.slice/kubelet.service", { kind: "unit", name: "kubelet.service" }],
  ["/system.slice/system-getty.slice/getty@tty1.service", { kind: "unit", name: "getty@tty1.service" }],
  ["/user.slice/user-1000.slice/session-3.scope", { kind: "unit", name: "session-3.scope" }],
  ["/init.scope", { kind: "unit", name: "init.scope" }],
  ["/", undefined],
  ["/a-podium", undefined],
  [`/docker/${id.slice(1)}`, undefined],
];

for (const [path, owner] of paths) {
  test(`${path} on cgroup version 2`, () => assert.deepEqual(parseCgroupOwner(`0::${path}\n`), owner));
  test(`${path} on cgroup version 1`, () => {
    assert.deepEqual(parseCgroupOwner(`9:name=systemd:${path}\n4:memory:${path}\n3:cpu,cpuacct:${path}\n0::/\n`), owner);
  });
}

test("a process whose controllers are left at the root is found by systemd's own tree", () => {
  assert.deepEqual(parseCgroupOwner("2:cpu:/\n1:name=systemd:/system.slice/ssh.service\n0::/system.slice/ssh.service\n"), {
    kind: "unit",
    name: "ssh.service",
  });
});

test("any text gives an owner or none", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      parseCgroupOwner(text);
      parseCgroupOwner(`0::/${text}`);
    }),
  );
});
