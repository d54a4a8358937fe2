/** What every serializer asks of the elements after a header, however it found them. */
import { expected } from "../fields.ts";
import type { MessageShape } from "../message.ts";
import { isDict } from "../values.ts";

/** The kinds of value that the rules for Arguments and ArgumentsKw tell apart. */
export type ElementKind = "list" | "empty list" | "dict" | "null" | "bytes" | "other";

/** `opaque`: kept as it came; `odd`: legal, but to be rewritten before anybody else sees it; `none`: nothing in it. */
export type TailVerdict = "opaque" | "odd" | "none";

/**
 * Judges the kinds of Arguments and ArgumentsKw. Bytes stand in the place of Arguments only where Options or Details
 * name an `enc_algo`; `null`, and PHP's `[]` for an empty dictionary, are accepted but not passed on.
 * @throws ProtocolViolation when an element has a type that its place does not allow.
 */
export function judgeTail(
  shape: MessageShape,
  header: readonly unknown[],
  kinds: readonly ElementKind[],
): TailVerdict {
  const [args, kwargs] = kinds;
  if (args === undefined) return "none";
  if (args === "bytes" && kwargs === undefined && isSealed(header)) return "opaque";
  if (args !== "list" && args !== "empty list" && args !== "null")
    throw expected(`${shape.kind}.Arguments`, "a list", args);
  if (kwargs === undefined) return args === "list" ? "opaque" : "none";
  if (kwargs === "dict") return args === "null" ? "odd" : "opaque";
  if (kwargs !== "null" && kwargs !== "empty list")
    throw expected(`${shape.kind}.ArgumentsKw`, "a dictionary", kwargs);
  return args === "list" ? "odd" : "none";
}

function isSealed(header: readonly unknown[]): boolean {
  return header.some((element) => isDict(element) && typeof element["enc_algo"] === "string");
}
