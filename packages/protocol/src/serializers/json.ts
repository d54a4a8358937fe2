/**
 * JSON (*Serializers*). `JSON.parse` judges validity and reads the header; the payload stays the text it came as.
 * Outgoing messages are a written header with that text behind it.
 */
import { ProtocolViolation } from "../errors.ts";
import { checkLength, headerOf, payloadOf, shapeOf } from "../message.ts";
import type { Message } from "../message.ts";
import { Payload } from "../payload.ts";
import type { EncodedPayload, PayloadValues } from "../payload.ts";
import { EMPTY_DICT, isDict } from "../values.ts";
import type { Dict } from "../values.ts";
import { elementStart } from "./json-scan.ts";
import { parseValues, stringifyValues } from "./json-values.ts";
import { MAX_DEPTH } from "./serializer.ts";
import type { Serializer } from "./serializer.ts";
import { judgeTail } from "./tail.ts";
import type { ElementKind } from "./tail.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The JSON serializer: `wamp.2.json`. */
export const json: Serializer = {
  name: "json",
  isBinary: false,

  read(data) {
    const text = typeof data === "string" ? data : decoded(data);
    const elements = parsed(text);
    const shape = shapeOf(elements[0]);
    checkLength(shape, elements.length);
    const start = elementStart(text, shape.header, MAX_DEPTH);
    if (start < 0 || !shape.hasPayload) return shape.read(elements, Payload.empty);
    const header = elements.slice(0, shape.header);
    const verdict = judgeTail(shape, header, elements.slice(shape.header).map(kindOf));
    return shape.read(
      header,
      payloadFrom(verdict, {
        data: text.slice(start, text.lastIndexOf("]")),
        count: elements.length - shape.header === 1 ? 1 : 2,
      }),
    );
  },

  write(message) {
    const payload = payloadOf(message)?.as(json);
    const header = writeHeader(message);
    return payload === undefined || payload.count === 0
      ? `${header}]`
      : `${header},${payload.data as string}]`;
  },

  encodePayload: ({ args, kwargs, sealed }) => {
    if (sealed !== undefined) return { data: stringifyValues(sealed), count: 1 };
    if (Object.keys(kwargs).length > 0)
      return { data: `${stringifyValues(args)},${stringifyValues(kwargs)}`, count: 2 };
    return args.length > 0 ? { data: stringifyValues(args), count: 1 } : { data: "", count: 0 };
  },

  decodePayload: ({ data }) => valuesOf(parseValues(`[${data as string}]`) as readonly unknown[]),
};

function decoded(data: Uint8Array): string {
  try {
    return utf8.decode(data);
  } catch {
    throw new ProtocolViolation("a JSON message must be valid UTF-8");
  }
}

function parsed(text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProtocolViolation("a message must be valid JSON");
  }
  if (!Array.isArray(value)) throw new ProtocolViolation("a message must be a list");
  return value;
}

function kindOf(value: unknown): ElementKind {
  if (Array.isArray(value)) return value.length === 0 ? "empty list" : "list";
  if (value === null) return "null";
  if (typeof value === "string" && value.startsWith("\u0000")) return "bytes";
  return isDict(value) ? "dict" : "other";
}

function payloadFrom(verdict: ReturnType<typeof judgeTail>, encoded: EncodedPayload): Payload {
  if (verdict === "none") return Payload.empty;
  if (verdict === "opaque") return Payload.encoded(json, encoded);
  const { args, kwargs } = json.decodePayload(encoded);
  return Payload.of(args, kwargs);
}

function valuesOf([args, kwargs]: readonly unknown[]): PayloadValues {
  const dict: Dict = isDict(kwargs) ? kwargs : EMPTY_DICT;
  if (args instanceof Uint8Array) return { args: [], kwargs: dict, sealed: args };
  return { args: Array.isArray(args) ? args : [], kwargs: dict };
}

/** `[code,…` without the closing bracket. Numbers and empty dictionaries, the bulk of all headers, are written directly. */
function writeHeader(message: Message): string {
  let text = "[";
  let separator = "";
  for (const element of headerOf(message)) {
    text += separator + writeElement(element);
    separator = ",";
  }
  return text;
}

function writeElement(element: unknown): string {
  if (typeof element === "number") return String(element);
  if (element === EMPTY_DICT) return "{}";
  return stringifyValues(element);
}
