/** Where an agent answers when nobody says otherwise, and where others look for it. */
export const defaultMetricsPort = 9855;
export const defaultApiPort = 9856;
/** Where `ullage mcp --listen` answers. */
export const defaultMcpPort = 9857;
