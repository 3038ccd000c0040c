import { defineLogPattern } from "../log-pattern.ts";

export const cloudApiThrottled = defineLogPattern({
  id: "cloud-api-throttled",
  title: "The cloud's API refused because of too many requests",
  severity: "medium",
  component: "cni",
  line: /\b(?:Client\.)?RequestLimitExceeded\b|\bThrottling(?:Exception)?: Rate exceeded/,
  anyOf: ["requestlimitexceeded", "rate exceeded"],
  means:
    "All nodes and controllers of the account share one budget of requests a region. Interfaces, addresses and volumes are attached later, or not.",
  doesNotMean:
    "Nothing on this node is wrong, and no allowance of the instance's network is exceeded: that is another limit with a like name.",
  next: "Which caller is it? CloudTrail tells who asks so often.",
  source: "EC2 API errors as the AWS SDK prints them",
  examples: {
    matches: [
      '{"level":"error","ts":"2026-01-15T12:00:00.123Z","caller":"awsutils/awsutils.go:1359","msg":"Failed to CreateNetworkInterface operation error EC2: CreateNetworkInterface, https response error StatusCode: 503, api error RequestLimitExceeded: Request limit exceeded. for subnet subnet-0abc"}',
    ],
    quiet: ["# HELP awscni_aws_api_error_count The number of times AWS API returns an error"],
  },
});
