import { defineLogPattern } from "../log-pattern.ts";

export const instanceMetadataUnreachable = defineLogPattern({
  id: "instance-metadata-unreachable",
  title: "The metadata of the instance could not be read",
  severity: "medium",
  component: "instance",
  line: /(?:169\.254\.169\.254|fd00:ec2::254|instance metadata|no EC2 IMDS role found|operation error ec2imds).{0,120}?(?:i\/o timeout|Client\.Timeout exceeded|context deadline exceeded|connection refused|no route to host|connection reset by peer)/i,
  anyOf: ["169.254.169.254", "fd00:ec2::254", "instance metadata", "no ec2 imds role found", "operation error ec2imds"],
  means: "A program asked the instance metadata service (credentials, region, addresses of interfaces) and got no answer.",
  doesNotMean:
    "From a pod it is often meant so: with a hop limit of 1 the answer does not reach pods. `404` is an answer. It is no sign of a full table unless other addresses fail too; but it shares the limit of 1,024 packets a second with DNS.",
  next: "Which program? Of the node itself: `network_diagnostics` for `linklocal_allowance_exceeded`. Of a pod: the hop limit.",
  source: "Amazon VPC CNI pkg/awsutils/imds.go, AWS SDK for Go",
  examples: {
    matches: [
      '{"level":"error","ts":"2026-01-15T12:00:00.123Z","caller":"awsutils/awsutils.go:432","msg":"Failed to retrieve region data from instance metadata operation error ec2imds: GetRegion, request canceled, context deadline exceeded"}',
      'Get "http://169.254.169.254/latest/meta-data/iam/security-credentials/": dial tcp 169.254.169.254:80: i/o timeout',
    ],
    quiet: [
      '{"level":"debug","ts":"2026-01-15T12:00:00.123Z","caller":"awsutils/imds.go:62","msg":"failed to retrieve network/interfaces/macs/0a:00/ipv6s from instance metadata operation error ec2imds: GetMetadata, http response error StatusCode: 404"}',
    ],
  },
});
