// Public keys: which one, and whether it may be trusted ("Signed documents" of the format page).
import { decode } from "./json.mjs";

/** Published, so that anyone can sign with it: for test mode only. */
export const TEST_KEY = { kid: "sx-test", x: "tuZ_96MA89i3xM3y_JmRgdh4g0Pi6x7o7H4WJgpCYMo" };

/** The key of that exact name and purpose. */
export const findKey = (keys, kid, purpose) =>
  keys.find((key) => key.kid === kid && key.purpose === purpose);

/** Whether a key may be trusted: 32 bytes, canonical, not of small order. */
export function isStrong(x) {
  const raw = decode(x);
  if (raw?.length !== 32) return false;
  const y = Buffer.from(raw).reverse(); // the greatest byte first
  y[0] &= 0x7f; // without the sign of x
  return y.toString("hex") < P && !SMALL_ORDER.includes(y.toString("hex"));
}

const P = `7f${"f".repeat(60)}ed`;
const SMALL_ORDER = [
  "0".repeat(64),
  `${"0".repeat(63)}1`,
  `7f${"f".repeat(60)}ec`,
  "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
  "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
];
