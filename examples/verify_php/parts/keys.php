<?php
// Public keys: which one, and whether it may be trusted ("Signed documents" of the format page).
declare(strict_types=1);

namespace Licence;

const P = '7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed';
const SMALL_ORDER = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0000000000000000000000000000000000000000000000000000000000000001',
    '7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec',
    '7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7',
    '05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826',
];

/** Published, so that anyone can sign with it: for test mode only. */
function testKey(): object
{
    return (object) ['kid' => 'sx-test', 'x' => 'tuZ_96MA89i3xM3y_JmRgdh4g0Pi6x7o7H4WJgpCYMo'];
}

/** The key of that exact name and purpose. */
function findKey(array $keys, string $kid, string $purpose): ?object
{
    foreach ($keys as $key) {
        if ($key->kid === $kid && $key->purpose === $purpose) {
            return $key;
        }
    }
    return null;
}

/** Whether a key may be trusted: 32 bytes, canonical, not of small order. */
function isStrong(mixed $x): bool
{
    $raw = decode($x);
    if ($raw === null || strlen($raw) !== 32) {
        return false;
    }
    $y = strrev($raw); // the greatest byte first
    $y[0] = $y[0] & "\x7f"; // without the sign of x
    return strcmp(bin2hex($y), P) < 0 && !in_array(bin2hex($y), SMALL_ORDER, true);
}
