import { defineLogPattern } from "../log-pattern.ts";

export const kernelFault = defineLogPattern({
  id: "kernel-fault",
  title: "The kernel itself failed",
  severity: "critical",
  component: "kernel",
  line: /^(?:BUG: (?:unable to handle|kernel NULL pointer)|(?:Oops: )?general protection fault|Unable to handle kernel .{1,60}? at virtual address|Kernel panic - not syncing|kernel BUG at )/,
  speaker: "kernel",
  anyOf: [
    "bug: unable to handle",
    "bug: kernel null pointer",
    "unable to handle kernel ",
    "general protection fault",
    "kernel panic - not syncing",
    "kernel bug at ",
  ],
  means: "Code in the kernel touched what is not its own. The machine may go on with locks that are held for ever, or stops.",
  doesNotMean: "A program that crashes (`traps: … general protection fault`) is another thing and is not meant.",
  next: "Keep the call trace under it; restart the node and compare the version of its kernel with the others.",
  source: "Linux arch/x86/mm/fault.c and kernel/traps.c, arch/arm64/mm/fault.c, kernel/panic.c; `Oops:` before the fault in later kernels",
  examples: {
    matches: [
      "[864000.100000] BUG: unable to handle page fault for address: ffffa0b1c2d3e4f5",
      "[864000.100000] BUG: kernel NULL pointer dereference, address: 0000000000000010",
      "[   32.133461] Oops: general protection fault, probably for non-canonical address 0xdffffc0000000006: 0000 [#1] SMP NOPTI",
      "[   57.837778] Unable to handle kernel paging request at virtual address ffffffffffffffe8",
      "[864000.100000] Kernel panic - not syncing: Fatal exception in interrupt",
    ],
    quiet: ["[864000.100000] traps: java[123] general protection fault ip:7f00 sp:7ffd error:0 in libjvm.so[7f00+1000]"],
  },
});
