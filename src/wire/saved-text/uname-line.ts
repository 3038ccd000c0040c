/** `uname -a`: `Linux ip-10-0-1-2.ec2.internal 6.1.119-129.201.amzn2023.x86_64 #1 SMP …`. */
export function parseUnameLine(line: string): { readonly host: string; readonly release: string } | undefined {
  const found = /^Linux (\S+) (\d+\.\d+\S*) /.exec(line);
  return found === null ? undefined : { host: found[1] ?? "", release: found[2] ?? "" };
}
