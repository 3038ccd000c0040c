{{- define "ullage.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "ullage.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "ullage.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "ullage.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* ClusterRoles, the policy and its binding are the cluster's: two releases of one name in two namespaces must not take each other's. */}}
{{- define "ullage.clusterName" -}}
{{- printf "%s-%s" .Release.Namespace (include "ullage.fullname" .) -}}
{{- end -}}

{{- define "ullage.selectorLabels" -}}
app.kubernetes.io/name: {{ include "ullage.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "ullage.labels" -}}
{{ include "ullage.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "ullage.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "ullage.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.name: which account, where the chart creates none?" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "ullage.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "ullage.asksCluster.events" -}}{{- if and .Values.inCluster .Values.kubernetesEvents -}}true{{- end -}}{{- end -}}
{{- define "ullage.asksCluster.condition" -}}{{- if and .Values.inCluster .Values.nodeCondition -}}true{{- end -}}{{- end -}}
{{- define "ullage.asksCluster.endpoints" -}}{{- if and .Values.inCluster .Values.watchEndpoints -}}true{{- end -}}{{- end -}}
{{- define "ullage.asksCluster.authority" -}}{{- if and .Values.inCluster .Values.api.enabled .Values.api.onNodeAddress.enabled .Values.api.onNodeAddress.kubernetesAuth -}}true{{- end -}}{{- end -}}

{{/* What a schema cannot say in words. */}}
{{- define "ullage.refuseContradictions" -}}
{{- $api := .Values.api.onNodeAddress -}}
{{- if and (not .Values.inCluster) (or .Values.nodeCondition .Values.watchEndpoints $api.kubernetesAuth) -}}
{{- fail "nodeCondition, watchEndpoints and api.onNodeAddress.kubernetesAuth ask the API server: set inCluster to true, or turn them off" -}}
{{- end -}}
{{- if and .Values.nodeCondition .Values.admissionPolicies (semverCompare "<1.30-0" .Capabilities.KubeVersion.Version) -}}
{{- fail "nodeCondition: this server is older than 1.30 and has no ValidatingAdmissionPolicy, which keeps each agent to its own node; with admissionPolicies=false every agent may write to the status of every node" -}}
{{- end -}}
{{- if and $api.enabled (not .Values.api.enabled) -}}
{{- fail "api.onNodeAddress.enabled needs api.enabled" -}}
{{- end -}}
{{- if and $api.enabled (not $api.tlsSecretName) -}}
{{- fail "api.onNodeAddress: off the loopback the API is served with TLS only; name a Secret in api.onNodeAddress.tlsSecretName" -}}
{{- end -}}
{{- if and $api.enabled (not $api.kubernetesAuth) (not $api.tokenSecretName) -}}
{{- fail "api.onNodeAddress: somebody must decide who may ask; set api.onNodeAddress.kubernetesAuth, or name a Secret in api.onNodeAddress.tokenSecretName" -}}
{{- end -}}
{{- if eq (int .Values.metrics.port) (int .Values.api.port) -}}
{{- fail "metrics.port and api.port are both ports of the node: they must differ" -}}
{{- end -}}
{{- end -}}
