{{- define "ullage.args" -}}
- agent
- --node
- $(NODE_NAME)
- --proc
- /host/proc
{{- if .Values.hostFiles }}
- --host-root
- /host/root
{{- end }}
- --metrics-listen
- {{ printf "%s:%d" .Values.metrics.address (int .Values.metrics.port) | quote }}
{{- if not .Values.api.enabled }}
- --no-api
{{- else if .Values.api.onNodeAddress.enabled }}
{{- $api := .Values.api.onNodeAddress }}
- --api-listen
- {{ printf "%s:%d" $api.address (int .Values.api.port) | quote }}
- --tls-cert
- /etc/ullage/tls/tls.crt
- --tls-key
- /etc/ullage/tls/tls.key
- --allow-host
- $(NODE_IP)
{{- if $api.tokenSecretName }}
- --token-file
- /etc/ullage/token/token
{{- end }}
{{- else }}
- --api-listen
- {{ printf "127.0.0.1:%d" (int .Values.api.port) | quote }}
{{- end }}
{{- range .Values.api.allowedHosts }}
- --allow-host
- {{ . | quote }}
{{- end }}
- --socket
- /run/ullage/agent.sock
{{- if .Values.inCluster }}
- --in-cluster
{{- end }}
{{- if include "ullage.asksCluster.authority" . }}
- --kubernetes-auth
{{- end }}
{{- if include "ullage.asksCluster.events" . }}
- --kubernetes-events
{{- end }}
{{- if include "ullage.asksCluster.condition" . }}
- --node-condition
{{- end }}
{{- if include "ullage.asksCluster.endpoints" . }}
- --watch-endpoints
{{- end }}
{{- if .Values.compatibilityMetrics }}
- --compatibility-metrics
{{- end }}
- --cpu-budget
- {{ .Values.cpuBudget | toString | quote }}
{{- if .Values.incidents.enabled }}
- --incidents
- /var/lib/ullage/incidents
- --incidents-bytes
- {{ .Values.incidents.maximumBytes | toString | quote }}
{{- end }}
{{- if .Values.exemptPort }}
- --exempt-port
{{- end }}
{{- if .Values.otlp.endpoint }}
- --otlp-endpoint
- {{ .Values.otlp.endpoint | quote }}
- --otlp-interval
- {{ .Values.otlp.intervalSeconds | toString | quote }}
{{- range $name, $value := .Values.otlp.headers }}
- --otlp-header
- {{ printf "%s=%s" $name (toString $value) | quote }}
{{- end }}
{{- end }}
- --log
- {{ .Values.logFormat }}
{{- range $threshold, $value := .Values.settings }}
- --set
- {{ printf "%s=%s" $threshold (toString $value) | quote }}
{{- end }}
{{- range .Values.extraArgs }}
- {{ . | quote }}
{{- end }}
{{- end -}}

{{/* Without the second line what is mounted under the folder stays writable. Older servers do not know the field. */}}
{{- define "ullage.readOnlyMount" -}}
readOnly: true
{{- if semverCompare ">=1.31-0" .Capabilities.KubeVersion.Version }}
recursiveReadOnly: IfPossible
{{- end }}
{{- end -}}
