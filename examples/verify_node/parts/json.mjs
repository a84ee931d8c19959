// base64url and JSON without room for interpretation ("Signed documents" of the format page).

/** The bytes of base64url in its one canonical spelling; else null. */
export function decode(text) {
  if (typeof text !== "string") return null;
  const raw = Buffer.from(text, "base64url"); // ignores foreign characters and spare bits
  return raw.toString("base64url") === text ? raw : null;
}

/** The object that these bytes of strict JSON hold; else null. */
export function parseJson(raw, depth = 4) {
  let members = -1; // the outermost value is a member of nothing
  let wellFormed = true;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
    const value = JSON.parse(text, function look(name, member) {
      members += Array.isArray(this) ? 0 : 1;
      wellFormed &&= ![name, member].some((part) => isText(part) && /\p{Surrogate}/u.test(part));
      return member;
    });
    const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '""'); // without what stands in texts
    const names = bare.match(/""\s*:/g) ?? []; // more than members: one of them stands twice
    const numbers = bare.match(/-?\d[\d.eE+-]*/g) ?? [];
    wellFormed &&= names.length === members && numbers.every(isWhole) && isObject(value);
    return wellFormed && depthOf(value) <= depth ? value : null;
  } catch {
    return null;
  }
}

const isText = (value) => typeof value === "string";
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isWhole = (text) => /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text));
const depthOf = (value) =>
  value && typeof value === "object" ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
