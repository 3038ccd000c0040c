import { testCheck } from "./check.case.ts";
import { cases } from "./kube-proxy-sync.case.ts";
import { kubeProxySync } from "./kube-proxy-sync.ts";

testCheck(kubeProxySync, cases);
