// What the claims of each document may hold: the tables of the format page.
import { isHostPattern } from "./hosts.mjs";
import { isStrong } from "./keys.mjs";

const like = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const text = (max) => like(new RegExp(`^.{1,${max}}$`, "su")); // characters, not UTF-16 units
const whole = (min, max) => (value) => Number.isInteger(value) && value >= min && value <= max;
const list = (max, rule) => (value) =>
  Array.isArray(value) && value.length <= max && value.every(rule);
const optional = (rule) => (value) => value === undefined || rule(value);
const nullable = (rule) => (value) => value === undefined || value === null || rule(value);

const count = whole(1, Number.MAX_SAFE_INTEGER);
const instant = whole(0, 253_402_300_799); // NumericDate, to the end of the year 9999
const day = (value) =>
  like(/^\d{4}-\d\d-\d\d$/)(value) && Boolean(new Date(value).toJSON()?.startsWith(value));
const kid = like(/^[A-Za-z0-9-]{1,32}$/);
const product = like(/^[a-z0-9][a-z0-9-]{0,39}$/);
const entitlements = optional(list(50, like(/^[a-z0-9][a-z0-9._:-]{0,63}$/)));

export const LICENCE = {
  jti: like(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/),
  iss: text(100),
  prd: product,
  cus: nullable(text(200)),
  hst: optional(list(50, isHostPattern)),
  iat: instant,
  sup: day,
  tier: nullable(text(32)),
  ent: entitlements,
  exp: nullable(instant),
  seq: optional(count),
};
export const CERTIFICATE = {
  jti: kid,
  sub: text(100),
  cnf: (cnf) => cnf?.jwk?.kty === "OKP" && cnf.jwk.crv === "Ed25519" && isStrong(cnf.jwk.x),
  prd: optional(list(100, product)),
  max: count,
  nbf: instant,
  exp: instant,
  msd: whole(1, 36_525),
  mxh: optional(whole(1, 50)),
  ent: entitlements,
  test: optional((value) => typeof value === "boolean"),
};
const revoked = ({ id, on, after_seq: last }) =>
  kid(id) && day(on) && optional(whole(0, Number.MAX_SAFE_INTEGER))(last);
export const REVOCATIONS = {
  ver: count,
  iat: instant,
  nxt: instant,
  keys: nullable(text(40_000_000)),
  days: nullable(text(40_000_000)),
  certs: optional(list(10_000, (entry) => entry !== null && revoked(entry))),
};
