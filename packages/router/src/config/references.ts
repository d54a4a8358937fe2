/** Rules about parts of a config that refer to each other: roles that logins name, ports that transports share. */
import { below, isType, type Place } from "./places.ts";
import { fault, warning, type Path, type Problem } from "./problem.ts";
import { member } from "./schema/objects.ts";
import { quote } from "./secrecy.ts";
import { suggest } from "./suggest.ts";

/** What does not fit together. */
export const checkReferences = (places: readonly Place[]): readonly Problem[] => [
  ...checkRealms(places),
  ...checkRoles(places),
  ...checkPorts(places),
  ...checkDerivedKeys(places),
];

/** In one process a realm is one realm, whichever worker names it; within a worker the schema has said so already. */
function checkRealms(places: readonly Place[]): readonly Problem[] {
  const first = new Map<string, Place>();
  return places.flatMap((place) => {
    const name = place.kind === "realm" ? member(place.value, "name") : undefined;
    if (typeof name !== "string") return [];
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, place);
    if (earlier === undefined || earlier.worker === place.worker) return [];
    return [
      fault(
        [...place.path, "name"],
        `${quote(name)} is also a realm of another worker, and all workers share one process`,
      ),
    ];
  });
}

/** A login whose role no realm has is refused when it comes; better to hear of it now. */
function checkRoles(places: readonly Place[]): readonly Problem[] {
  const defined = places
    .flatMap(({ kind, value }) => (kind === "role" ? [member(value, "name")] : []))
    .filter(isText);
  return rolesInUse(places).flatMap(({ path, role }) => {
    if (role === "trusted" || defined.includes(role)) return [];
    const meant = suggest(role, defined);
    const hint = meant === undefined ? "" : `; did you mean ${quote(meant)}?`;
    return [
      warning(path, `no realm has a role ${quote(role)}, so this login will be refused${hint}`),
    ];
  });
}

function rolesInUse(places: readonly Place[]): readonly { path: Path; role: string }[] {
  return places
    .filter((place) => place.kind === "method" && isType(place, "static"))
    .flatMap(({ value, path }) => [
      { path, value },
      ...below(value, path, "principals"),
      ...below(value, path, "users"),
    ])
    .flatMap(({ path, value }) => {
      const role = member(value, "role");
      return isText(role) ? [{ path: [...path, "role"], role }] : [];
    });
}

/** Two listeners on one port: the second would fail to start. */
function checkPorts(places: readonly Place[]): readonly Problem[] {
  const taken = new Map<string, Place>();
  return places.flatMap((place) => {
    const port =
      place.kind === "endpoint" && isType(place, "tcp") ? member(place.value, "port") : undefined;
    if (typeof port !== "number" || port === 0 || member(place.value, "portrange") !== undefined)
      return [];
    const where = `${port} ${String(member(place.value, "interface") ?? "")} ${String(member(place.value, "version") ?? 4)}`;
    const earlier = taken.get(where);
    if (earlier === undefined) taken.set(where, place);
    if (earlier === undefined || (isShared(earlier) && isShared(place))) return [];
    return [fault([...place.path, "port"], `another transport already listens on port ${port}`)];
  });
}

const isShared = ({ value }: Place): boolean => member(value, "shared") === true;

/** A salted secret that cannot be a derived key is probably the password itself. */
function checkDerivedKeys(places: readonly Place[]): readonly Problem[] {
  return places
    .filter(
      (place) => place.kind === "method" && place.name === "wampcra" && isType(place, "static"),
    )
    .flatMap(({ value, path }) => below(value, path, "users"))
    .filter(
      ({ value }) =>
        isText(member(value, "salt")) &&
        member(value, "derive") !== true &&
        !holdsDerivedKey(value),
    )
    .map(({ path }) =>
      warning(
        [...path, "secret"],
        'with a salt, the secret is the derived key (base64), which this is not; for a plain password add "derive": true',
      ),
    );
}

function holdsDerivedKey(user: unknown): boolean {
  const secret = member(user, "secret");
  const length = member(user, "keylen") ?? 32;
  if (!isText(secret) || !/^[A-Za-z0-9+/]+={0,2}$/.test(secret)) return !isText(secret);
  return Buffer.from(secret, "base64").length === length;
}

const isText = (value: unknown): value is string => typeof value === "string";
