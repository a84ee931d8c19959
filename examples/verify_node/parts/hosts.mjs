// "Hosts" of the format page: the normal form of an address, and what it is to a licence.
import { isIP, isIPv6 } from "node:net";
import { domainToASCII } from "node:url";

const isLabel = (label) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(label);

/** The one form that is compared, or null where there is no host. */
export function normaliseHost(address) {
  const beginning = address.trim().replace(/^.*?:\/\//s, "").replace(/[/?#].*$/s, "");
  const text = beginning.slice(beginning.lastIndexOf("@") + 1);
  const ip = text.replace(/^\[([^\]]*)\](:\d*)?$/, "$1").split("%")[0];
  if (isIPv6(ip)) return new URL(`http://[${ip}]`).hostname.slice(1, -1);
  if (isIP(ip)) return ip;
  let name = text.replace(/:\d*$/, "").replace(/\.+$/, "");
  name = /[^\x00-\x7f]/.test(name) ? domainToASCII(name) : name.toLowerCase();
  return name.length <= 253 && name.split(".").every(isLabel) ? name : null;
}

/** Whether a licence may name this. */
export function isHostPattern(host) {
  if (typeof host !== "string") return false;
  const base = host.replace(/^\*\./, "");
  return normaliseHost(base) === base && (base === host || base.includes("."));
}

const RESERVED =
  /(^|\.)(localhost|test|example|invalid|local|internal|home\.arpa|example\.(com|net|org))$/;
const NOT_GLOBAL_4 = new RegExp(
  "^(0|10|127|169\\.254|172\\.(1[6-9]|2\\d|3[01])|192\\.168|192\\.0\\.[02]|198\\.1[89]|" +
    "198\\.51\\.100|203\\.0\\.113|100\\.(6[4-9]|[7-9]\\d|1[01]\\d|12[0-7])|2[45]\\d)\\.",
);
const NOT_GLOBAL_6 = /^(::1?$|100::|2001:db8:|f[cd]..:|fe[89ab].:)/;
const WORD =
  "(test|testing|stage|staging|dev|devel|development|demo|acc|acceptance|uat|qa|int|" +
  "integration|preview|preprod|sandbox|beta|local)[0-9]{0,3}";

const plain = (host) => host.replace(/^www\./, "");
const isLicensed = (host, entries) =>
  entries.some((entry) => plain(entry) === plain(host) || entry === host.replace(/^[^.]*/, "*"));

function isTestSystem(host, entries) {
  if (isIP(host)) return (isIPv6(host) ? NOT_GLOBAL_6 : NOT_GLOBAL_4).test(host);
  const [first, ...rest] = plain(host).split(".");
  if (RESERVED.test(host)) return true;
  if (new RegExp(`^${WORD}$`).test(first)) return isLicensed(rest.join("."), entries);
  const without = first.replace(new RegExp(`^${WORD}-|-${WORD}$`), "");
  return without !== first && rest.length > 1 && isLicensed([without, ...rest].join("."), entries);
}

/** The code for one configured address of the shop; null where it is licensed. */
export function judgeHost(address, entries) {
  const host = normaliseHost(address);
  if (host === null) return "HOST_INVALID";
  if (entries.length === 0 || isLicensed(host, entries)) return null;
  return isTestSystem(host, entries) ? "HOST_TEST_SYSTEM" : "HOST_NOT_LICENSED";
}
