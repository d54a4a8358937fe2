/**
 * Application values in JSON. Bytes are strings that start with U+0000, followed by Base64 (*Binary support in JSON*);
 * integers beyond 2^53 are bigints here and keep all their digits on the way in and out. A marked string that is no
 * Base64 stays the string it is.
 */
import { fromBase64, toBase64 } from "../base64.ts";
import { isDict } from "../values.ts";

const MARK = "\u0000";

/** Can this text hold an integer that a double cannot? A quick look that may say yes too often, never no. */
const mayHoldLargeInteger = /\d{16}/;

interface Source {
  readonly source?: string;
}

/** Runtimes since 2024 tell a reviver how a number was spelled; elsewhere large integers are rounded. */
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context?: Source) => unknown,
) => unknown;
const rawJson = (JSON as unknown as { rawJSON?: (text: string) => unknown }).rawJSON;

/** Parses application values: dictionaries without prototype, marked strings as bytes, large integers as bigints. */
export function parseValues(text: string): unknown {
  const parsed: unknown = mayHoldLargeInteger.test(text)
    ? parseWithSource(text, keepDigits)
    : JSON.parse(text);
  return restored(parsed);
}

function keepDigits(_key: string, value: unknown, context?: Source): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
}

function restored(value: unknown): unknown {
  if (typeof value === "string")
    return value.startsWith(MARK) ? (fromBase64(value.slice(1)) ?? value) : value;
  if (Array.isArray(value)) return value.map(restored);
  if (!isDict(value)) return value;
  const dict = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value)) dict[key] = restored(value[key]);
  return dict;
}

/**
 * Writes application values.
 * @throws TypeError for what JSON cannot hold: a cycle.
 */
export const stringifyValues = (value: unknown): string => JSON.stringify(value, marked) ?? "null";

function marked(_key: string, value: unknown): unknown {
  if (typeof value === "bigint")
    return rawJson === undefined ? Number(value) : rawJson(String(value));
  return value instanceof Uint8Array ? MARK + toBase64(value) : value;
}
