export { createTestRouter } from './create-test-router.ts'
export type { TestRouter, TestRouterOptions } from './create-test-router.ts'
export type { Direction, Wire } from './wire.ts'
