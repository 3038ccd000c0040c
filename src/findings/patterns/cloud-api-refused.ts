import { defineLogPattern } from "../log-pattern.ts";

export const cloudApiRefused = defineLogPattern({
  id: "cloud-api-refused",
  title: "The cloud's API refused for want of a right",
  severity: "medium",
  component: "cni",
  line: /\bUnauthorizedOperation: You are not authorized/,
  anyOf: ["unauthorizedoperation"],
  means: "The role of the node, or of the pod, lacks a permission. The line names the call.",
  doesNotMean: "No fault of the network: the API did answer.",
  next: "Add the permission that is named, or find out which role the pod really has.",
  source: "EC2 API errors as the AWS SDK prints them",
  examples: {
    matches: [
      '{"level":"error","ts":"2026-01-15T12:00:00.123Z","caller":"awsutils/awsutils.go:1044","msg":"Failed to attach ENI eni-0abc: operation error EC2: AttachNetworkInterface, https response error StatusCode: 403, api error UnauthorizedOperation: You are not authorized to perform this operation."}',
    ],
    quiet: ["aws-node has iam policy UnauthorizedOperation-alarm attached"],
  },
});
