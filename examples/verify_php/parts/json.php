<?php
// base64url and JSON without room for interpretation ("Signed documents" of the format page).
declare(strict_types=1);

namespace Licence;

const MAX_INTEGER = 2 ** 53 - 1;

/** The bytes of base64url in its one canonical spelling; else null. */
function decode(mixed $text): ?string
{
    if (!is_string($text)) {
        return null;
    }
    $raw = base64_decode(strtr($text, '-_', '+/'), true);
    $again = rtrim(strtr(base64_encode((string) $raw), '+/', '-_'), '=');
    return $raw !== false && $again === $text ? $raw : null;
}

/** The object that these bytes of strict JSON hold; else null. */
function parseJson(string $raw, int $depth = 4): ?object
{
    $value = json_decode($raw, false, $depth + 1); // PHP counts a level more
    // It has refused lone surrogates and what is not UTF-8.
    if (!is_object($value)) {
        return null;
    }
    $bare = preg_replace('~"[^"\\\\]*+(?:\\\\.[^"\\\\]*+)*+"~s', '""', $raw); // texts emptied
    if (preg_match('~[A-Z.]|[0-9]e~', $bare)) {
        return null; // fractions, exponents, and words like TRUE, which PHP takes
    }
    preg_match_all('~[0-9]+~', $bare, $numbers);
    foreach ($numbers[0] as $number) {
        if (strlen($number) > 16 || (int) $number > MAX_INTEGER) {
            return null;
        }
    }
    // More names than members: one of them stands twice in an object.
    return preg_match_all('~""\s*:~', $bare) === countMembers($value) ? $value : null;
}

function countMembers(mixed $value): int
{
    if (!is_object($value) && !is_array($value)) {
        return 0;
    }
    $inside = array_map(countMembers(...), array_values((array) $value));
    return (is_object($value) ? count($inside) : 0) + array_sum($inside);
}
