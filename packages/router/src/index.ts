export { createRouter } from './embedding/create-router.ts'
export type { CreateRouterOptions, EmbeddedRouter, JoinOptions } from './embedding/create-router.ts'
export type { MemoryConnection, MemoryListener } from './embedding/memory-listener.ts'
export type { MemoryPeer } from './transports/memory.ts'
export type { Session } from './embedding/local-session.ts'
export { CallResult } from '@wampeter/client/in-process'
export type {
  CallOptions,
  EventHandler,
  ProcedureHandler,
  PublishOptions,
  RegisterOptions,
  Registration,
  SubscribeOptions,
  Subscription,
} from '@wampeter/client'
export { LiveConfig } from './node/live-config.ts'
export { RouterNode } from './node/router-node.ts'
export { createRouters } from './wiring/create-routers.ts'
export type { OpenTransport, Router } from './wiring/router.ts'
export { ConfigError } from './config/config-error.ts'
export { checkConfig } from './config/check.ts'
export type { Checked, CrossbarConfig } from './config/check.ts'
export type { AttachedPath, AuthConfig, Config, RoleConfig, WebSocketPath } from './config/written.ts'
export { checkFiles } from './node/check-files.ts'
export { findConfig, loadConfig } from './config/load.ts'
export { initialConfig } from './config/init.ts'
export { describeProblem, writeProblem } from './config/problem.ts'
export type { Problem } from './config/problem.ts'
export { claim, AlreadyRunning, holderOf } from './node-directory/pid-file.ts'
export type { Holder, PidFile } from './node-directory/pid-file.ts'
export { nodeSecret } from './node-directory/node-secret.ts'
export { OperatorError } from './observe/operator-error.ts'
export { createLog, silentLog } from './observe/logger.ts'
export type { LoggerOptions, LogLevelName, StreamLog } from './observe/logger.ts'
export { ListenError } from './listeners/listen-error.ts'
export { StaticDirectoryError } from './web-services/static.ts'
export { TlsFileError } from './listeners/tls-files.ts'
export { WampError } from '@wampeter/protocol'
